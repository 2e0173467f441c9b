"""Who wrote the article: names without "By", job titles, agencies' addresses and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from aggregator.extract.clues import Clues, Found, site_names
from aggregator.extract.json_ld import Node, is_written, texts, types_of
from aggregator.extract.names import is_in_other_piece, words_of
from aggregator.extract.tables import any_of, listed
from aggregator.markup import clean_text

_MAX_NAMES = 8
_META = listed(
    """
    author article:author article:author_name parsely-author sailthru.author dc.creator dcterms.creator
    dc.creator.name citation_author byl og:article:author og:author rbauthors authors book:author
    """
)
_BY_WORD = r"(?:by|von|par|por|di|door|przez|av|af|od)"
_WRITTEN = (
    r"(?:written|posted|published|words|story|text|article|reported|reporting|geschrieben|verfasst|publié|publiziert|"
    r"escrito|scritto|posté|eingestellt|erstellt|veröffentlicht|ein (?:gast)?beitrag|eine (?:analyse|reportage)|"
    r"ein (?:kommentar|interview))"
)
_ROLE = r"(?:authors?|auteurs?|aut(?:h)?or(?:in|en|es|e)?|redaktion|verfasser(?:in)?|interview|text|words|kolumne)"
_BY = re.compile(
    rf"^\W*(?:{_WRITTEN}\s+{_BY_WORD}\s*:?\s+|(?:{_BY_WORD}|{_ROLE})\s*[:|]\s*|{_BY_WORD}\s+)+",
    re.I,
)
_LABEL = re.compile(rf"\s*(?:(?:{_WRITTEN}\s+)?{_BY_WORD}|{_ROLE})\s*:?\s*", re.I)
_SAYS_WRITTEN = re.compile(r"writ|verfasst|von|écrit|escrito|scritto|author", re.I)
_WORD = re.compile(r"\w+")
_SPLIT = re.compile(r"\s*(?:;|\||•|·|\n|,)\s*|\s+/\s+")
_AND = re.compile(r"\s*(?:\s&\s|\s(?:and|und|et|y|e|en|i|og|och)\s)\s*")
#: What follows a name: a remark, a place, a date, an address.
_CUT = any_of(
    r"\(.*",
    r"\[.*",
    r"<.*",
    r"\S*@\S.*",
    r"https?:.*",
    r"www\..*",
    r"\s[-–—]\s.*",
    r"\b(?:fotos?|photos?|bilder?|illustration(?:en|s)?)\s*[:/].*",
    r"\b(?:updated|published|posted|aktualisiert|veröffentlicht|publié|publicado)\b.*",
    r"\b(?:am|on|vom|le|el|um)\s+\d.*",
    r"\d{1,4}[./:-].*",
    r"\d{1,2}\s.*",
    r"\b(?:in|bei|for|für|from|aus)\s+(?-i:[A-ZÄÖÜ]).*",
    before=r"\s*",
    after="$",
)
_JOB = any_of(
    r"correspondent|reporters?|reports?|editors?|editorial|columnist|writers?|journalist(?:in)?|contributors?|producer",
    r"redakteur(?:in)?|redaktion|korrespondent(?:in)?|chefredakteur(?:in)?|volontär(?:in)?|autorin|fotograf(?:in)?",
    r"staff|director|manager|professor of|head of|chief|photographer|analyst|lecturer|researcher|fellow|officer",
    r"minister|rédacteur|rédactrice|periodista|redactora?|giornalista|team|agency|agencia|news|dpa|afp|apa|reuters",
    before=r"\b",
    after=r"\b",
)
_TITLE_BEFORE = re.compile(r"^(?:dr|prof|mr|mrs|ms|herr|frau|dipl\S*|ing|mag)\.?\s+(?=\S+\s+\S)", re.I)
#: What stands in an author's place without being a name.
_NOBODY = any_of(
    r"admin(?:istrator)?|editor|unknown|anonymous|guest|author|autor(?:in)?|user|webmaster|root|none|null|undefined",
    r"wordpress|presse|press|press office|contact|kontakt|home|mehr|more|profil\w*|teilen|kommentare?|comments?",
    r"alle (?:artikel|beiträge).*|read more.*|view .*|voir .*|afficher .*|follow.*|share.*",
    r"(?:hinterlasse|leave|schreibe) .*|(?:publiziert|published|posted|veröffentlicht|erstellt)(?: am| on)?|stand",
    r"facebook|twitter|uncategori[sz]ed|allgemein|e-?mail|by|von|par|por|di|door|.*\b(?:19|20)\d\d",
    before="^",
    after="$",
)
_MARKED = re.compile(r"(?:co)?aut(?:h)?or|auteur|byline|verfasser|writer|redakteur|journalist|contributor", re.I)
#: Beside the author's word in a name: that the element holds something else; after it, that it says more than a name.
_NOT_MARKED = frozenset(listed("comment comments related archive teaser newsletter"))
_MORE_THAN_NAME = frozenset(
    listed(
        "bio biography description box image avatar photo social count role job info background about prep sep label"
    )
)
_BYLINE = re.compile(
    rf"(?:^\W*|[|·•]\s*)(?:{_WRITTEN}\s+)?(?:{_BY_WORD}|text|autor(?:in)?|author)\s*:?\s+"
    r"(?P<names>(?-i:[A-ZÀ-ÖØ-Þ])[^|·•:!?]{2,80}?)(?:$|\s*[|·•]|\s+(?:fotos?|photos?|bilder?|updated|published)\b)",
    re.I,
)
_CAPITALISED = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]+(?:\s+(?:(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]*|van|von|de|der|del|la|le|di|da)){1,3}"
#: "(Ann Lee)" at a text's very end; "Ann Lee, 14.03.2025" over its beginning.
_SIGNATURE = re.compile(rf"[.!?…»“\"]\s*\((?P<names>{_CAPITALISED})\)\W*$")
_DATED = re.compile(
    rf"^(?!(?:in|im|am|der|die|das|the|on|at|le|la|el)\s)(?P<names>{_CAPITALISED})\s*[,|·•–—-]\s*(?:am\s+|on\s+)?(?:\w+,?\s+)?"
    r"(?=\d{1,2}[./\s]|\d{4}-\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+\d)",
    re.I,
)
#: "Posted in homes by ann1984 on 3 March": a name that only the words around it show to be one.
_USER = re.compile(
    rf"^\W*{_WRITTEN}\b.{{0,80}}\b{_BY_WORD}\s+(?P<names>[\w.-]{{3,30}})\s+(?:on|am|at|le|el|um)\s+\S", re.I
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|redakteure?|people|profiles?|contributors?|by|staff|reporters?|journalists?|"
    r"users?)/[\w%.-]{3,}",
    re.I,
)
_INNER_BY = re.compile(rf"^.{{6,60}}?\s{_BY_WORD}\s+(?P<names>(?-i:[A-ZÀ-ÖØ-Þ]).{{2,80}})$", re.I)


def find_author(clues: Clues, lines: Sequence[str] = ()) -> Found[str] | None:
    """The names, parted by commas: JSON-LD first, then meta elements, what the page marks, and the byline's text.

    `lines` stand around the text's beginning and end. A user name in the page's data waits for the full name on the
    page, and the site's own name for anybody else's.
    """
    site = frozenset(site_names(clues))
    stated = [*_stated(clues)]
    if found := _first(stated, site, _is_full):
        return found
    marked = [*_marked(clues)]
    return (
        _first(marked, site, _is_any)
        or _first(stated, site, _is_any)
        or _first(_written(clues, lines), site, _is_full)
        or _first((*stated, *marked, *_last(clues, lines)), frozenset(), _is_any)
    )


_Source = tuple[str, list[str]]


def _first(sources: Iterable[_Source], site: frozenset[str], fits: Callable[[str], bool]) -> Found[str] | None:
    """The people of the first source that has any who fit and aren't the site itself."""
    for origin, found in sources:
        names = [name for name in clean_names(found) if "".join(_WORD.findall(name.casefold())) not in site]
        if any(fits(name) for name in names):
            return Found(", ".join(names), origin)
    return None


def _is_full(name: str) -> bool:
    return " " in name or not (name.islower() or any(character.isdigit() for character in name))


def _is_any(name: str) -> bool:
    return bool(name)


def clean_names(found: Iterable[str]) -> list[str]:
    """The people among what was found, each once, as they are written; without people, the desk or agency."""
    names: dict[str, str] = {}
    desks: list[str] = []
    for text in found:
        for part in _parts(_BY.sub("", clean_text(text[:300]))):
            name = clean_name(part)
            if name is None or any(name.casefold() in known or known in name.casefold() for known in names):
                continue
            if _JOB.search(name):
                desks.append(name)
            else:
                names[name.casefold()] = name
    return list(names.values())[:_MAX_NAMES] or desks[:1]


def clean_name(text: str) -> str | None:
    """A name without what stands around it; None if it is none."""
    name = _CUT.sub("", _BY.sub("", text.strip(" .,:;-–—*+()")))
    name = _TITLE_BEFORE.sub("", name.strip(" ,:;-–—*+()"))
    if not 2 <= len(name) < 60 or len(name.split()) > 6 or not any(letter.isalpha() for letter in name):
        return None
    if _NOBODY.match(name) or "@" in name or "://" in name or ".com/" in name:
        return None
    return name.title() if name.isupper() and len(name) > 4 else name


def _parts(text: str) -> Iterator[str]:
    for part in _SPLIT.split(text):
        several = _AND.split(part)
        # "Staff and news service reports" is one; "Ann Lee and Bo Ek" are two.
        yield from several if all(each[:1].isupper() for each in several) else [part]


def _stated(clues: Clues) -> Iterator[_Source]:
    """What the page's data says."""
    yield "json-ld", _linked_names(clues.linked.article, people=True)
    written = [node for node in clues.linked.nodes if is_written(node)]
    yield "json-ld", [name for node in written for name in _linked_names(node, people=True)][:3]
    for name in _META:
        yield name, [text for text in clues.meta.all(name) if "://" not in text and "www." not in text]
    if any(_SAYS_WRITTEN.search(label) for label in clues.meta.all("twitter:label1")):
        yield "twitter:data1", clues.meta.all("twitter:data1")


def _marked(clues: Clues) -> Iterator[_Source]:
    """What the page's markup shows to be an author."""
    root = clues.page.root
    yield "microdata", _texts_of(root.xpath("//*[@itemprop='author']//*[@itemprop='name']"))
    yield "rel=author", _texts_of(root.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]"))[:3]
    yield "microdata", _texts_of(root.xpath("//*[@itemprop='author']"))
    yield from (("byline", [text]) for text in _marked_bylines(root))
    yield from (("byline", [text]) for text in _beside_labels(root))


def _written(clues: Clues, lines: Sequence[str]) -> Iterator[_Source]:
    """What the lines about the text say."""
    for line in lines:
        if len(line) < 120 and (match := _BYLINE.search(line)):
            yield "byline", [match["names"]]
    links = [link for link in clues.page.root.iter("a") if _AUTHOR_PAGE.search(link.get("href") or "")][:10]
    named = [_name_in(link) for link in links if not is_in_other_piece(link)]
    yield "author page", [name for name in named if name][:3]
    for line in lines:
        if match := _DATED.search(line[:100]) or _SIGNATURE.search(line[-200:]):
            yield "byline", [match["names"]]


def _name_in(link: HtmlElement) -> str:
    """What in a link is nothing but a name, not its picture's caption."""
    texts = (clean_text(element.text) for element in link.iter())
    return next((text for text in texts if re.fullmatch(_CAPITALISED, text)), "")


def _last(clues: Clues, lines: Sequence[str]) -> Iterator[_Source]:
    yield "json-ld", _linked_names(clues.linked.article, people=False)
    yield from (("byline", [match["names"]]) for line in lines if (match := _USER.search(line[:150])))
    yield "hint", [clues.hints.author or ""]


def _linked_names(article: Node, *, people: bool) -> list[str]:
    """The authors' names in JSON-LD: people's, or organisations'."""
    names: list[str] = []
    for value in (article.get("author"), article.get("creator")):
        for item in value if isinstance(value, list) else [value]:
            organisation = isinstance(item, Mapping) and any("Organization" in kind for kind in types_of(item))
            if organisation is not people:
                names.extend(text for text in texts(item) if "://" not in text)
        if names:
            return names
    return names


def _marked_bylines(root: HtmlElement) -> Iterator[str]:
    """The texts of small elements that are named after authors."""
    for element in root.iter():
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:200] if element.tag != "byline" else "byline"
        if (
            not names.strip()
            or not _is_marked(names)
            or element.tag
            in (
                "img",
                "meta",
                "link",
                "script",
                "body",
                "article",
                "aside",
                "input",
                "form",
            )
        ):
            continue
        text = clean_text(element.text_content()[:400])
        if not 2 <= len(text) < 120 or not _names_author(names) or is_in_other_piece(element):
            continue
        links = [clean_text(link.text_content()) for link in element.iter("a")]
        if links and all(links) and len(" ".join(links)) > 0.3 * len(text) and len(links) < 5:
            yield ", ".join(links)
        elif match := _INNER_BY.match(text):
            yield match["names"]
        else:
            yield text


@lru_cache(maxsize=4096)
def _is_marked(names: str) -> bool:
    return _MARKED.search(names) is not None


def _beside_labels(root: HtmlElement) -> Iterator[str]:
    """What stands next to an element that says nothing but "By"."""
    for element in root.iter("span", "div", "small", "em", "i", "b", "strong", "p", "dt"):
        if not len(element) and len(element.text or "") < 20 and _LABEL.fullmatch(element.text or ""):
            beside = element.getnext()
            text = clean_text(element.tail) or (clean_text(beside.text_content()[:400]) if beside is not None else "")
            if 2 <= len(text) < 80 and text[:1].isupper() and not is_in_other_piece(element):
                yield text


def _names_author(names: str) -> bool:
    """Whether none of the names says that the element is another's, or holds more than the author's name."""
    for name in names.split():
        words = words_of(name)
        if not _NOT_MARKED.isdisjoint(words):
            return False
        place = next((place for place, word in enumerate(words) if _MARKED.match(word)), 0)
        if not _MORE_THAN_NAME.isdisjoint(words[place:]):
            return False
    return True


def _texts_of(elements: object) -> list[str]:
    if not isinstance(elements, list):
        return []
    return [
        text
        for element in elements[:10]
        if not is_in_other_piece(element) and 2 <= len(text := clean_text(element.text_content()[:400])) < 150
    ]
