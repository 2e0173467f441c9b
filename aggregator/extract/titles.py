"""The article's title: as the page shows it, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from aggregator.extract.clues import Clues, Found
from aggregator.extract.json_ld import texts
from aggregator.extract.leftovers import is_box
from aggregator.markup import clean_text
from aggregator.urls import host_of

_SEPARATOR = re.compile(r"\s+[|·•—–\-»«›:/~]+\s+|\s*[|»«›]\s*|:\s+|\s+::\s+|\s*[—–]\s*(?=\S+\.\w{2,4}$)|-(?=[^\s-]{2,20}$)")
_WORD = re.compile(r"\w+")
_MAX = 300


def find_title(clues: Clues) -> Found[str] | None:
    """The shown heading where title element, social tags or JSON-LD vouch for it, else the best of those."""
    told = [*_told_titles(clues)]
    site = _site_names(clues)
    shown = [*_shown_headings(clues)]
    for heading in shown:
        if any(_vouches(said.value, heading.value) for said in told) and not _is_site_name(heading.value, site):
            return heading
    for said in told:
        if title := cut_site_name(said.value, site):
            return Found(title, said.origin)
    return next((heading for heading in shown if not _is_site_name(heading.value, site)), None)


def _told_titles(clues: Clues) -> Iterator[Found[str]]:
    if clues.hints.title and (hint := clean_text(clues.hints.title)):
        yield Found(hint, "hint")
    for key in ("headline", "name"):
        for text in texts(clues.linked.article.get(key))[:1]:
            yield Found(text, "json-ld")
    yield from clues.meta.each(("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title", "headline", "title"))
    for element in clues.page.root.iter("title"):
        if text := clean_text(element.text_content()[:1_000]):
            yield Found(text, "title")
        return


def _shown_headings(clues: Clues) -> Iterator[Found[str]]:
    for tag in ("h1", "h2", "h3"):
        for element in clues.page.root.iter(tag):
            text = clean_text(element.text_content()[:2_000])
            if text and len(text) <= _MAX and not is_box(element):
                yield Found(text, tag)


def _vouches(said: str, heading: str) -> bool:
    """Whether what is said of the title is the heading, with or without more around it."""
    a, b = _loose(said), _loose(heading)
    if not b or len(b) < 4:
        return a == b and bool(b)
    if a == b:
        return True
    if b in a:
        return len(b) > 0.4 * len(a)
    if a in b:
        return len(a) > 0.6 * len(b)
    return abs(len(a) - len(b)) < 0.3 * len(b) and SequenceMatcher(None, a, b, autojunk=False).quick_ratio() > 0.9 and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.85


def _site_names(clues: Clues) -> list[str]:
    names = [found.value for found in clues.meta.each(("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "dc.publisher"))]
    names += texts(clues.linked.article.get("publisher"))[:1]
    host = host_of(clues.page.url).removeprefix("www.")
    names += [host, *host.split(".")[:-1]]
    return [loose for name in names if len(loose := _loose(name).replace(" ", "")) > 2]


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


def _is_site_name(part: str, site: list[str]) -> bool:
    loose = _loose(part).replace(" ", "")
    return bool(loose) and any(loose == name or (len(loose) > 5 and (loose in name or (name in loose and len(name) > 0.6 * len(loose)))) for name in site)


def _loose(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
