"""Do two entries tell one story? A false yes hides news, so in doubt the answer is no."""

from __future__ import annotations

import math
from dataclasses import dataclass

from aggregator.grouping.likeness import Likeness, Weigh, compare
from aggregator.grouping.reading import Reading
from aggregator.grouping.vacancies import same_vacancy

#: What each number of a likeness is worth, found by benchmarks/fit_grouping.py over the pairs of tests/grouping. What a
#: title repeats of the other, what is said in the same words, and a person whom both name in full, counts against: so
#: begin the next day's report and the report of the same thing elsewhere.
_WORTH = {
    "bias": -0.14,
    "in_all": 1.09,
    "rounded": 1.77,
    "meanings": 2.22,
    "wording": -1.72,
    "exchanged": -1.44,
    "other_voice": -1.14,
    "answers": -0.61,
    "goes_on": -1.11,
    "same_opening": -0.98,
    "titles": -1.46,
    "speaks_of": 0.91,
    "later_speaks": -2.37,
    "earlier_alone_speaks": 1.27,
    "later_at_home": -1.46,
    "later_names_found": 1.56,
    "shared_people": -0.46,
    "days": -2.45,
}
#: The least that tells one story: set where hardly a pair that tells two comes.
ENOUGH = 1.1
#: Without so much in common no other sign counts: meanings alone are a topic.
_LEAST_SHARED = 2.0
#: A copy: so much of the shorter text in the longer, and so much of it in all.
_COPY_COVER, _COPY_SHARED = 0.85, 3.0
#: Where other signs are against it, this much: the next day's report repeats the day before's.
_WHOLE_COPY = 0.95
#: What the words of a title must weigh together to tell the story alone.
_TELLING_TITLE = 2.6
#: From here on it is one wording, in which another name or number makes another story.
_SAME_WORDING = 0.8
#: Names and numbers that are named in a reason.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Match:
    """Why two entries tell one story."""

    #: "address", "copy", "title", "vacancy" or "likeness".
    rule: str
    #: The higher, the surer; only to choose among matches.
    strength: float
    #: What they share, for people.
    shared: tuple[str, ...] = ()


def judge(one: Reading, other: Reading, weigh: Weigh) -> Match | None:
    """Why the two tell one story; None if they do not."""
    is_vacancy = one.is_vacancy or other.is_vacancy
    same_address = bool(one.address) and one.address == other.address
    # cheap to know, and most of those looked at end here
    if not is_vacancy and not same_address and _in_common(one, other, weigh) < _LEAST_SHARED:
        return None
    like = compare(one, other, weigh)
    shared = (like.shared_names[:_NAMED] + like.shared_figures[:_NAMED])[: 2 * _NAMED]
    if is_vacancy:
        if not same_vacancy(one, other, like):
            return None
        return Match("vacancy", 50.0 + like.cover, shared)
    if like.exchanged and like.cover >= _SAME_WORDING:
        return None
    if same_address:
        return Match("address", 100.0, (one.address,))
    if _is_copy(like):
        return Match("copy", 20.0 + like.cover, shared)
    if _is_same_headline(one, other, like, weigh):
        return Match("title", 10.0, one.title)
    strength = worth(like)
    return Match("likeness", strength, shared) if strength >= ENOUGH else None


def _in_common(one: Reading, other: Reading, weigh: Weigh) -> float:
    figures = one.figures.keys() & other.figures.keys()
    return math.fsum(map(weigh, one.words & other.words)) + sum(one.figures[key].weight for key in figures)


def _contradicts(like: Likeness) -> bool:
    return bool(like.exchanged or like.rival_names or like.rival_figures > 0.3)


def _is_copy(like: Likeness) -> bool:
    if _contradicts(like) or like.same_opening or like.other_voice:
        return False
    enough = _COPY_COVER if worth(like) >= 0 else _WHOLE_COPY
    return like.cover >= enough and like.names + like.words >= _COPY_SHARED


def _is_same_headline(one: Reading, other: Reading, like: Likeness, weigh: Weigh) -> bool:
    """The same title that says enough, where one of them has no more than it."""
    if not like.same_title or _contradicts(like):
        return False
    is_bare = min(len(one.words), len(other.words)) <= len(set(one.title)) + 1
    return is_bare and math.fsum(map(weigh, set(one.title))) >= _TELLING_TITLE


def worth(like: Likeness) -> float:
    """What all numbers come to together."""
    return math.fsum(_WORTH[name] * value for name, value in signals(like).items())


def signals(like: Likeness) -> dict[str, float]:
    """The numbers as they are weighed: of sums their roots, since the second name says less than the first."""
    return {
        "bias": 1.0,
        "in_all": min(like.names + like.figures + like.words, 12.0),
        "rounded": math.sqrt(like.rounded),
        "meanings": min(like.meanings, 4.0),
        "wording": math.sqrt(like.wording),
        "exchanged": min(like.exchanged, 5),
        "other_voice": like.other_voice,
        "answers": min(like.answers, 3),
        "goes_on": min(like.goes_on, 3),
        "same_opening": like.same_opening,
        "titles": like.titles,
        "speaks_of": like.speaks_of,
        "later_speaks": like.later_speaks,
        "earlier_alone_speaks": like.earlier_alone_speaks,
        "later_at_home": like.later_at_home,
        "later_names_found": like.later_names_found,
        "shared_people": min(like.shared_people, 2),
        "days": math.sqrt(like.days),
    }
