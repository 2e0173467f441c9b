"""docs/reference/commands.md tells every command with its options, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from aggregator.cli.app import app

PAGE = (Path(__file__).resolve().parents[1] / "docs/reference/commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
#: Told once for all commands.
COMMON = {"--config", "--database", "--help", "-h"}

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group has them


def test_every_command_has_a_section_and_every_section_is_a_command() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_is_told_in_its_section(name: str) -> None:
    options = {word for word in _words(COMMANDS[name]) if word.startswith("--")} - COMMON
    told = set(re.findall(r"--[a-z][a-z-]*", SECTIONS[name]))
    assert options <= told, name
    assert told <= {word for command in COMMANDS.values() for word in _words(command)}, name


def test_every_command_takes_the_common_options() -> None:
    for name, command in COMMANDS.items():
        assert _words(command) >= {"--config", "--database"}, name


def _words(command: Any) -> set[str]:
    return {word for one in command.params if one.param_type_name == "option" for word in one.opts}
