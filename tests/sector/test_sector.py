"""The sector is what it claims to be: complete, quick to ask, and the same for the same moment."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby

import pytest
from bs4 import BeautifulSoup

from tests.sector.feeds import write_feed
from tests.sector.pictures import PICTURES
from tests.sector.world import OUTLETS, Outlet, Sector

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.key)


@pytest.fixture(scope="module")
def sector() -> Iterator[Sector]:
    with Sector(NOW) as sector:
        yield sector


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as response:
        body: bytes = response.read()
    return body


@each_outlet
def test_outlet_has_at_least_six_pieces_and_more_to_come(outlet: Outlet, sector: Sector) -> None:
    pieces = sector.written(outlet)
    assert 6 <= len(pieces) <= 15
    assert len({piece.slug for piece in pieces}) == len(pieces)
    assert max(piece.published for piece in pieces) < NOW


@each_outlet
def test_every_piece_has_a_page_that_tells_its_title_and_text(outlet: Outlet, sector: Sector) -> None:
    for piece in sector.written(outlet):
        page = BeautifulSoup(get(sector.url(outlet, piece.path)), "lxml")
        text = " ".join(page.get_text().split())
        assert page.title
        assert piece.title in page.title.get_text()
        assert piece.summary in text
        assert piece.paragraphs[-1] in text


@each_outlet
def test_home_page_leads_to_every_piece_and_to_the_feed(outlet: Outlet, sector: Sector) -> None:
    page = BeautifulSoup(get(sector.url(outlet, "/")), "lxml")
    links = {str(link["href"]) for link in page.select("a[href]")}
    assert {piece.path for piece in sector.written(outlet)} <= links
    feeds = [str(link["href"]) for link in page.select("link[rel=alternate]")]
    assert feeds == ([sector.url(outlet)] if outlet.kind == "feed" else [])


def test_vacancies_speak_to_machines_or_to_people_only(sector: Sector) -> None:
    board = next(outlet for outlet in OUTLETS if outlet.key == "oarlock")
    pages = {piece.slug: get(sector.url(board, piece.path)).decode() for piece in sector.written(board)}
    with_json = [slug for slug, page in pages.items() if '"JobPosting"' in page]
    assert 0 < len(with_json) < len(pages)
    assert all("Closing date:" in page for page in pages.values())


def test_pictures_are_drawn(sector: Sector) -> None:
    for name in PICTURES:
        assert get(sector.url(OUTLETS[0], f"/pictures/{name}.png")).startswith(b"\x89PNG\r\n")
    assert get(sector.url(OUTLETS[0], "/icon.svg")).startswith(b"<svg ")


def test_feeds_are_the_same_bytes_for_the_same_moment() -> None:
    one, other = Sector(NOW), Sector(NOW)
    for outlet in (outlet for outlet in OUTLETS if outlet.kind == "feed"):
        assert write_feed(outlet, one.written(outlet), "http://x") == write_feed(
            outlet, other.written(outlet), "http://x"
        )


def test_everybody_publishes_in_turn_and_the_river_is_read_for_ever() -> None:
    sector = Sector(NOW)
    news = sector.publish_more(60)
    assert {one.outlet for one in news[: len(OUTLETS)]} == set(OUTLETS)
    assert {outlet.key for outlet, _ in groupby(one.outlet for one in news[40:])} == {"watersoffice"}
    assert len({one.piece.path for one in news}) == 60


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_validators_are_answered_with_304(sector: Sector, header: str) -> None:
    address = sector.url(OUTLETS[0])
    with urllib.request.urlopen(address, timeout=20) as response:
        given = response.headers["ETag" if header == "If-None-Match" else "Last-Modified"]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(urllib.request.Request(address, headers={header: given}), timeout=20)


def test_json_feeds_are_json(sector: Sector) -> None:
    for outlet in (outlet for outlet in OUTLETS if outlet.dialect.startswith("json")):
        assert len(json.loads(get(sector.url(outlet)))["items"]) == len(sector.written(outlet))
