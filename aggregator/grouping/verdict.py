"""Do two entries tell one story? A false yes hides news, so in doubt the answer is no."""

from __future__ import annotations

import math
from dataclasses import dataclass

from aggregator.grouping.likeness import Likeness, Weigh, compare
from aggregator.grouping.reading import Reading
from aggregator.grouping.vacancies import same_vacancy

#: What each number of a likeness is worth, found by logistic regression over tests/grouping/pairs.txt and other pairs
#: of the kind. What a title repeats of the other counts against: it is how the next day's report begins.
_WORTH = {
    "bias": -0.47,
    "names": 0.35,
    "figures": 1.18,
    "words": 0.52,
    "in_all": 0.2,
    "title_found_least": -2.49,
    "title_found_most": -0.6,
    "full_names": 0.34,
    "exchanged": -0.23,
    "other_voice": -1.44,
    "same_opening": -2.46,
    "same_title": -1.88,
    "own_voice": -0.85,
    "speaks_of": 1.82,
    "days": -0.85,
}
#: The least that tells one story: set where hardly a pair that tells two comes.
ENOUGH = 0.95
#: Without so much in common no other sign counts.
_LEAST_SHARED = 2.2
#: A copy: so much of the shorter text in the longer, and so much of it in all.
_COPY_COVER, _COPY_SHARED = 0.85, 4.0
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
    like = compare(one, other, weigh)
    shared = (like.shared_names[:_NAMED] + like.shared_figures[:_NAMED])[: 2 * _NAMED]
    if one.is_vacancy or other.is_vacancy:
        if not same_vacancy(one, other, like):
            return None
        return Match("vacancy", 50.0 + like.cover, shared)
    if like.exchanged and like.cover >= _SAME_WORDING:
        return None
    if one.address and one.address == other.address:
        return Match("address", 100.0, (one.address,))
    if _is_copy(like):
        return Match("copy", 20.0 + like.cover, shared)
    if _is_same_headline(one, other, like, weigh):
        return Match("title", 10.0, one.title)
    if like.names + like.figures + like.words / 2 < _LEAST_SHARED:
        return None
    strength = worth(like)
    return Match("likeness", strength, shared) if strength >= ENOUGH else None


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
        "names": math.sqrt(like.names),
        "figures": math.sqrt(like.figures),
        "words": math.sqrt(like.words),
        "in_all": min(like.names + like.figures + like.words, 12.0),
        "title_found_least": like.title_found_least,
        "title_found_most": like.title_found_most,
        "full_names": min(like.full_names, 3),
        "exchanged": min(like.exchanged, 5),
        "other_voice": like.other_voice,
        "same_opening": like.same_opening,
        "same_title": like.same_title,
        "own_voice": like.own_voice,
        "speaks_of": like.speaks_of,
        "days": like.days,
    }
