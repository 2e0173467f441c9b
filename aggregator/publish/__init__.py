"""The story of what goes out: entries get their publication numbers, and outputs are made of what is stored.

digests.py    the desk note and the newsletter, when they are due
going_out.py  letting out what waits, under the title that stays     house.py  the desk's own words and addresses
feeds.py      feeds, their archives and pages                         source_list.py  the sources as OPML
places.py     the addresses of pages, read                            pages.py     the pages for people
sidebar.py    the ways into what there is, counted                    outputs.py   rendered bytes, kept while current
reviews.py    what waits at the desk, told to who approves
told.py       the stories of the last days, and who joins them

No output reads the clock, so the same store gives the same bytes. Going out is an event of its own, after storing: what
was stored by a process that then died goes out with the next one.
"""

from aggregator.publish.digests import are_due, write_due, write_letter
from aggregator.publish.going_out import is_waiting, note_settings, publish
from aggregator.publish.house import House, Preview, opml_of, preview
from aggregator.publish.outputs import Outputs
from aggregator.publish.reviews import make_review_feed
from aggregator.publish.told import Told

__all__ = [
    "House",
    "Outputs",
    "Preview",
    "Told",
    "are_due",
    "is_waiting",
    "make_review_feed",
    "note_settings",
    "opml_of",
    "preview",
    "publish",
    "write_due",
    "write_letter",
]
