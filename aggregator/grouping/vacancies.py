"""Vacancies: two are one only where nothing differs but the wording, since employers write one text for many posts."""

from __future__ import annotations

from aggregator.grouping.likeness import Likeness
from aggregator.grouping.reading import Reading

#: Of the words of a job title that need not stand in the other text.
_SAID_OF_ANY = frozenset({"job", "vacanc", "post", "role", "posit", "recruit"})
_LEAST_COVER, _OWN_WORDS = 0.35, 0.7


def same_vacancy(one: Reading, other: Reading, like: Likeness) -> bool:
    """Whether two vacancies are one post."""
    # in one wording another name is another place; somebody's own words may leave names out and bring some
    differs = like.exchanged or like.rival_figures or (like.rival_names and like.cover > _OWN_WORDS)
    return not differs and like.cover >= _LEAST_COVER and _names_post(one, other) and _names_post(other, one)


def _names_post(one: Reading, other: Reading) -> bool:
    """Whether every word of one's title is said by the other."""
    return set(one.title) <= other.words | other.publisher | one.publisher | _SAID_OF_ANY
