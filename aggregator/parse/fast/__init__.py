"""The fast lane of parsing feeds: lane.py takes a document or leaves it, rules.py says which rule reads which element,
names.py and place.py what it is called and what holds where it stands."""
