"""The article's title: as the page shows it, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from aggregator.extract.clues import Clues, Found, site_names
from aggregator.extract.json_ld import texts
from aggregator.extract.names import is_box, words_of
from aggregator.extract.tables import listed
from aggregator.markup import clean_text

_SEPARATOR = re.compile(
    r"\s+[|·•—–\-»«›:/~]+\s+|\s*[|»«›]\s*|:\s+|\s+::\s+|\s*[—–]\s*(?=\S+\.\w{2,4}$)|-(?=[^\s-]{2,20}$)"
)
_WORD = re.compile(r"\w+")
_DAY_BEFORE = re.compile(r"^(?:\d{1,2}[./]\d{1,2}[./](?:\d{2}){1,2}|\d{4}-\d\d-\d\d)\s*[|:–—-]\s+(?=\S+\s+\S)")
_MAX = 300
_MAX_HEADINGS = 30
#: Words in the class of what stands in a heading beside the title.
_EXTRAS = frozenset(
    listed(
        """
    kicker topline dachzeile overline eyebrow topic label section category rubrik spitzmarke roofline
    pretitle supertitle aural tag badge flag
    """
    )
)
_SUBTITLES = frozenset(("subline", "subtitle", "subheadline"))


def find_title(clues: Clues, above: Sequence[str] = ()) -> Found[str] | None:
    """The shown heading where title element, social tags or JSON-LD vouch for it, else the one over the text.

    `above` are the lines that stand before the text, and its first three.
    """
    told = [*_told_titles(clues)]
    site = site_names(clues)
    shown = [
        heading
        for heading in islice(_shown_headings(clues, told), _MAX_HEADINGS)
        if not _is_site_name(heading.value, site)
    ]
    best = max(shown, key=lambda heading: _trust(heading, told), default=None)
    if best is not None and _trust(best, told):
        return _agreed_part(best, told) or _without_day(best)
    main = [heading for heading in shown if heading.origin == "h1"] or [
        heading for heading in shown if heading.origin == "h2"
    ]
    over = [heading for heading in main if heading.value in above and len(_loose(heading.value).split()) > 1]
    # The last two lines are the text's own: an h2 there is one of its subheadings.
    over = [heading for heading in over if heading.origin == "h1" or not told or heading.value in above[:-2]]
    if over:
        return over[-1]
    if (
        len(main) == 1
        and main[0].origin == "h1"
        and len(_loose(main[0].value).split()) > 2
        and not _heads_the_site(clues)
    ):
        return main[0]
    for said in told:
        if title := cut_site_name(said.value, site):
            return Found(_first_part(title) if said.origin == "title" else title, said.origin)
    return next(iter(main), None)


def _trust(heading: Found[str], told: Sequence[Found[str]]) -> int:
    """How well what is said of the title agrees with a shown heading; 0 where it doesn't."""
    best = max((_agreement(said.value, heading.value) for said in told), default=0)
    if heading.origin == "h1" and best < 3 and any(_opens(said.value, heading.value) for said in told):
        return 3
    return best if heading.origin != "h3" or best == 4 else 0


def _agreed_part(heading: Found[str], told: Sequence[Found[str]]) -> Found[str] | None:
    """What two or more of the page's own statements agree on, where the heading has more in front of it."""
    shown = _loose(heading.value)
    counts = Counter(_loose(said.value) for said in told if said.origin != "hint")
    for said in told:
        loose = _loose(said.value)
        if counts[loose] > 1 and loose != shown and shown.endswith(loose) and len(loose) > 0.4 * len(shown):
            return said
    return None


def _without_day(heading: Found[str]) -> Found[str]:
    """The heading without the day that some sites put before it."""
    return Found(_DAY_BEFORE.sub("", heading.value), heading.origin)


def _told_titles(clues: Clues) -> Iterator[Found[str]]:
    if clues.hints.title and (hint := clean_text(clues.hints.title)):
        yield Found(hint, "hint")
    for key in ("headline", "name"):
        for text in texts(clues.linked.article.get(key))[:1]:
            yield Found(text, "json-ld")
    yield from clues.meta.each(
        (
            "og:title",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "citation_title",
            "parsely-title",
            "sailthru.title",
            "headline",
            "title",
        )
    )
    for element in clues.page.root.iter("title"):
        if text := _one_line(element.text_content()):
            yield Found(text, "title")
        return


def _shown_headings(clues: Clues, told: Sequence[Found[str]]) -> Iterator[Found[str]]:
    for tag in ("h1", "h2", "h3"):
        for element in clues.page.root.iter(tag):
            text = _heading_text(element, told)
            if text and len(text) <= _MAX and not is_box(element):
                yield Found(text, tag)


def _heads_the_site(clues: Clues) -> bool:
    """Whether the page's h1 stands in the site's own header."""
    names = frozenset(("header", "masthead", "branding", "logo", "brand", "banner"))
    for element in clues.page.root.iter("h1"):
        for each in (element, *element.iterancestors()):
            words = words_of(f"{each.get('class') or ''} {each.get('id') or ''}")
            if (
                not names.isdisjoint(words)
                and {"article", "entry", "post", "content", "page"}.isdisjoint(words)
                and each.tag not in ("body", "html")
            ):
                return True
    return False


def _heading_text(element: HtmlElement, told: Sequence[Found[str]]) -> str:
    """A heading without the kicker, the section's name or the marks for screen readers that stand in it.

    A subtitle in it belongs to the title where the page's data says so.
    """
    whole = _one_line(element.text_content())
    if not any(_is_extra(child, _EXTRAS | _SUBTITLES) for child in element.iterdescendants()):
        return whole
    wanted = {_loose(said.value) for said in told}
    without = _text_without(element, _EXTRAS)
    return without if _loose(without) in wanted else _text_without(element, _EXTRAS | _SUBTITLES) or whole


def _text_without(element: HtmlElement, extras: frozenset[str]) -> str:
    copy = deepcopy(element)
    for child in list(copy.iterdescendants()):
        if _is_extra(child, extras) and child.getparent() is not None:
            child.drop_tree()
    return _one_line(copy.text_content())


def _one_line(text: str) -> str:
    """The text on one line, without soft hyphens: a title is also looked up and compared."""
    return clean_text(text[:2_000].replace("\xad", ""))


def _is_extra(element: HtmlElement, extras: frozenset[str]) -> bool:
    return not extras.isdisjoint(words_of(element.get("class") or ""))


@lru_cache(maxsize=1024)
def _agreement(said: str, heading: str) -> int:
    a, b = _loose(said), _loose(heading)
    if not b or len(b) < 4:
        return 4 if a == b and b else 0
    if a == b:
        return 4
    if a.startswith(b) and len(b) > 0.3 * len(a):
        return 3
    if b in a:
        return 2 if len(b) > 0.4 * len(a) else 0
    if a in b:
        return 2 if len(a) > 0.6 * len(b) else 0
    matcher = SequenceMatcher(None, a[:_MAX], b, autojunk=False)
    return int(abs(len(a) - len(b)) < 0.3 * len(b) and matcher.quick_ratio() > 0.85 and matcher.ratio() > 0.85)


def _opens(said: str, heading: str) -> bool:
    """Whether the heading is all that stands before the first separator; what follows is a subtitle or a name."""
    first = _SEPARATOR.split(said, maxsplit=1)[0]
    return len(heading.split()) > 2 and _loose(first) == _loose(heading)


def cut_site_name(title: str, site: list[str]) -> str:
    """The title without the parts at its ends that only name the site; empty if nothing else is in it."""
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        first, last = title[: parts[0].start()], title[parts[-1].end() :]
        if _is_site_name(last, site):
            title = title[: parts[-1].start()].strip()
        elif _is_site_name(first, site):
            title = title[parts[0].end() :].strip()
        else:
            break
    return "" if _is_site_name(title, site) else title


def _first_part(title: str) -> str:
    """A title element's first part if it can stand alone: what follows names the section or the site."""
    first = re.split(r"\s+[|·•—–»/-]\s+|\s*[|»]\s*|(?<=[^\x00-\u02ff])\s*[-_|]\s*(?=[^\x00-\u02ff]{2,12}$)", title)[
        0
    ].strip()
    return first if len(first.split()) > 2 or len(first) > 14 else title


def _is_site_name(part: str, site: list[str]) -> bool:
    loose = _loose(part).replace(" ", "")
    return bool(loose) and any(
        loose == name or (len(loose) > 5 and (loose in name or (name in loose and len(name) > 0.6 * len(loose))))
        for name in site
    )


@lru_cache(maxsize=1024)
def _loose(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
