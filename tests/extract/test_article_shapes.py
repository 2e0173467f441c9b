"""The quality floor of article extraction: our own small pages, one shape of page a row."""

from __future__ import annotations

import pytest

from aggregator.extract import ArticleHints, extract_article
from aggregator.models.article import Article
from tests.extract.pages import FIRST, SHAPES, SHORT, Shape, page, paragraphs

URL = "https://valley.example/news/forty-homes"
#: Enough further words that a trailer is small beside them.
MORE = (
    "Families say that the weekly payments matter less to them than the promise of an answer within three days, and "
    "that they had waited for months in the years before.",
    "The council has since hired two people whose only task is to write those answers, and to ring whoever asks for a "
    "word of explanation rather than a letter.",
)


def read(html: str, url: str = URL) -> Article:
    return extract_article(html.encode(), url)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_article_is_taken_out_whole_and_alone(shape: Shape) -> None:
    text = " ".join(read(shape.html).text.split())
    assert [part for part in shape.has if part not in text] == []
    assert [part for part in shape.lacks if part in text] == []


def test_the_floor_has_enough_shapes_under_it() -> None:
    assert len(SHAPES) >= 30


def test_markup_keeps_what_the_text_is_built_of() -> None:
    body = paragraphs(FIRST) + (
        '<h2>Sums</h2><p>A <a href="/b?x=1">link</a> and <em>stress</em> in the second paragraph of this piece.</p>'
        "<ul><li>one item of the list</li><li>another item of it</li></ul><blockquote><p>Quoted words, many of "
        "them, stand "
        "here.</p></blockquote><table><tr><td>Upper Town</td><td>14</td></tr></table>"
    )
    html = read(page(f"<article><h1>Forty homes for teenagers</h1>{body}{paragraphs()}</article>")).html
    for part in (
        "<h2>Sums</h2>",
        '<a href="https://valley.example/b?x=1"',
        "<em>stress</em>",
        "<li>one item of the list</li>",
        "<blockquote>",
        "<td>Upper Town</td>",
    ):
        assert part in html


def test_a_figure_keeps_picture_and_caption_once() -> None:
    figure = (
        '<div class="wp-caption alignleft"><img data-src="/door.jpg" src="data:image/gif;base64,R0lGOD" alt="A door">'
        '<p class="wp-caption-text">An open door</p></div>'
    )
    article = read(
        page(f"<article><h1>Forty homes for teenagers</h1>{paragraphs()}{figure}{paragraphs(FIRST[::-1])}</article>")
    )
    assert article.html.count("An open door") == 1
    assert '<img src="https://valley.example/door.jpg"' in article.html.replace('alt="A door" ', "")
    assert "<figcaption>An open door</figcaption></figure>" in article.html
    assert "An open door" not in article.text


def test_markup_and_text_say_the_same() -> None:
    article = read(page(f"<article><h1>Forty homes for teenagers</h1>{paragraphs()}</article>"))
    assert article.text.count("\n") == len(SHORT) - 1
    assert article.html == "".join(f"<p>{line}</p>" for line in article.text.split("\n"))


def test_pictures_of_other_pieces_stay_out() -> None:
    card = (
        '<div class="tile"><a href="/x"><img src="/other.jpg" width="300" height="200"><span>Bus fares</span></a></div>'
    )
    html = read(
        page(f"<article><h1>Forty homes for teenagers</h1>{paragraphs()}{card}{paragraphs(FIRST)}</article>")
    ).html
    assert "other.jpg" not in html


def test_each_field_remembers_where_it_came_from() -> None:
    shown = read(page(f"<article><h1>Forty homes for teenagers</h1>{paragraphs()}</article>"))
    linked = read(next(shape.html for shape in SHAPES if shape.name == "nothing but JSON-LD"))
    assert shown.origins == {"canonical_url": "address", "title": "h1", "text": "page", "language": "html:lang"}
    assert linked.origins["text"] == "json-ld"


def test_repeated_reading_gives_the_same() -> None:
    html = SHAPES[1].html
    assert read(html) == read(html)


def test_what_the_feed_told_decides_about_a_paragraph_that_stands_apart() -> None:
    lead = "How a valley took in many more teenagers than anybody there had thought it would."
    html = page(f'<div class="x"><p>{lead}</p></div><main>{paragraphs()}</main>').encode()
    hints = ArticleHints(title="Forty homes for teenagers", summary=f"{lead} More …")
    assert lead not in extract_article(html, URL).text
    assert extract_article(html, URL, hints=hints).text.startswith(lead)


@pytest.mark.parametrize(
    "body",
    [
        "<article><h1>Forty homes for teenagers</h1>{text}<div>Reading room of the library, upstairs</div></article>",
        "<div><h1>Forty homes for teenagers</h1><div>{text}</div><section><h2>The paper</h2><p>Our paper has come out "
        "every week since 1899, and is printed and folded here in the town.</p></section></div>",
    ],
    ids=["label", "small trailer in a place of its own"],
)
def test_one_reader_is_not_enough_for_what_stands_beyond_the_agreed_text(body: str) -> None:
    html = page(
        body.format(text=paragraphs() + paragraphs(*(f"{number}. {text}" for number in range(9) for text in MORE)))
    )
    assert read(html).text.endswith(MORE[-1])
