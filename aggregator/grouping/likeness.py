"""What speaks for it, and what against, that two entries tell one story: a few numbers, each with a meaning of its own.

Names and numbers that both share count for more than common words; a near copy in which names or numbers were exchanged
is another council's, town's or week's report of the same kind. What no text says outright is told by the titles: a
response speaks in another voice, and the next chapter of a saga begins with the same words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from aggregator.grouping.reading import Reading

Weigh = Callable[[str], float]

#: In a title: somebody answers, judges, asks or explains, rather than reports.
_VOICE_WORDS = """
    respond responds responding response reaction reacts react comment comments commenting critics leader editorial
    opinion why wrong columnist insult think guide rights who how what meet ask welcomes explained analysis view letter
    know call warn
"""
_VOICES = frozenset(_VOICE_WORDS.split())
#: Kinds of numbers of which two texts on one thing hardly have different ones only.
_RIVALS = ("share", "money", "count", "year")
#: So much of a publisher's name in the other's text, and it is spoken of.
_SPOKEN_OF = 0.67


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two entries side by side. Sums are of weights between 0 and 1 a piece."""

    #: Shared names, numbers and other words.
    names: float
    figures: float
    words: float
    #: What is shared of the shorter one's words, from 0 to 1.
    cover: float
    #: What of one's title the other's text has: of the title that is found less, and of the other.
    title_found_least: float
    title_found_most: float
    #: Shared names of two words or more.
    full_names: int
    #: Places where both texts say the same before and after another name or number.
    exchanged: int
    #: Numbers of one kind, and names, that each has for itself.
    rival_figures: float
    rival_names: int
    #: One title reports, the other answers, judges, asks or explains.
    other_voice: bool
    #: Both titles begin with the same words and go on with others.
    same_opening: bool
    same_title: bool
    #: One speaks for itself, and the other does not know of it.
    own_voice: bool
    #: One speaks of the other's publisher.
    speaks_of: bool
    days: float
    #: What is shared, for people.
    shared_names: tuple[str, ...]
    shared_figures: tuple[str, ...]


def compare(one: Reading, other: Reading, weigh: Weigh) -> Likeness:
    """The two side by side."""
    shared = one.words & other.words
    names = shared & (one.names | other.names)
    figures = one.figures.keys() & other.figures.keys()
    name_weight, word_weight = _sum(weigh, names), _sum(weigh, shared - names)
    shorter = min(_sum(weigh, one.words), _sum(weigh, other.words))
    found = sorted((_found(one, other, weigh), _found(other, one, weigh)))
    return Likeness(
        names=name_weight,
        figures=sum(one.figures[key].weight for key in figures),
        words=word_weight,
        cover=(name_weight + word_weight) / shorter if shorter else 0.0,
        title_found_least=found[0],
        title_found_most=found[1],
        full_names=sum(first in names and second in names for first, second in one.pairs & other.pairs),
        exchanged=sum(other.places.get(place, said) != said for place, said in one.places.items()),
        rival_figures=_rival_figures(one, other, figures),
        rival_names=min(len(one.names - other.words - one.publisher), len(other.names - one.words - other.publisher)),
        other_voice=_VOICES.isdisjoint(one.spoken) != _VOICES.isdisjoint(other.spoken),
        same_opening=_same_opening(one, other),
        same_title=one.title == other.title,
        own_voice=_own_voice(one, other) or _own_voice(other, one),
        speaks_of=_speaks_of(one, other) or _speaks_of(other, one),
        days=abs((one.at - other.at).total_seconds()) / 86_400,
        shared_names=tuple(sorted(names, key=lambda name: (-weigh(name), name))),
        shared_figures=tuple(sorted(figures, key=lambda key: (-one.figures[key].weight, key))),
    )


def _sum(weigh: Weigh, words: Iterable[str]) -> float:
    # in one order, whatever the process: sums of floats depend on it
    return math.fsum(map(weigh, words))


def _found(one: Reading, other: Reading, weigh: Weigh) -> float:
    title = set(one.title)
    whole = _sum(weigh, title)
    return _sum(weigh, title & other.words) / whole if whole else 0.0


def _rival_figures(one: Reading, other: Reading, shared: Set[str]) -> float:
    def own(reading: Reading, unit: str) -> float:
        figures = reading.figures.items()
        return math.fsum(figure.weight for key, figure in figures if figure.unit == unit and key not in shared)

    return sum(min(own(one, unit), own(other, unit)) for unit in _RIVALS)


def _same_opening(one: Reading, other: Reading) -> bool:
    if not set(one.kicker).isdisjoint(other.kicker):
        return True
    return one.title[:2] == other.title[:2] and one.title[2:] != other.title[2:]


def _own_voice(one: Reading, other: Reading) -> bool:
    if not one.publisher or not one.in_first_person or other.in_first_person:
        return False
    return one.publisher.isdisjoint(other.words)


def _speaks_of(one: Reading, other: Reading) -> bool:
    told = other.publisher & one.words
    return bool(told & one.names) and len(told) >= _SPOKEN_OF * len(other.publisher)
