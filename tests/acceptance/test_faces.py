"""The desk inside other sites' pages, its status page, and its pictures, in a real browser."""

from __future__ import annotations

import http.server
import math
import threading
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.companies import NewDesk
from tests.acceptance.desk import Daemon
from tests.ports import free_port
from tests.sector.world import Sector

pytestmark = pytest.mark.system

TOKEN = "a-token-for-the-status-page"
Elsewhere = Callable[[str], str]


@pytest.fixture(scope="module")
def served(new_desk: NewDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A desk that has read the whole sector and shows its pictures itself."""
    port = free_port()
    with Sector() as sector:
        desk = new_desk(tmp_path_factory.mktemp("desk"))
        config = sector.config(every="1h", site_url=f"http://127.0.0.1:{port}/")
        config += f"\nweb: {{token: {TOKEN}, pictures_folder: {desk.folder / 'pictures'}}}\n"
        desk.configure(config.replace("\npublish:\n", "\npublish:\n  images: proxy\n", 1))
        desk.run("poll", "--all")
        with desk.daemon(port) as daemon:
            yield daemon


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    """Serves a page at another site, and gives its address."""
    pages: dict[str, bytes] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, b"")
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.9.41", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def page(body: str) -> str:
            path = f"/{len(pages)}"
            pages[path] = f"<!DOCTYPE html><html lang=en><title>Our charity</title><body>{body}".encode()
            return f"http://127.0.9.41:{server.server_address[1]}{path}"

        yield page
        server.shutdown()
        thread.join()


def height_of(page: Page, frame: int = 0) -> float:
    box = page.locator("iframe").nth(frame).bounding_box()
    assert box
    return box["height"]


def test_one_line_embeds_a_list_that_is_as_high_as_it_needs(
    browser: Browser, served: Daemon, elsewhere: Elsewhere
) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    line = f'<script src="{served.address}embed.js" data-entries="{{}}" {{}}></script>'
    page.goto(elsewhere(line.format(2, 'data-width="600" data-height="900"')))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("article")).to_have_count(2)
    content = frame.locator("html").evaluate("html => html.getBoundingClientRect().height")
    page.wait_for_function(f"document.querySelector('iframe').getBoundingClientRect().height === {math.ceil(content)}")
    assert page.locator("iframe").bounding_box() == {**(page.locator("iframe").bounding_box() or {}), "width": 600}
    page.locator("iframe").evaluate("frame => frame.style.width = '250px'")
    page.wait_for_function(f"document.querySelector('iframe').getBoundingClientRect().height > {math.ceil(content)}")
    page.close()


def test_links_lead_out_of_the_frame(browser: Browser, served: Daemon, elsewhere: Elsewhere) -> None:
    page = browser.new_page()
    page.goto(elsewhere(f'<iframe src="{served.address}embed?entries=3" title="News"></iframe>'))
    link = page.frame_locator("iframe").get_by_role("article").first.get_by_role("heading").get_by_role("link")
    name = link.inner_text()
    link.click()
    page.wait_for_url(f"{served.address}entry/**")
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.close()


def test_two_lists_on_a_page_keep_their_own_heights_and_nobody_else_sets_them(
    browser: Browser, served: Daemon, elsewhere: Elsewhere
) -> None:
    page = browser.new_page(viewport={"width": 500, "height": 900})
    lines = "".join(f'<script src="{served.address}embed.js" data-entries="{number}"></script>' for number in (1, 6))
    page.goto(elsewhere(lines))
    page.wait_for_function(
        "[...document.querySelectorAll('iframe')].map(one => one.getBoundingClientRect().height)"
        ".every((height, index, all) => height !== 480 && all[0] < all[1])"
    )
    before = height_of(page), height_of(page, 1)
    page.evaluate("window.postMessage({aggregatorHeight: 9999}, '*')")  # right words, wrong window
    page.evaluate("new Promise(done => setTimeout(done, 200))")
    assert (height_of(page), height_of(page, 1)) == before
    page.close()


def test_attributes_are_data_and_never_markup(browser: Browser, served: Daemon, elsewhere: Elsewhere) -> None:
    page = browser.new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    nasty = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
    names = ("category", "entries", "accent", "paper", "width", "height", "title", "scheme")
    page.goto(
        elsewhere(f'<script src="{served.address}embed.js" {" ".join(f"data-{n}={nasty!r}" for n in names)}></script>')
    )
    expect(page.frame_locator("iframe").get_by_text("does not exist any more")).to_be_visible()
    assert page.frame_locator("iframe").locator("img").count() == 0
    page.close()


@pytest.mark.parametrize("path", ["", "status", "embed/snippet/", "jobs/", "no/such/page"])
def test_nothing_else_can_be_framed(browser: Browser, served: Daemon, elsewhere: Elsewhere, path: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere(f'<iframe src="{served.address}{path}" title="x"></iframe>'), wait_until="networkidle")
    assert any("frame-ancestors" in text for text in said), said
    page.close()


def test_the_snippet_is_made_without_a_script_and_works_where_it_is_put(
    browser: Browser, served: Daemon, elsewhere: Elsewhere
) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    maker = context.new_page()
    maker.goto("/embed/snippet/")
    maker.get_by_label("Which entries").select_option(label="Member News")
    maker.get_by_label("How many").fill("3")
    maker.get_by_label("Pictures").uncheck()
    maker.get_by_role("button", name="Make the lines").click()
    preview = maker.frame_locator("iframe.preview")
    expect(preview.get_by_role("heading", level=1, name="Member News")).to_be_visible()
    expect(preview.get_by_role("article")).to_have_count(3)
    snippets = [maker.get_by_label(name).input_value() for name in ("Lines to copy", "Without a script")]
    context.close()
    for snippet in snippets:
        page = browser.new_page()
        page.goto(elsewhere(snippet))
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1, name="Member News")).to_be_visible()
        expect(frame.get_by_role("article")).to_have_count(3)
        page.close()


def test_pictures_come_from_us_and_are_small(browser: Browser, served: Daemon) -> None:
    page = browser.new_page(base_url=served.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    pictures = page.locator("img.picture")
    assert pictures.count() > 0
    for picture in pictures.all()[:3]:
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
    assert pictures.first.evaluate("picture => picture.naturalWidth") > 100
    assert all(url.startswith(served.address) for url in asked), asked
    page.close()


def test_the_status_page_shows_causes_to_whoever_gives_the_token(browser: Browser, served: Daemon) -> None:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/status")
    expect(page.get_by_role("heading", name="Slack Water Review")).to_be_visible()
    expect(page.locator(".trouble, .address")).to_have_count(0)
    page.get_by_label("Token").fill("not-the-right-token")
    page.get_by_role("button", name="Show causes").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the token.")
    page.get_by_label("Token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".trouble").first).to_be_visible()
    expect(page.get_by_text("the server says so (410)")).to_be_visible()
    assert TOKEN not in page.url and TOKEN not in page.content()
    assert [(cookie["path"], cookie["httpOnly"], cookie["sameSite"]) for cookie in context.cookies()] == [
        ("/status", True, "Strict")
    ]
    page.get_by_role("button", name="Hide causes").click()
    expect(page.locator(".trouble")).to_have_count(0)
    context.close()


def test_the_status_page_counts_what_was_polled(served: Daemon) -> None:
    ((polled,),) = served.desk.ask("SELECT count(*) FROM feed_states WHERE days IS NOT NULL")
    page = served.get("status").decode()
    assert polled > 10
    assert f"Visits <strong>{polled}</strong>" in page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_anybody_out(
    browser: Browser, served: Daemon, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        base_url=served.address, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    for path in ("/status", "/status?wrong", "/embed", "/embed?jobs=yes&paper=336699&accent=ff0000", "/embed/snippet/"):
        page.goto(path)
        violations(page, path)
    page.goto("/status")
    page.get_by_label("Token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".trouble").first).to_be_visible()
    page.get_by_text("The same as a table").click()
    violations(page, "/status, open")
    context.close()


def violations(page: Page, path: str) -> None:
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_status_page_prints_without_its_form(browser: Browser, served: Daemon) -> None:
    page = browser.new_page(base_url=served.address)
    page.goto("/status")
    page.emulate_media(media="print")
    expect(page.locator(".door")).to_be_hidden()
    expect(page.locator(".sources h3").first).to_be_visible()
    page.close()
