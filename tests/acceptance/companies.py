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


_NO_DAEMON = "no daemon: nobody works for the desk but the command itself"

#: File, or file and test → why it is for one machine alone.
ALONE: Mapping[str, str] = {
    "test_backup.py": "copies of a SQLite file, and putting them back; workers make none (decision 0024)",
    "test_browser.py": "how pages look: it would pass for many too and cost a minute; test_crawl.py reads theirs",
    "test_build.py": _NO_DAEMON,
    "test_demo.py": "the demonstration starts one daemon of its own",
    "test_commands.py": _NO_DAEMON,
    "test_config_faults.py": _NO_DAEMON,
    "test_polling.py": _NO_DAEMON,
    "test_add.py::test_a_site_that_names_its_feed_is_added_with_the_feed": _NO_DAEMON,
    "test_add.py::test_what_can_not_be_added_is_explained_and_changes_nothing": _NO_DAEMON,
    "test_add.py::test_sources_go_out_and_in_as_opml": _NO_DAEMON,
    "test_hubs.py::test_a_desk_that_no_hub_can_call_says_so": _NO_DAEMON,
    "test_keeping.py::test_release_says_what_it_did": _NO_DAEMON,
    "test_reload.py::test_sighup_has_the_file_read_at_once_and_a_log_that_was_moved_is_made_anew": (
        "a signal to the process of `run`; tests/cluster/test_settings.py sends it to workers and web processes"
    ),
    "test_reload.py::test_metrics_want_the_token_which_may_be_set_while_it_runs": (
        "workers count polls and serve nothing; tests/cluster/test_settings.py asks web processes for the rest"
    ),
}


def companies_of(file: str, test: str) -> Sequence[Company]:
    """For whom this test runs."""
    return [Company.ONE] if file in ALONE or f"{file}::{test}" in ALONE else list(Company)
