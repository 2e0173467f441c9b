"""Pages that were read but keep their text back say why, and give no body."""

from __future__ import annotations

import pytest

from aggregator.extract import extract_article
from tests.extract.pages import FIRST, TEXT, page, paragraphs

#: Enough more that nobody would call it a stub.
LONGER = tuple(f"{number} more {text}" for number, text in enumerate(TEXT))
STUB = f"<article><h1>Forty homes for teenagers</h1>{paragraphs(FIRST)}"
FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": %s}</script>'
COOKIES = (
    "<h1>Before you continue to Valley News</h1><p>We and our 212 partners store and read cookies and other "
    "personal data "
    "on your device, with your consent, to show personalised advertising and to measure it.</p><p>You can manage your "
    "cookie choices, or withdraw consent, at any time in our privacy settings.</p>"
)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (page(STUB + "<div><p>Subscribe to continue reading this story.</p></div></article>"), "paywall"),
        (page(STUB + "<p>Already a subscriber? Log in</p></article>"), "paywall"),
        (page(STUB + "</article>", head=FREE % "false"), "paywall"),
        (page(STUB + "</article>", head=FREE % '"False"'), "paywall"),
        (page(STUB + "</article>", head='<meta property="article:content_tier" content="locked">'), "paywall"),
        (page(STUB + "<p>Sie sind bereits Abonnent? Jetzt anmelden</p></article>"), "paywall"),
        (page(STUB + "<p>Cet article est réservé aux abonnés.</p></article>"), "paywall"),
        (page(STUB + "<p>Contenido exclusivo para suscriptores</p></article>"), "paywall"),
        (page(COOKIES, title="Valley News"), "consent"),
        (
            page(
                "<main><h1>Log in</h1><form><p>Please log in with your name.</p><input type='text'>"
                "<input type='password'></form></main>",
                title="Log in",
            ),
            "login",
        ),
        (
            page(
                "<div id='root'></div><script>start()</script><noscript>You need to enable JavaScript to run this app."
                "</noscript>"
            ),
            "script-only",
        ),
        ("<html><body><div id='__next'></div><script src='/app.js'></script></body></html>", "script-only"),
        (
            "<html><head><title>Just a moment...</title></head><body><script>x()</script><p>Checking your "
            "browser</p></body>"
            "</html>",
            "script-only",
        ),
    ],
)
def test_reason_is_given_and_no_body(html: str, reason: str) -> None:
    article = extract_article(html.encode(), "https://valley.example/news/forty-homes")
    assert (article.withheld, article.text, article.html) == (reason, "", "")


@pytest.mark.parametrize(
    "html",
    [
        page(STUB + paragraphs(*TEXT[1:], *LONGER) + "<p>Subscribe to keep reading more like it.</p></article>"),
        page(STUB + paragraphs(*TEXT[1:]) + "</article>", head=FREE % "true"),
        page(STUB + "</article><form><input type='password'></form>"),
        page(STUB + "</article><noscript>Enable JavaScript to see the comments.</noscript><script>x()</script>"),
        page("<article><h1>What cookies are</h1>" + paragraphs(*TEXT) + "<p>Your browser keeps cookies.</p></article>"),
        page(STUB + "<p>The committee will vote on consent, privacy and partners in May.</p></article>"),
    ],
)
def test_a_text_that_is_there_is_kept(html: str) -> None:
    article = extract_article(html.encode(), "https://valley.example/news/forty-homes")
    assert article.withheld is None
    assert article.text


def test_a_wall_is_not_climbed_over_through_linked_data() -> None:
    body = " ".join(TEXT)
    fields = f'"@type": "Article", "isAccessibleForFree": false, "articleBody": "{body}"'
    head = f'<script type="application/ld+json">{{{fields}}}</script>'
    article = extract_article(page(STUB + "</article>", head=head).encode(), "https://valley.example/a")
    assert (article.withheld, article.text) == ("paywall", "")
