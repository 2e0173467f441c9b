"""The story of what goes out: entries get their publication numbers, and outputs are made of what is stored.

going_out.py  letting out what waits, under the title that stays     house.py  the desk's own words and addresses
told.py       the stories of the last days, and who joins them
lists.py      the pages of lists     feeds.py  feeds, their archives and pages     outputs.py  rendered bytes, kept

No output reads the clock, so the same store gives the same bytes. Going out is an event of its own, after storing: what
was stored by a process that then died goes out with the next one.
"""

from aggregator.publish.going_out import is_waiting, note_settings, publish
from aggregator.publish.house import House, Preview, opml_of, preview
from aggregator.publish.outputs import Outputs
from aggregator.publish.told import Told

__all__ = ["House", "Outputs", "Preview", "Told", "is_waiting", "note_settings", "opml_of", "preview", "publish"]
