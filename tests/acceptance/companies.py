"""For whom each test runs: one machine, or two workers and two web processes over PostgreSQL. Most do for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from tests.acceptance.desk import Desk

#: Makes a desk in a folder.
NewDesk = Callable[[Path], Desk]


class Company(StrEnum):
    """Who works for a desk."""

    ONE = "one machine"
    MANY = "many machines"


_NO_DAEMON = "nobody works for the desk but the command itself; store and command tests ask both databases"

#: File, or file and test → why it is for one machine alone.
ALONE: Mapping[str, str] = {
    "test_backup.py": "copies of a SQLite file, which `restore` puts back; no worker makes copies (decision 0024)",
    "test_commands.py": _NO_DAEMON,
    "test_config_faults.py": _NO_DAEMON,
    "test_polling.py": _NO_DAEMON,
    "test_build.py": _NO_DAEMON,
}


def companies_of(file: str, test: str) -> Sequence[Company]:
    """For whom this test runs."""
    return [Company.ONE] if file in ALONE or f"{file}::{test}" in ALONE else list(Company)
