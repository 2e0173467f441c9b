"""What HTML's elements are to us, and how a tag is read."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_CHARS = 1_000_000
MAX_URL_CHARS = 4_096


def words(text: str) -> frozenset[str]:
    """A set of names from a line of them."""
    return frozenset(text.split())


BLOCKS = words(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul"
)
LINE_BREAKING = BLOCKS | {"br", "caption", "tbody", "td", "tfoot", "th", "thead", "tr"}
#: Elements whose content is not for reading.
INVISIBLE = words("applet button datalist iframe noembed noframes script select style svg template textarea title xmp")
VOID = words("area base br col embed hr img input link meta param source wbr")

#: What may be left of markup when it is clean.
ALLOWED_TAGS = words(
    "a abbr address article aside b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp "
    "section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
)
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "del": {"datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}

#: A comment, a declaration or a tag as a browser would read it. Nothing in it is ever tried twice.
TAG = re.compile(
    r"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))
        |[!?][^>]*+(?:>|\Z)
        |/(?![a-z])[^>]*+(?:>|\Z)
        |(?P<close>/?)(?P<name>[a-z][^\s/>]*+)
            (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?)*+)(?:>|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""(?<![^\s/"'])([^\s=/>"'<]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")


def cut(html: str) -> str:
    """No more than `MAX_CHARS` of it, and no half tag at the end."""
    if len(html) <= MAX_CHARS:
        return html
    html = html[:MAX_CHARS]
    tag = html.rfind("<")
    return html[:tag] if tag > MAX_CHARS - MAX_URL_CHARS and ">" not in html[tag:] else html


@lru_cache(maxsize=32)
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\b[^>]*+(?:>|\Z)", re.IGNORECASE)


def end_of(name: str, html: str, position: int) -> int:
    """Where the content of an element that holds no markup is over, its end tag included."""
    end = _end_tag(name).search(html, position)
    return end.end() if end else len(html)
