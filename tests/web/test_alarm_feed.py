"""The private feeds of alarms and of what waits: for those who know its address, and kept nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from aggregator.config.settings import Web
from aggregator.web.app import make_app
from tests.web.test_app import Shelf
from tests.web.test_health import Patient

TOKEN = "a-token/with.signs~+="
PLAIN = "a-token-of-plain-letters"
QUOTED = "a-token%2Fwith.signs~%2B%3D"


@dataclass
class Alarmed(Patient):
    feed: bytes | None = b"<feed/>"

    async def alarm_feed(self) -> bytes | None:
        return self.feed

    async def review_feed(self) -> bytes | None:
        return self.feed


@pytest.fixture
def vitals() -> Alarmed:
    return Alarmed(web=Web(token=PLAIN))


@pytest.fixture
async def client(vitals: Alarmed) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(Shelf(), vitals))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (PLAIN, f"/review/{PLAIN}/atom.xml"),
        (TOKEN, f"/review/atom.xml?token={QUOTED}"),
        (PLAIN, f"/alarms/{PLAIN}/atom.xml"),
        (PLAIN, f"/alarms/atom.xml?token={PLAIN}"),
        (TOKEN, f"/alarms/atom.xml?token={QUOTED}"),
    ],
)
async def test_the_right_token_opens_it_and_nobody_keeps_or_finds_it(
    client: httpx.AsyncClient, vitals: Alarmed, token: str, path: str
) -> None:
    vitals.web = Web(token=token)
    response = await client.get(path)
    assert (response.status_code, response.content) == (200, b"<feed/>")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/alarms/atom.xml",
        "/alarms/atom.xml?token=",
        "/alarms/wrong/atom.xml",
        "/alarms/atom.xml?token=%FF%00",
        "/alarms/",
        "/review/atom.xml",
        "/review/wrong/atom.xml",
    ],
)
async def test_without_the_right_token_there_is_nothing_here(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_without_a_token_in_the_settings_or_the_wish_for_a_feed_there_is_none(
    client: httpx.AsyncClient, vitals: Alarmed
) -> None:
    vitals.feed = None
    assert (await client.get(f"/alarms/{PLAIN}/atom.xml")).status_code == 404
    assert (await client.get(f"/review/{PLAIN}/atom.xml")).status_code == 404
    vitals.web = Web()
    assert (await client.get("/alarms/None/atom.xml")).status_code == 404
