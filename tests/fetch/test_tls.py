"""Secure connections: the name in the address must be the name in the certificate, whatever address is dialled.

server.pem is made for good.example and 127.0.0.1, by nobody in particular, and guards nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Failed, Fetched
from tests.fetch.conftest import quick_policy
from tests.fetch.site import Hang, Site, response

CERTIFICATE = Path(__file__).with_name("server.pem")


async def to_loopback(_: str) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
async def secure_site() -> AsyncIterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    async with Site(tls=context) as site:
        site.answers["/"] = response(b"news")
        yield site


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


async def test_the_certificate_is_checked_for_the_name_not_the_address(secure_site: Site) -> None:
    async with Fetcher(quick_policy(), lookup=to_loopback, ssl_context=trusting()) as fetcher:
        good = await fetcher.get(FetchRequest(url=f"https://good.example:{secure_site.port}/"))
        bad = await fetcher.get(FetchRequest(url=f"https://bad.example:{secure_site.port}/"))
        literal = await fetcher.get(FetchRequest(url=f"https://127.0.0.1:{secure_site.port}/"))
    assert isinstance(good, Fetched)
    assert isinstance(literal, Fetched)
    assert isinstance(bad, Failed)
    assert bad.cause.code == "certificate_invalid"
    assert secure_site.seen[0].headers["host"] == f"good.example:{secure_site.port}".encode()


async def test_a_certificate_by_nobody_in_particular_is_not_trusted(secure_site: Site) -> None:
    async with Fetcher(quick_policy(), lookup=to_loopback) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"https://good.example:{secure_site.port}/"))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "certificate_invalid"
    assert secure_site.seen == []


async def test_a_server_that_speaks_no_tls_is_named(site: Site) -> None:
    site.greeting = b"220 mail.example.org ESMTP\r\n"
    async with Fetcher(quick_policy(), ssl_context=trusting()) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"https://127.0.0.1:{site.port}/"))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "tls_failed"


async def test_a_handshake_without_end_is_given_up(site: Site) -> None:
    site.answers["/"] = [Hang()]
    async with Fetcher(quick_policy(connect_seconds=0.2), ssl_context=trusting()) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"https://127.0.0.1:{site.port}/"))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "connection_slow"
