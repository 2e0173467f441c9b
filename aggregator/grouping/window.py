"""The entries of the last days that a new one is compared with, findable by the rare words they hold.

Kept small: of an entry its words and a thousand characters; candidates are read again, and the latest readings kept.
How rare a word is, is counted over the window itself, so that one store gives one answer, whoever asks and when.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from heapq import heappop, heappush
from itertools import islice

from aggregator.grouping.background import highest_weight
from aggregator.grouping.reading import TEXT_CHARS, TITLE_CHARS, Reading, read
from aggregator.grouping.telling import Telling
from aggregator.grouping.verdict import Match, judge

#: Entries further apart are never compared.
SPAN = timedelta(days=5)
#: Entries that English at large counts for, beside those at hand.
_PRIOR = 40
#: A word that so many entries hold leads to none of them.
_LEADS_TO = 300
#: So many pieces of paper are turned over in all for one entry.
_MOST_TURNED = 4000
#: What candidates must share at least, by weight, and how many of the best are looked at.
_WORTH_LOOKING, _MOST_LOOKED_AT = 1.2, 10
#: A number is looked up if it says so much.
_TELLING_FIGURE = 0.5
_READINGS_KEPT = 512


@dataclass(slots=True)
class _Kept:
    telling: Telling
    words: tuple[str, ...]
    address: str


class Window:
    """What was told lately. Not shared by threads."""

    def __init__(self) -> None:
        self._kept: dict[int | str, _Kept] = {}
        self._counts: Counter[str] = Counter()
        self._by_word: defaultdict[str, list[int | str]] = defaultdict(list)
        self._by_address: defaultdict[str, list[int | str]] = defaultdict(list)
        self._readings: OrderedDict[int | str, Reading] = OrderedDict()
        #: When it came, a number that none shares, and which it is; the oldest first.
        self._by_age: list[tuple[datetime, int, int | str]] = []
        self._added = 0
        self._gone = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._kept

    def add(self, telling: Telling) -> Reading:
        """Keep an entry, in place of what was kept under its id; how it reads."""
        short = replace(
            telling,
            title=telling.title[:TITLE_CHARS],
            summary=telling.summary[:TEXT_CHARS],
            text=telling.text[:TEXT_CHARS],
        )
        kept = self._kept.get(telling.id)
        if kept is not None and kept.telling == short:
            return self._reading(telling.id)
        self.remove(telling.id)
        reading = read(short)
        words = (*sorted(reading.words), *_figure_words(reading))
        self._kept[telling.id] = _Kept(short, words, reading.address)
        self._added += 1
        heappush(self._by_age, (telling.at, self._added, telling.id))
        self._counts.update(words)
        for word in words:
            self._by_word[word].append(telling.id)
        if reading.address:
            self._by_address[reading.address].append(telling.id)
        self._remember(reading)
        return reading

    def remove(self, id_: int | str) -> None:
        """Forget an entry."""
        kept = self._kept.pop(id_, None)
        if kept is None:
            return
        self._readings.pop(id_, None)
        self._counts.subtract(kept.words)
        self._gone += 1
        for word in kept.words:
            if not self._counts[word]:
                del self._counts[word], self._by_word[word]
        if kept.address:
            self._by_address[kept.address].remove(id_)
            if not self._by_address[kept.address]:
                del self._by_address[kept.address]
        if self._gone > len(self._kept):
            self._sweep()

    def forget_before(self, moment: datetime) -> list[int | str]:
        """Forget what is older; the ids."""
        forgotten = []
        while self._by_age and self._by_age[0][0] < moment:
            at, _, id_ = heappop(self._by_age)
            kept = self._kept.get(id_)
            if kept is not None and kept.telling.at == at:  # else it was forgotten, or came again
                self.remove(id_)
                forgotten.append(id_)
        return forgotten

    def matches(self, reading: Reading) -> list[tuple[int | str, Match]]:
        """The entries of other sources that tell the same story, the surest first."""
        found = []
        weigh = cache(self.weight)  # the same few words again and again, and nothing is added meanwhile
        for id_ in self._candidates(reading):
            match = judge(reading, self._reading(id_), weigh)
            if match is not None:
                found.append((id_, match))
        found.sort(key=lambda pair: (-pair[1].strength, str(pair[0])))
        return found

    def weight(self, word: str) -> float:
        """How much a word says: 0 for one of everybody's, 1 for one that at most two entries use. As little as both
        English at large and the entries at hand allow.
        """
        highest, count = highest_weight(word), self._counts.get(word, 0)
        if count <= 2 or not highest:
            return highest
        everything = math.log(len(self._kept) + _PRIOR)
        return min(highest, (everything - math.log(count - 1)) / everything)

    def _candidates(self, reading: Reading) -> list[int | str]:
        shared: defaultdict[int | str, float] = defaultdict(float)
        turned = 0
        words = [*reading.words, *_figure_words(reading)]
        for count, word in sorted((self._counts[word], word) for word in words if self._counts[word] > 1):
            if count > _LEADS_TO or turned > _MOST_TURNED:
                break
            turned += count
            weight = self.weight(word)
            for id_ in self._by_word[word]:
                shared[id_] += weight
        for id_ in self._by_address.get(reading.address, ()):
            shared[id_] += _MOST_TURNED
        worth = sorted(((-weight, str(id_), id_) for id_, weight in shared.items() if weight >= _WORTH_LOOKING))
        return list(islice((id_ for _, _, id_ in worth if self._may_match(reading, id_)), _MOST_LOOKED_AT))

    def _may_match(self, reading: Reading, id_: int | str) -> bool:
        kept = self._kept.get(id_)  # gone ones stay in the lists for a while
        return kept is not None and kept.telling.source != reading.source and abs(kept.telling.at - reading.at) <= SPAN

    def _reading(self, id_: int | str) -> Reading:
        reading = self._readings.get(id_)
        if reading is None:
            reading = read(self._kept[id_].telling)
        self._remember(reading)
        return reading

    def _remember(self, reading: Reading) -> None:
        self._readings[reading.id] = reading
        self._readings.move_to_end(reading.id)
        if len(self._readings) > _READINGS_KEPT:
            self._readings.popitem(last=False)

    def _sweep(self) -> None:
        for word, ids in self._by_word.items():
            self._by_word[word] = [id_ for id_ in ids if id_ in self._kept]
        self._gone = 0


def _figure_words(reading: Reading) -> Iterator[str]:
    """Telling numbers, as words that no text holds."""
    return (f"#{key}" for key, figure in sorted(reading.figures.items()) if figure.weight >= _TELLING_FIGURE)
