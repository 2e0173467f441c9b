"""The fuzzer: repeatable, and a short run of it as a daily test. The long one is scripts/fuzz."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import fuzzing

SCRIPT = Path(__file__).parents[1] / "scripts" / "fuzz"


def test_number_stands_for_one_document() -> None:
    assert [fuzzing.markup_of(n) for n in range(20)] == [fuzzing.markup_of(n) for n in range(20)]
    assert [fuzzing.document_of(n) for n in range(20)] == [fuzzing.document_of(n) for n in range(20)]
    assert len({fuzzing.markup_of(n) for n in range(100)}) > 95
    assert len({fuzzing.document_of(n) for n in range(100)}) > 95


@pytest.mark.parametrize("target", fuzzing.TARGETS)
def test_mutated_documents_break_no_promise(target: str) -> None:
    assert all(fuzzing.TARGETS[target](number) < 2 for number in range(50))


def test_script_runs_and_shows() -> None:
    run = subprocess.run(
        [sys.executable, SCRIPT, "20", "--target", "clean"], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == ["clean: 20 documents", "nothing found"]
    shown = subprocess.run([sys.executable, SCRIPT, "--show", "parse", "3"], capture_output=True, check=True)
    assert shown.stdout == fuzzing.document_of(3)
