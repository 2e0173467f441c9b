"""The page of one entry: what it shows, what it says to machines, and when it is a copy."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from aggregator.models.feed import Image
from aggregator.models.output import BrowseLink, EntryPage, Filing, OutEntry
from aggregator.models.rules import Reason
from aggregator.render.entry_page import render_entry
from tests.render.samples import CHANNEL, FULL, INDUSTRY, PLAIN, SIDEBAR, VACANCY

PATH = "entry/0000000000005002/open-day"
OURS = f"https://news.harbour.example/{PATH}"


def tree(entry: OutEntry, **changes: Any) -> Any:
    page = EntryPage(channel=CHANNEL, entry=entry, sidebar=SIDEBAR, path=PATH, **changes)
    return html.document_fromstring(render_entry(page).decode("utf-8"))


def words(element: Any) -> str:
    return " ".join(str(element.text_content()).split())


def data(document: Any) -> dict[str, Any]:
    (script,) = document.xpath("//script[@type='application/ld+json']")
    found: dict[str, Any] = json.loads(script.text)
    return found


def test_a_full_text_is_a_copy_that_names_its_original_and_stays_out_of_search_engines() -> None:
    document = tree(FULL)
    assert words(document.xpath("//div[@class='text']")[0]) == "Doors open at ten & tea is free."
    assert document.xpath("//link[@rel='canonical']/@href") == [FULL.link]
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize(
    "entry", [PLAIN, replace(PLAIN, summary=""), replace(FULL, link=None)], ids=["summary", "none", "ours"]
)
def test_a_page_of_our_own_is_its_own_canonical(entry: OutEntry) -> None:
    document = tree(entry)
    assert document.xpath("//link[@rel='canonical']/@href") == [OURS]
    assert not document.xpath("//meta[@name='robots']")


def test_what_may_not_be_shown_in_full_leads_on_to_the_original() -> None:
    document = tree(PLAIN)
    assert document.xpath("//p[@class='read-on']/a/@href") == [PLAIN.link]
    assert words(document.xpath("//p[@class='credit']")[0]) == "Source: courier.example/news/1"
    assert not document.xpath("//div[@class='text']")


def test_a_picture_is_shown_once_with_its_credit() -> None:
    document = tree(FULL)
    assert document.xpath("//figure/img/@src") == ["https://beacon.example/tower.jpg"]
    assert words(document.xpath("//figcaption")[0]) == "Picture: D. Vane"
    inside = replace(FULL, image=Image(url="https://beacon.example/t.jpg"))
    assert not tree(inside).xpath("//figure")


def test_headings_of_the_text_stand_below_the_title() -> None:
    document = tree(replace(FULL, body_html="<h1>One</h1><h3>Two</h3><p>Text</p>"))
    assert [(heading.tag, words(heading)) for heading in document.xpath("//div[@class='text']/*")[:2]] == [
        ("h2", "One"),
        ("h4", "Two"),
    ]
    assert len(document.xpath("//h1")) == 1


def test_it_says_who_else_reports_what_comes_with_it_and_why_it_is_here() -> None:
    filed = (
        Filing(
            INDUSTRY, (Reason(rule="phrase", phrase="keeper", field="title"), Reason(rule="source", phrase="sector"))
        ),
    )
    document = tree(FULL, filed=filed)
    assert document.xpath("//section[@class='also']//a/@href") == ["https://gazette.example/tower"]
    assert [words(file) for file in document.xpath("//ul[@class='files']/li")] == ["The talk", "map.pdf"]
    assert document.xpath("//section[@class='filed']/ul//a/@href") == ["../../category/industry-news/"]
    assert [words(reason) for reason in document.xpath("//details[@class='why']//li")] == [
        "Industry News, because its title says “keeper”.",
        "Industry News, because its source is of scope sector.",
    ]


def test_it_leads_to_its_neighbours() -> None:
    newer, older = BrowseLink(name="Next", path="entry/1/next"), BrowseLink(name="Last", path="entry/2/last")
    document = tree(PLAIN, newer=newer, older=older)
    assert document.xpath("//nav[contains(@class,'neighbours')]/a/@href") == [
        "../../entry/1/next",
        "../../entry/2/last",
    ]
    assert not tree(PLAIN).xpath("//nav[contains(@class,'neighbours')]")


def test_a_vacancy_has_its_facts_in_a_table_and_for_search_engines() -> None:
    document = tree(VACANCY)
    assert [(words(line[0]), words(line[1])) for line in document.xpath("//dl/div")] == [
        ("Closes", "31 March 2026"),
        ("Employer", "Beacon Trust"),
        ("Place", "North Quay; or from home, by agreement"),
        ("Salary", "£28,000 to £31,000 a year"),
        ("Hours", "Full-time"),
        ("Interviews", "9 April 2026"),
    ]
    described = data(document)
    assert (described["@type"], described["validThrough"]) == ("JobPosting", "2026-03-31")
    assert described["hiringOrganization"]["name"] == "Beacon Trust"
    closed = tree(replace(VACANCY, is_closed=True))
    assert words(closed.xpath("//dl/div")[0]) == "Closes 31 March 2026 (closed)"
    assert words(closed.xpath("//p[@class='notice']")[0]) == "This vacancy is closed."


def test_machines_are_told_what_people_are() -> None:
    document = tree(FULL)
    described = data(document)
    assert described["headline"] == "Open day at the “North” tower"
    assert described["isBasedOn"] == FULL.link
    assert [author["name"] for author in described["author"]] == ["Bo Reed", "Cy Marsh"]
    said = {meta.get("property"): meta.get("content") for meta in document.xpath("//meta[@property]")}
    assert said["og:title"] == FULL.title
    assert (said["og:url"], said["og:type"], said["og:image"]) == (OURS, "article", "https://beacon.example/tower.jpg")


def test_nothing_that_a_publisher_writes_ends_the_data() -> None:
    document = tree(replace(PLAIN, summary="</script><script>alert(1)</script><!--"))
    assert len(document.xpath("//script")) == 1
    assert data(document)["description"] == "</script><script>alert(1)</script><!--"
