"""The story of what comes in: fetch → parse → identify → clean → tag → store, source by source.

desk.py  the config's sources with their places in the store, its manners and its rules
visit.py asking one source, and reading what it answers; stores nothing
pushes.py what a hub pushed, taken in as if polled
intake.py one poll from the question to the recorded outcome, and passes over many
storing.py what a good poll brings, into the store
recognition.py  which entries are which, whatever they are called this time
redirects.py    where new entries' links lead that go through a redirector
holding.py      sources that are held, and how they are let go
"""
