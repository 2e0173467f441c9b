"""`poll`: first everything, then nothing new, then exactly what is new; and what does not behave says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.desk import Answer, Desk
from tests.sector.misbehaviour import RETRY_AFTER_SECONDS
from tests.sector.world import OUTLETS, TROUBLES, News, Outlet, Piece, Sector, Trouble

SITES = [outlet.name for outlet in OUTLETS] + [trouble.name for trouble in TROUBLES]
#: All but the one that drips until we give up.
QUICK_TROUBLES = [trouble for trouble in TROUBLES if trouble.code != "timeout"]

each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.dialect or outlet.path)


@dataclass(frozen=True)
class Polls:
    """Three polls of everything, one after the other."""

    sector: Sector
    desk: Desk
    first: Answer
    second: Answer
    #: What came out before the third.
    news: list[News]
    third: Answer


@pytest.fixture(scope="module")
def polls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polls]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    with Sector() as sector:
        desk.configure(sector.config(first_import="all"))
        first = desk.run("poll", "--all", "--json")
        desk.configure(sector.config(troubles=QUICK_TROUBLES))
        second = desk.run("poll", "--all", "--json")
        news = sector.publish_more(16)
        third = desk.run("poll", "--all", "--json")
        yield Polls(sector, desk, first, second, news, third)


def test_each_source_has_one_row_and_some_failed_so_the_exit_code_is_1(polls: Polls) -> None:
    assert Counter(row["source"] for row in polls.first.rows) == Counter(SITES)
    assert polls.first.code == 1


@each_outlet
def test_feed_of_every_dialect_and_page_of_every_shape_is_read_in_full(polls: Polls, outlet: Outlet) -> None:
    row = polls.first.by_source[outlet.name]
    written = [piece for piece in polls.sector.expected[outlet.name] if piece not in [one.piece for one in polls.news]]
    assert (row["outcome"], row["status"], row["cause"]) == ("new", 200, None)
    assert row["new"] == row["entries"] == len(written)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.code)
def test_misbehaving_site_costs_itself_alone_and_has_a_plain_cause(polls: Polls, trouble: Trouble) -> None:
    row = polls.first.by_source[trouble.name]
    assert (row["outcome"], row["cause"]["code"], row["entries"]) == (trouble.outcome, trouble.code, 0)
    assert row["status"] == trouble.status
    assert row["cause"]["message"].endswith(".")
    assert "Error" not in row["cause"]["message"]


@each_outlet
def test_second_poll_has_nothing_new(polls: Polls, outlet: Outlet) -> None:
    row = polls.second.by_source[outlet.name]
    assert row["outcome"] == ("nothing_new" if outlet.validators == "none" else "not_modified")
    assert row["new"] == row["updated"] == 0
    assert row["entries"] == polls.first.by_source[outlet.name]["entries"]


def test_host_that_said_come_later_is_not_asked_again(polls: Polls) -> None:
    throttled = next(trouble for trouble in TROUBLES if trouble.status == 429)
    row = polls.second.by_source[throttled.name]
    assert (row["outcome"], row["cause"]["code"]) == ("waiting", "host_paused")
    asked = [request for request in polls.sector.requests if request.host == throttled.host]
    assert len(asked) == 1
    assert RETRY_AFTER_SECONDS > 60  # or the second poll would rightly have asked


@each_outlet
def test_third_poll_finds_exactly_what_came_out(polls: Polls, outlet: Outlet) -> None:
    row = polls.third.by_source[outlet.name]
    new = [one for one in polls.news if one.outlet == outlet and (one.piece.is_relevant or outlet.scope != "broad")]
    assert row["new"] == len(new)
    assert row["entries"] == len(polls.sector.expected[outlet.name])


def test_every_title_address_and_date_is_stored_as_written(polls: Polls) -> None:
    expected = {
        (outlet.name, piece.title, polls.sector.url(outlet, piece.path)): _date_said(outlet, piece)
        for outlet in OUTLETS
        for piece in polls.sector.expected[outlet.name]
    }
    stored = {(name, title, link): published for name, _, _, title, link, published in polls.desk.entries()}
    assert stored.keys() == expected.keys()
    pages = [outlet.name for outlet in OUTLETS if outlet.kind == "page"]  # they tell the day, or nothing
    assert {key: published and published[:19] for key, published in stored.items() if key[0] not in pages} == {
        key: published for key, published in expected.items() if key[0] not in pages
    }


def test_validators_are_sent_back_exactly_to_those_who_gave_them(polls: Polls) -> None:
    for outlet in OUTLETS:
        paths = (outlet.path, outlet.moved_to)
        asked = [seen.headers for seen in polls.sector.requests if seen.host == outlet.host and seen.path in paths]
        assert "if-none-match" not in asked[0]
        assert ("if-none-match" in asked[-1]) == (outlet.validators in ("both", "etag")), outlet.name
        assert ("if-modified-since" in asked[-1]) == (outlet.validators in ("both", "date")), outlet.name


def _date_said(outlet: Outlet, piece: Piece) -> str | None:
    """The date that a feed or sitemap gives the piece, as the database has it."""
    return None if outlet.dialect in ("rss091", "rss092") else f"{piece.published:%Y-%m-%d %H:%M:%S}"


def test_everybody_is_asked_under_a_name_that_can_be_answered(polls: Polls) -> None:
    agents = {request.headers["user-agent"] for request in polls.sector.requests}
    assert len(agents) == 1
    assert "desk@rivers.example" in agents.pop()
