"""Values in, bytes out: the same values give the same bytes, and nothing here reads the clock.

atom.py rss.py json_feed.py  the three feeds, from a Channel and its entries      html.py  pages
outgoing.py  the gate that every entry passes    rendered.py  bytes ready to serve    assets.py  style sheets
"""
