"""The values that cross the borders between rooms: frozen, without behaviour beyond their own fields.

source.py  what we poll and how it stands    feed.py   what a publisher's document says
entry.py   what we keep of it                article.py  what a page says    rules.py  how entries are tagged
"""
