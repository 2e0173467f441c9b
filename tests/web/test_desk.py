"""The desk at /desk: who comes in, whose forms are believed, and that nothing a publisher wrote can act there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape

import html5lib
import httpx
import pytest

from aggregator.config.notify import Digest
from aggregator.config.settings import Desk, Settings
from aggregator.editing import doors
from aggregator.models.entry import Standing
from aggregator.publish import Outputs
from aggregator.store import accounts, acts, entries, hand, notices
from aggregator.store.engine import Store
from aggregator.web import proxies
from aggregator.web.app import make_app
from aggregator.web.desk import Backroom
from tests.publish.shelf import SETTINGS, come_in, follow, go_out
from tests.samples import NOON, a_prepared

PASSWORD = "a long enough password"
GET_PLACES = (
    "/desk/", "/desk/waiting/", "/desk/unplaced/", "/desk/pinned/", "/desk/hidden/", "/desk/dropped/",
    "/desk/sources/", "/desk/log/", "/desk/post/", "/desk/entry/{head}/", "/desk/newsletter/",
    "/desk/newsletter/letter", "/desk/accounts/",
)  # fmt: skip
POST_PLACES = (
    "/desk/act", "/desk/undo", "/desk/release", "/desk/post/", "/desk/logout", "/desk/entry/{head}/edit",
    "/desk/entry/{head}/set", "/desk/entry/{head}/remove", "/desk/newsletter/send", "/desk/accounts/add",
    "/desk/accounts/change",
)  # fmt: skip
OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Rig:
    """A desk with one entry, a clock that the test turns, and somebody at a browser."""

    store: Store
    client: httpx.AsyncClient
    settings: Settings = SETTINGS
    now: datetime = NOON
    published_id: str = ""

    def place(self, path: str) -> str:
        return path.format(head=self.published_id.removeprefix("urn:uuid:").replace("-", "")[:16])

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(self.place(path), headers={**OWN, **headers})

    async def send(self, path: str, said: Mapping[str, str | list[str]], **headers: str) -> httpx.Response:
        return await self.client.post(self.place(path), data=dict(said), headers={**OWN, **headers})

    async def log_in(self, name: str = "Ada", password: str = PASSWORD) -> httpx.Response:
        page = await self.get("/desk/login")
        return await self.send("/desk/login", {"token": token_in(page.text), "name": name, "password": password})

    async def token(self) -> str:
        return token_in((await self.get("/desk/")).text)

    def open(self, name: str, role: accounts.Role, password: str | None = PASSWORD) -> None:
        with self.store.writing() as tx:
            doors.open_account(tx, name, role, password, self.now)

    def audit(self) -> list[tuple[str, str]]:
        with self.store.reading() as tx:
            return [(one.who, one.act) for one in acts.newest(tx, limit=50)]


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real argon2, but at the effort of a test."""
    from argon2 import PasswordHasher

    from aggregator import passwords

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
async def rig(sqlite_store: Store) -> AsyncIterator[Rig]:
    follow(sqlite_store)
    (entry_id,) = come_in(sqlite_store, "Otter", a_prepared("one", title="River one", text="River one"))
    go_out(sqlite_store)
    with sqlite_store.reading() as tx:
        (entry,) = entries.load(tx, [entry_id])
    rigs: list[Rig] = []
    room = Backroom(sqlite_store, lambda: rigs[0].settings, lambda: rigs[0].now)
    app = proxies.Proxies(
        make_app(Outputs(sqlite_store, SETTINGS), desk=room), trusted=lambda: rigs[0].settings.web.trusted_proxies
    )
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        rigs.append(Rig(sqlite_store, client, published_id=entry.published_id))
        yield rigs[0]


async def test_there_is_no_desk_before_the_first_account(rig: Rig) -> None:
    for path in (*GET_PLACES, "/desk/login"):
        assert (await rig.get(path)).status_code == 404, path
    for path in (*POST_PLACES, "/desk/login"):
        assert (await rig.send(path, {"token": "x"})).status_code == 404, path


@pytest.mark.parametrize("path", GET_PLACES)
async def test_without_a_session_every_page_leads_to_the_log_in(rig: Rig, path: str) -> None:
    rig.open("Ada", "admin")
    answer = await rig.get(path)
    assert answer.status_code == 303
    assert str(answer.url.join(answer.headers["location"])) == "http://desk.example/desk/login"
    assert "River one" not in answer.text


@pytest.mark.parametrize("path", POST_PLACES)
async def test_without_a_session_no_form_is_believed(rig: Rig, path: str) -> None:
    rig.open("Ada", "admin")
    said = {"token": doors.form_token(""), "act": "hide", "id": "1", "number": "1", "sure": "yes", "title": "x"}
    assert (await rig.send(path, said)).status_code == 403
    assert rig.audit() == []


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(hours=12)], ids=["idle", "absolute"])
async def test_a_stale_session_opens_nothing(rig: Rig, later: timedelta) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    token = await rig.token()
    while later > timedelta(hours=2):  # they are there all the time
        rig.now += timedelta(hours=1)
        later -= timedelta(hours=1)
        assert (await rig.get("/desk/")).status_code == 200
    rig.now += later
    for path in GET_PLACES:
        assert (await rig.get(path)).status_code == 303, path
    for path in POST_PLACES:
        assert (await rig.send(path, {"token": token, "sure": "yes"})).status_code == 403, path


@pytest.mark.parametrize("path", POST_PLACES)
async def test_a_foreign_token_does_nothing(rig: Rig, path: str) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    foreign = doors.form_token("somebody else's secret")
    for token in (foreign, "", "ü"):
        said = {"token": token, "act": "hide", "id": "1", "number": "1", "sure": "yes", "title": "x"}
        assert (await rig.send(path, said)).status_code == 403
    assert rig.audit() == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_the_right_token_from_a_foreign_page_does_nothing(rig: Rig, headers: dict[str, str]) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    said = {"token": await rig.token(), "act": "hide", "id": "1", "list": "news"}
    assert (await rig.send("/desk/act", dict(said), **headers)).status_code == 403
    bare = await rig.client.post("/desk/act", data=said, headers={"Origin": "http://evil.example"})
    assert bare.status_code == 403
    assert rig.audit() == []


async def test_an_editor_can_do_all_but_take_down(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.open("Bo", "editor")
    await rig.log_in("Bo")
    token = await rig.token()
    assert "Take down" not in (await rig.get("/desk/entry/{head}/")).text
    assert (await rig.send("/desk/entry/{head}/remove", {"token": token, "sure": "yes"})).status_code == 403
    assert (await rig.send("/desk/act", {"token": token, "act": "hide", "id": "1", "list": "news"})).status_code == 303
    assert rig.audit() == [("Bo", "hide")]


async def test_an_editor_neither_sees_nor_changes_accounts(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.open("Bo", "editor")
    await rig.log_in("Bo")
    token = await rig.token()
    assert "accounts" not in (await rig.get("/desk/")).text
    page = await rig.get("/desk/accounts/")
    assert (page.status_code, "Ada" in page.text) == (403, False)
    for path, said in (
        ("/desk/accounts/add", {"name": "Eve", "role": "admin", "password": PASSWORD}),
        *[
            ("/desk/accounts/change", {"account": str(number), "act": act, "password": PASSWORD, "sure": "yes"})
            for number in (1, 2)
            for act in ("admin", "editor", "password", "sessions", "remove")
        ],
    ):
        assert (await rig.send(path, said | {"token": token})).status_code == 403
    with rig.store.reading() as tx:
        assert [(one.name, one.role) for one in accounts.every(tx)] == [("Ada", "admin"), ("Bo", "editor")]
    assert rig.audit() == []


async def test_an_admin_who_becomes_an_editor_is_one_from_the_next_page_on(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    assert (await rig.get("/desk/accounts/")).status_code == 200
    with rig.store.writing() as tx:
        accounts.set_role(tx, 1, "editor")
    assert (await rig.get("/desk/accounts/")).status_code == 403


async def test_an_admin_looks_after_accounts_and_the_audit_tells(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    token = {"token": await rig.token()}
    added = await rig.send("/desk/accounts/add", token | {"name": "Bo", "role": "editor", "password": PASSWORD})
    page = await rig.get(str(added.url.join(added.headers["location"])))
    assert (page.status_code, "Bo" in page.text, PASSWORD in page.text) == (200, True, False)
    with rig.store.reading() as tx:
        bo = str(next(one.id for one in accounts.every(tx) if one.name == "Bo"))
    mine = dict(rig.client.cookies)
    rig.client.cookies.clear()
    await rig.log_in("Bo")
    theirs = dict(rig.client.cookies)
    rig.client.cookies.clear()
    rig.client.cookies.update(mine)
    change = token | {"account": bo}
    await rig.send("/desk/accounts/change", change | {"act": "admin"})
    await rig.send("/desk/accounts/change", change | {"act": "admin"})  # is it already
    assert "Logged in once" in (await rig.get("/desk/accounts/")).text
    await rig.send("/desk/accounts/change", change | {"act": "sessions"})
    rig.client.cookies.clear()
    rig.client.cookies.update(theirs)
    assert (await rig.get("/desk/")).status_code == 303, "Bo was sent away"
    rig.client.cookies.clear()
    rig.client.cookies.update(mine)
    await rig.send("/desk/accounts/change", change | {"act": "password", "password": " another long one "})
    assert (await rig.send("/desk/accounts/change", change | {"act": "remove"})).status_code == 400
    rig.client.cookies.clear()
    assert (await rig.log_in("Bo", " another long one ")).status_code == 303
    rig.client.cookies.clear()
    rig.client.cookies.update(mine)
    await rig.send("/desk/accounts/change", change | {"act": "remove", "sure": "yes"})
    told = ["add_user", "role", "sessions", "password", "del_user"]
    assert list(reversed(rig.audit())) == [("Ada", act) for act in told]
    log = await rig.get("/desk/log/")
    assert (log.status_code, "another long" in log.text, "made an account for" in log.text) == (200, False, True)


@pytest.mark.parametrize("said", [{"act": "remove", "sure": "yes"}, {"act": "editor"}])
async def test_the_last_admin_stays_one(rig: Rig, said: dict[str, str]) -> None:
    rig.open("Ada", "admin")
    rig.open("Bo", "editor")
    await rig.log_in()
    answer = await rig.send("/desk/accounts/change", said | {"token": await rig.token(), "account": "1"})
    assert (answer.status_code, "the last admin" in answer.text) == (422, True)
    with rig.store.reading() as tx:
        assert next(one.role for one in accounts.every(tx) if one.name == "Ada") == "admin"
    assert rig.audit() == []


async def test_a_name_with_markup_cannot_act_on_the_page_of_accounts(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    name = EVIL[:80]
    said = {"token": await rig.token(), "name": name, "role": "admin", "password": PASSWORD}
    await rig.send("/desk/accounts/add", said)
    page = await rig.get("/desk/accounts/")
    assert acting_parts(page.text) == []
    assert name in unescape(page.text)


MAILED = replace(
    SETTINGS, digest=Digest.model_validate({"newsletter": {"to": "l@x.example", "schedule": "friday 16:00"}})
)


async def test_the_newsletter_is_looked_over_chosen_and_sent_once(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.settings = MAILED
    come_in(rig.store, "Otter", *(a_prepared(key, title=f"River {key}") for key in ("two", "three")))
    go_out(rig.store)
    rig.now = NOON + timedelta(hours=1)
    await rig.log_in()
    token = await rig.token()
    page = await rig.get("/desk/newsletter/")
    assert all(f"River {key}" in page.text for key in ("one", "two", "three"))
    for act, number in (("leave_out", "2"), ("put_first", "1")):
        answer = await rig.send("/desk/act", {"token": token, "list": "newsletter", "act": act, "id": number})
        assert str(answer.url.join(answer.headers["location"])) == "http://desk.example/desk/newsletter/?done=1"
    letter = (await rig.get("/desk/newsletter/letter")).text
    assert "River two" not in letter
    assert letter.index("River one") < letter.index("River three")
    page = await rig.get("/desk/newsletter/")
    assert "Not in the newsletter" in page.text
    assert letter in unescape(page.text), "its HTML stands there to be copied"
    assert (await rig.send("/desk/newsletter/send", {"token": token})).status_code == 400
    sure = {"token": token, "sure": "yes"}
    assert (await rig.send("/desk/newsletter/send", dict(sure))).status_code == 303
    again = await rig.send("/desk/newsletter/send", dict(sure))
    assert (again.status_code, "There is nothing in it." in again.text) == (422, True)
    with rig.store.reading() as tx:
        (notice,) = notices.due(tx, rig.now, 10)
    assert (notice.recipient, notice.content["html"]) == ("l@x.example", letter)
    assert rig.audit() == [("Ada", act) for act in ("mail", "put_first", "leave_out")]
    assert (await rig.get("/desk/log/")).status_code == 200


async def test_without_recipients_the_newsletter_can_be_copied_but_not_sent(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.now = NOON + timedelta(hours=1)
    await rig.log_in()
    page = await rig.get("/desk/newsletter/")
    assert ("Send it now" in page.text, "<textarea" in page.text) == (False, True)
    answer = await rig.send("/desk/newsletter/send", {"token": await rig.token(), "sure": "yes"})
    assert (answer.status_code, "digest.newsletter" in answer.text) == (422, True)


async def test_an_admin_takes_down(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    token = await rig.token()
    assert (await rig.send("/desk/entry/{head}/remove", {"token": token})).status_code == 400
    assert (await rig.send("/desk/entry/{head}/remove", {"token": token, "sure": "yes"})).status_code == 303
    assert (await rig.get("/desk/entry/{head}/")).status_code == 404
    assert rig.audit() == [("Ada", "remove")]


async def test_a_log_in_fails_the_same_way_whatever_was_wrong(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.open("Proxy", "editor", None)
    answers = [await rig.log_in(*pair) for pair in (("Ada", "wrong"), ("Nobody", PASSWORD), ("Proxy", ""))]
    bodies = {re.sub(r'value="[0-9a-f]{64}"', "", answer.text) for answer in answers}
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len(bodies) == 1


@pytest.mark.parametrize("name", ["Ada", "Nobody"])
async def test_guesses_without_end_are_throttled_whether_there_is_such_a_name_or_not(rig: Rig, name: str) -> None:
    rig.open("Ada", "admin")
    looked = 0
    for _ in range(300):  # none after the tenth is looked at, however many come
        looked += doors.log_in(rig.store, name, "a guess", "192.0.2.7", rig.now) is None
    assert looked == doors.MOST_BY_ADDRESS
    for number in range(200):  # and from everywhere
        looked += doors.log_in(rig.store, name, "a guess", f"198.51.100.{number}", rig.now) is None
    assert looked == doors.MOST_BY_NAME
    answer = await rig.log_in(name)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    rig.now += timedelta(minutes=16)
    assert (await rig.log_in("Ada")).status_code == 303


async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_under_https_from_plain_http(rig: Rig) -> None:
    rig.open("Ada", "admin")
    plain = (await rig.log_in()).headers.get_list("set-cookie")[-1]
    assert re.match(r"desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict$", plain)
    secure = httpx.AsyncClient(transport=rig.client._transport, base_url="https://desk.example")
    page = await secure.get("/desk/login")
    said = {"token": token_in(page.text), "name": "Ada", "password": PASSWORD}
    answer = await secure.post("/desk/login", data=said)
    assert re.match(
        r"__Host-desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure$", answer.headers.get_list("set-cookie")[-1]
    )


async def test_logging_in_begins_a_new_session_and_logging_out_ends_it_for_good(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    first = rig.client.cookies["desk"]
    await rig.send("/desk/logout", {"token": await rig.token()})
    rig.client.cookies.set("desk", first)
    assert (await rig.get("/desk/")).status_code == 303
    rig.client.cookies.clear()
    await rig.log_in()
    assert rig.client.cookies["desk"] != first


async def test_a_log_in_that_was_begun_elsewhere_is_not_finished_here(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.get("/desk/login")
    said = {"token": doors.form_token("theirs"), "name": "Ada", "password": PASSWORD}
    assert (await rig.send("/desk/login", dict(said))).status_code == 403


async def test_a_new_password_sends_everybody_away(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    with rig.store.writing() as tx:
        doors.change_password(tx, "Ada", "another long password")
    assert (await rig.get("/desk/")).status_code == 303
    assert (await rig.log_in()).status_code == 403
    assert (await rig.log_in(password="another long password")).status_code == 303


async def test_a_proxy_is_believed_only_where_the_settings_trust_it(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.open("Eve", "editor", None)
    said = {"X-Remote-User": "Eve", "X-Forwarded-For": "203.0.113.9"}
    rig.settings = replace(SETTINGS, desk=Desk(user_header="X-Remote-User"))
    assert (await rig.get("/desk/", **said)).status_code == 303, "nobody is trusted"
    rig.settings = replace(rig.settings, web=SETTINGS.web.model_copy(update={"trusted_proxies": ("192.0.2.0/24",)}))
    page = await rig.get("/desk/", **said)
    assert (page.status_code, "Logged in as Eve" in page.text) == (200, True)
    hidden = {"token": token_in(page.text), "act": "hide", "id": "1", "list": "news"}
    assert (await rig.send("/desk/act", dict(hidden), **said)).status_code == 303
    assert (await rig.get("/desk/")).status_code == 303, "the proxy says nothing any more"
    assert (await rig.get("/desk/", **(said | {"X-Remote-User": "Nobody"}))).status_code == 303
    assert rig.audit() == [("Eve", "hide")]


EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}"


def acting_parts(page: str) -> list[str]:
    """Whatever in a page could run a script, as a browser reads it."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    acting = {"script", "iframe", "object", "embed", "svg", "style", "base"}
    found = [element.tag for element in tree.iter() if element.tag in acting]
    for element in tree.iter():
        found += [f"{name}={value}" for name, value in element.attrib.items() if name.startswith("on")]
        found += [
            value for value in element.attrib.values() if value.strip().lower().startswith(("javascript:", "data:"))
        ]
    return found


async def test_nothing_that_was_stored_can_act_at_the_desk(rig: Rig) -> None:
    rig.open("Ada", "admin")
    rig.open(EVIL[:80], "editor")
    (entry_id,) = come_in(
        rig.store,
        "Otter",
        a_prepared("evil", title=EVIL, summary=EVIL, text=EVIL, link=f"http://otter.example/{EVIL}", authors=(EVIL,)),
        standing=Standing.REVIEW,
    )
    await rig.log_in(EVIL[:80])
    token = await rig.token()
    with rig.store.reading() as tx:
        (entry,) = entries.load(tx, [entry_id])
    rig.published_id = entry.published_id
    edited = {"token": token, "title": EVIL + "2", "summary": EVIL, "picture": "http://x.example/" + EVIL, "alt": EVIL}
    assert (await rig.send("/desk/entry/{head}/edit", dict(edited))).status_code == 303
    post = {"token": token, "key": "0" * 32, "act": "post", "title": EVIL, "text": EVIL, "employer": EVIL,
            "vacancy": "yes", "place": EVIL, "salary": EVIL, "hours": EVIL, "alt": EVIL}  # fmt: skip
    assert (await rig.send("/desk/post/", dict(post))).status_code == 303
    assert (await rig.send("/desk/post/", post | {"act": "preview"})).status_code == 200
    pages = [await rig.get(place) for place in GET_PLACES]
    pages += [
        await rig.get(f"/desk/?q={EVIL}&done={EVIL}&source={EVIL}"),
        await rig.send("/desk/post/", post | {"link": EVIL}),
    ]
    pages += [await rig.get("/desk/login")]
    for page in pages:
        assert acting_parts(page.text) == [], page.url
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
    assert any(EVIL in unescape(page.text) for page in pages), "it is shown, as text"


async def test_what_was_chosen_in_a_list_is_approved_and_the_rest_waits(rig: Rig) -> None:
    rig.open("Ada", "admin")
    titles = [f"River {number}" for number in range(5)]
    ids = come_in(rig.store, "Otter", *(a_prepared(title, title=title) for title in titles), standing=Standing.REVIEW)
    await rig.log_in()
    waiting = await rig.get("/desk/waiting/")
    assert all(title in waiting.text for title in titles)
    said: dict[str, str | list[str]] = {"token": token_in(waiting.text), "act": "approve", "list": "waiting"}
    answer = await rig.send("/desk/act", said | {"id": [str(one) for one in ids[:3]]})
    page = await rig.get(str(answer.url.join(answer.headers["location"])))
    assert "Done: 3 entries." in page.text
    assert [title in page.text for title in titles] == [False, False, False, True, True]
    everything = said | {"act": "approve_all", "shown": [str(one) for one in ids[3:]]}
    assert (await rig.send("/desk/act", everything)).status_code == 303
    with rig.store.reading() as tx:
        assert {one.standing for one in hand.load(tx, ids)} == {Standing.WAITING}
    assert rig.audit() == [("Ada", "approve")] * 5


async def test_every_form_leaves_its_line_in_the_audit_and_undo_takes_it_back(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    token = await rig.token()
    marks = ("hide", "show", "keep", "unkeep", "pin", "unpin")
    for act in marks:
        await rig.send("/desk/act", {"token": token, "act": act, "id": "1", "list": "news", "days": "3"})
    await rig.send("/desk/entry/{head}/edit", {"token": token, "title": "Brook", "summary": ""})
    await rig.send("/desk/entry/{head}/set", {"token": token, "category": ["Campaigns"]})
    await rig.send("/desk/post/", {"token": token, "key": "a" * 32, "title": "By hand", "act": "post"})
    assert [act for _, act in reversed(rig.audit())] == [*marks, "edit", "set", "post"]
    with rig.store.reading() as tx:
        number = next(one.id for one in acts.newest(tx, limit=50) if one.act == "edit")
    await rig.send("/desk/undo", {"token": token, "number": str(number)})
    assert "River one" in (await rig.get("/desk/entry/{head}/")).text
    assert rig.audit()[0] == ("Ada", "undo")


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        ("/desk/accounts/add", {"name": "Bo", "role": "owner", "password": PASSWORD}, 400),
        ("/desk/accounts/add", {"name": "Bo", "role": "editor", "password": "short"}, 422),
        ("/desk/accounts/add", {"name": "Ada", "role": "editor", "password": PASSWORD}, 422),
        ("/desk/accounts/change", {"account": "1", "act": "explode"}, 400),
        ("/desk/accounts/change", {"account": "99", "act": "sessions"}, 422),
        ("/desk/accounts/change", {"account": "1", "act": "password", "password": "short"}, 422),
        ("/desk/act", {"act": "explode", "id": "1", "list": "news"}, 400),
        ("/desk/act", {"act": "hide", "id": "1", "list": "//evil.example"}, 400),
        ("/desk/act", {"act": "hide", "id": "x" * 30, "list": "news"}, 303),
        ("/desk/act", {"act": "pin", "id": "1", "days": "400", "list": "news"}, 303),
        ("/desk/undo", {"number": "99"}, 303),
        ("/desk/release", {"source": "99"}, 303),
        ("/desk/post/", {"title": "x", "key": "short", "act": "post"}, 400),
        ("/desk/post/", {"title": "", "key": "a" * 32, "act": "post"}, 422),
        ("/desk/post/", {"title": "x", "key": "a" * 32, "closes": "soon", "vacancy": "yes"}, 422),
        ("/desk/entry/{head}/edit", {"title": ""}, 422),
        ("/desk/entry/0123456789abcdef/edit", {"title": "x"}, 404),
    ],
)
async def test_a_form_that_makes_no_sense_does_nothing(rig: Rig, path: str, said: dict[str, str], status: int) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    answer = await rig.send(path, said | {"token": await rig.token()})
    assert answer.status_code == status
    assert rig.audit() == []
    assert "evil" not in answer.headers.get("location", "")


async def test_only_forms_of_a_browser_are_read(rig: Rig) -> None:
    rig.open("Ada", "admin")
    assert (
        await rig.client.post("/desk/login", content=b"{}", headers={"Content-Type": "text/plain"})
    ).status_code == 415
    many = "&".join(f"a{number}=1" for number in range(600))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await rig.client.post("/desk/login", content=many.encode(), headers=form)).status_code == 400
