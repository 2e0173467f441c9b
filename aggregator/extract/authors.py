"""Who wrote the article: names without "By", job titles, agencies' addresses and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from aggregator.extract.clues import Clues, Found
from aggregator.extract.json_ld import Node, texts, types_of
from aggregator.extract.leftovers import words_of
from aggregator.markup import clean_text

_MAX_NAMES = 8
_META = ("author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
         "dc.creator.name", "citation_author", "byl", "og:article:author", "og:author", "rbauthors", "authors", "book:author")  # fmt: skip
_BY = re.compile(
    r"^\W*(?:(?:written|posted|published|words|story|text|article|report(?:ed|ing)?|geschrieben|verfasst|publié|escrito|"
    r"scritto|posté|eingestellt|erstellt|veröffentlicht)\s*(?:&\s*photos?\s*)?(?:by|von|par|por|da)?[:\s]+|"
    r"(?:by|von|par|por|di|door|autor(?:in|en)?|authors?|auteurs?|autores|autore|redaktion|verfasser(?:in)?|interview|kolumne|foto|fotos)\s*[:|]\s*|"
    r"(?:by|von|par|por|door|przez|av|af)\s+)+",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:;|\||/|•|·|\n|\s&\s|,|\s(?:and|und|et|y|e|en|i|og|och|with|mit|avec)\s)\s*")
_CUT = re.compile(
    r"\s*(?:\(.*|\[.*|<.*|\s[-–—]\s.*|@\S+.*|https?:.*|www\..*|\b(?:updated|published|posted|aktualisiert|veröffentlicht|publié|publicado)\b.*|"
    r"\b(?:am|on|vom|le|el|um)\s+\d.*|\d{1,2}[./: ].*|\b(?:in|bei|for|für|from|aus)\s+[A-ZÄÖÜ].*)$"
)
_JOB = re.compile(
    r"^(?:.*\b(?:correspondent|reporter|editor|editors|columnist|writer|journalist|journalistin|redakteur|redakteurin|korrespondent|korrespondentin|"
    r"staff|director|manager|professor of|head of|chief|contributor|producer|photographer|fotograf|analyst|lecturer|researcher|fellow|"
    r"chefredakteur|chefredakteurin|volontär|volontärin|autorin|rédacteur|rédactrice|periodista|redactor|redactora|giornalista|team)\b.*)$",
    re.I,
)
_TITLE_BEFORE = re.compile(r"^(?:dr|prof|mr|mrs|ms|herr|frau|dipl\S*|ing|mag)\.?\s+(?=\S+\s+\S)", re.I)
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|editor|redaktion|staff|unknown|anonymous|guest|author|autor(?:in)?|user|webmaster|root|none|null|undefined|"
    r"wordpress|team|news|presse|press|press office|redaction|la rédaction|redacción|contact|kontakt|home|mehr|more|profil\w*|alle artikel.*|read more.*|view .*|follow.*|share.*|teilen|kommentare?|comments?|\d+.*)$",
    re.I,
)
_DATE_LIKE = re.compile(r"\d{4}|\d{1,2}[.:/]\d{2}|\b(?:januar|january|monday|montag)\b", re.I)
_BYLINE_WORDS = frozenset("author authors autor autorin autoren auteur byline writer verfasser journalist journalists redakteur contributor submitted posted".split())
_NOT_BYLINE = frozenset("comment comments bio biography description box image avatar photo social related archive count role title job date time".split())
_BYLINE = re.compile(
    r"(?:^|[|·•]\s*)(?:by|von|par|por|text|autor(?:in)?|words by|geschrieben von|written by|posted by|verfasst von|article by|ein beitrag von|eine analyse von|ein gastbeitrag von)"
    r":?\s+(?P<names>[A-ZÀ-ÖØ-Þ][^|·•]{2,80})$",
    re.I,
)


def find_author(clues: Clues, opening: Sequence[str] = ()) -> Found[str] | None:
    """The names, parted by commas: JSON-LD first, then meta elements, what the page marks, and the byline's text.

    `opening` are the lines that stand around the text's beginning and end.
    """
    for origin, names in _sources(clues, opening):
        if found := clean_names(names):
            return Found(", ".join(found), origin)
    return None


def _sources(clues: Clues, opening: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    linked = clues.linked.article
    yield "json-ld", _linked_names(linked, people=True)
    for name in _META:
        yield name, clues.meta.all(name)
    if any("writ" in label.lower() or "von" in label.lower() for label in clues.meta.all("twitter:label1")):
        yield "twitter:data1", clues.meta.all("twitter:data1")
    root = clues.page.root
    yield "microdata", _texts_of(root.xpath("//*[@itemprop='author']//*[@itemprop='name']"))
    yield "rel=author", _texts_of(root.xpath("//a[@rel='author']"))[:3]
    yield "microdata", _texts_of(root.xpath("//*[@itemprop='author']"))
    yield "byline", _marked_bylines(root)
    yield "byline", [match["names"] for line in opening if len(line) < 120 and (match := _BYLINE.search(line))][:1]
    yield "json-ld", _linked_names(linked, people=False)
    if clues.hints.author:
        yield "hint", [clues.hints.author]


def clean_names(names: Iterable[str]) -> list[str]:
    """The people among what was found, each once, as they are written."""
    found: dict[str, str] = {}
    for text in names:
        for part in _SPLIT.split(_BY.sub("", clean_text(text[:300]))):
            name = clean_name(part)
            if name and not any(name.casefold() in known or known in name.casefold() for known in found):
                found[name.casefold()] = name
    return list(found.values())[:_MAX_NAMES]


def clean_name(text: str) -> str | None:
    """A name without what stands around it; None if it is none."""
    name = _CUT.sub("", _BY.sub("", text.strip(" .,:;-–—*")))
    name = _TITLE_BEFORE.sub("", name.strip(" .,:;-–—*"))
    if not 2 < len(name) < 60 or len(name.split()) > 5 or not any(letter.isalpha() for letter in name):
        return None
    if _NOBODY.match(name) or _JOB.match(name) or _DATE_LIKE.search(name) or "@" in name or "/" in name:
        return None
    if name.isupper() and len(name) > 4:
        name = name.title()
    return name


def _linked_names(article: Node, *, people: bool) -> list[str]:
    """The authors' names in JSON-LD; organisations only where people are not asked for."""
    names: list[str] = []
    for value in (article.get("author"), article.get("creator")):
        for item in value if isinstance(value, list) else [value]:
            organisation = isinstance(item, Mapping) and bool(types_of(item) & {"Organization", "NewsMediaOrganization"})
            if organisation is not people:
                names.extend(texts(item))
        if names:
            return names
    return names


def _marked_bylines(root: HtmlElement) -> list[str]:
    found: list[str] = []
    for element in root.iter("a", "span", "div", "p", "strong", "em", "address", "li", "h3", "h4", "h5", "h6", "td", "cite", "small"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if not names or _BYLINE_WORDS.isdisjoint(words := words_of(names)) or not _NOT_BYLINE.isdisjoint(words):
            continue
        text = clean_text(element.text_content()[:400])
        if 2 < len(text) < 120 and not _in_comments(element):
            links = [clean_text(link.text_content()) for link in element.iter("a")]
            found.append(", ".join(links) if links and all(links) and len(" ".join(links)) > 0.3 * len(text) else text)
            if clean_names(found):
                return found
    return found


def _in_comments(element: HtmlElement) -> bool:
    return any("comment" in words_of(f"{each.get('class') or ''} {each.get('id') or ''}") for each in element.iterancestors())


def _texts_of(elements: object) -> list[str]:
    if not isinstance(elements, list):
        return []
    return [text for element in elements[:10] if not _in_comments(element) and 2 < len(text := clean_text(element.text_content()[:400])) < 150]
