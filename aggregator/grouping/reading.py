"""An entry as the matcher reads it: its words by their stems, which are names, its numbers, and what stands where.

Reading is the dear part of grouping: it happens once, and what is kept is small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from sys import intern

from aggregator.grouping.background import GRAMMAR, highest_weight
from aggregator.grouping.figures import Figure, find_figures
from aggregator.grouping.stems import stem
from aggregator.grouping.telling import Telling
from aggregator.grouping.vacancy_signs import looks_like_vacancy
from aggregator.urls import address_key

#: What is read of a title, and of a title and the text under it together.
TITLE_CHARS, TEXT_CHARS = 300, 700
#: A summary shorter than this is filled up with the beginning of the text.
SHORT_SUMMARY = 120
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[.!?:;•|]+(?=\s|$)|\n")
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us)\b(?!-)|\b(?:We|Our)\b")
_QUOTED = re.compile(r'"[^"\n]{0,300}"|(?<!\w)\'[^\n]{0,200}?\'(?!\w)')
_LEVELLED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is kept of an entry to compare it by."""

    id: int | str
    source: int | str
    at: datetime
    is_vacancy: bool
    #: Levelled; "" where there is none.
    address: str
    #: The words of the title in their order, stemmed.
    title: tuple[str, ...]
    #: Stems of all words, grammar left out; names among them as names.
    words: frozenset[str]
    names: frozenset[str]
    #: Numbers by their keys.
    figures: dict[str, Figure]
    #: Names of the publisher.
    publisher: frozenset[str]
    #: It says "we" and "our".
    in_first_person: bool
    #: The words before a colon at the title's beginning.
    kicker: tuple[str, ...]
    #: Stems that follow each other.
    pairs: frozenset[tuple[str, str]]
    #: What stands between two words: (word before, word after) → the name or number.
    places: dict[tuple[str, str], str]
    #: Plain words of the title, as written in small letters.
    spoken: frozenset[str]


@dataclass(slots=True)
class _Word:
    stem: str
    plain: str
    is_name: bool
    is_grammar: bool


def read(telling: Telling) -> Reading:
    """The entry, ready to be compared."""
    title = telling.title[:TITLE_CHARS].translate(_LEVELLED)
    body = telling.summary
    if len(body) < SHORT_SUMMARY and telling.text and not body.startswith(telling.text[:40]):
        body = f"{body}\n{telling.text[:TEXT_CHARS]}"
    body = body[:TEXT_CHARS].translate(_LEVELLED)
    figures = [*find_figures(title), *find_figures(body)]
    in_title, in_body = _words(title, is_title=True), _words(body, is_title=False)
    known_names = {word.stem for word in in_body if word.is_name}
    small = {word.stem for word in in_body if not word.is_name and not word.is_grammar}
    names = known_names | {word.stem for word in in_title if word.is_name and word.stem not in small}
    content = [word.stem for word in in_title + in_body if not word.is_grammar]
    return Reading(
        id=telling.id,
        source=telling.source,
        at=telling.at,
        is_vacancy=telling.is_vacancy or looks_like_vacancy(title, body),
        address=_address(telling.url),
        title=tuple(word.stem for word in in_title if not word.is_grammar),
        words=frozenset(content),
        names=frozenset(names),
        figures={figure.key: figure for figure in figures},
        pairs=frozenset(pairwise(content)),
        publisher=_names_of(telling.publisher),
        in_first_person=_FIRST_PERSON.search(_QUOTED.sub("", f"{title}\n{body}")) is not None,
        kicker=_kicker(title),
        places=_places(title, body),
        spoken=frozenset(word.plain for word in in_title),
    )


def _words(text: str, *, is_title: bool) -> list[_Word]:
    found: list[_Word] = []
    is_start = True
    #: A title that writes every word with a capital says nothing of names.
    shouts = is_title and _shouts(text)
    for hit in _WORD.finditer(text):
        token = hit[0]
        if not token[0].isalpha():
            is_start = True
            continue
        stemmed, plain, is_grammar, weight = _known(token)
        # what begins a sentence has a capital anyway
        says_name = token[0].isupper() and not is_grammar and weight > 0.2
        is_name = says_name and (weight >= 1.0 or not (is_start or shouts))
        found.append(_Word(stemmed, plain, is_name, is_grammar))
        is_start = False
    return found


@lru_cache(maxsize=4096)
def _names_of(publisher: str) -> frozenset[str]:
    return frozenset(word.stem for word in _words(publisher, is_title=False) if not word.is_grammar)


def _address(url: str | None) -> str:
    """The page that an entry is about; a site's front page is none."""
    key = address_key(url) if url else ""
    host, _, rest = key.partition("/")
    return intern(key) if host and rest else ""


@lru_cache(maxsize=32_768)
def _known(token: str) -> tuple[str, str, bool, float]:
    """A word's stem, its small letters, whether it is grammar, and what it weighs at most."""
    plain = token.lower()
    bare = plain.removesuffix("'s").replace("'", "")
    stemmed = stem(bare)
    return stemmed, plain, plain in GRAMMAR or len(bare) < 2, highest_weight(stemmed)


def _kicker(title: str) -> tuple[str, ...]:
    before, colon, _ = title.partition(":")
    return tuple(word.stem for word in _words(before, is_title=True) if not word.is_grammar) if colon else ()


def _shouts(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha() and len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


_TOKEN = re.compile(r"[£$€]?\d[\d,.]*\d%?|\d%?|[^\W\d_]+(?:['’][^\W\d_]+)*")


def _places(title: str, body: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for text in (title, body):
        tokens = _TOKEN.findall(text)
        plain = [token.lower() for token in tokens]
        for at in range(len(tokens)):
            if tokens[at][0].islower() or plain[at] in GRAMMAR:
                continue
            before = plain[at - 1] if at else "^"
            after = plain[at + 1] if at + 1 < len(tokens) else "$"
            found.setdefault((intern(before), intern(after)), plain[at])
    return found
