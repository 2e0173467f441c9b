"""The forms of the desk: what each does, and that none does what makes no sense."""

from __future__ import annotations

from html import unescape

import pytest

from aggregator.models.entry import Standing
from aggregator.store import acts, hand
from tests.publish.shelf import come_in, go_out
from tests.samples import a_prepared
from tests.web.desk_rig import EVIL, PASSWORD, Rig, acting_parts, token_in


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


async def test_the_text_of_a_post_is_written_anew_on_its_page(rig: Rig) -> None:
    rig.open("Ada", "admin")
    await rig.log_in()
    token = await rig.token()
    assert 'name="text"' not in (await rig.get("/desk/entry/{head}/")).text, "a publisher's own"
    said = {"token": token, "title": "By hand", "summary": "", "text": EVIL}
    assert (await rig.send("/desk/entry/{head}/edit", dict(said))).status_code == 422
    await rig.send("/desk/post/", {"token": token, "key": "a" * 32, "title": "By hand", "text": "One", "act": "post"})
    with rig.store.reading() as tx:
        rig.published_id = acts.newest(tx, limit=1)[0].published_id or ""
    assert (await rig.send("/desk/entry/{head}/edit", dict(said))).status_code == 303
    page = (await rig.get("/desk/entry/{head}/")).text
    assert EVIL in unescape(page)
    assert acting_parts(page) == []
    assert rig.audit() == [("Ada", "edit"), ("Ada", "post")]


async def test_chosen_entries_are_put_to_one_story_and_one_is_taken_out_on_its_page(rig: Rig) -> None:
    rig.open("Ada", "admin")
    (other,) = come_in(rig.store, "Otter", a_prepared("two", title="Something else", text="Of something else"))
    go_out(rig.store)
    await rig.log_in()
    token = await rig.token()
    assert "The same story" not in (await rig.get("/desk/entry/{head}/")).text
    said: dict[str, str | list[str]] = {"token": token, "act": "merge", "list": "news"}
    assert (await rig.send("/desk/act", said | {"id": "1"})).headers["location"].endswith("done=0"), "it takes two"
    await rig.send("/desk/act", said | {"id": [str(other), "1"]})
    page = (await rig.get("/desk/entry/{head}/")).text
    assert "The same story" in page
    assert "Something else" in page
    await rig.send("/desk/act", {"token": token, "act": "split", "id": "1", "entry": rig.place("{head}")})
    assert "Something else" not in (await rig.get("/desk/entry/{head}/")).text
    assert rig.audit() == [("Ada", "split"), ("Ada", "merge")]
    log = (await rig.get("/desk/log/")).text
    assert "Entries that tell it: <del>1</del> → <ins>2</ins>" in log
    assert "Entries that tell it: <del>2</del> → <ins>1</ins>" in log


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
