"""Documents → ParsedFeed. document.py takes any body, feed.py reads RSS and Atom, json_feed.py JSON Feed; identity.py
says which entry is which.

listing/ finds the articles of a page without a feed; sitemap.py and opml.py read other lists; discover.py proposes
where a page's feed may be.
"""
