"""Documents → ParsedFeed. feed.py RSS and Atom, json_feed.py JSON Feed, identity.py which entry is which."""
