"""`retag`, `set`, `explain` and the warnings of `check`, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from aggregator import publish
from aggregator.cli.app import app
from aggregator.config.loader import load_settings
from aggregator.models.entry import Standing
from aggregator.models.source import Habits, Hold
from aggregator.outcomes import Cause
from aggregator.pipeline.desk import tagger_for, take_over
from aggregator.store import dropped, edits, entries, habits, sources, tombstones
from aggregator.store.engine import open_store
from aggregator.store.entries import Incoming
from aggregator.tag.entry_input import tag_input
from tests.samples import NOON, a_prepared

CONFIG = """\
relevance: [otter*]
categories:
  Wildlife: [otter*]
  Boats: []
agencies:
  Weir Trust: {aliases: [The Weir]}
sources:
  - {name: Broad Times, url: "http://broad.example/feed", scope: broad, paused: true}
"""
OTTER, SEAL = "http://otter.example/1", "http://otter.example/2"


class Typed:
    """Commands typed at a desk that has one entry, and has left out another."""

    def __init__(self, folder: Path) -> None:
        self.config, self.url = folder / "feeds.yaml", f"sqlite:///{folder}/desk.db"
        self.config.write_text(CONFIG)
        settings = load_settings(self.config)
        (source,) = settings.sources
        with open_store(self.url) as store, store.writing() as tx:
            take_over(tx, replace(settings, sources=(replace(source, paused=False),)), NOON)
            for key, title in (("1", "Otters on a boat"), ("2", "A seal on the pier")):
                piece = a_prepared(key, title=title, summary="")
                verdict = tagger_for(settings).tag(tag_input(source, piece, piece.text))
                if verdict.relevant:
                    incoming = [Incoming(replace(piece, tags=verdict.tags), Standing.WAITING)]
                    (entry_id,) = entries.insert_new(tx, 1, source.url, incoming, NOON)
                    (entry,) = entries.load(tx, [entry_id])
                else:
                    dropped.remember(tx, 1, [dropped.Dropped(piece, verdict.reasons)], NOON)
            publish.publish(tx, settings, NOON)
        self.published_id = entry.published_id

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, answer, and what was told beside it."""
        result = CliRunner().invoke(app, [*words, "--config", str(self.config), "--database", self.url])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    def rows(self, *words: str) -> list[dict[str, Any]]:
        code, out, told = self.run(*words, "--json")
        assert code == 0, told
        return [json.loads(line) for line in out.splitlines()]

    def change(self, old: str, new: str) -> None:
        text = self.config.read_text()
        assert old in text
        self.config.write_text(text.replace(old, new))

    @property
    def carried(self) -> tuple[Sequence[str], Sequence[str]]:
        (row,) = self.rows("search", "otters")
        return row["categories"], row["agencies"]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    return Typed(tmp_path)


def test_a_dry_run_prints_the_difference_and_retag_makes_it(typed: Typed) -> None:
    typed.change("Boats: []", "Boats: [boat*]")
    typed.change("relevance: [otter*]", "relevance: [otter*, seal*]")
    (dry,) = typed.rows("retag", "--dry-run")
    assert dry == {
        "applied": False,
        "entries": 1,
        "changed": 1,
        "differences": [
            {
                "kind": "category",
                "name": "Boats",
                "what": "gained",
                "entries": 1,
                "examples": [{"id": typed.published_id, "title": "Otters on a boat"}],
            },
            {
                "kind": "relevance",
                "name": None,
                "what": "returning",
                "entries": 1,
                "examples": [{"id": None, "title": "A seal on the pier"}],
            },
        ],
    }
    assert typed.carried == (["Wildlife"], [])
    code, out, _ = typed.run("retag")
    assert (code, out.splitlines()) == (
        0,
        [
            "2 entries looked at, 1 changed.",
            "category\tBoats\tgained\t1\tOtters on a boat",
            "relevance\t\treturning\t1\tA seal on the pier",
        ],
    )
    assert typed.carried == (["Wildlife", "Boats"], [])
    assert len(typed.rows("search", "seal")) == 1


def test_rules_that_did_not_change_make_no_difference(typed: Typed) -> None:
    assert typed.run("retag", "--dry-run")[:2] == (0, "1 entry looked at, 0 would change.\n")


@pytest.mark.parametrize("how", ["urn", "uuid", "address", "address with a tracker"])
def test_set_finds_the_entry_by_id_or_address(typed: Typed, how: str) -> None:
    said = {
        "urn": typed.published_id,
        "uuid": typed.published_id.removeprefix("urn:uuid:").upper(),
        "address": OTTER,
        "address with a tracker": OTTER + "?utm_source=mail",
    }[how]
    (row,) = typed.rows("set", said, "+boats", "-Wildlife", "+the weir")
    assert (row["categories"], row["agencies"]) == (["Boats"], ["Weir Trust"])
    typed.run("retag")
    assert typed.carried == (["Boats"], ["Weir Trust"])


def test_what_was_set_is_left_to_the_rules_again(typed: Typed) -> None:
    typed.run("set", OTTER, "-Wildlife", "+Boats")
    assert typed.carried == (["Boats"], [])
    code, out, _ = typed.run("set", OTTER, "=Wildlife", "=Boats")
    assert (code, out) == (0, "Otters on a boat: Wildlife.\n")


def test_set_refuses_what_is_no_category_and_suggests_one(typed: Typed) -> None:
    code, out, told = typed.run("set", OTTER, "+Bots", "+Weir Trsut", "Wildlife")
    assert (code, out) == (2, "")
    assert told.splitlines() == [
        "There is no category or agency 'Bots' in the settings. Did you mean 'Boats'?",
        "There is no category or agency 'Weir Trsut' in the settings. Did you mean 'Weir Trust'?",
        "'Wildlife': write +NAME to add, -NAME to take away, =NAME to leave it to the rules.",
    ]
    assert typed.carried == (["Wildlife"], [])


def test_set_says_that_there_is_no_such_entry(typed: Typed) -> None:
    code, _, told = typed.run("set", "http://otter.example/9", "+Boats")
    assert (code, "There is no entry http://otter.example/9" in told) == (1, True)


def test_explain_says_which_words_gave_each_tag(typed: Typed) -> None:
    typed.run("set", OTTER, "+Weir Trust", "-Boats")
    code, out, _ = typed.run("explain", OTTER)
    assert (code, out.splitlines()) == (
        0,
        [
            "Otters on a boat",
            "  Broad Times, http://otter.example/1",
            "  Category Wildlife, because its title says “otter*” (“Otters on a boat”).",
            "  Agency Weir Trust, because somebody at the desk said so.",
            "  Not category Boats, because somebody at the desk took it away.",
        ],
    )
    (row,) = typed.rows("explain", typed.published_id)
    assert (row["state"], row["standing"]) == ("stored", "out")
    assert row["tags"][0] == {
        "kind": "category",
        "name": "Wildlife",
        "reasons": [{"rule": "phrase", "phrase": "otter*", "field": "title", "place": "Otters on a boat"}],
    }
    assert row["corrections"] == [
        {"kind": "category", "name": "Boats", "added": False},
        {"kind": "agency", "name": "Weir Trust", "added": True},
    ]


def test_explain_says_why_an_entry_was_dropped(typed: Typed) -> None:
    code, out, _ = typed.run("explain", SEAL)
    assert (code, out.splitlines()) == (
        0,
        [
            "A seal on the pier",
            "  Broad Times, http://otter.example/2",
            "  Dropped, because nothing that `relevance:` asks for is in it.",
        ],
    )
    (row,) = typed.rows("explain", SEAL)
    assert (row["state"], row["reasons"][0]["rule"]) == ("dropped", "relevance")


def test_explain_names_what_stood_against_a_dropped_entry(typed: Typed) -> None:
    typed.change("relevance: [otter*]", "relevance: {any: [seal*], not: [pier]}")
    typed.run("retag")
    _, out, _ = typed.run("explain", SEAL)
    assert out.splitlines()[2:] == [
        "  Dropped, because `not` rules it out: its title has “pier” (“A seal on the pier”)."
    ]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("outlived", "It was older than the settings keep, and taken out of the store"),
        ("withdrawn", "Its publisher deleted it, so it was taken out of the store"),
        ("taken_down", "Somebody at the desk took it out of the store"),
    ],
)
def test_explain_says_that_and_why_an_entry_was_taken_out(typed: Typed, reason: tombstones.Reason, said: str) -> None:
    with open_store(typed.url) as store, store.writing() as tx:
        tombstones.remove(tx, entries.find(tx, typed.published_id), NOON, reason)
    code, out, _ = typed.run("explain", typed.published_id)
    assert (code, out) == (0, f"{said} on 14 March 2026, for good: no poll brings it back.\n")


def test_explain_tells_what_an_entry_was_called_before(typed: Typed) -> None:
    with open_store(typed.url) as store, store.writing() as tx:
        (entry,) = entries.load(tx, entries.find(tx, typed.published_id))
        edited = a_prepared(title="Corrected", identity=entry.identity, content_hash=b"another")
        edits.update_changed(tx, entry.source_id, [edited], NOON)
    _, out, _ = typed.run("explain", typed.published_id)
    assert f"  Called {entry.title!r} until 14 March 2026.\n" in out
    _, out, _ = typed.run("explain", typed.published_id, "--json")
    assert json.loads(out)["earlier_titles"] == [{"title": entry.title, "until": "2026-03-14T12:00:00Z"}]


def test_remove_takes_down_what_relevance_left_out_too(typed: Typed) -> None:
    code, out, _ = typed.run("remove", SEAL, "--json")
    assert (code, len(out.splitlines())) == (0, 1)
    assert json.loads(typed.run("explain", json.loads(out)["id"], "--json")[1])["reason"] == "taken_down"
    assert typed.run("explain", SEAL)[0] == 1
    assert typed.run("remove", SEAL)[0] == 1


def test_release_lets_a_held_source_go_once(typed: Typed) -> None:
    typed.change("paused: true", "paused: false")
    with open_store(typed.url) as store, store.writing() as tx:
        source = next(iter(sources.load(tx).values()))
        hold = Hold(cause=Cause("old_entries", "Twelve old ones."), since=NOON, old_before=NOON)
        habits.save(tx, source.id, Habits(hold=hold))
    (row,) = [json.loads(line) for line in typed.run("status", "--json")[1].splitlines() if source.name in line]
    assert row["held"] == {"code": "old_entries", "message": "Twelve old ones."}
    assert f'aggregator release "{source.name}"' in typed.run("status")[1]
    code, out, _ = typed.run("release", source.name)
    assert (code, "0 entries go out" in out) == (0, True)
    assert typed.run("release", source.name)[1] == f"{source.name} is not held.\n"


def test_explain_says_that_it_knows_nothing(typed: Typed) -> None:
    code, out, told = typed.run("explain", "http://otter.example/9", "--json")
    assert (code, json.loads(out)) == (1, {"state": "unknown", "asked": "http://otter.example/9"})
    assert "no source has presented it" in told


def test_check_warns_of_rules_that_can_do_nothing_and_still_passes(typed: Typed) -> None:
    typed.change("Wildlife: [otter*]", "Wildlife: [otter*, sea otter]")
    code, out, told = typed.run("check", "--json")
    assert code == 0
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert (row["file"], row["line"], row["key"]) == (str(typed.config), 3, "categories.Wildlife")
    assert "'sea otter' is never needed" in row["warning"]
    assert told.startswith(f"{typed.config}:3: categories.Wildlife: 'sea otter' is never needed")


def test_explain_says_with_what_an_entry_tells_one_story_and_why(typed: Typed) -> None:
    settings = load_settings(typed.config)
    words = {"title": "Otter Ottilie swims the Skarrow at 3,412 metres", "summary": "Ottilie swam 3,412 metres."}
    with open_store(typed.url) as store, store.writing() as tx:
        (paper,) = settings.sources
        sources = tuple(
            replace(paper, name=name, url=f"http://{name}.example/", paused=False) for name in ("heron", "otter")
        )
        ids = take_over(tx, replace(settings, sources=sources), NOON)
        for number, (source_id, polled) in enumerate(ids.items()):
            piece = a_prepared(f"story{number}", text=words["summary"], published=NOON, **words)
            entries.insert_new(tx, source_id, polled.first_url, [Incoming(piece, Standing.WAITING)], NOON)
        publish.publish(tx, settings, NOON)
    code, out, _ = typed.run("explain", "http://otter.example/story1")
    assert code == 0
    assert "One story with “Otter Ottilie swims the Skarrow at 3,412 metres” (heron), which stands for it." in out
    assert "It tells a story that others tell too, because one is a copy of the other (both say" in out
    (row,) = typed.rows("explain", "http://otter.example/story1")
    assert [(one["source"], one["lead"]) for one in row["story"]] == [("heron", True), ("otter", False)]
