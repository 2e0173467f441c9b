"""What may be embedded, by whom, and what of an address reaches the outputs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from aggregator.render.rendered import rendered
from aggregator.web.app import make_app
from tests.web.test_app import CHANGED, Shelf


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    page, style = rendered(b"<p>x</p>", "text/html", CHANGED), rendered(b":root{}", "text/css", CHANGED)
    shelf.kept |= {"embed": page, "embed?category=member-news&entries=3&accent=aa2200": page}
    shelf.kept |= {"embed.css": style, "embed.css?paper=ffffff": style, "embed/snippet/": page}
    shelf.kept |= {"embed/snippet/?category=jobs": page}
    return shelf


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(shelf)), base_url="http://desk.example") as one:
        yield one


@pytest.mark.parametrize(
    "path",
    [
        "/embed",
        "/embed?x=1&category=&entries=no&accent=red&v=9",
        "/embed?entries=3&accent=%23AA2200&category=member-news&utm_source=mail",
        "/embed.css",
        "/embed.css?v=abc&category=ignored&paper=ffffff",
        "/embed/snippet/",
        "/embed/snippet/?list=category:jobs&entries=8",
    ],
)
async def test_outputs_are_asked_for_known_values_in_one_order_only(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200


async def test_only_the_list_may_be_framed(client: httpx.AsyncClient) -> None:
    policies = {
        path: (await client.get(path)).headers["content-security-policy"]
        for path in ("/embed", "/", "/embed/snippet/", "/nothing", "/rss.xml", "/static/style.css", "/embed.js")
    }
    assert "frame-ancestors *" in policies.pop("/embed")
    assert all("frame-ancestors 'none'" in policy for policy in policies.values())
    assert all("script-src" not in policy for policy in policies.values())


async def test_the_script_is_one_that_browsers_run_and_keep_for_an_hour(client: httpx.AsyncClient) -> None:
    response = await client.get("/embed.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.headers["x-content-type-options"] == "nosniff"
    again = await client.get("/embed.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


async def test_a_list_is_asked_for_again_each_time_and_is_mostly_unchanged(client: httpx.AsyncClient) -> None:
    first = await client.get("/embed")
    assert first.headers["cache-control"] == "no-cache"
    assert (await client.get("/embed", headers={"If-None-Match": first.headers["etag"]})).status_code == 304


async def test_the_snippet_s_page_without_its_slash_is_sent_on(client: httpx.AsyncClient) -> None:
    response = await client.get("/embed/snippet?list=jobs")
    assert (response.status_code, response.headers["location"]) == (308, "snippet/?list=jobs")
