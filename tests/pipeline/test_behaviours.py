"""What servers do to us, each by name, and what comes of it: over real sockets, with a real worker and a database."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from aggregator.outcomes import PollOutcome
from aggregator.store.engine import open_store
from tests.fetch.site import Hang, Pause, Reset, forever, redirect, response
from tests.pipeline.behaviours import (
    DAY,
    HOUR,
    MINUTE,
    Behaviour,
    Visit,
    at,
    behaves,
    date,
    fails,
    item,
    new,
    otters,
    play,
    rss,
    same,
    unchanged,
    waits,
)
from tests.pipeline.desk import Desk, a_desk
from tests.samples import NOON

pytestmark = pytest.mark.asyncio(loop_scope="module")

FEED = response(otters("A"))
TWO = response(otters("B", "A"))
PAGE = response(b"<!doctype html><title>Otters</title><p>Welcome.</p>", ("Content-Type", "text/html"))
#: Where feeds usually are beside /feed, which is looked up when a page stands there.
GUESSES = ("/feed/feed/", "/feed/rss", "/rss.xml")


def retry_after(value: str, status: int = 429) -> bytes:
    return response(status=status) if not value else response(b"", ("Retry-After", value), status=status)


def with_hint(*headers: tuple[str, str], head: str = "") -> bytes:
    return response(otters("A", head=head), *headers)


WHEN_TO_POLL = [
    behaves("no hint at all", new(FEED, "A", wait=HOUR)),
    behaves(
        "a source that wants to be visited every three hours", new(FEED, "A", wait=3 * HOUR), source={"every": 3 * HOUR}
    ),
    behaves("a ttl of two hours", new(with_hint(head="<ttl>120</ttl>"), "A", wait=2 * HOUR)),
    behaves("a ttl of a minute hastens nothing", new(with_hint(head="<ttl>1</ttl>"), "A", wait=HOUR)),
    behaves("a ttl of a month waits a day", new(with_hint(head="<ttl>43200</ttl>"), "A", wait=DAY)),
    behaves(
        "updated twelve times a day",
        new(
            with_hint(head="<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>12</sy:updateFrequency>"),
            "A",
            wait=2 * HOUR,
        ),
    ),
    behaves(
        "hours to skip",
        new(with_hint(head="<skipHours><hour>13</hour><hour>14</hour></skipHours>"), "A", wait=3 * HOUR),
    ),
    behaves("a day to skip", new(with_hint(head="<skipDays><day>Saturday</day></skipDays>"), "A", wait=12 * HOUR)),
    behaves("fresh for three hours", new(with_hint(("Cache-Control", "public, max-age=10800")), "A", wait=3 * HOUR)),
    behaves("fresh for a second hastens nothing", new(with_hint(("Cache-Control", "max-age=1")), "A", wait=HOUR)),
    behaves(
        "expires in four hours",
        new(
            with_hint(("Date", "Sat, 14 Mar 2026 12:00:00 GMT"), ("Expires", "Sat, 14 Mar 2026 16:00:00 GMT")),
            "A",
            wait=4 * HOUR,
        ),
    ),
    behaves(
        "a 304 that is fresh for two hours",
        new(with_hint(("ETag", '"1"')), "A", etag=b'"1"'),
        unchanged(response(b"", ("Cache-Control", "max-age=7200"), status=304), wait=2 * HOUR),
    ),
    behaves(
        "an entry every four hours, in its own rhythm",
        new(response(rss(*(item(f"{n}", at=date(n / 24)) for n in (1, 5, 9)))), "1", "5", "9", wait=2 * HOUR),
        same(after=11 * HOUR, wait=6 * HOUR),
        source={"adaptive": True},
    ),
    behaves(
        "broken for days",
        *(fails("server_error", response(status=500), wait=hours * HOUR) for hours in (1, 2)),
        *(fails("server_error", wait=hours * HOUR, told=("times in a row",)) for hours in (4, 8, 16, 24, 24, 24)),
        new(FEED, "A", after=DAY),
    ),
    behaves("nothing there", fails("not_found", response(status=404), told=("Tried again in 1 h",))),
    behaves("broken gateway", fails("server_error", response(status=502))),
    behaves("out of service", fails("unavailable", response(status=503))),
    behaves("busy without saying how long", fails("too_many_requests", response(status=429))),
    behaves(
        "busy for two hours",
        fails("too_many_requests", retry_after("7200"), wait=2 * HOUR, told=("after 14:00 (UTC), as the site wished",)),
        waits("host_paused", wait=HOUR, told=("as the site wished",)),
        new(FEED, "A", after=2 * HOUR, state={"wished_until": None}),
    ),
    behaves(
        "out of service until six",
        fails("unavailable", retry_after("Sat, 14 Mar 2026 18:00:00 GMT", 503), wait=6 * HOUR, told=("after 18:00",)),
    ),
    behaves("busy for a month", fails("too_many_requests", retry_after("2592000"), wait=7 * DAY)),
    behaves("busy for a second hastens nothing", fails("too_many_requests", retry_after("1"), wait=HOUR)),
    behaves("a wish that only 429 and 503 may have", fails("server_error", retry_after("7200", 500), wait=HOUR)),
    behaves(
        "busy for this source only",
        fails("too_many_requests", retry_after("7200"), wait=2 * HOUR),
        new(FEED, "A"),
        source={"retry_after": "source"},
    ),
    behaves(
        "gone for good, then back",
        Visit(
            outcome=PollOutcome.GONE,
            cause="gone",
            answer=response(status=410),
            told=("Not asked again until somebody",),
        ),
        new(FEED, "A", after=300 * DAY),
    ),
    *(
        behaves(f"refused with {status}", fails("refused", response(status=status), wait=hours * HOUR))
        for status, hours in ((401, 6), (403, 6), (451, 1))
    ),
]

MOVED_PAGES = {"/new": response(otters("A"), ("ETag", '"n"'))}
BY_301: dict[str, Any] = {"asked": ("/feed", "/new"), "etag": b'"n"', "after": 13 * HOUR}

MOVES = [
    *(
        behaves(
            f"moved for good, with {status}",
            new(redirect("/new", status), "A", **BY_301 | {"told": ("It says that it moved to", "4 more answers")}),
            *(same(**BY_301) for _ in range(2)),
            same(**BY_301 | {"told": ("one more answer like this", "not before 12:00")}),
            Visit(outcome=PollOutcome.MOVED, **BY_301 | {"told": ("It moved for good",)}),
            same(asked=("/new",), etag=b'"n"', sent={"if-none-match": b'"n"'}),
            pages=MOVED_PAGES,
        )
        for status in (301, 308)
    ),
    behaves(
        "moved for good, five times in an hour",
        new(redirect("/new", 301), "A", **BY_301),
        *(same(**BY_301 | {"after": 10 * MINUTE}) for _ in range(7)),
        pages=MOVED_PAGES,
    ),
    *(
        behaves(
            f"elsewhere for now, with {status}",
            new(redirect("/new", status), "A", **BY_301),
            *(same(**BY_301, state={"move": None}) for _ in range(6)),
            pages=MOVED_PAGES,
        )
        for status in (302, 303, 307)
    ),
    behaves(
        "a captive portal",
        new(FEED, "A", etag=None),
        *(
            fails(
                "html_instead_of_feed",
                redirect("/login", 301),
                wait=hours * HOUR,
                after=13 * HOUR,
                asked=("/feed", "/login", "/login/feed/", "/login/rss", "/feed/"),
                state={"move": None},
            )
            for hours in (1, 2, 4, 8, 16)
        ),
        same(FEED, asked=("/feed",)),
        pages={"/login": PAGE},
    ),
    behaves(
        "moved for good, first here and then there",
        new(redirect("/other", 301), "A", **BY_301 | {"asked": ("/feed", "/other")}),
        *(
            visit
            for _ in range(3)
            for visit in (
                same(redirect("/new", 301), **BY_301),
                same(redirect("/other", 301), **BY_301 | {"asked": ("/feed", "/other")}),
            )
        ),
        pages=MOVED_PAGES | {"/other": MOVED_PAGES["/new"]},
    ),
    behaves("a circle", fails("redirect_loop", redirect("/feed"))),
    behaves("a redirect that leads nowhere", fails("redirect_nowhere", response(status=301))),
    behaves(
        "six redirects",
        fails("redirects_too_many", redirect("/1"), asked=("/feed", "/1", "/2", "/3", "/4", "/5")),
        pages={f"/{n}": redirect(f"/{n + 1}") for n in range(1, 7)},
    ),
    behaves(
        "a redirect with an endless body",
        new(
            lambda: [b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n", *[b"x" * 65536] * 64],
            "A",
            asked=("/feed", "/new"),
        ),
        pages={"/new": FEED},
    ),
]

CONDITIONAL = [
    *(
        behaves(
            f"a validator such as {etag!r}",
            new(response(otters("A"), ("ETag", etag)), "A", etag=etag),
            unchanged(sent={"if-none-match": etag, "if-modified-since": None}),
        )
        for etag in (b'"strong"', b'W/"weak"', b"bare", '"é"'.encode())
    ),
    behaves(
        "a validator that can't be sent back",
        new(response(otters("A"), ("ETag", b'"\xe9"')), "A"),
        same(sent={"if-none-match": None}),
    ),
    behaves(
        "a date as validator",
        new(response(otters("A"), ("Last-Modified", "Yesterday, about noon")), "A"),
        unchanged(sent={"if-modified-since": b"Yesterday, about noon", "if-none-match": None}),
    ),
    behaves(
        "a 304 with a newer validator",
        new(response(otters("A"), ("ETag", '"1"')), "A", etag=b'"1"'),
        unchanged(response(b"", ("ETag", '"2"'), status=304), etag=b'"2"'),
        unchanged(sent={"if-none-match": b'"2"'}),
    ),
    behaves("a 304 that nobody asked for", fails("not_modified_unasked", response(status=304))),
    behaves("the same bytes", new(FEED, "A"), same()),
    behaves(
        "the same with another validator",
        new(response(otters("A"), ("ETag", '"1"')), "A", etag=b'"1"'),
        same(response(otters("A"), ("ETag", '"2"')), etag=b'"2"', sent={"if-none-match": b'"1"'}),
    ),
    behaves(
        "the time of day in lastBuildDate",
        new(with_hint(head="<lastBuildDate>now</lastBuildDate>"), "A"),
        same(with_hint(head="<lastBuildDate>later</lastBuildDate>")),
    ),
    behaves(
        "a count of comments that moves",
        new(response(rss(item("A", more="<slash:comments>1</slash:comments>"))), "A"),
        same(response(rss(item("A", more="<slash:comments>2</slash:comments>")))),
    ),
    behaves("the same in another order", new(TWO, "B", "A"), same(response(otters("A", "B")))),
    behaves(
        "an edit",
        new(response(rss(item("A", guid="1"))), "A"),
        same(response(rss(item("A, corrected", guid="1"))), titles=("A, corrected",)),
    ),
    behaves(
        "rubbish with a validator",
        new(response(otters("A"), ("ETag", '"good"')), "A", etag=b'"good"'),
        fails("not_a_feed", response(b"rubbish", ("ETag", '"bad"'))),
        unchanged(sent={"if-none-match": b'"good"'}),
    ),
    behaves(
        "another target with each redirect",
        new(redirect("/1"), "A", asked=("/feed", "/1"), etag=b'"1"'),
        same(redirect("/2"), asked=("/feed", "/2"), etag=b'"1"', sent={"if-none-match": None}),
        pages={path: response(otters("A"), ("ETag", '"1"')) for path in ("/1", "/2")},
    ),
]

MANNERS = [
    behaves(
        "a key, a password and a name of our own",
        new(FEED, "A", sent={"x-key": b"k", "authorization": b"Basic YWRhOnNlY3JldA==", "user-agent": b"Desk/1"}),
        source={"headers": (("User-Agent", "Desk/1"), ("X-Key", "k")), "auth": ("ada", "secret"), "public": True},
    ),
    behaves(
        "a cookie",
        new(response(otters("A"), ("Set-Cookie", "seen=1; Path=/")), "A", sent={"cookie": None}),
        same(sent={"cookie": None}),
    ),
    behaves(
        "who asks, and for what",
        new(FEED, "A", sent={"accept-encoding": b"gzip, deflate", "connection": b"close", "referer": None}),
    ),
    behaves(
        "a page that robots.txt keeps us from",
        waits("robots_disallowed", asked=("/robots.txt",), told=("Looked at again in 1 h",)),
        source={"kind": "page"},
        pages={"/robots.txt": response(b"User-agent: *\nDisallow: /")},
        policy={"robots": "pages"},
    ),
    behaves(
        "a page whose robots.txt is broken",
        waits("robots_unreachable", asked=("/robots.txt",)),
        source={"kind": "page"},
        pages={"/robots.txt": response(status=500)},
        policy={"robots": "pages"},
    ),
    behaves(
        "a feed does not ask robots.txt",
        new(FEED, "A"),
        pages={"/robots.txt": response(b"User-agent: *\nDisallow: /")},
        policy={"robots": "pages"},
    ),
]

#: Spellings of addresses that are none of a stranger's business, and what is said of each.
INSIDE = [
    ("http://10.0.0.1/", "address_private"),
    ("http://167772161/", "address_private"),
    ("http://0xa.0.0.1/", "address_private"),
    ("http://0x0a000001/", "address_private"),
    ("http://012.0.0.1/", "address_invalid"),
    ("http://10.1/", "address_private"),
    ("http://[::ffff:10.0.0.1]/", "address_private"),
    ("http://[::]/", "address_private"),
    ("http://[fe80::1%25lo]/", "address_invalid"),
    ("http://[64:ff9b::a00:1]/", "address_private"),
    ("http://[fd00:ec2::254]/latest/meta-data/", "address_private"),
    ("http://0.0.0.0/", "address_private"),
    ("http://100.64.0.1/", "address_private"),
    ("http://169.254.169.254/latest/meta-data/", "address_private"),
    ("http://224.0.0.1/", "address_private"),
    ("http://user@10.0.0.1/", "address_private"),
    ("http://8.8.8.8:22/", "address_port"),
    ("file:///etc/passwd", "address_scheme"),
    ("ftp://otter.example/feed", "address_scheme"),
    ("data:text/xml,<rss/>", "address_scheme"),
]
GUARD = [behaves(f"a redirect to {target}", fails(cause, redirect(target, 301))) for target, cause in INSIDE]

QUICK = {"timeout_seconds": 5.0, "read_seconds": 0.3, "min_speed_seconds": 0.2}
HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(b"<rss>" + b" " * 2_000_000)


def packed(body: bytes, coding: str) -> bytes:
    return response(body, ("Content-Encoding", coding))


BOUNDS = [
    behaves("a hang before the answer", fails("answer_slow", [Hang()]), policy=QUICK),
    behaves("a hang in the body", fails("answer_slow", [response(otters("A"), length=9000), Hang()]), policy=QUICK),
    behaves("a byte now and then", fails("too_slow", lambda: [HEAD + b"\r\n", *forever_a_while(b"x")]), policy=QUICK),
    behaves(
        "a header line now and then",
        fails("timeout", lambda: [HEAD, *forever_a_while(b"X-A: b\r\n")]),
        policy=QUICK | {"timeout_seconds": 0.4},
    ),
    behaves(
        "early hints without end",
        fails("timeout", lambda: forever(b"HTTP/1.1 103 Early Hints\r\n\r\n", Pause(0.05))),
        policy=QUICK | {"timeout_seconds": 0.4},
    ),
    behaves("a hang-up", fails("connection_lost", [])),
    behaves("a torn connection", fails("connection_lost", [HEAD, Reset()])),
    behaves("another protocol", fails("answer_garbled", b"220 mail.otter.example ESMTP\r\n")),
    behaves("headers without end", fails("headers_too_large", HEAD + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n")),
    behaves("a document that breaks off", fails("body_cut_short", response(otters("A"), length=9000))),
    behaves("a length beyond the bound", fails("body_too_large", response(b"", length=10**12))),
    behaves("a body without end", fails("body_too_large", lambda: [HEAD + b"\r\n", *[b"x" * 60_000] * 20])),
    behaves("packed with gzip", new(packed(gzip.compress(otters("A")), "gzip"), "A")),
    behaves("packed with deflate", new(packed(zlib.compress(otters("A")), "deflate"), "A")),
    behaves("packed with raw deflate", new(packed(zlib.compress(otters("A"))[2:-4], "deflate"), "A")),
    behaves("a bomb", fails("body_too_large", packed(BOMB, "gzip"))),
    behaves("a bomb in a bomb", fails("compression_unknown", packed(gzip.compress(BOMB), "gzip, gzip"))),
    behaves("packed in a way that we did not offer", fails("compression_unknown", packed(b"x", "br"))),
    behaves("packed and damaged", fails("compression_broken", packed(gzip.compress(b"")[:10] + b"\xff" * 60, "gzip"))),
    behaves(
        "a second answer that nobody asked for",
        new(FEED + response(otters("Evil")), "A"),
        new(TWO, "B", "A"),
    ),
    behaves("nested without end", fails("too_deep", response(b"<rss><channel>" + b"<a>" * 10_000))),
    behaves(
        "more entries than anybody reads",
        new(
            response(rss(*(f"<item><title>{n}</title></item>" for n in range(2_100)))),
            *(str(n) for n in range(1_000)),
            told=("2,100 entries, of which the newest 2,000 were read",),
        ),
    ),
    behaves("a title without end", new(response(otters("A" * 20_000)), "A" * 1_000)),
    behaves(
        "entities that explode",
        new(
            response(
                b'<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
                + rss(item("A &c;", guid="1"))
            ),
            "A &c;",
        ),
    ),
    behaves(
        "an entity from a file",
        new(
            response(b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(item("A &x;", guid="1"))),
            "A &x;",
        ),
    ),
    behaves("blank lines without end before the root", new(response(b"\n" * 80_000 + otters("A")), "A")),
]


def forever_a_while(piece: bytes) -> list[bytes | Pause]:
    return [piece, Pause(0.05)] * 60


ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Otter</title><id>urn:o</id><updated>2026-03-13T12:00:00Z</updated>'
    b"<entry><id>urn:1</id><title type='html'>&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>"
    b"<updated>2026-03-13T12:00:00Z</updated>"
    b"<content type='html' xml:base='http://otter.example/sub/'>&lt;a href='x'&gt;x&lt;/a&gt;</content></entry></feed>"
)
JSON = b'{"version":"https://jsonfeed.org/version/1.1","title":"Otter","items":[{"id":"1","title":"A","content_text":"x"}]}'


def dated(text: str) -> bytes:
    return response(rss(item("A", at=text)))


def bodied(markup: str) -> bytes:
    return response(rss(item("A", f"<![CDATA[{markup}]]>")))


DIALECTS = [
    behaves(
        "sent as text/plain",
        new(response(otters("A"), ("Content-Type", "text/plain")), "A", state={"dialect": "rss20"}),
    ),
    behaves("sent as a picture", new(response(otters("A"), ("Content-Type", "image/png")), "A")),
    behaves("Atom", new(response(ATOM), "A & B", state={"dialect": "atom10", "kind": "feed"})),
    behaves("JSON Feed", new(response(JSON), "A", state={"dialect": "json11"})),
    behaves("a byte order mark", new(response(b"\xef\xbb\xbf" + otters("A")), "A")),
    behaves("UTF-16", new(response(otters("Ärger").decode().encode("utf-16")), "Ärger")),
    behaves(
        "windows-1252 called latin-1",
        new(
            response(b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss(item("A")).replace(b">A<", b">\x93A\x94<")),
            "“A”",
        ),
    ),
    behaves(
        "a warning before the declaration",
        new(response(b"Warning: mysql!\n<?xml version='1.0'?>" + otters("A")), "A", told=("text before the document",)),
    ),
    behaves(
        "undeclared entities", new(response(rss(item("A&nbsp;&eacute;&hellip; &"))), "A é… &", told=("undeclared",))
    ),
    behaves("HTML in a title", new(response(rss(item("&lt;b&gt;A&lt;/b&gt;"))), "A")),
    behaves("escaped twice", new(response(rss(item("Fish &amp;amp; chips"))), "Fish & chips")),
    behaves(
        "a link relative to xml:base",
        new(
            response(ATOM),
            "A & B",
            entry={"body_html": '<a href="http://otter.example/sub/x" rel="noopener nofollow">x</a>'},
        ),
    ),
    behaves(
        "an id that is no address",
        new(
            response(rss(item("A", guid="http://otter.example/1"))),
            "A",
            entry={"link": None, "entry_id": "http://otter.example/1"},
        ),
    ),
    behaves("ids given twice", new(response(rss(item("A", guid="1"), item("B", guid="1"))), "A")),
    behaves("no ids, no links", new(response(rss(item("A", guid=""), item("B", guid=""))), "A", "B"), same()),
    behaves(
        "no title",
        new(response(rss(item("", "The weir is full. More soon.", guid="1"))), "The weir is full. More soon."),
    ),
    behaves(
        "an odd zone", new(dated("Fri, 13 Mar 2026 10:00:00 CEST"), "A", entry={"published": at("2026-03-13T08:00")})
    ),
    behaves(
        "a year of two digits", new(dated("13 Mar 26 10:00 GMT"), "A", entry={"published": at("2026-03-13T10:00")})
    ),
    behaves("a month in French", new(dated("13 février 2026 10:00"), "A", entry={"published": at("2026-02-13T10:00")})),
    behaves("the year 1", new(dated("Mon, 01 Jan 0001 00:00:00 GMT"), "A", entry={"published": None, "sort_at": NOON})),
    behaves("a date far in the future", new(dated("Fri, 13 Mar 2099 10:00:00 GMT"), "A", entry={"sort_at": NOON})),
    behaves("no date", new(dated(""), "A", entry={"published": None, "sort_at": NOON}), same(after=DAY)),
    behaves("an empty document", fails("empty_body", response(b" \n"))),
    behaves("a document that stops in the middle", fails("truncated", response(otters("A")[:-60]))),
    behaves(
        "a feed that is empty and never was",
        new(FEED, "A"),
        same(response(rss()), told=("The feed is empty now",)),
        same(FEED),
    ),
    behaves("a feed that was always empty", same(response(rss()), titles=())),
    behaves(
        "a page where the feed was, with its new place",
        new(FEED, "A"),
        fails(
            "feed_elsewhere",
            response(b"<!doctype html><link rel=alternate type=application/rss+xml href=/neu>"),
            asked=("/feed", "/neu"),
            told=("Tried again in 1 h",),
        ),
        fails("feed_elsewhere", wait=2 * HOUR),
        pages={"/neu": TWO},
    ),
    behaves(
        "a page where the feed was, and no other",
        new(FEED, "A"),
        fails("html_instead_of_feed", PAGE, asked=("/feed", *GUESSES)),
        new(TWO, "B", "A"),
    ),
]

CLEAN = "<p>seen</p>"
MARKUP = [
    behaves(f"a body with {name}", new(bodied(f"<p>seen</p>{markup}"), "A", entry={"body_html": CLEAN + left}))
    for name, markup, left in [
        ("a script", "<script>x()</script>", ""),
        ("a style", "<style>p{}</style>", ""),
        ("a form", "<form action=/x><input></form>", ""),
        ("an svg", "<svg onload=x()></svg>", ""),
        ("a tracking pixel", "<img src='https://t.example/p.gif' width=1 height=1>", ""),
        ("a stranger's frame", "<iframe src='https://t.example/'></iframe>", ""),
        ("a script in a link", "<a href='javascript:x()'>a</a>", '<a rel="noopener nofollow">a</a>'),
        ("a page in a link", "<a href='data:text/html,x'>a</a>", '<a rel="noopener nofollow">a</a>'),
        ("an event handler", "<p onclick=x()>a</p>", "<p>a</p>"),
        ("tags that cross", "<b>a<i>b</b>", "<b>a<i>b</i></b>"),
        (
            "a film",
            "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>",
            '<p><a href="https://www.youtube.com/watch?v=abcdefghijk" rel="noopener nofollow">Video: YouTube</a></p>',
        ),
        (
            "a picture",
            "<img src='https://otter.example/a.jpg' alt=Otter>",
            '<img src="https://otter.example/a.jpg" alt="Otter" loading="lazy" referrerpolicy="no-referrer" />',
        ),
    ]
] + [behaves("a title that turns the writing round", new(response(otters("A\u202eB\u0007C")), "ABC"))]

ROWS: list[Behaviour] = [
    *WHEN_TO_POLL, *MOVES, *CONDITIONAL, *MANNERS, *GUARD, *BOUNDS, *DIALECTS, *MARKUP
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One desk for all rows: each follows a source of its own at an address of its own."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('behaviours')}/desk.db") as store:
        async with a_desk(store) as opened:
            yield opened


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row.name for row in ROWS])
async def test_a_server_that_behaves_like_this(number: int, desk: Desk) -> None:
    desk.now = NOON - ROWS[number].visits[0].after
    await play(ROWS[number], desk, f"127.3.{number // 200}.{number % 200 + 1}")


async def test_every_row_has_a_name_of_its_own() -> None:
    assert len(ROWS) >= 80
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {visit.outcome for row in ROWS for visit in row.visits} == set(PollOutcome)
