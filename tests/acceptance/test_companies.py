"""The list of tests that are for one machine alone names no others than there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.companies import ALONE


@pytest.mark.parametrize("named", ALONE)
def test_what_is_for_one_machine_alone_is_there(named: str) -> None:
    file, _, test = named.partition("::")
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    assert (f"def {test}(" if test else "def test_") in text
