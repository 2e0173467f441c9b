"""Documents → ParsedFeed. document.py takes any body, feed.py reads RSS and Atom, json_feed.py JSON Feed;
identity.py says which entry is which.
"""
