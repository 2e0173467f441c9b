"""Lists for other sites to embed: what they hold, how they look, and that nothing asked for gets out as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import html5lib
import pytest

from aggregator.models.output import Rendered
from aggregator.publish import Outputs
from aggregator.publish.outputs import MOST_EMBEDS
from aggregator.store.engine import Store
from tests.publish.shelf import SETTINGS, body, fill, send


@pytest.fixture
def outputs(sqlite_store: Store) -> Iterator[Outputs]:
    fill(sqlite_store)
    yield Outputs(sqlite_store, SETTINGS)


def page(outputs: Outputs, place: str) -> str:
    made = body(outputs, place).decode()
    if not place.startswith("embed.css"):
        html5lib.HTMLParser(strict=True).parse(made)
    return made


def titles(made: str) -> list[str]:
    return [html.unescape(title) for title in re.findall(r"<h2[^>]*><a [^>]*>([^<]*)</a>", made)]


def test_the_newest_of_everything_unless_asked_otherwise(outputs: Outputs) -> None:
    made = page(outputs, "embed")
    assert len(titles(made)) == 4
    assert titles(page(outputs, "embed?entries=2")) == titles(made)[:2]
    assert '<base target="_top">' in made
    assert made.count("Source: ") == 4, "every entry is credited"


@pytest.mark.parametrize(
    "place", ["embed?agency=otter-trust", "embed?agency=Otter+Trust", "embed?category=industry-news", "embed?jobs=yes"]
)
def test_a_list_by_name_or_slug_holds_what_its_own_page_does(outputs: Outputs, place: str) -> None:
    path = {"embed?category=industry-news": "category/industry-news/", "embed?jobs=yes": "jobs/"}
    own = body(outputs, path.get(place, "agency/otter-trust/")).decode()
    listed = [html.unescape(title) for title in re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", own)]
    assert titles(page(outputs, place)) == listed
    assert listed


def test_a_list_that_is_no_more_says_so_and_leads_on(outputs: Outputs) -> None:
    made = page(outputs, "embed?category=%3Cscript%3E")
    assert titles(made) == []
    assert "does not exist any more" in made
    assert "<script>" not in made


def test_pictures_and_heading_may_be_left_out(outputs: Outputs) -> None:
    assert '<img class="picture"' in page(outputs, "embed")
    bare = page(outputs, "embed?pictures=no&heading=no")
    assert "<img" not in bare
    assert '<h1 class="unseen">River News</h1>' in bare


def test_colours_come_as_a_style_sheet_of_their_own(outputs: Outputs) -> None:
    made = page(outputs, "embed?accent=aa2200&paper=ffffff")
    assert "style=" not in made
    found = re.search(r'href="\./(embed\.css\?[^"]*)"', made)
    assert found and "accent=aa2200" in found[1]
    style = page(outputs, html.unescape(found[1]))
    assert "--accent: #aa2200;" in style and "--paper: #ffffff;" in style
    assert "prefers-color-scheme" not in style, "somebody's paper is meant for everybody"
    assert "prefers-color-scheme" in page(outputs, "embed.css")
    assert "prefers-color-scheme" not in page(outputs, "embed.css?scheme=dark")


def test_the_snippet_says_what_was_chosen_and_shows_it(outputs: Outputs) -> None:
    made = page(outputs, "embed/snippet/?category=industry-news&entries=3&accent=aa2200")
    lines = [html.unescape(text) for text in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", made)]
    assert lines[0] == (
        '<script src="http://news.example/desk/embed.js" data-category="industry-news" data-entries="3" '
        'data-accent="aa2200" async></script>'
    )
    address = "http://news.example/desk/embed?category=industry-news&amp;entries=3&amp;accent=aa2200"
    assert lines[1].startswith(f'<iframe src="{address}"')
    assert 'src="../../embed?category=industry-news&amp;entries=3&amp;accent=aa2200"' in made
    assert re.search(r'value="category:industry-news" selected', made)
    assert "data-" not in html.unescape(page(outputs, "embed/snippet/?category=no-such"))


def test_it_is_made_anew_only_when_its_entries_move(outputs: Outputs, sqlite_store: Store) -> None:
    before = {place: outputs.produce(place) for place in ("embed", "embed?category=campaigns", "embed.css")}
    assert outputs.produce("embed") is before["embed"]
    send(sqlite_store, ["new"])
    after = {place: outputs.produce(place) for place in before}
    assert [after[place] is before[place] for place in before] == [False, True, True]


def test_any_number_of_colours_pushes_nothing_else_out(outputs: Outputs) -> None:
    front = outputs.produce("")
    outputs.notice()
    outputs.produce("")
    places = [f"embed?accent={number:06x}" for number in range(MOST_EMBEDS + 5)]
    for place in places:
        assert isinstance(outputs.produce(place), Rendered)
    assert outputs.ready("") is front
    assert [outputs.ready(place) is None for place in places] == [True] * 5 + [False] * MOST_EMBEDS
