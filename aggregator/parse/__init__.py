"""Documents → ParsedFeed. listing/ finds the articles of a page, sitemap.py, opml.py and discover.py read what sites say of
themselves. document.py takes any body, feed.py reads RSS and Atom, json_feed.py JSON Feed;
identity.py says which entry is which.
"""
