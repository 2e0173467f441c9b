"""A page in, the vacancy that it advertises out, or None: pure, like the rest of `extract`.

find.py      puts it together: `find_vacancy`     verdict.py   is it a vacancy at all
lines.py     the page as its reader's lines       labelled.py  labels and their values
posting.py   JobPosting markup
days.py      days inside a text                   closing.py   the last day to apply, interviews
roles.py  employers.py  places.py  pay.py  hours.py   a field each, by the words in vocabulary.py
"""

from aggregator.extract.vacancy.find import find_vacancy

__all__ = ["find_vacancy"]
