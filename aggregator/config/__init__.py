"""feeds.yaml → frozen settings, or everything that is wrong with it.

loader.py    the way in                       settings.py  the shape, key by key
document.py  YAML as values with lines        report.py    faults as sentences
rules.py, sources.py  sections as values      scalars.py   durations, sizes, addresses    json_schema.py  for editors
"""
