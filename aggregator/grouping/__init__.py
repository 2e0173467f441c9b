"""Which entries of different sources tell one story. Pure: it knows neither store nor clock.

telling.py  what comes in and what is answered        reading.py  an entry's words, names and numbers
figures.py stems.py background.py  numbers, stems of words, and how common words are
likeness.py  two entries side by side                 verdict.py vacancies.py  whether that is one story
window.py   the last days' entries, findable          stories.py  which story each entry tells, in their order
lines.py    `aggregator group --batch`
"""
