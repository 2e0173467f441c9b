"""The story of hubs (WebSub, a W3C Recommendation): ours is told when feeds changed, and sources' hubs push to us.

reach.py       whether hubs can call us at all           terms.py       what follows from each step, and when; pure
subscriber.py  agreeing with hubs that sources name      pinger.py      telling ours that feeds changed
signatures.py  whether a push is from whom it should be

What a push brings goes the way of a poll's answer (`pipeline`). Polling goes on as it would without hubs.
"""
