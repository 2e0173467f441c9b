"""What is remembered: the only room that speaks SQL.

engine.py   opening a database, its transactions, who holds it    tables.py   the tables    migrations/  how they came
sources.py  sources and how they stand                            entries.py  entries as they come in and are loaded
shown.py    what goes out, and the lists that outputs show        articles.py what entries' own pages add; vacancies
tagging.py  tags, by rules and by hand                            dropped.py  what relevance left out of broad sources
tombstones.py removed entries                                     hosts.py    hosts that asked for a pause
numbers.py  counters and facts                                    search.py   full text, behind one function

Every function takes an open transaction and plain values; a story decides what belongs into one transaction.
"""
