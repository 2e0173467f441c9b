"""Every byte of every output, for one fixed set of values. When an output is meant to change, write the files anew with
`python -m tests.render.test_golden` and read the difference before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.models.output import BrowseLink, Outline, Page
from aggregator.render.atom import render_atom
from aggregator.render.html import render_error, render_page
from aggregator.render.json_feed import render_json_feed
from aggregator.render.opml import render_opml
from aggregator.render.rss import render_rss
from tests.render.samples import BEACON, CHANNEL, COURIER, ENTRIES, SITE

GOLDEN = Path(__file__).parent / "golden"

FRONT = Page(
    channel=CHANNEL,
    heading=SITE.title,
    entries=ENTRIES,
    total=31,
    categories=(BrowseLink(name="Industry News", path="category/industry-news/", count=30),),
    agencies=(BrowseLink(name="Beacon Trust", path="agency/beacon-trust/", count=1),),
    months=(BrowseLink(name="March 2026", path="2026/03/", count=31),),
    older="page/2/",
)
OUTPUTS: dict[str, Callable[[], bytes]] = {
    "atom.xml": lambda: render_atom(CHANNEL, ENTRIES),
    "rss.xml": lambda: render_rss(CHANNEL, ENTRIES),
    "feed.json": lambda: render_json_feed(CHANNEL, ENTRIES),
    "opml.xml": lambda: render_opml(SITE, [Outline("Harbour", (COURIER, BEACON))]),
    "front.html": lambda: render_page(FRONT),
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
