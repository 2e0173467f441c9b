"""The story of what comes in: fetch → parse → identify → clean → tag → store, source by source.

desk.py  the config's sources with their places in the store, its manners and its rules
visit.py asking one source, and reading what it answers; stores nothing
intake.py one poll from the question to the recorded outcome, and passes over many
"""
