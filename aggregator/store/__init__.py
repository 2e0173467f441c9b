"""What is remembered: the only room that speaks SQL.

engine.py   opening a database, its transactions, who holds it    tables.py   the tables    migrations/  how they came
sources.py  sources and how they stand                            entries.py  entries with their tags and bodies
dropped.py  what broad sources presented and relevance left out   hosts.py    hosts that asked for a pause
numbers.py  counters and facts                                    search.py   full text, behind one function

Every function takes an open transaction and plain values; a story decides what belongs into one transaction.
"""
