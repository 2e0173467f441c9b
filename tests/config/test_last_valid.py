"""A faulty source keeps its last valid form; a faulty file is as if it had not been written."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.config.last_valid import LastValid
from aggregator.config.loader import read_after
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError
from aggregator.settings_in_force import find_in_force, last_valid, remember
from aggregator.store.engine import Store

FILE = "feeds.yaml"
BEFORE = """\
categories: {Otters: [otter*]}
sources:
  - https://one.example/feed
  - {name: Two, url: https://two.example/feed, categories: Otters, pages: 3, title: .headline}
  - name: Three
    url: https://three.example/feed
    headers: {X-Key: "${KEY}"}
"""


def read(last: LastValid | None, text: str) -> tuple[Settings, LastValid]:
    return read_after(last, text.encode(), FILE, {"KEY": "hunter2"})


def after(*changes: tuple[str, str]) -> tuple[Settings, LastValid]:
    """What is read when the first file is edited, step by step."""
    text = BEFORE
    settings, last = read(None, text)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
        settings, last = read(last, text)
    return settings, last


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("https://one", "htps://one", 3),
        ("name: Two,", "nmae: Two,", 4),
        ("pages: 3", "pages: many", 4),
        ("{name: Two, url: https://two.example/feed", "{name: Two", 4),
        ("url: https://three.example/feed", "url: three", 6),
        ("name: Three", "name: Three\n    kind: pigeon", 6),
        ("Otters, pages", "Badgers, pages", 4),
    ],
)
def test_a_faulty_source_keeps_its_form_and_its_fault_is_told(old: str, new: str, line: int) -> None:
    before, _ = after()
    settings, _ = after((old, new))
    assert [(one.name, one.url) for one in settings.sources] == [(one.name, one.url) for one in before.sources]
    assert settings.sources[1].selectors == before.sources[1].selectors
    assert settings.sources[2].headers == (("X-Key", "hunter2"),)
    (problem,) = settings.faulty
    assert problem.line == line
    assert problem.source in {source.name for source in before.sources}


def test_a_source_keeps_its_form_over_further_edits_and_a_restart() -> None:
    _, last = after(("https://one", "htps://one"), ("pages: 3", "pages: 4"), ("name: Two", "name: Zwei"))
    last = LastValid.from_json(last.to_json())
    settings, _ = read(last, BEFORE.replace("https://one", "htps://one") + "  - https://four.example/\n")
    assert [one.url.split("/")[2] for one in settings.sources] == [
        "one.example",
        "two.example",
        "three.example",
        "four.example",
    ]


def test_a_source_that_was_never_valid_is_left_out() -> None:
    settings, _ = after(("sources:\n", "sources:\n  - ftp://nought.example/\n"))
    assert len(settings.sources) == 3
    assert [problem.source for problem in settings.faulty] == ["ftp://nought.example/"]


def test_a_form_that_another_source_took_over_is_not_kept() -> None:
    settings, _ = after(("pages: 3", "pages: many"), ("https://one.example/feed", "https://two.example/feed"))
    assert [one.url for one in settings.sources].count("https://two.example/feed") == 1


def test_a_form_that_the_rest_of_the_file_no_longer_allows_is_not_kept() -> None:
    settings, _ = after(("categories: {Otters: [otter*]}\n", ""))
    assert [one.name for one in settings.sources] == ["one.example", "Three"]


def test_two_of_one_host_without_names_keep_theirs() -> None:
    text = "sources:\n  - https://one.example/a\n  - https://one.example/b\n"
    before, last = read(None, text)
    settings, _ = read(last, text.replace("https://one.example/b", "one.example/b"))
    assert [one.name for one in settings.sources] == [one.name for one in before.sources]


def test_secrets_of_the_environment_are_not_remembered() -> None:
    _, last = after(("name: Three", "name: Three\n    kind: pigeon"), ("pages: 3", "pages: 4"))
    assert "${KEY}" in last.to_json()
    assert "hunter2" not in last.to_json()


def test_a_refused_file_leaves_the_remembered_one_in_force(tmp_path: Path, sqlite_store: Store) -> None:
    path = tmp_path / FILE
    environ = {"KEY": "hunter2"}
    path.write_text(BEFORE)
    with sqlite_store.writing() as tx:
        remember(tx, find_in_force(path, last_valid(tx), environ).valid)
    path.write_text(BEFORE.replace("categories: {", "catgories: {"))
    with sqlite_store.reading() as tx:
        last = last_valid(tx)
    found = find_in_force(path, last, environ)
    assert [one.name for one in found.settings.sources] == ["one.example", "Two", "Three"]
    assert (found.refused[0].line, found.refused[0].key) == (1, "catgories")
    assert found.valid == last


@pytest.mark.parametrize("text", ["", "categories: 3\n", "- a\n", "sources: [\n", "\0"])
def test_a_refused_file_is_told_where_nothing_is_remembered(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError):
        find_in_force(tmp_path / FILE, None, {})


def test_what_is_remembered_and_no_longer_holds_is_refused_by_the_files_own_faults(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("catgories: {}\n")
    with pytest.raises(ConfigError, match="catgories"):
        find_in_force(tmp_path / FILE, LastValid("site: {title: '${GONE}'}\n"), {})
