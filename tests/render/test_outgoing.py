"""The last gate: text that every format can hold, addresses that are web addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import Related, SourceCredit
from aggregator.render.outgoing import language_tag, legible, media_type_of, outgoing, web_address
from tests.render.samples import PLAIN


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("http://a.example", "http://a.example"),
        ("https://a.example:8443/x?y=1&z=%20#top", "https://a.example:8443/x?y=1&z=%20#top"),
        ("HTTPS://A.Example/Case", "https://a.example/Case"),
        ("https://user:secret@a.example/x", "https://a.example/x"),
        ("https://a.example/two words", "https://a.example/two%20words"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/naïve?q=é#ü", "https://a.example/na%C3%AFve?q=%C3%A9#%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/[1]", "https://a.example/%5B1%5D"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,hello", None),
        ("mailto:a@b.example", None),
        ("ftp://a.example/", None),
        ("//a.example/x", None),
        ("/x", None),
        ("https://", None),
        ("https://a.example:port/", None),
        ("https://a b.example/", None),
        ("https://[broken/", None),
        (f"https://{'ü' * 80}.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_go_out_and_in_a_form_that_every_client_takes(written: str | None, sent: str | None) -> None:
    assert web_address(written) == sent


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("plain", "plain"),
        ("  two\n\twords\u2028here ", "two words here"),
        ("nul\x00, bell\x07, escape\x1b, delete\x7f", "nul, bell, escape, delete"),
        ("next\x85line", "nextline"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("not \ufffe a \uffff character \U0001ffff \ufdd0", "not a character"),
        ("evil \u202etxt.exe\u202c \u2066x\u2069", "evil txt.exe x"),
        ("kept: é 😀 \u200d ‏", "kept: é 😀 \u200d ‏"),
    ],
)
def test_text_holds_only_what_every_format_can_hold(written: str, sent: str) -> None:
    assert legible(written) == sent


def test_white_space_in_a_body_stays_since_it_may_be_preformatted() -> None:
    made = outgoing(replace(PLAIN, body_html="<pre>a\n   b\x00</pre>"))
    assert made.body_html == "<pre>a\n   b</pre>"


def test_values_that_need_nothing_are_passed_on_as_they_are() -> None:
    assert legible(PLAIN) is PLAIN
    assert outgoing(PLAIN) == PLAIN


def test_what_has_no_web_address_is_left_out() -> None:
    made = outgoing(
        replace(
            PLAIN,
            link="javascript:alert(1)",
            publisher_url="javascript:alert(2)",
            image=Image(url="data:image/png;base64,AAAA"),
            enclosures=(Enclosure(url="file:///etc/passwd"), Enclosure(url="https://a.example/a.pdf")),
            related=(Related("javascript:alert(3)"), Related("https://a.example/")),
        )
    )
    assert (made.link, made.publisher_url, made.image) == (None, None, None)
    assert [file.url for file in made.enclosures] == ["https://a.example/a.pdf"]
    assert [other.url for other in made.related] == ["https://a.example/"]
    assert made.credit_url == "https://courier.example/"


@pytest.mark.parametrize(
    ("home", "link", "credited"),
    [
        ("https://a.example/", "https://b.example/x", "https://a.example/"),
        ("javascript:alert(1)", "https://b.example/x", "https://b.example/x"),
        (None, None, "about:blank"),
    ],
)
def test_a_source_without_a_web_address_is_never_a_link_to_something_else(
    home: str | None, link: str | None, credited: str
) -> None:
    made = outgoing(replace(PLAIN, link=link, source=SourceCredit(name="A", url="javascript:alert(2)", home=home)))
    assert made.source.url == credited
    assert made.credit_url.startswith(("https:", "about:blank"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.independent.example/news/uk/", "www.independent.example/news/uk"),
        ("http://a.example/?p=12#top", "a.example"),
        ("https://a.example:8080/x?y", "a.example:8080/x"),
    ],
)
def test_the_closing_line_shows_host_and_path(url: str, shown: str) -> None:
    assert outgoing(replace(PLAIN, link=url, source_line="")).source_line == shown


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("tag:a.example,2001:x", "tag:a.example,2001:x"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("42", "https://a.example/feed"),
        ("two words: x", "https://a.example/feed"),
        (None, "https://a.example/feed"),
    ],
)
def test_a_source_without_a_valid_id_goes_by_its_address(written: str | None, sent: str) -> None:
    source = SourceCredit(name="A", url="https://a.example/feed", id=written)
    assert outgoing(replace(PLAIN, source=source)).source.id == sent


def test_a_nameless_source_or_entry_still_has_something_to_show() -> None:
    made = outgoing(
        replace(
            PLAIN,
            title="\x00",
            original_title=" ",
            source_line="",
            publisher="",
            source=SourceCredit(name="\u202e", url="https://a.example/feed"),
        )
    )
    assert made.title == "courier.example/news/1"
    assert made.source.name == made.publisher == "https://a.example/feed"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("en-GB", "en-GB"),
        ("en_US", "en-US"),
        (" cy ", "cy"),
        ("English, British", None),
        ("x", None),
        ("", None),
        (None, None),
    ],
)
def test_languages_are_spelled_as_bcp_47_does(written: str | None, sent: str | None) -> None:
    assert language_tag(written) == sent


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (Enclosure(url="https://a.example/a.mp3", type="audio/x-mp3", length=9), ("audio/x-mp3", 9)),
        (Enclosure(url="https://a.example/a.MP3?x=1", type="an mp3", length=-1), ("audio/mpeg", None)),
        (Enclosure(url="https://a.example/a", length=0), ("application/octet-stream", None)),
    ],
)
def test_an_enclosure_has_a_media_type_and_an_honest_length(written: Enclosure, sent: tuple[str, int | None]) -> None:
    (made,) = outgoing(replace(PLAIN, enclosures=(written,))).enclosures
    assert (made.type, made.length) == sent


def test_a_media_type_is_the_same_on_every_machine() -> None:
    assert media_type_of("https://a.example/x.pdf#page=2") == "application/pdf"
    assert media_type_of("https://a.example/pdf") == "application/octet-stream"


def test_a_picture_with_a_nonsense_size_has_none() -> None:
    made = outgoing(replace(PLAIN, image=Image(url="https://a.example/a.png", width=0, height=-3)))
    assert made.image == Image(url="https://a.example/a.png")
