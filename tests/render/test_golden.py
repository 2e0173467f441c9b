"""Every byte of every output, for one fixed set of values. When an output is meant to change, write the files anew with
`python -m tests.render.test_golden` and read the difference before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.models.output import BrowseLink, EntryPage, Filing, Outline, Page
from aggregator.models.rules import Reason
from aggregator.render.atom import render_atom
from aggregator.render.entry_page import render_entry
from aggregator.render.html import render_error, render_page
from aggregator.render.json_feed import render_json_feed
from aggregator.render.opml import render_opml
from aggregator.render.rss import render_rss
from tests.render.samples import BEACON, CHANNEL, COURIER, ENTRIES, FULL, SIDEBAR, SITE, VACANCY

GOLDEN = Path(__file__).parent / "golden"

FRONT = Page(
    channel=CHANNEL,
    heading=SITE.title,
    entries=ENTRIES,
    total=31,
    sidebar=SIDEBAR,
    older="page/2/",
)
JOBS = Page(
    channel=replace(CHANNEL, path="jobs/", title="Jobs – Harbour News & Jobs"),
    heading="Jobs",
    entries=(VACANCY,),
    by_closing=True,
    total=1,
    sidebar=SIDEBAR,
    path="jobs/",
)
ENTRY = EntryPage(
    channel=CHANNEL,
    entry=replace(FULL, path="entry/0000000000005000/open-day-at-the-north-tower"),
    filed=(Filing(FULL.categories[0], (Reason(rule="source", phrase="Member News", field="source"),)),),
    newer=BrowseLink(name="Keepers praised", path="entry/0000000000005001/keepers-praised"),
    older=BrowseLink(name="Untitled notice", path="entry/0000000000005003/entry"),
    sidebar=SIDEBAR,
    path="entry/0000000000005000/open-day-at-the-north-tower",
)
OUTPUTS: dict[str, Callable[[], bytes]] = {
    "atom.xml": lambda: render_atom(CHANNEL, ENTRIES),
    "rss.xml": lambda: render_rss(CHANNEL, ENTRIES),
    "feed.json": lambda: render_json_feed(CHANNEL, ENTRIES),
    "opml.xml": lambda: render_opml(SITE, [Outline("Harbour", (COURIER, BEACON))]),
    "front.html": lambda: render_page(FRONT),
    "jobs.html": lambda: render_page(JOBS),
    "entry.html": lambda: render_entry(ENTRY),
    "404.html": lambda: render_error(SITE, 404),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_same_values_give_the_same_bytes(name: str) -> None:
    assert unversioned(OUTPUTS[name]()) == (GOLDEN / name).read_bytes()
    assert OUTPUTS[name]() == OUTPUTS[name]()


def unversioned(output: bytes) -> bytes:
    """Without the mark of the style sheet's version, which changes with every colour."""
    return re.sub(rb"\?v=[0-9a-f]+", b"", output)


if __name__ == "__main__":
    for name, render in OUTPUTS.items():
        (GOLDEN / name).write_bytes(unversioned(render()))
