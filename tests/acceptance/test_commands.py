"""`search`, `status`, `check URL` and `tag`, as the design promises them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.desk import Desk
from tests.sector.world import OUTLETS, TROUBLES, Sector

OTTERMERE = OUTLETS[0]
FOLLOWED = [trouble for trouble in TROUBLES if trouble.code in ("gone", "server_error")]


@dataclass(frozen=True)
class Polled:
    sector: Sector
    desk: Desk


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    """A desk that has polled once."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    with Sector() as sector:
        desk.configure(sector.config(troubles=FOLLOWED))
        desk.run("poll")
        yield Polled(sector, desk)


def test_search_finds_what_is_said_and_credits_its_source(polled: Polled) -> None:
    (found,) = polled.desk.run("search", "shoebox", "perch", "--json").rows
    pip = next(piece for piece in polled.sector.written(OTTERMERE) if "Pip" in piece.title)
    assert found["title"] == pip.title
    assert found["url"] == polled.sector.url(OTTERMERE, pip.path)
    assert found["source"] == OTTERMERE.name
    assert found["categories"] == ["Member News"]
    assert found["agencies"] == [OTTERMERE.name]


def test_search_in_a_pipe_gives_plain_lines(polled: Polled) -> None:
    answer = polled.desk.run("search", '"nine hundred berths"')
    (line,) = answer.out.splitlines()
    _, source, title, address = line.split("\t")
    assert (source, title) == ("Saltmarsh Sisters", "Sign the petition: no marina on Gannet Flats")
    assert address.startswith("http://127.0.20.4:")


def test_status_tells_machines_how_every_source_stands(polled: Polled) -> None:
    answer = polled.desk.run("status", "--json")
    rows = answer.by_source
    assert answer.code == 0
    assert set(rows[OTTERMERE.name]) == {
        "source", "url", "kind", "health", "last_poll", "last_success", "next_poll", "failures", "entries",
        "cause", "held", "push",
    }  # fmt: skip
    assert {name: (rows[name]["health"], rows[name]["entries"]) for name in polled.sector.expected} == {
        name: ("ok", len(pieces)) for name, pieces in polled.sector.expected.items()
    }
    ill = {trouble.name: rows[trouble.name] for trouble in FOLLOWED}
    assert ill["Millrace Monitor"]["failures"] == 1
    assert ill["Millrace Monitor"]["health"] == "retrying"
    assert ill["Dry Dock Diary"]["health"] == "gone"
    assert ill["Dry Dock Diary"]["next_poll"] is None
    assert {name: row["cause"]["code"] for name, row in ill.items()} == {
        trouble.name: trouble.code for trouble in FOLLOWED
    }


def test_status_tells_people_what_is_wrong_and_what_happens_next(polled: Polled) -> None:
    lines = [line.split("\t") for line in polled.desk.run("status").out.splitlines()]
    said = {cells[0]: cells[-1] for cells in lines}
    assert said[OTTERMERE.name] == ""
    assert said["Millrace Monitor"].startswith("The server has a fault of its own (500). Tried again ")
    assert said["Dry Dock Diary"].endswith(
        'Not asked again until somebody runs `aggregator poll --source "Dry Dock Diary"`.'
    )


def test_check_of_an_address_shows_five_entries_as_they_would_be_published(polled: Polled) -> None:
    before = polled.desk.entries()
    outlet = next(outlet for outlet in OUTLETS if outlet.key == "watermark")
    newest = polled.sector.written(outlet)[:5]
    (row,) = polled.desk.run("check", polled.sector.url(outlet), "--json").rows
    assert (row["kind"], row["entries"], row["cause"]) == ("feed", len(polled.sector.written(outlet)), None)
    assert [entry["title"] for entry in row["first"]] == [
        f"Industry News: {outlet.name} - {piece.title}" for piece in newest
    ]
    assert [entry["source_line"] for entry in row["first"]] == [
        f"{outlet.host}{piece.path.rstrip('/')}" for piece in newest
    ]
    assert polled.desk.entries() == before


def test_check_of_an_address_that_is_no_feed_says_what_it_is(polled: Polled) -> None:
    answer = polled.desk.run("check", polled.sector.url(OTTERMERE, "/about/"))
    assert "a web page, not" in answer.out
    assert answer.code == 1


def test_tag_reads_items_and_answers_each_with_reasons(polled: Polled) -> None:
    items = [
        {"id": 1, "title": "Sign the petition", "source": "Saltmarsh Sisters"},
        {"id": 2, "title": "Bank holds rates", "source": {"scope": "broad", "publisher": "A paper"}},
        {"id": 3, "title": "A prize for Eelway on the river", "source": {"scope": "broad", "publisher": "A paper"}},
    ]
    answer = polled.desk.run("tag", given="".join(json.dumps(item) + "\n" for item in items))
    assert answer.code == 0
    assert [(row["id"], row["relevant"], row["categories"], row["agencies"]) for row in answer.rows] == [
        (1, True, ["Campaigns", "Member News"], ["Saltmarsh Sisters"]),
        (2, False, [], []),
        (3, True, ["Industry News"], ["Eelway"]),
    ]
    assert any(reason["phrase"] == "petition" for reason in answer.rows[0]["reasons"])
