"""Ours and its peers over the same feeds, in one run: `scripts/bench`.

`material.py` the feeds · `server.py` nginx on many loopback addresses · `contenders.py` the programs · `measure.py` a
process and all its children · `serving.py` answers per second · `memory.py` what a daemon holds · `report.py` table,
JSON, chart · `__main__.py` the run.
"""
