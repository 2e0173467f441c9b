from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.urls import (
    absolutize,
    address_key,
    canonicalize,
    host_of,
    is_http,
    is_plain,
    is_redirector,
    may_share_secrets,
    slugify,
    words_of_address,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Example.ORG/News", "https://example.org/News"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        ("  https://example.org/a\n", "https://example.org/a"),
        # paths
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org/a/index.html", "https://example.org/a"),
        ("https://example.org/index.php?id=3", "https://example.org/?id=3"),
        ("https://example.org/default.aspx", "https://example.org/"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/%7ejo/%c3%a9", "https://example.org/~jo/%C3%A9"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/a;jsessionid=1F?x=1", "https://example.org/a?x=1"),
        # parameters
        ("https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a"),
        ("https://example.org/a?b=2&utm_source=rss&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?fbclid=x&gclid=y&mc_cid=z&mc_eid=w", "https://example.org/a"),
        ("https://example.org/a?UTM_Source=rss", "https://example.org/a"),
        ("https://example.org/a?PHPSESSID=abc&id=1", "https://example.org/a?id=1"),
        ("https://example.org/a?sid=0123456789abcdef0123456789abcdef", "https://example.org/a"),
        ("https://example.org/a?sid=17", "https://example.org/a?sid=17"),
        ("https://example.org/a?source=rss&ref=home", "https://example.org/a?source=rss&ref=home"),
        ("https://example.org/a?x=&y", "https://example.org/a?x=&y"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a?q=%e2%82%ac&r=a+b", "https://example.org/a?q=%E2%82%AC&r=a+b"),
        # twins
        ("https://example.org/a/amp/", "https://example.org/a"),
        ("https://example.org/a?amp=1", "https://example.org/a"),
        ("https://example.org/a?outputType=amp&x=1", "https://example.org/a?x=1"),
        ("https://amp.example.org/a", "https://www.example.org/a"),
        ("https://m.example.co.uk/a", "https://www.example.co.uk/a"),
        ("https://mobile.example.org/a", "https://www.example.org/a"),
        ("https://en.m.example.org/a", "https://en.example.org/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://www.google.com/amp/s/example.org/a/amp/", "https://example.org/a"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
        ("https://wap.example.org/a", "https://www.example.org/a"),
        ("https://example.org/a.amp.html", "https://example.org/a.html"),
        ("https://example.org/a.amp", "https://example.org/a"),
        # services that carry an address in theirs
        ("https://www.google.com/url?q=https://example.org/a?utm_source=x&sa=D", "https://example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D3&h=x", "https://example.org/a?id=3"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=x",
            "https://example.org/a",
        ),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("https://example.org/url?q=https://other.example/", "https://example.org/url?q=https://other.example/"),
        # fragments
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org/#!/a", "https://example.org/#!/a"),
        ("https://example.org/app#/jobs/7", "https://example.org/app#/jobs/7"),
        ("https://example.org/a#:~:text=b", "https://example.org/a"),
        # not ours
        ("mailto:jo@example.org", "mailto:jo@example.org"),
        ("https://example.org:port/", "https://example.org:port/"),
        ("https://[::1/", "https://[::1/"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_address_is_levelled(written: str, canonical: str) -> None:
    assert canonicalize(written) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://www.example.org/a/"),
        ("https://www.example.org/", "https://example.org"),
        ("https://m.example.org/a?utm_source=x", "https://example.org/a"),
    ],
)
def test_spellings_of_one_page_share_a_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


def test_pages_that_differ_keep_different_keys() -> None:
    pages = ["https://a.example/x", "https://b.a.example/x", "https://a.example/X", "https://a.example/x?id=1"]
    assert len({address_key(page) for page in pages}) == 4


@pytest.mark.parametrize(
    ("url", "base", "absolute"),
    [
        ("b", "https://example.org/a/", "https://example.org/a/b"),
        ("/b", "https://example.org/a/", "https://example.org/b"),
        ("//other.example/b", "https://example.org/a/", "https://other.example/b"),
        ("?page=2", "https://example.org/a", "https://example.org/a?page=2"),
        (" https://example.org/a\n b ", None, "https://example.org/a%20b"),
        ("https://example.org/\ta", None, "https://example.org/a"),
        ("mailto:jo@example.org", "https://example.org/", "mailto:jo@example.org"),
        ("b", None, None),
        ("", "https://example.org/", None),
        ("http://", "https://example.org/", None),
        ("http://[::1", "https://example.org/", None),
        ("http://example.org:x/", None, None),
    ],
)
def test_address_is_made_absolute(url: str, base: str | None, absolute: str | None) -> None:
    assert absolutize(url, base) == absolute


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://example.org/", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org/", False),
        ("//example.org/", False),
        ("https:///a", False),
        ("https://example.org:99999/", False),
        ("https://example.org/" + "a" * 5000, False),
        (None, False),
    ],
)
def test_only_whole_http_addresses_count(url: str | None, answer: bool) -> None:
    assert is_http(url) is answer


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://bit.ly/3abc", True),
        ("https://www.tinyurl.com/abc", True),
        ("http://feedproxy.google.com/~r/Otter/~3/abc/", True),
        ("http://feeds.feedburner.com/~r/Otter/~3/abc/", True),
        ("https://feeds.example.org/~r/otter/~3/abc", True),
        ("https://example.us1.list-manage.com/track/click?u=1&id=2", True),
        ("https://u123.ct.sendgrid.net/ls/click?upn=abc", True),
        ("https://feeds.feedburner.com/Otter", False),
        ("https://feeds.example.org/otter/rss.xml", False),
        ("https://example.org/bit.ly/3abc", False),
        ("https://notbit.ly/3abc", False),
        ("mailto:jo@bit.ly", False),
    ],
)
def test_redirectors_are_known_by_host_and_path(url: str, answer: bool) -> None:
    assert is_redirector(url) is answer


def test_host_is_lower_case_ascii_without_port() -> None:
    assert host_of("https://Bücher.Example:8443/a") == "xn--bcher-kva.example"
    assert host_of("no address") == ""


@pytest.mark.parametrize(
    ("url", "home", "may"),
    [
        ("https://a.example/x?y", "https://a.example/feed", True),
        ("https://A.example:443/", "https://a.example/feed", True),
        ("https://a.example/", "http://a.example/feed", True),
        ("http://a.example/", "https://a.example/feed", False),
        ("https://a.example:8443/", "http://a.example/feed", False),
        ("http://a.example:81/", "http://a.example/feed", False),
        ("https://b.example/", "https://a.example/feed", False),
        ("https://www.a.example/", "https://a.example/feed", False),
        ("https://a.example@b.example/", "https://a.example/feed", False),
        ("https://a.example:99999/", "https://a.example/feed", False),
        ("nonsense", "https://a.example/feed", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_secrets_stay_with_the_server_that_they_are_for(url: str, home: str, may: bool) -> None:
    assert may_share_secrets(url, home) is may
    assert host_of("https://[::1/") == ""


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Åsa's News & Jobs", "asas-news-jobs"),
        ("  Straße ", "strasse"),
        ("Łódź", "lodz"),
        ("---", ""),
        ("日本", "n-a376300a18"),
        ("a" * 100, "a" * 80),
    ],
)
def test_slug_is_short_lower_case_ascii(text: str, slug: str) -> None:
    assert slugify(text) == slug


parts = st.sampled_from(
    [
        "a",
        "index.html",
        "..",
        ".",
        "amp",
        "%7e",
        "%zz",
        "é",
        ";jsessionid=1",
        "?",
        "&",
        "=",
        "#",
        "#!",
        "/",
        "//",
        "m.",
        ":",
    ]
)
addresses = st.builds(
    lambda scheme, host, rest: f"{scheme}://{host}/{''.join(rest)}",
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(
        ["example.org", "m.example.org", "www.google.com/amp/s", "x.cdn.ampproject.org/c", "en.m.a.co.uk", "é.org"]
    ),
    st.lists(parts, max_size=8),
)


@settings(deadline=None)
@given(addresses | st.text())
def test_levelling_twice_changes_nothing_and_nothing_raises(url: str) -> None:
    once = canonicalize(url)
    assert canonicalize(once) == once
    assert isinstance(address_key(url), str)
    absolutize(url, "https://example.org/a/")
    host_of(url)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/news/otters-return-to-the-river", "Otters return to the river"),
        ("/2024/05/otters_return-812.html", "Otters return"),
        ("/news/12/a-decade-of-otters/", "A decade of otters"),
        ("/news/otters-are-back/1234", "Otters are back"),
        ("/n/caf%C3%A9-opens", "Café opens"),
        ("/otters-9f3c2a1b", "Otters"),
        ("/news/1234", None),
        ("/", None),
    ],
)
def test_an_address_ends_in_words(path: str, words: str | None) -> None:
    assert words_of_address(f"https://site.example{path}") == words


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", True),
        ("http://a.example/b/../c/?d=1&e=%20", True),
        ("https://a.example//b/?c?", True),
        ("https://a.example/b?", False),
        ("https://a.example?b", False),
        ("https://a.example/b#c", False),
        ("https://a.example:443/", False),
        ("https://user@a.example/", False),
        ("https:///a.example/", False),
        ("HTTPS://a.example/", False),
        ("https://a.example/b c", False),
        ("https://a.example/;b", False),
        ("//a.example/", False),
        ("https://a.example/" + "b" * 5000, False),
    ],
)
def test_plain_address_is_what_joining_would_make_of_it(url: str, expected: bool) -> None:
    assert is_plain(url) is expected
    if expected:
        bases = ("http://base.example/x/", "https://base.example/?y", "https://a.example/b/")
        assert {urljoin(base, url) for base in bases} == {url}
