"""The soak in its short form: nothing is left behind, and everybody is asked in time."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.soak import soak


def test_hours_of_polling_leave_nothing_behind(tmp_path: Path) -> None:
    seen = soak(tmp_path, sources=60, hours=8)
    assert seen.problems() == []
    assert seen.polls > 60 * 8
