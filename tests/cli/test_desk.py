"""The acts of the desk as commands, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from aggregator import publish
from aggregator.cli.app import app
from aggregator.config.loader import load_settings
from aggregator.store.engine import open_store
from tests.cli.test_rules import OTTER, Typed

RUNNER = CliRunner()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Typed]:
    yield Typed(tmp_path)


def typed(desk: Typed, *words: str, given: str = "") -> Result:
    options = ("--config", str(desk.config), "--database", desk.url)
    return RUNNER.invoke(app, [*words, *options], input=given)


def audit(desk: Typed) -> list[dict[str, Any]]:
    return [json.loads(line) for line in typed(desk, "audit", "--json").stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "act"),
    [
        (("hide", OTTER), "hide"),
        (("pin", OTTER, "--days", "3"), "pin"),
        (("keep", OTTER), "keep"),
        (("edit", OTTER, "--title", "Better"), "edit"),
        (("edit", OTTER, "--picture", "http://otter.example/o.jpg", "--alt", "An otter"), "edit"),
        (("set", OTTER, "+Boats", "-Wildlife"), "set"),
        (("post", "By hand", "--category", "Boats", "--agency", "Weir Trust"), "post"),
        (("post", "A job", "--vacancy", "--place", "Leeds", "--closes", "2026-05-01"), "post"),
    ],
)
def test_each_act_is_in_the_audit_and_is_undone_by_its_number(desk: Typed, words: tuple[str, ...], act: str) -> None:
    done = typed(desk, *words)
    assert done.exit_code == 0, done.output
    (noted,) = audit(desk)
    assert noted["act"] == act
    assert noted["who"].endswith("(command line)")
    assert noted["before"] != noted["after"]
    assert typed(desk, "undo", str(noted["number"])).exit_code == 0
    assert [one["act"] for one in audit(desk)] == ["undo", act]
    assert typed(desk, "undo", str(noted["number"])).exit_code == 1


def test_what_was_done_is_taken_back_by_its_opposite(desk: Typed) -> None:
    for words in (
        ("hide", OTTER), ("show", OTTER), ("pin", OTTER), ("pin", OTTER, "--days", "0"), ("keep", OTTER),
        ("keep", OTTER, "--no-longer"), ("edit", OTTER, "--title", "Better"), ("edit", OTTER, "--reset", "title"),
    ):  # fmt: skip
        assert json.loads(typed(desk, *words, "--json").stdout) == {"changed": 1}, words
    assert "Otters on a boat" in typed(desk, "search", "otters").stdout
    assert json.loads(typed(desk, "show", OTTER, "--json").stdout) == {"changed": 0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hide", "http://nowhere.example/"), 1),
        (("approve",), 2),
        (("approve", "--source", "Nobody"), 1),
        (("edit", OTTER), 2),
        (("edit", OTTER, "--reset", "author"), 2),
        (("edit", OTTER, "--text", "-"), 1),
        (("edit", OTTER, "--text", "/nowhere"), 2),
        (("edit", OTTER, "--picture", "javascript:alert(1)"), 1),
        (("pin", OTTER, "--days", "500"), 1),
        (("merge", OTTER), 1),
        (("merge", OTTER, "http://nowhere.example/"), 1),
        (("post", "Place without vacancy", "--place", "Leeds"), 2),
        (("post", "No such category", "--category", "None"), 1),
        (("post", "No such file", "--text", "/nowhere"), 2),
        (("undo", "7"), 1),
        (("user", "add"), 2),
        (("user", "remove", "Nobody"), 1),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(desk: Typed, words: tuple[str, ...], code: int) -> None:
    done = typed(desk, *words)
    assert (done.exit_code, bool(done.stderr.strip()), "Traceback" in done.output) == (code, True, False)
    assert audit(desk) == []


def test_entries_are_put_to_one_story_and_taken_out_of_it(desk: Typed) -> None:
    posted = json.loads(typed(desk, "post", "By hand", "--json").stdout)["id"]
    assert typed(desk, "merge", OTTER, posted).exit_code == 1, "it has not gone out yet"
    with open_store(desk.url) as store, store.writing() as tx:
        publish.publish(tx, load_settings(desk.config), datetime.now(UTC))
    pair = (OTTER, posted)
    for words in (("merge", *pair), ("split", pair[1])):
        assert json.loads(typed(desk, *words, "--json").stdout) == {"changed": 1}, words
    assert json.loads(typed(desk, "split", pair[1], "--json").stdout) == {"changed": 0}
    assert [one["act"] for one in audit(desk)] == ["split", "merge", "post"]


def test_approving_a_source_with_nothing_waiting_changes_nothing(desk: Typed) -> None:
    done = typed(desk, "approve", "--source", "Broad Times", "--json")
    assert json.loads(done.stdout) == {"changed": 0}


def test_the_text_of_a_post_is_written_anew_from_a_pipe(desk: Typed) -> None:
    posted = json.loads(typed(desk, "post", "By hand", "--json").stdout)["id"]
    done = typed(desk, "edit", posted, "--text", "-", "--json", given="Of **herons**")
    assert json.loads(done.stdout) == {"changed": 1}
    assert audit(desk)[0]["after"] == {"text": "Of **herons**"}
    assert typed(desk, "undo", "2").exit_code == 0


def test_a_take_down_and_a_post_from_a_pipe(desk: Typed) -> None:
    done = typed(desk, "post", "By hand", "--text", "-", "--json", given="**Otters**")
    posted = json.loads(done.stdout)["id"]
    assert typed(desk, "remove", posted).exit_code == 0
    assert [(one["act"], one["title"]) for one in audit(desk)] == [("remove", ""), ("post", "")]


def test_accounts_are_made_listed_changed_and_removed(desk: Typed) -> None:
    secret = "a long enough password\n"
    assert "The desk is open" in typed(desk, "user", "add", "Ada", given=secret).stdout
    assert typed(desk, "user", "add", "Bo", given=secret).exit_code == 0
    assert typed(desk, "user", "add", "Bo", given=secret).exit_code == 1, "the name is taken"
    assert typed(desk, "user", "add", "Cy", given="short\n").exit_code == 1
    assert typed(desk, "user", "add", "Di", "--no-password", "--role", "admin").exit_code == 0
    rows = [json.loads(line) for line in typed(desk, "user", "list", "--json").stdout.splitlines()]
    assert [(row["name"], row["role"], row["by_proxy"]) for row in rows] == [
        ("Ada", "admin", False),
        ("Bo", "editor", False),
        ("Di", "admin", True),
    ]
    assert typed(desk, "user", "password", "Bo", given="another long password\n").exit_code == 0
    assert typed(desk, "user", "remove", "Di").exit_code == 0
    assert typed(desk, "user", "remove", "Ada").exit_code == 1, "the last admin stays"
    assert typed(desk, "user", "remove", "Bo").exit_code == 0
    told = [(one["act"], one["title"]) for one in reversed(audit(desk))]
    assert told == [
        ("add_user", "Ada"), ("add_user", "Bo"), ("add_user", "Di"),
        ("password", "Bo"), ("del_user", "Di"), ("del_user", "Bo"),
    ]  # fmt: skip
    assert secret.strip() not in typed(desk, "audit", "--json").stdout
