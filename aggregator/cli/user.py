"""`aggregator user`: accounts for the desk."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    by_hand,
    opened,
    plain_failures,
    tell,
)
from aggregator.cli.show import json_line, say, table

if TYPE_CHECKING:
    from aggregator.store.accounts import Role


class What(StrEnum):
    """What to do with accounts."""

    add = "add"
    list = "list"
    password = "password"
    remove = "remove"


class RoleName(StrEnum):
    """What its owner may do."""

    editor = "editor"
    admin = "admin"


@plain_failures
def user(
    what: Annotated[What, typer.Argument(help="add, list, password (change it) or remove.")],
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Whose account.")] = None,
    role: Annotated[
        RoleName | None, typer.Option(help="editor, or admin, who may take down too; the first is an admin.")
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Known by the word of a trusted proxy alone (`desk.user_header`).")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Accounts for the desk at /desk, which opens with the first. Passwords are asked for, or read from a pipe."""
    if what is What.list:
        _list(database, as_json=as_json)
        return
    if name is None:
        tell(f"Say whose account: aggregator user {what} NAME.")
        raise typer.Exit(WRONG_USE)
    password = _asked(name) if what is What.password or (what is What.add and not no_password) else None
    said = _change(what, name, role, password, database)
    if as_json:
        json_line({"name": name, "done": what.value})
    else:
        say(said)


def _change(what: What, name: str, role: RoleName | None, password: str | None, database: str) -> str:
    from aggregator.editing import doors, people
    from aggregator.store import accounts

    by = by_hand()
    with opened(database) as store, store.writing() as tx:
        if what is What.add:
            is_first = not accounts.any_made(tx)
            given: Role = "admin" if role is RoleName.admin or (role is None and is_first) else "editor"
            people.add(tx, by, name, given, password)
            return f"{name} may come to the desk as {given}." + (" The desk is open at /desk." if is_first else "")
        if what is What.password:
            doors.change_password(tx, name, password or "")
            people.note(tx, by, "password", name)
            return f"{name} has a new password, and has to log in again."
        doors.close_account(tx, name)
        people.note(tx, by, "del_user", name)
        return f"{name} may not come to the desk any more."


def _list(database: str, *, as_json: bool) -> None:
    from aggregator.store import accounts

    with opened(database) as store, store.reading() as tx:
        found = accounts.every(tx)
    if as_json:
        for one in found:
            json_line({"name": one.name, "role": one.role, "made_at": one.made_at, "by_proxy": not one.password_hash})
        return
    rows = [(one.name, one.role, f"{one.made_at:%Y-%m-%d}", "yes" if one.password_hash else "no") for one in found]
    table(("Name", "Role", "Since", "Password"), rows)


def _asked(name: str) -> str:
    """The password as typed, twice, or the first line of what is piped in: it must not stand in a shell's history."""
    if sys.stdin.isatty():
        password: str = typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")
