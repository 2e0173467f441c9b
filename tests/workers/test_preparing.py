"""What is made of an entry before it is stored."""

from __future__ import annotations

import pytest

from aggregator.markup import first_sentences, plain_text
from aggregator.models.feed import Markup, ParsedEntry
from aggregator.workers.preparing import OPENING_CHARS, SUMMARY_CHARS, prepare

WORDS = "<p>Otters swam &amp; ate. "
LONG = WORDS * (2 * OPENING_CHARS // len(WORDS))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Short.</p>",
        LONG,
        f"<!-- {LONG} -->{LONG}",
        f"<script>{LONG}</script>{LONG}",
        f'<p title="{LONG}">Said.</p>{LONG}',
        "<p>" * OPENING_CHARS + LONG,
        "Otters swam. " * OPENING_CHARS,
        "<b>" + "\n" * OPENING_CHARS + "Late.</b>" + LONG,
        LONG[: OPENING_CHARS - 3] + "&amp<i>x</i>" + LONG,
    ],
)
def test_a_summary_is_that_of_the_whole_text_though_only_its_beginning_is_read(html: str) -> None:
    entry = ParsedEntry(
        title="Otters", summary=Markup(html, is_html=True), content=Markup("<p>Else.</p>", is_html=True)
    )
    prepared = prepare("id:1", b"", entry, "http://otter.example/feed")
    assert prepared.summary == first_sentences(plain_text(html), SUMMARY_CHARS)
