"""Feeds as a validator would fetch them: from the real application, under the site's address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from aggregator.publish import Outputs
from aggregator.store.engine import Store
from aggregator.web.app import make_app
from tests.publish.shelf import PLACES, SETTINGS, SITE, fill
from tests.render.feed_rules import faults

TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}


@pytest.fixture
async def client(sqlite_store: Store) -> AsyncIterator[httpx.AsyncClient]:
    fill(sqlite_store)
    transport = httpx.ASGITransport(make_app(Outputs(sqlite_store, SETTINGS)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        yield client


async def test_every_feed_is_valid_where_it_says_that_it_stands(client: httpx.AsyncClient) -> None:
    for place in PLACES:
        response = await client.get(f"/{place}")
        assert response.status_code == 200, place
        file = place.partition("?")[0].rpartition("/")[2]
        if file in TYPES:
            assert response.headers["content-type"] == TYPES[file]
            assert faults(response.content, SITE.url + place) == []


async def test_the_feeds_and_files_that_a_feed_names_are_there(client: httpx.AsyncClient) -> None:
    ours = re.compile(rf'"{re.escape(SITE.url)}([^"]*?\.(?:xml|json|css|svg)(?:\?[^"]*)?)"')
    named: set[str] = set()
    for place in PLACES:
        named.update(ours.findall((await client.get(f"/{place}")).text))
    assert {"atom.xml", "static/feed.css", "jobs/rss.xml"} < named
    for place in named:
        assert (await client.get(f"/{place}")).status_code == 200, place
