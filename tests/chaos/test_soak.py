"""The soak in its short form: nothing is left behind, and everybody is asked in time."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.soak import soak


def test_hours_of_polling_leave_nothing_behind(tmp_path: Path) -> None:
    seen = soak(tmp_path, sources=40, hours=4)
    assert seen.found == []
    assert seen.left_behind() == []
    assert seen.polls > seen.sources * seen.hours
