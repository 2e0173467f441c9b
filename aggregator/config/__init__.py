"""feeds.yaml → frozen settings, or everything that is wrong with it.

loader.py    the way in                       settings.py  the shape, key by key, and of single parts of it
document.py  YAML as values with lines                     source_keys.py, tagging.py, notify.py
rules.py, sources.py  sections as values      scalars.py   durations, sizes, addresses
report.py    faults as sentences              json_schema.py  for editors
"""
