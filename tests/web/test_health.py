"""/healthz, /readyz and /metrics: what they say, and to whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from aggregator.config.settings import Web
from aggregator.models.status import Standing
from aggregator.thumbnails import Thumbnail
from aggregator.web.app import make_app
from tests.samples import NOON
from tests.web.test_app import Shelf

TOKEN = "a-token-for-the-metrics"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Patient:
    """Vitals that a test sets."""

    web: Web = field(default_factory=Web)
    hangs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    counted: list[tuple[str, str]] = field(default_factory=list)
    metrics_type: str = "text/plain; version=0.0.4"
    stands: Standing = field(default_factory=lambda: Standing(at=NOON, sources=()))
    pictures: dict[tuple[str, str], Thumbnail] = field(default_factory=dict)

    def stuck(self) -> list[str]:
        return self.hangs

    async def unready(self) -> list[str]:
        return self.wrong

    async def exposition(self) -> bytes:
        return b"aggregator_entries 3\n"

    async def alarm_feed(self) -> bytes | None:
        return None

    async def review_feed(self) -> bytes | None:
        return None

    async def standing(self) -> Standing:
        return self.stands

    async def picture(self, head: str, mark: str) -> Thumbnail | None:
        return self.pictures.get((head, mark))

    def answered(self, kind: str, status: str) -> None:
        self.counted.append((kind, status))


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
async def client(patient: Patient) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(Shelf(), patient))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


async def test_well_means_ok(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = await client.get(path)
        assert (response.status_code, response.text) == (200, "ok\n")
        assert response.headers["cache-control"] == "no-store"


async def test_what_hangs_and_what_is_wrong_is_said(client: httpx.AsyncClient, patient: Patient) -> None:
    patient.hangs, patient.wrong = ["The writer hangs."], ["feeds.yaml:3: no.", "The database is away."]
    alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.text) == (503, "The writer hangs.\n")
    assert (ready.status_code, ready.text) == (503, "feeds.yaml:3: no.\nThe database is away.\n")


async def test_where_a_token_is_set_reasons_are_for_bearers(client: httpx.AsyncClient, patient: Patient) -> None:
    patient.web, patient.wrong = Web(token=TOKEN), ["feeds.yaml:3: no."]
    stranger, bearer = await client.get("/readyz"), await client.get("/readyz", headers=BEARER)
    assert stranger.status_code == bearer.status_code == 503
    assert "feeds.yaml" not in stranger.text
    assert "feeds.yaml" in bearer.text


async def test_without_a_token_in_the_settings_nobody_reads_metrics(client: httpx.AsyncClient) -> None:
    for headers in ({}, BEARER, {"Authorization": "Bearer "}):
        response = await client.get("/metrics", headers=headers)
        assert response.status_code == 403
        assert "web.token" in response.text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer ", 401),
        (f"Basic {TOKEN}", 401),
        ("Bearer caf\xe9", 401),
        (None, 401),
    ],
)
async def test_metrics_are_for_bearers(
    client: httpx.AsyncClient, patient: Patient, given: str | None, status: int
) -> None:
    patient.web = Web(token=TOKEN)
    headers = {} if given is None else {"Authorization": given.encode("latin-1")}
    response = await client.get("/metrics", headers=headers)  # type: ignore[arg-type]  # bytes do too
    assert response.status_code == status
    assert ("aggregator_entries" in response.text) is (status == 200)
    assert ("www-authenticate" in response.headers) is (status == 401)


async def test_answers_are_counted_by_kind_and_ending(client: httpx.AsyncClient, patient: Patient) -> None:
    etag = (await client.get("/rss.xml")).headers["etag"]
    await client.get("/rss.xml", headers={"If-None-Match": etag})
    await client.get("/")
    await client.get("/agency/nobody/")
    await client.get("/healthz")
    await client.get("/wp-login.php")
    await client.get(f"/{'x' * 600}")
    assert patient.counted == [
        ("feed", "2xx"),
        ("feed", "304"),
        ("page", "2xx"),
        ("page", "4xx"),
        ("health", "2xx"),
        ("other", "4xx"),
        ("other", "4xx"),
    ]
