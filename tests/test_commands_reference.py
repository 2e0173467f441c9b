"""docs/reference/commands.md tells every command with its options, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from aggregator.cli.app import app

PAGE = (Path(__file__).resolve().parents[1] / "docs/reference/commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
#: Told once for all commands.
COMMON = {"--config", "--database", "--help", "-h"}

GROUP: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = {name: GROUP.get_command(None, name) for name in GROUP.list_commands(None)}


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
        if name != "copy":  # names two databases, and no settings
            assert _words(command) >= {"--config", "--database"}, name


def test_help_loads_no_command() -> None:
    """It is asked for more often than anything, and must be there at once."""
    script = (
        "import sys; from aggregator.cli.app import app; app(['--help'], standalone_mode=False);"
        "print([name for name in sys.modules if name in ('asyncio', 'rich', 'aggregator.cli.options')])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "[]"
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", told, re.MULTILINE), name


def _words(command: Any) -> set[str]:
    return {word for one in command.params if one.param_type_name == "option" for word in one.opts}
