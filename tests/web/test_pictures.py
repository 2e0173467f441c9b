"""A picture from us, and what stands for one that can't be had."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from aggregator.thumbnails import Thumbnail
from aggregator.web.app import make_app
from tests.test_thumbnails import written
from tests.web.test_app import Shelf
from tests.web.test_health import Patient

HEAD, MARK = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def client() -> httpx.AsyncClient:
    patient = Patient(pictures={(HEAD, MARK): Thumbnail(written("JPEG"), "image/jpeg")})
    return httpx.AsyncClient(transport=httpx.ASGITransport(make_app(Shelf(), patient)), base_url="http://desk.example")


async def test_it_is_kept_long_and_can_do_nothing(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/picture/{HEAD}/{MARK}")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")
    assert response.headers["cache-control"] == "public, max-age=2592000, immutable"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    again = await client.get(f"/picture/{HEAD}/{MARK}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


async def test_what_can_t_be_had_looks_like_nothing_and_tells_nothing(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/picture/{HEAD}/{HEAD}")
    assert (response.status_code, response.headers["content-type"]) == (404, "image/png")
    assert response.headers["cache-control"] == "public, max-age=300"
    nothing = Image.open(io.BytesIO(response.content))
    nothing.load()
    assert nothing.size == (1, 1)


@pytest.mark.parametrize("path", ["/picture/", f"/picture/{HEAD}", f"/picture/{HEAD}/..%2F..", f"/picture/{HEAD}/XYZ"])
async def test_other_addresses_are_pages_that_do_not_exist(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
