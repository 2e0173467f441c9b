"""A communications officer's morning at the desk, in a real browser; and a poll afterwards that overwrites nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.desk import Daemon, Desk, wait_until

PASSWORD = "a long enough password"


@dataclass
class Publisher:
    """Somebody whose feed changes its mind."""

    titles: dict[str, str] = field(default_factory=lambda: {key: f"River {key}" for key in ("a", "b", "c", "d", "e")})
    asked: int = 0

    def feed(self) -> bytes:
        self.asked += 1
        items = "".join(
            f"<item><guid>{key}</guid><title>{title}</title><link>http://river.example/{key}</link>"
            f"<description>About {title}.</description></item>"
            for key, title in self.titles.items()
        )
        return f'<rss version="2.0"><channel><title>Rivers</title>{items}</channel></rss>'.encode()


@pytest.fixture
def publisher() -> Iterator[tuple[Publisher, int]]:
    one = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = one.feed()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: pytest shows what matters."""

    with ThreadingHTTPServer(("127.0.0.31", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield one, server.server_address[1]
        server.shutdown()


def titles(daemon: Daemon) -> dict[str, str]:
    """What the combined feed has: the publisher's title → the title as it goes out."""
    return {item["title"].rpartition(" - ")[2]: item["id"] for item in json.loads(daemon.get("feed.json"))["items"]}


def test_an_officers_morning(desk: Desk, publisher: tuple[Publisher, int], browser: Browser) -> None:
    rivers, port = publisher
    desk.configure(
        f"""
site: {{title: River News}}
polling: {{allow_private: ["127.0.0.31:{port}"], per_host_gap: 0s}}
categories: {{Jobs: {{vacancy: true}}}}
agencies: {{Otter Trust: {{}}}}
sources:
  - {{name: Rivers, url: "http://127.0.0.31:{port}/feed", kind: feed, extract: never, review: true}}
"""
    )
    assert desk.run("user", "add", "Ada", given=PASSWORD + "\n").code == 0
    with desk.daemon() as daemon:
        wait_until(lambda: rivers.asked and len(desk.entries()) == 5)
        assert titles(daemon) == {}, "everything waits"
        page = browser.new_page(base_url=daemon.address, viewport={"width": 390, "height": 844})
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

        _log_in(page)
        _approve_three(page)
        wait_until(lambda: set(titles(daemon)) == {"River a", "River b", "River c"})
        before = titles(daemon)
        _correct(page, "River a", "Brook a")
        _choose(page, "/desk/", "River b", "Hide")
        _post_a_vacancy(page)
        _choose(page, "/desk/", "Night keeper", "Pin")
        wait_until(lambda: set(titles(daemon)) == {"Brook a", "River c", "Night keeper"})
        _choose(page, "/desk/", "River c", "Hide")
        wait_until(lambda: "River c" not in titles(daemon))
        page.goto("/desk/log/")
        page.get_by_role("button", name="Undo: hid River c").click()
        expect(page.get_by_role("status")).to_have_text("Done.")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", name="Log in to the desk")).to_be_visible()
        page.goto("/desk/")
        expect(page.get_by_role("heading", name="Log in to the desk")).to_be_visible()
        assert faults == []

        expected = {"Brook a", "River c", "Night keeper"}
        wait_until(lambda: set(titles(daemon)) == expected)
        _upstream_changes_its_mind(desk, rivers)
        wait_until(lambda: b"River c, corrected" in daemon.get("feed.json"))
        after = titles(daemon)
        assert set(after) == {"Brook a", "River c, corrected", "Night keeper"}
        assert after["Brook a"] == before["River a"], "a published id never changes"
        front = daemon.get().decode()
        assert front.index("Night keeper") < front.index("Brook a")
        assert "River b" not in front
        assert "River d" not in front
        assert "Night keeper" in daemon.get("jobs/").decode()
    told = [(row["who"], row["act"]) for row in reversed(desk.run("audit", "--json").rows)]
    assert [act for _, act in told[:1]] == ["add_user"], "the account was made on the command line"
    assert told[1:] == [("Ada", act) for act in ("approve",) * 3 + ("edit", "hide", "post", "pin", "hide", "undo")]


def _log_in(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()


def _approve_three(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Waiting 5").click()
    assert Axe().run(page).response["violations"] == []
    for title in ("River a", "River b", "River c"):
        page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Done: 3 entries.")
    expect(page.get_by_role("navigation").get_by_role("link", name="Waiting 2")).to_be_visible()


def _correct(page: Page, title: str, better: str) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name=title).click()
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Title", exact=True).fill(better)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("article").get_by_role("heading")).to_contain_text(better)


def _choose(page: Page, place: str, title: str, act: str) -> None:
    page.goto(place)
    page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Done.")


def _post_a_vacancy(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Write a post").click()
    page.get_by_label("Title", exact=True).fill("Night keeper")
    page.get_by_label("Text", exact=True).fill("Keep **otters** at night.")
    page.get_by_label("Agency").select_option("Otter Trust")
    page.get_by_label("This is a vacancy").check()
    page.get_by_label("Place").fill("Leeds")
    page.get_by_role("button", name="As it will appear").click()
    expect(page.locator(".preview strong")).to_have_text("otters")
    assert page.get_by_label("Place").input_value() == "Leeds"
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("status")).to_contain_text("Posted.")


def _upstream_changes_its_mind(desk: Desk, rivers: Publisher) -> None:
    rivers.titles |= {"a": "River a, corrected", "b": "River b, corrected", "c": "River c, corrected"}
    assert desk.run("poll", "--all").code == 0
