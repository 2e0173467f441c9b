"""The News & Jobs page in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.companies import NewDesk
from tests.acceptance.desk import Daemon
from tests.ports import free_port
from tests.sector.world import Sector

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def served(new_desk: NewDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A desk that has read the whole sector, served under the address that its feeds carry."""
    port = free_port()
    with Sector() as sector:
        desk = new_desk(tmp_path_factory.mktemp("desk"))
        desk.configure(sector.config(every="1h", site_url=f"http://127.0.0.1:{port}/"))
        desk.run("poll", "--all")
        with desk.daemon(port) as daemon:
            yield daemon


@pytest.fixture
def page(browser: Browser, served: Daemon) -> Iterator[Page]:
    """The front page, open; any error in the console fails the test."""
    page = browser.new_page(base_url=served.address, viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/")
    yield page
    page.close()
    assert faults == []


def test_a_reader_browses_by_category_and_agency_and_back_to_all(page: Page) -> None:
    sidebar = page.get_by_role("navigation", name="Browse Categories")
    sidebar.get_by_role("link", name="Member News").click()
    expect(page.get_by_role("heading", level=1, name="Member News")).to_be_visible()
    cards = page.get_by_role("article")
    assert cards.count() > 3
    for card in cards.all():
        filed = card.get_by_role("list", name="Filed under")
        expect(filed.get_by_role("link", name="Member News", exact=True)).to_be_visible()
    agency = cards.first.get_by_role("list", name="Filed under").get_by_role("link").last
    name = agency.inner_text()
    agency.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    sidebar.get_by_role("link", name="All", exact=True).click()
    expect(page).to_have_title("River News & Jobs")


def test_every_entry_leads_to_its_page_and_to_its_original(page: Page) -> None:
    for card in page.get_by_role("article").all():
        assert "/entry/" in (card.get_by_role("heading").get_by_role("link").get_attribute("href") or "")
        assert (card.locator(".credit a").get_attribute("href") or "").startswith("http")
        expect(card.locator(".credit")).to_contain_text("Source:")


def test_a_reader_opens_an_entry_asks_why_and_follows_its_source(page: Page) -> None:
    card = page.get_by_role("article").filter(has=page.locator(".picture")).first
    title, source = card.get_by_role("heading").inner_text(), card.locator(".credit a").get_attribute("href")
    card.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.get_by_text("Why?").click()
    expect(page.locator(".why li").first).to_contain_text("because")
    page.locator(".credit a").click()
    page.wait_for_url(f"{source}**")


def test_a_reader_browses_by_month_and_searches(page: Page) -> None:
    archive = page.get_by_role("navigation", name="Archive by month")
    archive.get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("20")
    page.get_by_role("searchbox").fill("river")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Search: river")).to_be_visible()
    assert page.get_by_role("article").count() > 0
    expect(page.get_by_role("searchbox")).to_have_value("river")


def test_vacancies_stand_by_their_closing_date_with_place_and_salary(page: Page) -> None:
    page.get_by_role("link", name="Jobs", exact=True).last.click()
    expect(page.get_by_role("heading", level=1, name="Jobs", exact=True)).to_be_visible()
    closing = page.locator(".day > h2 time").evaluate_all("times => times.map(time => time.dateTime)")
    assert closing == sorted(closing) and closing
    expect(page.locator(".facts").first).to_contain_text("Salary")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_anybody_out(
    browser: Browser, served: Daemon, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(base_url=served.address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/")
    entry = page.locator(".card h3 a").first.get_attribute("href") or ""
    for path in ("/", "/jobs/", "/search/", "/search/?q=river", "/category/member-news/", entry, "/no/such/page"):
        page.goto(path if path.startswith("/") else path.removeprefix("."))
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.close()


def test_the_page_announces_its_feeds_and_they_open(page: Page) -> None:
    announced = page.locator('link[rel="alternate"]').evaluate_all("links => links.map(link => link.href)")
    assert len(announced) == 3
    for address in announced:
        path = "/" + address.split("/", 3)[3]
        answer = page.request.get(path)
        assert answer.ok
        assert "Source:" in answer.text()


@pytest.mark.parametrize("place", ["/rss.xml", "/atom.xml", "/jobs/rss.xml", "/category/industry-news/atom.xml"])
def test_a_feed_that_is_opened_explains_itself(browser: Browser, served: Daemon, place: str) -> None:
    page = browser.new_page(base_url=served.address)
    page.goto(place)
    told = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert "This is a news feed" in told
    machine_words = page.evaluate(
        "[...document.querySelectorAll('guid, id, updated, lastBuildDate, ttl, generator')]"
        ".filter(element => getComputedStyle(element).display !== 'none').length"
    )
    assert machine_words == 0
    page.close()


def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, served: Daemon) -> None:
    page = browser.new_page(base_url=served.address, viewport={"width": 360, "height": 740})
    for path in ("/", "/category/member-news/", "/no/such/page"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.close()


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the news")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.get_by_role("article").first.get_by_role("heading").get_by_role("link")
    expect(first).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_dark_is_dark_and_print_is_black_on_white(page: Page) -> None:
    def background() -> int:
        colour: list[int] = page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"
        )
        return sum(colour)

    light = background()
    page.emulate_media(color_scheme="dark")
    assert background() < 200 < light
    page.emulate_media(media="print", color_scheme="light")
    expect(page.get_by_role("navigation", name="Browse Categories")).to_be_hidden()
