"""What speaks for it, and what against, that two entries tell one story: a few numbers, each with a meaning of its own.

Names and numbers that both share count for more than common words; a near copy in which names or numbers were exchanged
is another council's, town's or week's report of the same kind. What no text says outright is told by the titles and by
the order of the two: who is reported spoke first and says "we", who answers speaks second and says it too, and the next
chapter of a saga begins with the same words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from aggregator.grouping.background import highest_weight
from aggregator.grouping.figures import Figure
from aggregator.grouping.meanings import ANSWERS, GOES_ON, MEANINGS, VOICES
from aggregator.grouping.reading import Reading

Weigh = Callable[[str], float]

#: Kinds of numbers of which two texts on one thing hardly have different ones only.
_RIVALS = ("share", "money", "count", "year")
#: Kinds of numbers that a newspaper rounds, from where, by how much, and to how many digits.
_ROUNDED = ("share", "money", "count")
_LEAST_ROUNDED, _ROUNDED_BY, _ROUND_DIGITS = 9, 0.06, 2
#: So much of a publisher's name in the other's text, and it is spoken of.
_SPOKEN_OF = 0.67
#: A text without names says neither that it tells the same nor that it does not.
_NO_NAMES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two entries side by side. Sums are of weights between 0 and 1 a piece."""

    #: Shared names, numbers and other words.
    names: float
    figures: float
    words: float
    #: Numbers of the one that the other rounds.
    rounded: float
    #: What else both say in different words.
    meanings: float
    #: Words that follow each other in both, each two by the one that says less.
    wording: float
    #: What is shared of the shorter one's words, from 0 to 1.
    cover: float
    #: Shared words of the titles.
    titles: float
    #: Places where both texts say the same before and after another name or number.
    exchanged: int
    #: Numbers of one kind, and names, that each has for itself.
    rival_figures: float
    rival_names: int
    #: One title reports, the other answers, judges, asks or explains.
    other_voice: bool
    #: Words of an answer that only one has, and of another chapter that only the later has.
    answers: int
    goes_on: int
    #: Both titles begin with the same words and go on with others.
    same_opening: bool
    same_title: bool
    #: One speaks of the other's publisher.
    speaks_of: bool
    #: Somebody says "we": the later one, whose own word on it comes second, or the earlier one alone, who is reported.
    later_speaks: bool
    earlier_alone_speaks: bool
    #: The later one names its own publisher, or a word of it such as its town, and the earlier does not.
    later_at_home: bool
    #: What of the later one's names the earlier has, from 0 to 1, a half where it has none.
    later_names_found: float
    #: Names of two words that both have.
    shared_people: int
    days: float
    #: What is shared, for people.
    shared_names: tuple[str, ...]
    shared_figures: tuple[str, ...]


def compare(one: Reading, other: Reading, weigh: Weigh) -> Likeness:
    """The two side by side."""
    earlier, later = (one, other) if one.at <= other.at else (other, one)
    shared = one.words & other.words
    names = shared & (one.names | other.names)
    figures = one.figures.keys() & other.figures.keys()
    name_weight, word_weight = _sum(weigh, names), _sum(weigh, shared - names)
    shorter = min(_sum(weigh, one.words), _sum(weigh, other.words))
    return Likeness(
        names=name_weight,
        figures=sum(one.figures[key].weight for key in figures),
        words=word_weight,
        rounded=_rounded(one, other, figures),
        meanings=_meanings(one.words - shared, other.words - shared),
        wording=math.fsum(min(weigh(first), weigh(then)) for first, then in one.pairs & other.pairs),
        cover=(name_weight + word_weight) / shorter if shorter else 0.0,
        titles=_sum(weigh, set(one.title) & set(other.title)),
        exchanged=sum(other.places.get(place, said) != said for place, said in one.places.items()),
        rival_figures=_rival_figures(one, other, figures),
        rival_names=min(len(one.names - other.words - one.publisher), len(other.names - one.words - other.publisher)),
        other_voice=VOICES.isdisjoint(one.spoken) != VOICES.isdisjoint(other.spoken),
        answers=len((one.words ^ other.words) & ANSWERS),
        goes_on=len((later.words - earlier.words) & GOES_ON),
        same_opening=_same_opening(one, other),
        same_title=one.title == other.title,
        speaks_of=_speaks_of(one, other) or _speaks_of(other, one),
        later_speaks=later.in_first_person,
        earlier_alone_speaks=earlier.in_first_person and not later.in_first_person,
        later_at_home=not (later.publisher & later.names <= earlier.words),
        later_names_found=_names_found(weigh, later, earlier),
        shared_people=sum({first, last} <= earlier.names & later.names for first, last in earlier.pairs & later.pairs),
        days=abs((one.at - other.at).total_seconds()) / 86_400,
        shared_names=tuple(sorted(names, key=lambda name: (-weigh(name), name))),
        shared_figures=tuple(sorted(figures, key=lambda key: (-one.figures[key].weight, key))),
    )


def _sum(weigh: Weigh, words: Iterable[str]) -> float:
    # in one order, whatever the process: sums of floats depend on it
    return math.fsum(map(weigh, words))


def _names_found(weigh: Weigh, later: Reading, earlier: Reading) -> float:
    names = later.names - later.publisher
    whole = _sum(weigh, names)
    return _sum(weigh, names & earlier.words) / whole if whole else _NO_NAMES


def _meanings(one: Set[str], other: Set[str]) -> float:
    """Meanings that both have, each by how rare the words for it are."""
    of_one, of_other = _rarest(one), _rarest(other)
    return math.fsum((of_one[meaning] + of_other[meaning]) / 2 for meaning in of_one.keys() & of_other.keys())


def _rarest(words: Set[str]) -> dict[int, float]:
    found: dict[int, float] = {}
    for word in words:
        for meaning in MEANINGS.get(word, ()):
            found[meaning] = max(found.get(meaning, 0.0), highest_weight(word))
    return found


def _rounded(one: Reading, other: Reading, shared: Set[str]) -> float:
    of_one, of_other = (
        [figure for key, figure in reading.figures.items() if figure.unit in _ROUNDED and key not in shared]
        for reading in (one, other)
    )
    return math.fsum(
        max((max(mine.weight, other.weight) for other in of_other if _rounds(mine, other)), default=0.0)
        for mine in of_one
    )


def _rounds(one: Figure, other: Figure) -> bool:
    """Whether the one is the other, rounded."""
    small, large = sorted((float(one.key), float(other.key)))
    is_near = small > _LEAST_ROUNDED and large - small <= _ROUNDED_BY * large
    return is_near and min(len(figure.key.rstrip("0")) for figure in (one, other)) <= _ROUND_DIGITS


def _rival_figures(one: Reading, other: Reading, shared: Set[str]) -> float:
    def own(reading: Reading, unit: str) -> float:
        figures = reading.figures.items()
        return math.fsum(figure.weight for key, figure in figures if figure.unit == unit and key not in shared)

    return sum(min(own(one, unit), own(other, unit)) for unit in _RIVALS)


def _same_opening(one: Reading, other: Reading) -> bool:
    if not set(one.kicker).isdisjoint(other.kicker):
        return True
    return one.title[:2] == other.title[:2] and one.title[2:] != other.title[2:]


def _speaks_of(one: Reading, other: Reading) -> bool:
    told = other.publisher & one.words
    return bool(told & one.names) and len(told) >= _SPOKEN_OF * len(other.publisher)
