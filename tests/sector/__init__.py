"""A small sector on loopback: river charities and papers that exist nowhere else, for demonstrations and tests.

`stories/` and `stories.py` what they write · `outlets.py` who they are · `feeds.py` and `pages.py` how it looks ·
`misbehaviour.py` the sites that don't behave · `server.py` the sockets · `world.py` all of it as one object.
`python -m tests.sector` shows it with the daemon at work (scripts/demo).
"""
