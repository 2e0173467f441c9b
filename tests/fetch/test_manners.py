"""What a request says, what it asks to be told, and what each status comes to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.fetch.policy import FetchRequest, build_user_agent
from aggregator.outcomes import Failed, Fetched, HttpHints, NotModified, Validators
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Site, redirect, response

NEWS = response(b"news")


async def test_a_request_says_who_asks_and_keeps_no_connection(site: Site) -> None:
    site.answers["/"] = NEWS
    async with quick_fetcher(quick_policy(user_agent="aggregator/9 (+https://example.org/; a@example.org)")) as fetcher:
        await fetcher.get(FetchRequest(url=site.url()))
        await fetcher.get(FetchRequest(url=site.url()))
    headers = site.seen[0].headers
    assert headers["user-agent"] == b"aggregator/9 (+https://example.org/; a@example.org)"
    assert headers["accept-encoding"] == b"gzip, deflate"
    assert headers["connection"] == b"close"
    assert headers["host"] == f"127.0.0.1:{site.port}".encode()
    assert b"application/rss+xml" in headers["accept"]
    assert not {"cookie", "referer", "if-none-match", "authorization"} & set(headers)
    assert site.connections == 2


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/a%20b?q=%2C%3A%2F&r=a+b", "/a%20b?q=%2C%3A%2F&r=a+b"),
        ("/%7Euser/%2f", "/%7Euser/%2f"),
        ("/news?q=café#top", "/news?q=caf%C3%A9"),
        ("?page=1", "/?page=1"),
        ("", "/"),
    ],
)
async def test_an_address_is_asked_for_as_it_is_spelled(address: str, target: str, site: Site) -> None:
    site.answers[target] = NEWS
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"http://127.0.0.1:{site.port}{address}"))
    assert isinstance(outcome, Fetched)
    assert site.targets() == [target]


@pytest.mark.parametrize(
    "spelling", ["feed://{}/", "feed:http://{}/", "FEED:http://{}/", "HTTP://{}/", " http://{}/\n"]
)
async def test_old_spellings_of_an_address_are_understood(spelling: str, site: Site) -> None:
    site.answers["/"] = NEWS
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=spelling.format(f"127.0.0.1:{site.port}")))
    assert isinstance(outcome, Fetched)
    assert outcome.url == site.url()


async def test_a_source_can_say_more_about_itself(site: Site) -> None:
    site.answers["/"] = NEWS
    request = FetchRequest(url=site.url(), accept="text/x-news", headers=(("X-Key", "clé"), ("Cookie", "seen=1")))
    async with quick_fetcher() as fetcher:
        await fetcher.get(request)
    headers = site.seen[0].headers
    assert (headers["accept"], headers["x-key"], headers["cookie"]) == (b"text/x-news", "clé".encode(), b"seen=1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "a\r\nX-B: b"),
        ("X-A", "a\nb"),
        ("X-A", "a\x00"),
        ("X A", "a"),
        ("X-A:", "a"),
        ("", "a"),
        ("Hôst", "a"),
        ("Host", "other.example"),
        ("Content-Length", "3"),
        ("transfer-encoding", "chunked"),
        ("If-None-Match", '"mine"'),
        ("Accept-Encoding", "br"),
    ],
)
async def test_a_header_that_cannot_or_must_not_be_sent_is_refused(name: str, value: str, site: Site) -> None:
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url(), headers=((name, value),)))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "header_invalid"
    assert site.seen == []


@pytest.mark.parametrize(
    ("site_url", "contact", "agent"),
    [
        (None, None, "aggregator/{}"),
        ("https://example.org/", None, "aggregator/{} (+https://example.org/)"),
        (None, "a@example.org", "aggregator/{} (a@example.org)"),
        ("https://example.org/", "a@example.org", "aggregator/{} (+https://example.org/; a@example.org)"),
    ],
)
def test_the_user_agent_names_version_site_and_contact(site_url: str | None, contact: str | None, agent: str) -> None:
    from aggregator import __version__

    assert build_user_agent(site_url, contact) == agent.format(__version__)


async def test_the_answers_headers_are_told(site: Site) -> None:
    site.answers["/"] = response(
        b"news",
        ("Content-Type", 'Application/RSS+XML; charset="UTF-8"'),
        ("ETag", 'W/"1"'),
        ("Last-Modified", "yesterday"),
        ("Cache-Control", "public, max-age=600"),
        ("Link", '<https://hub.example/>; rel="hub", </feed>; rel=self, <x>; rel=next'),
    )
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url()))
    assert outcome == Fetched(
        url=site.url(),
        status=200,
        body=b"news",
        content_type="application/rss+xml",
        charset="utf-8",
        validators=Validators(site.url(), b'W/"1"', b"yesterday"),
        hints=HttpHints(fresh_for=timedelta(minutes=10)),
        links=(("hub", "https://hub.example/"), ("self", site.url("/feed"))),
    )


@pytest.mark.parametrize(
    "etag", [b'"strong"', b'W/"weak"', b"unquoted", '"café"'.encode(), b'""', b'"a, b"', b'"' + b"x" * 3000]
)
async def test_validators_are_echoed_byte_for_byte(etag: bytes, site: Site) -> None:
    date = b"Tue,  1 Jan 2019 00:00:00 GMT"
    site.answers["/"] = response(b"news", ("ETag", etag), ("Last-Modified", date))
    async with quick_fetcher() as fetcher:
        first = await fetcher.get(FetchRequest(url=site.url()))
        assert isinstance(first, Fetched)
        site.answers["/"] = response(status=304)
        second = await fetcher.get(FetchRequest(url=site.url(), validators=first.validators))
    assert site.seen[1].headers["if-none-match"] == etag
    assert site.seen[1].headers["if-modified-since"] == date
    assert isinstance(second, NotModified)
    assert second.validators == first.validators


@pytest.mark.parametrize("etag", [b'"caf\xe9"', b'"' + b"x" * 5000 + b'"', b""])
async def test_an_etag_that_cannot_be_echoed_is_left_out(etag: bytes, site: Site) -> None:
    site.answers["/"] = response(b"news", ("ETag", etag))
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url()))
    assert isinstance(outcome, Fetched)
    assert outcome.validators is None


async def test_a_304_may_bring_newer_validators(site: Site) -> None:
    site.answers["/"] = response(b"", ("ETag", '"2"'), status=304)
    old = Validators(site.url(), b'"1"', b"then")
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url(), validators=old))
    assert isinstance(outcome, NotModified)
    assert outcome.validators == Validators(site.url(), b'"2"', b"then")


async def test_a_304_that_nobody_asked_for_is_a_failure(site: Site) -> None:
    site.answers["/"] = response(status=304)
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url(), validators=Validators(site.url())))
    assert isinstance(outcome, Failed)
    assert (outcome.cause.code, outcome.status) == ("not_modified_unasked", 304)


async def test_validators_go_only_to_the_address_they_came_from(site: Site) -> None:
    site.answers = {"/old": redirect("/new", 301), "/new": response(b"news", ("ETag", '"1"'))}
    async with quick_fetcher() as fetcher:
        first = await fetcher.get(FetchRequest(url=site.url("/old")))
        assert isinstance(first, Fetched)
        site.answers["/new"] = response(status=304)
        second = await fetcher.get(FetchRequest(url=site.url("/old"), validators=first.validators))
    assert isinstance(second, NotModified)
    assert second.moved_to == site.url("/new")
    assert [seen.headers.get("if-none-match") for seen in site.seen] == [None, None, None, b'"1"']


async def test_validators_of_another_address_are_not_sent(site: Site) -> None:
    site.answers["/new"] = NEWS
    async with quick_fetcher() as fetcher:
        await fetcher.get(FetchRequest(url=site.url("/new"), validators=Validators(site.url("/old"), b'"1"')))
    assert "if-none-match" not in site.seen[0].headers


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, "status_unexpected"),
        (206, "status_unexpected"),
        (300, "status_unexpected"),
        (305, "status_unexpected"),
        (400, "status_unexpected"),
        (401, "refused"),
        (402, "status_unexpected"),
        (403, "refused"),
        (404, "not_found"),
        (410, "gone"),
        (429, "too_many_requests"),
        (451, "refused"),
        (500, "server_error"),
        (502, "server_error"),
        (503, "unavailable"),
        (520, "server_error"),
        (999, "server_error"),
    ],
)
async def test_a_status_that_is_no_document_has_its_cause(status: int, code: str, site: Site) -> None:
    site.answers["/"] = response(b"" if status == 204 else b"sorry", status=status)
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url()))
    assert isinstance(outcome, Failed)
    assert (outcome.cause.code, outcome.status, outcome.gone) == (code, status, status == 410)


async def test_a_post_is_sent_once(site: Site) -> None:
    site.answers = {"/hub": response(status=202), "/choices": redirect("/hub", 300)}
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    async with quick_fetcher() as fetcher:
        good = await fetcher.post(
            FetchRequest(url=site.url("/hub"), purpose="hub", headers=headers), b"hub.mode=publish"
        )
        bad = await fetcher.post(FetchRequest(url=site.url("/choices"), purpose="hub"), b"")
    assert isinstance(good, Fetched)
    assert isinstance(bad, Failed)
    assert (good.status, bad.cause.code) == (202, "status_unexpected")
    assert [(seen.method, seen.target, seen.body) for seen in site.seen] == [
        ("POST", "/hub", b"hub.mode=publish"),
        ("POST", "/choices", b""),
    ]
    assert site.seen[0].headers["content-type"] == b"application/x-www-form-urlencoded"
