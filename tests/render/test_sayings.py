"""Sayings: told in the reader's language and time zone, and kept by the store as they were."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator.models.saying import Saying, saying
from aggregator.outcomes import Cause
from aggregator.render.messages import Messages, combined, messages_for
from aggregator.render.sayings import told
from aggregator.store.sayings import pack, unpack

ROOT = Path(__file__).parents[2]
SUMMER = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
ENGLISH = messages_for("en")


def french(**sayings: str) -> Messages:
    months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "sept.", "oct.", "nov.", "déc."]
    words: dict[str, dict[str, Any]] = {
        "sayings": sayings,
        "causes": {"gone": "La source n'existe plus."},
        "dates": {"months": months},
    }
    return combined("fr", words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (saying("failing_stopped", why=Cause("gone", "It is gone.")), "La source n'existe plus. On ne demande plus."),
        (saying("failing_since", why=Cause("slow", "31 s."), since=date(2026, 7, 1)), "Rien depuis le 1 juillet 2026."),
        (saying("wished", when=saying("at_once"), until=SUMMER), "now : 23:30 (UTC) le 14 juillet."),
        (saying("tried", when=saying("within", span=timedelta(hours=2))), "Tried again dans 2 h."),
        (saying("moved", address="http://otter.example/"), "It moved for good: we ask http://otter.example/ instead."),
    ],
)
def test_another_language_says_it_its_own_way(said: Saying, words: str) -> None:
    messages = french(
        failing_stopped="{why} On ne demande plus.",
        failing_since="{why} Rien depuis le {since}.",
        within="dans {span}",
        wished="{when} : {until}.",
        clock_on_day="{time} ({zone}) le {day} {month}",
    )
    assert words in told(said, messages)


@pytest.mark.parametrize(
    ("zone", "now", "words"),
    [
        ("UTC", SUMMER, "last success 23:30 (UTC)"),
        ("UTC", SUMMER + timedelta(hours=1), "last success 23:30 on 14 July (UTC)"),
        ("Europe/London", SUMMER, "last success 00:30 (BST)"),
        ("Europe/London", SUMMER + timedelta(hours=1), "last success 00:30 (BST)"),
        ("Europe/London", None, "last success 00:30 on 15 July (BST)"),
    ],
)
def test_moments_are_told_by_the_readers_clock(zone: str, now: datetime | None, words: str) -> None:
    assert told(saying("last_success", at=SUMMER), ENGLISH, zone=ZoneInfo(zone), now=now) == words


@pytest.mark.parametrize("nasty", ["{count}", "{0.__class__}", "{", "%s", "<b>"])
def test_what_is_filled_in_is_no_template(nasty: str) -> None:
    assert told(saying("within", span=saying("fault", fault=nasty)), ENGLISH) == f"in {nasty}"


@pytest.mark.parametrize(
    "said",
    [
        saying("emptied"),
        saying("dropped", count=2, usual=12.5),
        saying("quiet", since=date(2026, 3, 9), habit=saying("every_days", count=3)),
        saying("flooding", why=Cause("old_entries", "It floods."), name="Otter"),
        saying("wished", when=saying("within", span=timedelta(minutes=90)), until=SUMMER),
        saying("noted", notes=("cut", "empty")),
    ],
    ids=lambda said: said.key,
)
def test_the_store_keeps_it_as_it_was(said: Saying) -> None:
    assert unpack(json.loads(json.dumps(pack(said)))) == said


def test_what_an_earlier_version_said_shows_what_was_filled_in() -> None:
    assert told(saying("no_longer_said", name="Otter", count=3), ENGLISH) == "Otter · 3"


def test_no_saying_lies_idle_and_none_is_missing() -> None:
    files = ("watch.py", "prospects.py", "alarms.py", "standing.py", "render/sayings.py")
    code = "".join((ROOT / "aggregator" / file).read_text(encoding="utf-8") for file in files)
    words = set(ENGLISH.sayings)
    assert set(re.findall(r"\bsaying\(\s*\"(\w+)\"", code)) <= words
    assert {word for word in words if f'"{word}"' in code} == words
