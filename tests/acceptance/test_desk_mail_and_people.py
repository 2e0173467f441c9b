"""The newsletter and the accounts at the desk in a real browser, as wide as a phone and without a script."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.desk import Desk, wait_until
from tests.notify.server import HOST, Post, mail_server
from tests.ports import free_port

PASSWORD = "a long enough password"


def test_an_editor_sends_the_newsletter_and_an_admin_adds_somebody(desk: Desk, browser: Browser) -> None:
    port = free_port()
    desk.configure(
        f"""
site: {{title: River News}}
mail: {{server: "{HOST}", port: {port}, security: none, from: desk@news.example}}
digest: {{newsletter: {{to: list@news.example, schedule: friday 16:00}}}}
sources: []
"""
    )
    assert desk.run("user", "add", "Ada", given=PASSWORD + "\n").code == 0
    for title in ("Brook", "River", "Weir"):
        assert desk.run("post", title).code == 0
    post = Post()
    with mail_server(post, port), desk.daemon() as daemon:
        wait_until(lambda: b"Weir" in daemon.get("feed.json"))
        context = browser.new_context(base_url=daemon.address, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto("/desk/")
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("navigation").get_by_role("link", name="Newsletter").click()
        _choose(page, "River", "Leave out")
        _choose(page, "Brook", "Put first")
        expect(page.get_by_role("region", name="Left out")).to_contain_text("River")
        _is_in_order(page)
        page.get_by_label("Send it to list@news.example").check()
        page.get_by_role("button", name="Send it now").click()
        expect(page.get_by_role("status")).to_have_text("It is on its way.")
        page.get_by_role("navigation").get_by_role("link", name="Accounts").click()
        page.get_by_label("Name").fill("Bo")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Add an account").click()
        page.get_by_text("Change Bo").click()
        expect(page.get_by_role("button", name="Make an admin")).to_be_visible()
        _is_in_order(page)
        wait_until(lambda: post.taken)
    (recipients, message), *others = post.taken
    assert (recipients, others) == (["list@news.example"], [])
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "River\n" not in text
    assert text.index("Brook") < text.index("Weir")


def _choose(page: Page, title: str, act: str) -> None:
    page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Done.")


def _is_in_order(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
