"""The News & Jobs page: what it says, how it is built, and that everybody can use it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from aggregator.colours import contrast
from aggregator.models.feed import Image
from aggregator.models.output import Page, Topic
from aggregator.render.assets import asset, versioned
from aggregator.render.html import render_error, render_page
from tests.render.samples import CHANNEL, ENTRIES, FULL, PLAIN, SIDEBAR, SITE, entry

FRONT = Page(
    channel=CHANNEL,
    heading=SITE.title,
    entries=ENTRIES,
    total=31,
    sidebar=SIDEBAR,
    older="page/2/",
)
CATEGORY = replace(
    FRONT,
    channel=replace(CHANNEL, path="category/industry-news/", title="Industry News – Harbour", description="The press."),
    heading="Industry News",
    path="category/industry-news/page/2/",
    number=2,
    sidebar=replace(
        SIDEBAR,
        lists=tuple(replace(link, is_current=False) for link in SIDEBAR.lists),
        categories=(replace(SIDEBAR.categories[0], is_current=True),),
    ),
    newer="category/industry-news/",
    older="category/industry-news/page/3/",
)


def tree(page: Page) -> Any:
    return html.document_fromstring(render_page(page).decode("utf-8"))


def words(element: Any) -> str:
    return " ".join(str(element.text_content()).split())


def test_a_card_says_title_date_publisher_author_teaser_source_and_categories() -> None:
    card = tree(FRONT).xpath("//article")[0]
    assert words(card) == (
        "Industry News: The Courier - Keepers praised 1 14 March 2026 The Courier by Ada Finch "
        "The report finds that nights are calmer where a keeper stays. Source: courier.example/news/1 Industry News"
    )
    assert card.xpath(".//h3/a/@href") == [PLAIN.link]
    assert card.xpath(".//p[@class='credit']/a/@href") == [PLAIN.link]
    assert card.xpath(".//time/@datetime") == ["2026-03-14T11:00:00+00:00"]
    assert card.xpath(".//ul/li/a/@href") == ["./category/industry-news/"]


def test_a_picture_is_lazy_tells_nobody_where_it_is_shown_and_has_a_text() -> None:
    (picture,) = tree(FRONT).xpath("//article//img")
    assert dict(picture.attrib) == {
        "class": "picture",
        "src": "https://beacon.example/tower.jpg",
        "alt": "The north tower",
        "width": "1200",
        "height": "800",
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
        "title": "D. Vane",
    }


def test_a_picture_without_a_text_is_decoration() -> None:
    page = replace(FRONT, entries=(replace(PLAIN, image=Image(url="https://a.example/a.png")),))
    assert tree(page).xpath("//article//img/@alt") == [""]


def test_entries_stand_under_their_day_in_the_time_zone_of_the_site() -> None:
    late = entry(1, published=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    early = entry(2, published=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    page = tree(replace(FRONT, entries=(late, early)))
    assert [words(heading) for heading in page.xpath("//section/h2") if heading.xpath(".//time")] == [
        "Thursday 2 July 2026",
        "Wednesday 1 July 2026",
    ]
    assert page.xpath("//article//time/@datetime") == ["2026-07-02T00:30:00+01:00", "2026-07-01T23:30:00+01:00"]


@pytest.mark.parametrize(
    ("authors", "byline"),
    [
        ((), []),
        (("the courier",), []),
        (("The Courier", "Ada Finch"), ["by Ada Finch"]),
        (("A", "B", "C"), ["by A, B, C"]),
        (("A", "B", "C", "D"), ["by A, B, C and others"]),
    ],
)
def test_a_byline_names_people_and_does_not_repeat_the_publisher(authors: tuple[str, ...], byline: list[str]) -> None:
    page = tree(replace(FRONT, entries=(replace(PLAIN, authors=authors),)))
    assert [words(found) for found in page.xpath("//span[@class='byline']")] == byline


def test_text_in_another_language_says_so() -> None:
    page = tree(replace(FRONT, entries=(FULL, PLAIN)))
    assert page.xpath("//article[1]//*[@lang]/@lang") == ["cy", "cy"]
    assert page.xpath("//article[2]//*[@lang]") == []


@pytest.mark.parametrize(
    ("language", "marked"), [("en", False), ("en-US", False), ("EN", False), ("cy", True), (None, False), ("??", False)]
)
def test_only_another_language_is_another_voice(language: str | None, marked: bool) -> None:
    page = tree(replace(FRONT, entries=(replace(PLAIN, language=language),)))
    assert bool(page.xpath("//article//*[@lang]")) is marked


def test_the_second_page_of_everything_is_still_the_site_s_own_list() -> None:
    page = tree(replace(FRONT, path="page/2/", number=2, newer=""))
    assert [words(heading) for heading in page.iter("h1")] == [SITE.title]
    assert page.findtext(".//title") == "Harbour News & Jobs – page 2"
    assert page.xpath("//nav[@id='browse']//a[@aria-current='page']/text()") == ["All"]
    assert page.xpath("//nav[@class='pager']/a/@href")[0] == "../../"


def test_a_day_that_comes_twice_has_two_sections_that_can_be_told_apart() -> None:
    pinned, later = entry(30), entry(1)
    page = tree(replace(FRONT, entries=(later, pinned, entry(2))))
    assert len(page.xpath("//section[@class='day']")) == 3
    assert len(set(page.xpath("//section[@class='day']/h2/@id"))) == 3


def test_the_sidebar_lists_all_then_categories_then_agencies_with_counts() -> None:
    page = tree(FRONT)
    lines = [words(line) for line in page.xpath("//nav[@id='browse']//li")]
    assert lines == ["All 31", "Jobs 1", "Industry News 30", "Beacon Trust 1"]
    assert page.xpath("//nav[@id='browse']//a[@aria-current='page']/text()") == ["All"]
    assert tree(CATEGORY).xpath("//nav[@id='browse']//a[@aria-current='page']/text()") == ["Industry News"]


def test_a_page_announces_its_own_feeds() -> None:
    announced = tree(CATEGORY).xpath("//link[@rel='alternate']")
    assert [(link.get("type"), link.get("href")) for link in announced] == [
        ("application/rss+xml", "../../../../category/industry-news/rss.xml"),
        ("application/atom+xml", "../../../../category/industry-news/atom.xml"),
        ("application/feed+json", "../../../../category/industry-news/feed.json"),
    ]
    assert [link.get("href") for link in announced] == tree(CATEGORY).xpath("//section[@id='subscribe']//a/@href")


def test_our_own_links_work_under_any_prefix() -> None:
    for page in (FRONT, CATEGORY):
        root = "../" * page.path.count("/") or "./"
        own = [
            str(address)
            for address in tree(page).xpath("//body//@href | //link[@rel='stylesheet']/@href")
            if not re.match("https?:|#", str(address))
        ]
        assert own
        assert all(address.startswith(root) for address in own)


def test_pages_lead_to_newer_and_older_ones_and_are_told_apart() -> None:
    page = tree(CATEGORY)
    assert page.xpath("//nav[@class='pager']/a/@href") == [
        "../../../../category/industry-news/",
        "../../../../category/industry-news/page/3/",
    ]
    assert words(page.xpath("//nav[@class='pager']")[0]) == "← Newer page 2 Older →"
    assert page.findtext(".//title") == "Industry News – page 2 – Harbour News & Jobs"
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://news.harbour.example/category/industry-news/page/2/"
    ]
    assert not tree(replace(FRONT, older=None)).xpath("//nav[@class='pager']")


@pytest.mark.parametrize(
    ("emptiness", "said"),
    [("starting", "on its way"), ("unreachable", "Nothing is lost"), ("nothing", "nothing here yet")],
)
def test_an_empty_page_says_kindly_why(emptiness: Any, said: str) -> None:
    page = tree(replace(FRONT, entries=(), emptiness=emptiness))
    assert said in words(page.xpath("//p[@class='notice']")[0])
    assert not tree(FRONT).xpath("//p[@class='notice']")


@pytest.mark.parametrize("page", [FRONT, CATEGORY], ids=["front", "category"])
def test_headings_go_down_one_step_at_a_time_from_a_single_first(page: Page) -> None:
    levels = [int(heading.tag[1]) for heading in tree(page).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", [FRONT, CATEGORY], ids=["front", "category"])
def test_the_page_can_be_walked_without_seeing_it(page: Page) -> None:
    document = tree(page)
    assert document.get("lang") == "en-GB"
    first_link = document.xpath("//body//a")[0]
    assert first_link.get("href") == "#news"
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in document.xpath("//@aria-labelledby | //a[starts-with(@href, '#')]/@href"):
        assert str(reference).lstrip("#") in ids
    assert all(words(link) for link in document.xpath("//a"))
    assert all(image.get("alt") is not None for image in document.xpath("//img"))
    for landmark in ("header", "main", "aside", "footer"):
        assert len(document.xpath(f"//body//{landmark}")) == 1


def test_nothing_is_inline_and_nothing_runs() -> None:
    for document in (render_page(FRONT), render_error(SITE, 404)):
        page: Any = html.document_fromstring(document.decode("utf-8"))
        assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (404, "This page does not exist"),
        (405, "That can't be done here"),
        (503, "Just a moment"),
        (418, "Something went wrong"),
    ],
)
def test_an_error_page_says_what_happened_and_leads_back(status: int, heading: str) -> None:
    site = replace(SITE, url="https://harbour.example/news/")
    page: Any = html.document_fromstring(render_error(site, status).decode("utf-8"))
    assert page.findtext(".//h1") == heading
    assert "/news/" in page.xpath("//main//a/@href")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_topic_that_is_both_category_and_agency_is_named_once() -> None:
    both = Topic("Beacon Trust", "agency/beacon-trust/")
    page = tree(replace(FRONT, entries=(replace(PLAIN, categories=(both,), agencies=(both,)),)))
    assert page.xpath("//article//ul/li/a/text()") == ["Beacon Trust"]


# Colours


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--(paper|surface|ink|muted|accent): (#[0-9a-f]{6});", css))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
def test_text_stands_out_as_wcag_asks(scheme: str, ground: str, text: str) -> None:
    light, dark = asset("style.css", SITE).decode("utf-8").split("prefers-color-scheme: dark", 1)
    palette = colours(light) if scheme == "light" else colours(dark.split("}", 1)[0])
    assert contrast(palette[ground], palette[text]) >= 4.5


def test_the_desk_s_own_colours_are_in_the_style_sheet_and_move_its_address() -> None:
    own = replace(SITE, light=replace(SITE.light, accent="#7a1f5c"))
    assert colours(asset("style.css", own).decode().split("\n")[0])["accent"] == "#7a1f5c"
    assert versioned("style.css", own) != versioned("style.css", SITE)


def test_whoever_wants_less_motion_or_prints_is_served() -> None:
    style = asset("style.css", SITE).decode("utf-8")
    assert "prefers-reduced-motion" in style
    assert "@media print" in style
    assert ":focus-visible" in style
