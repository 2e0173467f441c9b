"""Mistakes in the settings: all of them are named, each with its line, and one source's costs only that source."""

from __future__ import annotations

import pytest

from tests.acceptance.desk import Desk
from tests.sector.world import Sector

#: One mistake on each line that ends in a number.
TEN_MISTAKES = """\
site:
  title: Rivers
  langauge: en-GB                     # 1
  url: rivers.example                 # 2
  timezone: Europe/Ottermere          # 3
polling:
  every: often                        # 4
  max_bytes: 10 apples                # 5
  allow_private: [my-network]         # 6
publish: {entries: 0}                 # 7
retention: {days: -1}                 # 8
categories:
  News: {any: "/[/"}                  # 9
sources:
  - ftp://127.0.20.1/feed.xml         # 10
"""


@pytest.mark.parametrize("words", [("check",), ("run", "--port", "0")], ids=lambda words: words[0])
def test_ten_mistakes_are_all_told_with_their_lines_and_nothing_is_done(desk: Desk, words: tuple[str, ...]) -> None:
    desk.configure(TEN_MISTAKES)
    answer = desk.run(*words)
    wrong = [number for number, line in enumerate(TEN_MISTAKES.splitlines(), 1) if line.split()[-1].isdigit()]
    assert answer.code == 2
    assert [int(line.split(":")[1]) for line in answer.err.splitlines() if str(desk.config) in line] == wrong
    assert "10 problems" in answer.err
    assert "Traceback" not in answer.err
    assert not (desk.folder / desk.database).exists()


@pytest.fixture
def with_one_bad_source(desk: Desk, sector: Sector) -> Desk:
    desk.configure(sector.config(troubles=(), more_sources=[{"name": "Bad Apple", "url": "ftp://127.0.20.1/feed"}]))
    return desk


def test_poll_does_the_good_sources_names_the_bad_one_and_exits_1(with_one_bad_source: Desk, sector: Sector) -> None:
    answer = with_one_bad_source.run("poll", "--json")
    assert {row["source"]: row["new"] for row in answer.rows} == {
        name: len(pieces) for name, pieces in sector.expected.items()
    }
    assert "ftp://127.0.20.1/feed" in answer.err
    assert _line_of(with_one_bad_source, "ftp:") in answer.err
    assert answer.code == 1


def test_check_names_the_bad_source_shows_the_good_ones_and_exits_2(with_one_bad_source: Desk, sector: Sector) -> None:
    answer = with_one_bad_source.run("check", "--json")
    assert {row["source"]: row["relevant"] for row in answer.rows} == {
        name: len(pieces) for name, pieces in sector.expected.items()
    }
    assert _line_of(with_one_bad_source, "ftp:") in answer.err
    assert answer.code == 2
    assert not (with_one_bad_source.folder / with_one_bad_source.database).exists()


def _line_of(desk: Desk, words: str) -> str:
    """FILE:LINE of the line that says so."""
    lines = desk.config.read_text(encoding="utf-8").splitlines()
    return f"{desk.config}:{next(number for number, line in enumerate(lines, 1) if words in line)}:"
