"""What is sent rather than asked for, and redirected: where it arrives, as what, and where it is kept back."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import pytest

from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest, Purpose
from aggregator.outcomes import Failed, Fetched
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Script, Site, redirect, response
from tests.fetch.test_tls import CERTIFICATE, trusting

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
SENT = b"hub.mode=subscribe"
TAKEN = response(status=202)


@dataclass(frozen=True)
class Way:
    """How a status at /hub leads on, and what /new is asked then; None: it isn't."""

    status: int
    purpose: Purpose
    method: str | None


WAYS = [
    Way(301, "hub", "POST"),
    Way(302, "hub", "POST"),
    Way(303, "hub", "GET"),
    Way(307, "hub", "POST"),
    Way(308, "hub", "POST"),
    Way(300, "hub", None),
    Way(301, "hook", None),
    Way(302, "hook", None),
    Way(303, "hook", None),
    Way(307, "hook", "POST"),
    Way(308, "hook", "POST"),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.purpose} {way.status}")
async def test_what_is_sent_arrives_where_the_redirect_leads(way: Way, site: Site, other_site: Site) -> None:
    site.answers["/hub"] = redirect(other_site.url("/new"), way.status)
    other_site.answers["/new"] = TAKEN
    request = FetchRequest(url=site.url("/hub"), purpose=way.purpose, headers=(*FORM, ("X-Token", "t")))
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.post(request, SENT)
    if way.method is None:
        assert isinstance(outcome, Failed) and outcome.status == way.status
        assert not other_site.seen
        return
    (seen,) = other_site.seen
    assert isinstance(outcome, Fetched) and outcome.url == other_site.url("/new")
    is_sent = way.method == "POST"
    assert (seen.method, seen.body) == (way.method, SENT if is_sent else b"")
    assert seen.headers.get("content-type") == (b"application/x-www-form-urlencoded" if is_sent else None)
    assert "x-token" not in seen.headers, "a source's own lines stay with their origin"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"/hub": redirect("/hub", 307)}, "redirect_loop"),
        ({"/hub": redirect("/b", 308), "/b": redirect("/hub", 307)}, "redirect_loop"),
        (
            {"/hub": redirect("/0", 307), **{f"/{n}": redirect(f"/{n + 1}", 307) for n in range(9)}},
            "redirects_too_many",
        ),
        ({"/hub": redirect("http://10.0.0.1/", 307)}, "address_private"),
        ({"/hub": redirect("file:///etc/passwd", 308)}, "address_scheme"),
        ({"/hub": response(status=307)}, "redirect_nowhere"),
        ({"/hub": redirect("/b", 303), "/b": redirect("/b")}, "redirect_loop"),
    ],
)
async def test_it_goes_no_further_than_a_feed_is_followed(answers: dict[str, Script], code: str, site: Site) -> None:
    site.answers = answers
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.post(FetchRequest(url=site.url("/hub"), purpose="hub", headers=FORM), SENT)
    assert isinstance(outcome, Failed) and outcome.cause.code == code
    assert len(site.seen) <= 6


async def test_what_was_taken_may_be_read_at_the_same_address(site: Site) -> None:
    site.answers["/hub"] = redirect("/hub", 303)
    site.on_get = {"/hub": response(b"we ask back soon")}
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.post(FetchRequest(url=site.url("/hub"), purpose="hub", headers=FORM), SENT)
    assert isinstance(outcome, Fetched)
    assert [seen.method for seen in site.seen] == ["POST", "GET"]


async def test_a_secret_that_is_sent_under_cover_does_not_go_on_in_the_open(site: Site) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    site.answers["/new"] = TAKEN
    async with Site(tls=context) as secure, Fetcher(quick_policy(), ssl_context=trusting()) as fetcher:
        secure.answers = {
            "/hub": redirect(site.url("/new"), 307),
            "/done": redirect(site.url("/new"), 303),
        }
        address = f"https://127.0.0.1:{secure.port}"
        kept = await fetcher.post(FetchRequest(url=f"{address}/hub", purpose="hub", headers=FORM), SENT)
        assert isinstance(kept, Failed) and kept.cause.code == "redirect_in_the_open"
        assert not site.seen
        read = await fetcher.post(FetchRequest(url=f"{address}/done", purpose="hub", headers=FORM), SENT)
    assert isinstance(read, Fetched)
    assert [(seen.method, seen.body) for seen in site.seen] == [("GET", b"")]
