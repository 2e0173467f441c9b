"""The status page: what everybody sees, what bearers see, and how somebody becomes one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import html5lib
import httpx
import pytest

from aggregator.config.settings import Web
from aggregator.models.source import DayCount
from aggregator.models.status import SourceStatus, Standing
from aggregator.outcomes import Cause
from aggregator.web.app import make_app
from aggregator.web.door import SESSION_SECONDS, TRIES, is_session, session
from tests.samples import NOON
from tests.web.test_app import Shelf
from tests.web.test_health import BEARER, TOKEN, Patient

#: As long and as odd as settings and publishers can make them.
LONG = SourceStatus(
    name="“Ärger & <Söhne>” " * 20,
    url="https://example.org/a?b=1&c=" + "&" * 300,
    health="failing",
    last_poll=NOON - timedelta(days=200),
    next_poll=NOON + timedelta(days=6),
    entries=1_234_567,
    cause=Cause("server_error", "The server has a fault of its own & says <so>. " * 20),
    held=Cause("redated", "Everything has new dates."),
    days=tuple(DayCount(NOON.date() - timedelta(days=29 - number), 24, 3, number + 1) for number in range(30)),
)
WELL = SourceStatus(name="Otter", url="https://otter.example/feed", health="ok", last_poll=NOON, entries=7)
SECRET = SourceStatus(name="Hidden", url="https://hidden.example/", health="ok", is_public=False)


@pytest.fixture
def patient() -> Patient:
    refused = ("feeds.yaml:3: sites: is no key",)
    return Patient(web=Web(token=TOKEN), stands=Standing(at=NOON, sources=(WELL, LONG, SECRET), refused=refused))


@pytest.fixture
async def client(patient: Patient) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(Shelf(), patient))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


def shows_all(page: str) -> bool:
    told = ["otter.example/feed" in page, "a fault of its own" in page, "feeds.yaml:3" in page, "Hidden" in page]
    assert len(set(told)) == 1, told
    return told[0]


async def test_everybody_sees_names_health_and_times_and_nothing_else(client: httpx.AsyncClient) -> None:
    response = await client.get("/status")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex"
    assert not shows_all(response.text)
    assert "Otter" in response.text and "failing" in response.text and "7 entries" in response.text
    assert TOKEN not in response.text


@pytest.mark.parametrize(
    ("given", "sees"),
    [(f"Bearer {TOKEN}", True), (f"Bearer {TOKEN}x", False), (f"Basic {TOKEN}", False), ("Bearer ", False)],
)
async def test_machines_show_the_token_in_a_header(client: httpx.AsyncClient, given: str, sees: bool) -> None:
    assert shows_all((await client.get("/status", headers={"Authorization": given})).text) is sees


async def test_a_token_in_the_address_is_not_heard(client: httpx.AsyncClient) -> None:
    assert not shows_all((await client.get("/status", params={"token": TOKEN})).text)


async def test_without_a_token_in_the_settings_nobody_sees_more(client: httpx.AsyncClient, patient: Patient) -> None:
    patient.web = Web()
    assert not shows_all((await client.get("/status", headers=BEARER)).text)
    entered = await client.post("/status/door", data={"token": ""})
    assert (entered.status_code, "web.token" in (await client.get("/status")).text) == (303, True)


async def test_people_give_it_in_a_form_and_leave_again(client: httpx.AsyncClient) -> None:
    entered = await client.post("/status/door", data={"token": f" {TOKEN} "})
    assert (entered.status_code, entered.headers["location"]) == (303, "../status")
    cookie = entered.headers["set-cookie"]
    assert TOKEN not in cookie
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Path" not in cookie, "it goes to where the door stands, whatever prefix is before it"
    assert shows_all((await client.get("/status")).text)
    left = await client.post("/status/door", data={"leave": "yes"})
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert not shows_all((await client.get("/status")).text)


async def test_over_tls_the_cookie_stays_there(patient: Patient) -> None:
    transport = httpx.ASGITransport(make_app(Shelf(), patient))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example") as client:
        assert "; Secure" in (await client.post("/status/door", data={"token": TOKEN})).headers["set-cookie"]


async def test_a_wrong_token_is_said_to_be_wrong(client: httpx.AsyncClient) -> None:
    entered = await client.post("/status/door", data={"token": "café"})
    assert entered.headers["location"] == "../status?wrong"
    assert "set-cookie" not in entered.headers
    assert "That is not the token" in (await client.get("/status?wrong")).text


async def test_guessing_is_slow_even_for_whoever_guesses_right(client: httpx.AsyncClient) -> None:
    for number in range(TRIES):
        assert (await client.post("/status/door", data={"token": f"guess {number}"})).status_code == 303
    late = await client.post("/status/door", data={"token": TOKEN})
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= 61
    assert "Please wait" in late.text
    assert (await client.get("/metrics", headers=BEARER)).status_code == 429
    assert (await client.get("/status")).status_code == 200


@pytest.mark.parametrize(
    "cookie",
    ["", "1", "9999999999.", ".abc", "x.y", "٣.y", f"{2**70}.x", "1773489600.0000", "é.é"],
)
def test_no_made_up_cookie_holds(cookie: str) -> None:
    assert not is_session(cookie, TOKEN, 1773489500)


def test_a_cookie_holds_for_its_token_and_its_time() -> None:
    cookie = session(TOKEN, 1000.0)
    assert is_session(cookie, TOKEN, 1001.0)
    assert not is_session(cookie, TOKEN, 1001.0 + SESSION_SECONDS)
    assert not is_session(cookie, TOKEN + "x", 1001.0)
    until, _, signature = cookie.partition(".")
    assert not is_session(f"{int(until) - 1}.{signature}", TOKEN, 1001.0)


async def test_a_long_form_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/status/door", content=b"token=" + b"x" * 5000)).status_code == 413


async def test_what_is_in_trouble_stands_first(client: httpx.AsyncClient) -> None:
    page = (await client.get("/status")).text
    assert page.index("Ärger") < page.index("Otter")


async def test_there_are_a_hundred_on_a_page_and_it_is_light_whatever_they_are(
    client: httpx.AsyncClient, patient: Patient
) -> None:
    many = tuple(replace(LONG, name=f"{number} {LONG.name}") for number in range(250))
    patient.stands = Standing(at=NOON, sources=many, refused=("feeds.yaml: " + "&" * 900,) * 50)
    for number, rows in ((1, 100), (2, 100), (3, 50)):
        page = await client.get(f"/status?page={number}", headers=BEARER)
        assert len(re.findall("<h3>", page.text)) == rows
        assert len(page.content) < 100_000
        html5lib.HTMLParser(strict=True).parse(page.text)
    for nothing in ("4", "0", "-1", "x", "1234567", "²"):
        assert (await client.get("/status", params={"page": nothing})).status_code == 404


async def test_charts_are_told_in_words(client: httpx.AsyncClient, patient: Patient) -> None:
    patient.stands = Standing(at=NOON, sources=(LONG,))
    page = (await client.get("/status")).text
    told = "New entries a day, 13 February 2026 to 14 March 2026: 465 in all, at most 30 on 14 March 2026."
    assert told in page
    assert "Failed visits a day, 13 February 2026 to 14 March 2026: 90 in all" in page
    patient.stands = Standing(at=NOON, sources=(WELL,))
    assert "New entries a day, 13 February 2026 to 14 March 2026: none." in (await client.get("/status")).text
