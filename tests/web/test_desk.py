"""The desk at /desk: who comes in, whose forms are believed, and that nothing a publisher wrote can act there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest

from aggregator.config.notify import Digest
from aggregator.config.settings import Desk
from aggregator.editing import doors
from aggregator.models.entry import Standing
from aggregator.store import accounts, entries, notices
from tests.publish.shelf import SETTINGS, come_in, go_out
from tests.samples import NOON, a_prepared
from tests.web.desk_rig import EVIL, LIGHT, PASSWORD, Rig, acting_parts, token_in

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
        doors.change_password(tx, "Ada", "another long password", LIGHT)
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
