"""HTML and text from others, made safe to store and to show.

`clean_html` ends in nh3's allow-list: what it answers is also well-formed XML, so that it fits every feed format.
All that happens before the allow-list is for use or for speed; safety never rests on it.
"""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3

#: Longer markup is cut; more elements inside each other are unwrapped. libxml2, which many readers parse with,
#: drops text below depth 256, and pages and feeds wrap what we hand them.
MAX_CHARS = 1_000_000
MAX_DEPTH = 240
MAX_TAGS = 50_000
MAX_URL_CHARS = 4_096

#: Up to here even the worst nesting costs the HTML parser milliseconds; above, its work can grow with the square.
_HARMLESS_CHARS = 131_072
_HARMLESS_TAGS = 1_000
_HARMLESS_WORK = 500_000


def clean_html(html: str, *, base_url: str | None) -> str:
    """The markup with nothing left in it that could act, track or break a page; addresses are absolute.

    Void elements are closed (`<br />`) and only XML's own entities are used: it parses as an XML fragment.
    """
    html = _rescue_media(drop_illegal(_cut(html)))
    allow_list = _allow_list(_usable_base(base_url))
    if len(html) <= _HARMLESS_CHARS and html.count("<") <= _HARMLESS_TAGS:
        clean = allow_list.clean(html)
        if clean.count("<") > MAX_DEPTH and _depth(clean) > MAX_DEPTH:
            clean = allow_list.clean(_flattened(clean))
    else:
        clean = allow_list.clean(html if _is_plain(html) else _flattened(html))
    if "&#" in html:
        clean = drop_illegal(clean)
    return _as_xml(clean).strip()


def plain_text(html: str) -> str:
    """What a reader sees: a line per block, white space levelled, entities resolved. Takes clean or raw markup."""
    pieces: list[str] = []
    position = 0
    html = _cut(html)
    while (tag := _TAG.search(html, position)) is not None:
        pieces.append(html[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if name in _INVISIBLE and not tag["close"]:
            position = _end_of(name, html, position)
        elif name in _LINE_BREAKING:
            pieces.append("\0")  # a line feed in the source is only white space
    pieces.append(html[position:])
    text = entities.unescape("".join(pieces)) if "&" in html else "".join(pieces)
    lines = (" ".join(drop_illegal(line).split()) for line in text.split("\0"))
    return "\n".join(line for line in lines if line)


def clean_text(text: str | None) -> str:
    """A plain field on one line, without control, bidi-override or illegal characters."""
    return " ".join(drop_illegal(" ".join(text.split())).split()) if text else ""


def drop_illegal(text: str) -> str:
    """The text without what XML forbids, controls, and characters that turn the direction of what follows."""
    if not _ILLEGAL.search(text):
        return text
    if _SURROGATE.search(text):  # JSON writes a pair for what is one character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _ILLEGAL.sub("", text)


def first_sentences(text: str, max_chars: int = 300) -> str:
    """As many whole sentences as fit; if not even one does, words and an ellipsis."""
    text = clean_text(text)
    if len(text) <= max_chars:
        return text
    room = text[: max_chars + 1]
    ends = [end.end() for end in _SENTENCE_END.finditer(room) if end.end() <= max_chars]
    if ends and ends[-1] * 3 >= max_chars:
        return text[: ends[-1]]
    words, space, _ = room[:max_chars].rpartition(" ")
    if not space or len(words) * 2 < max_chars:  # a script without spaces, or one endless word
        words = text[: max_chars - 1]
        while words and _JOINS_ON.match(text[len(words)]):
            words = words[:-1]
    return words.rstrip(" ,;:–—-(") + "…"


_ILLEGAL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: A closing mark, then what may trail it, then the end or a new start: not "e.g. this" and not "3.5".
_SENTENCE_END = re.compile(
    r"""[.!?…]++["'”’»)\]]*+(?=\s++[^\sa-zß-öø-ÿ])  |  [。！？｡]++[」』”’）]*+  |  [।؟۔]++(?=\s)""", re.VERBOSE
)
#: Combining marks, variation selectors and joiners belong to the character before them.
_JOINS_ON = re.compile("[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\u20d0-\u20ff\U0001f3fb-\U0001f3ff]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul"
)
_LINE_BREAKING = _BLOCKS | {"br", "caption", "tbody", "td", "tfoot", "th", "thead", "tr"}
#: Elements whose content is not for reading.
_INVISIBLE = _words(
    "applet button datalist iframe noembed noframes script select style svg template textarea title xmp"
)
_VOID = _words("area base br col embed hr img input link meta param source wbr")

_ALLOWED_TAGS = _words(
    "a abbr address article aside b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp "
    "section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
)
_ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_ATTRIBUTE_VALUES = {
    "colspan": re.compile(r"[0-9]{1,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "height": re.compile(r"[0-9]{1,5}"),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "width": re.compile(r"[0-9]{1,5}"),
}
_ADDRESSES = frozenset({"cite", "href", "src"})


@lru_cache(maxsize=64)
def _allow_list(base_url: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_ALLOWED_TAGS),
        clean_content_tags=set(_INVISIBLE),
        attributes=_ALLOWED_ATTRIBUTES,
        attribute_filter=_attribute,
        set_tag_attribute_values={"img": {"loading": "lazy", "referrerpolicy": "no-referrer"}},
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base_url) if base_url else _relative_without_base,
        link_rel="noopener nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _ADDRESSES:
        return value if len(value) <= MAX_URL_CHARS else None
    if name in ("height", "width"):
        value = value.strip().removesuffix("px")
    rule = _ATTRIBUTE_VALUES.get(name)
    return value if rule is None or rule.fullmatch(value) else None


def _relative_without_base(url: str) -> str | None:
    return f"https:{url}" if url.startswith("//") else None


def _usable_base(base_url: str | None) -> str | None:
    try:
        parts = urlsplit(base_url or "")
        return base_url if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


# What the allow-list would lose although people want it, or keep although they don't.

_IMAGE_SOURCE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_LAZY = re.compile(r"""\sdata-(?:lazy-|orig-)?(?:src|original|file)\s*+=\s*+["']?([^\s"'<>]++)""", re.IGNORECASE)
_HIDDEN = re.compile(
    r"""\sstyle\s*+=\s*+["'][^"'<>]*?
    (?:display\s*+:\s*+none|(?<![-\w])(?:width|height)\s*+:\s*+[01](?:px)?\s*+[;"'!])""",
    re.IGNORECASE | re.VERBOSE,
)
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*+>", re.IGNORECASE)
_NOSCRIPT_WHOLE = re.compile(r"<noscript\b[^<>]*+>[^<]*+(?:<(?!/?noscript\b)[^<]*+)*+</noscript\s*+>", re.IGNORECASE)
_IFRAME = re.compile(r"<iframe\b([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![^\s/"'])([^\s=/>"'<]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")

#: Players whose frames we turn into links: host and path of the frame, its name, the address of the video's own page.
_VIDEO_HOSTS = tuple(
    (re.compile(frame), name, page)
    for frame, name, page in (
        (r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})", "YouTube", "https://www.youtube.com/watch?v={}"),
        (r"player\.vimeo\.com/video/([0-9]+)", "Vimeo", "https://vimeo.com/{}"),
        (r"(?:\w+\.)?dailymotion\.com/embed/video/(\w+)", "Dailymotion", "https://www.dailymotion.com/video/{}"),
        (r"embed(?:-ssl)?\.ted\.com/talks/([\w/-]+)", "TED", "https://www.ted.com/talks/{}"),
        (r"(?:www\.)?loom\.com/embed/(\w+)", "Loom", "https://www.loom.com/share/{}"),
        (r"fast\.wistia\.(?:net|com)/embed/iframe/(\w+)", "Wistia", "https://fast.wistia.net/embed/iframe/{}"),
    )
)


def _cut(html: str) -> str:
    if len(html) <= MAX_CHARS:
        return html
    html = html[:MAX_CHARS]
    tag = html.rfind("<")
    return html[:tag] if tag > MAX_CHARS - MAX_URL_CHARS and ">" not in html[tag:] else html


def _rescue_media(html: str) -> str:
    """Pictures that wait for a script get their address, frames of video players become links."""
    if "<![CDATA[" in html:  # wrapped once too often
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    lower = html.lower() if "<i" in html or "<I" in html else ""
    if "<img" in lower and ("data-" in lower or "style" in lower):
        html = _IMAGE_SOURCE.sub(_plain_image, html)
    if "<noscript" in html or "<NOSCRIPT" in html:
        if "data-" in lower:  # the same picture once more
            html = _NOSCRIPT_WHOLE.sub("", html)
        html = _NOSCRIPT.sub("", html)
    return _IFRAME.sub(_video_link, html) if "<iframe" in lower else html


def _plain_image(tag: re.Match[str]) -> str:
    # HTML keeps the first of two attributes of one name.
    if _HIDDEN.search(tag[0]):
        return f'<img width="1" height="1" {tag[0][4:]}'
    lazy = _LAZY.search(tag[0])
    return f'<img src="{lazy[1]}" {tag[0][4:]}' if lazy else tag[0]


def _video_link(tag: re.Match[str]) -> str:
    attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
    address = entities.unescape(attributes.get("src") or attributes.get("data-src") or "").strip()
    address = re.sub(r"^(?:https?:)?//", "", address)
    for pattern, name, page in _VIDEO_HOSTS:
        if found := pattern.match(address):
            title = clean_text(entities.unescape(attributes.get("title", ""))) or name
            return f'<p><a href="{page.format(found[1])}">Video: {entities.escape(title)}</a></p>{tag[0]}'
    return tag[0]


# After the allow-list: its output is regular (every `<` and `>` inside values is escaped), so these see whole tags.

_VOID_TAG = re.compile(r"<(?:img( [^>]*)?|(br|hr|wbr)(?: [^>]*)?)>")
_EMPTIED = re.compile(r"<(a|div|figure|li|p|span)\b[^>]*>\s*</\1>")
_SOURCE = re.compile(r' src="(https?://[^"]+)"')
_SIZE = re.compile(r' (?:width|height)="0*([0-9]+)"')
_BEACON = re.compile(
    r"""https?://(?:
        (?:[\w-]+\.)*+(?:
            adsymptotic\.com|amazon-adsystem\.com|assoc-amazon\.[\w.]+|chartbeat\.net|doubleclick\.net|feedsportal\.com
            |google-analytics\.com|imrworldwide\.com|krxd\.net|piwik\.pro|quantserve\.com|scorecardresearch\.com
            |statcounter\.com)(?:[/:?]|$)
        |(?:beacon|counter|matomo|metrics|piwik|pixel|pixel-[\w-]+|stats|tracking)\.[\w-]+\.[\w.]+(?:[/:?]|$)
        |(?:[\w-]+\.)*+(?:
            list-manage\.com/track|feedblitz\.com/stats|feedburner\.com/~(?:r|ff)/|feeds\.wordpress\.com/1\.0/
            |facebook\.com/tr\b|ads\.linkedin\.com/|bat\.bing\.com/|medium\.com/_/stat|t\.co/i/adsct
            |blogger\.googleusercontent\.com/tracker/|analytics\.twitter\.com/)
        |[^/]++/(?:[^?\#/]*+/)*+(?:
            (?:1px|1x1|beacon|blank|clear|count|counter|open|pixel|spacer|track|tracker|tracking|transparent)
            \.(?:gif|png|php|aspx)|(?:piwik|matomo)\.php)(?:[?\#]|$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def _as_xml(clean: str) -> str:
    if "<img" in clean:
        kept = _VOID_TAG.sub(_closed, clean)
        if kept.count("<img") < clean.count("<img"):
            for _ in range(3):
                kept = _EMPTIED.sub("", kept)
        clean = kept
    else:
        clean = _VOID_TAG.sub(_closed, clean)
    return clean.replace("&nbsp;", "\xa0")


def _closed(tag: re.Match[str]) -> str:
    if tag[2]:
        return f"<{tag[2]} />"
    source = _SOURCE.search(tag[1] or "")
    if source is None or _BEACON.match(source[1]) or any(int(size) <= 1 for size in _SIZE.findall(tag[1])):
        return ""
    return f"<img{tag[1]} />" if ' alt="' in tag[1] else f'<img{tag[1]} alt="" />'


def _depth(clean: str) -> int:
    depth = deepest = 0
    for close, name in _CLEAN_TAG.findall(clean):
        if close:
            depth -= 1
        elif name not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


_CLEAN_TAG = re.compile(r"<(/?)([a-z0-9]+)")


# Large documents must be plain: written by the book, nested as written, so that parsing them costs what they weigh.

_PLAIN_TAG = re.compile(
    r"""<(?:
        !--[^<>]*+(?<=--)>
        |(/?)([a-zA-Z][a-zA-Z0-9]*+)(?:\s++[^\s<>"'=/]++(?:\s*+=\s*+(?:"[^<>"]*+"|'[^<>']*+'|[^\s<>"'=`]++))?+)*+\s*+/?>
    )""",
    re.VERBOSE,
)
_READ_OTHERWISE = _INVISIBLE | _words("frameset math noscript plaintext")
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")


def _is_plain(html: str) -> bool:
    """True when a parser can't build much more than what is written.

    Formatting that another element's end cuts off is opened anew in every block that follows; so the number of
    tags is weighed with the most formatting elements that were open at once.
    """
    tags = _PLAIN_TAG.findall(html)
    if len(tags) != html.count("<"):
        return False
    nest: list[str] = []
    formatting = most = 0
    for close, written in tags:
        name = written.lower()
        if not name or name in _VOID:
            continue
        if name in _READ_OTHERWISE:
            return False
        if not close:
            nest.append(name)
            formatting += name in _FORMATTING
            most = max(most, formatting)
            if len(nest) > MAX_DEPTH // 2:  # tables get parts that nobody wrote
                return False
        elif not nest or nest.pop() != name:
            return False
        else:
            formatting -= name in _FORMATTING
    return len(tags) * most <= _HARMLESS_WORK


# Flattening: a document that could hold the HTML parser for long is written anew, properly nested and bounded.

#: A comment, a declaration or a tag as a browser would read it. Nothing in it is ever tried twice.
_TAG = re.compile(
    r"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))
        |[!?][^>]*+(?:>|\Z)
        |/(?![a-z])[^>]*+(?:>|\Z)
        |(?P<close>/?)(?P<name>[a-z][^\s/>]*+)
            (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?)*+)(?:>|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CELL = frozenset({"td", "th"})
_ROWS = frozenset({"tbody", "tfoot", "thead"})
_TABLE_PARTS = _CELL | _ROWS | {"caption", "tr"}
_TABLE_FRAME = _ROWS | {"table", "tr"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What a start tag ends although nobody wrote the end tag, and the elements that it does not look beyond.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **{block: (frozenset({"p"}), _CELL | {"caption", "table"}) for block in _BLOCKS},
    "a": (frozenset({"a"}), _CELL | {"caption", "table"}),
    "li": (frozenset({"li"}), _CELL | {"caption", "ol", "table", "ul"}),
    "dd": (frozenset({"dd", "dt"}), _CELL | {"caption", "dl", "table"}),
    "dt": (frozenset({"dd", "dt"}), _CELL | {"caption", "dl", "table"}),
    **dict.fromkeys(_CELL, (_CELL | {"caption"}, frozenset({"table"}))),
    "tr": (frozenset({"caption", "tr"}), frozenset({"table"})),
    **dict.fromkeys(_ROWS, (_ROWS | {"caption"}, frozenset({"table"}))),
}


def _flattened(html: str) -> str:
    """The same text with allowed tags only, each properly closed, none deeper than `MAX_DEPTH`."""
    nest = _Nest()
    position = tags = 0
    while (tag := _TAG.search(html, position)) is not None:
        nest.text(html[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if name in _INVISIBLE and not tag["close"]:
            position = _end_of(name, html, position)
        elif name in _ALLOWED_TAGS and tags < MAX_TAGS:
            tags += 1
            if tag["close"]:
                nest.close(name)
            else:
                nest.open(name, _kept_attributes(name, tag["attributes"]))
        elif name in _LINE_BREAKING:
            nest.text(" ")
    nest.text(html[position:])
    return nest.finished()


class _Nest:
    """Writes tags so that what it has open is what an HTML parser has open."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []

    def text(self, text: str) -> None:
        self._out.append(text.replace("<", "&lt;"))

    def open(self, name: str, attributes: str) -> None:
        if name in _VOID:
            self._out.append(f"<{name}{attributes}>")
            return
        self._end_implied(name)
        top = self._open[-1] if self._open else ""
        if name in _TABLE_PARTS:
            if top not in _TABLE_FRAME:
                return
            if name == "tr" and top == "table":
                self._push("tbody", "")
            elif name in _CELL and top != "tr":
                self.open("tr", "")
        elif top in _TABLE_FRAME:  # parsers move it before the table
            return
        self._push(name, attributes)

    def _push(self, name: str, attributes: str) -> None:
        if len(self._open) < MAX_DEPTH:
            self._open.append(name)
            self._out.append(f"<{name}{attributes}>")
        elif name in _LINE_BREAKING:
            self._out.append("<br>")

    def close(self, name: str) -> None:
        if name in self._open:
            while self._pop() != name:
                pass
        elif name in _LINE_BREAKING:
            self._out.append(" ")

    def _end_implied(self, name: str) -> None:
        for ended, limits in (_ENDS[wanted] for wanted in self._enders(name)):
            for index in range(len(self._open) - 1, -1, -1):
                if self._open[index] in limits:
                    break
                if self._open[index] in ended:
                    while len(self._open) > index:
                        self._pop()
                    break
        if name in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
            self._pop()

    @staticmethod
    def _enders(name: str) -> tuple[str, ...]:
        if name in ("li", "dd", "dt"):
            return (name, "p")
        return (name,) if name in _ENDS else ()

    def _pop(self) -> str:
        name = self._open.pop()
        self._out.append(f"</{name}>")
        return name

    def finished(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._out)


def _kept_attributes(name: str, attributes: str) -> str:
    if not attributes:
        return ""
    allowed = _ALLOWED_ATTRIBUTES["*"] | _ALLOWED_ATTRIBUTES.get(name, set())
    kept: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTE.findall(attributes):
        if (key := key.lower()) in allowed and len(value := double or single or bare) <= MAX_URL_CHARS:
            kept.setdefault(key, value)
    return "".join(f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in kept.items())


@lru_cache(maxsize=32)
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\b[^>]*+(?:>|\Z)", re.IGNORECASE)


def _end_of(name: str, html: str, position: int) -> int:
    end = _end_tag(name).search(html, position)
    return end.end() if end else len(html)
