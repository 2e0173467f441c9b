"""Markup cut to a length ends after a word, with every element closed."""

from __future__ import annotations

import pytest
from lxml import etree

from aggregator.markup import plain_text, shortened

PIECE = '<p>Doors open at <strong>ten &amp; tea</strong> is free.</p><p><img src="x"/>More text here</p>'


@pytest.mark.parametrize(
    ("length", "cut"),
    [
        (None, PIECE),
        (1000, PIECE),
        (46, PIECE),
        (5, "<p>Doors…</p>"),
        (9, "<p>Doors…</p>"),
        (10, "<p>Doors open…</p>"),
        (15, "<p>Doors open at <strong>…</strong></p>"),
        (19, "<p>Doors open at <strong>ten &amp;…</strong></p>"),
        (24, "<p>Doors open at <strong>ten &amp; tea</strong>…</p>"),
        (45, '<p>Doors open at <strong>ten &amp; tea</strong> is free.</p><p><img src="x"/>More text…</p>'),
    ],
)
def test_a_body_is_cut_after_a_word_with_its_elements_closed(length: int | None, cut: str) -> None:
    assert shortened(PIECE, length) == cut


@pytest.mark.parametrize("length", range(1, 60))
def test_wherever_it_is_cut_it_stays_well_formed_and_short(length: int) -> None:
    cut = shortened(PIECE, length)
    etree.fromstring(f"<div>{cut}</div>")
    assert len(plain_text(cut).replace("\n", "")) <= length + 1


def test_an_endless_word_is_cut_where_the_room_ends() -> None:
    assert shortened(f"<p>{'a' * 500}</p>", 100) == f"<p>{'a' * 100}…</p>"
