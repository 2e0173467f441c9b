"""Looking after accounts at the desk. Each act stands in the audit; the last admin stays one."""

from __future__ import annotations

from collections.abc import Mapping

from aggregator.editing import doors
from aggregator.editing.acts import Hand, NotPossible
from aggregator.models.desk import Person
from aggregator.store import accounts, acts
from aggregator.store.accounts import Account, Role
from aggregator.store.engine import Transaction


def everybody(tx: Transaction, by: Hand) -> tuple[Person, ...]:
    """Who may come to the desk, by name."""
    limits = by.settings.desk
    logged_in = accounts.open_sessions(tx, seen_since=by.now - limits.idle, began_since=by.now - limits.longest)
    return tuple(
        Person(one.id, one.name, one.role, one.password_hash is not None, one.made_at, logged_in.get(one.id, 0))
        for one in accounts.every(tx)
    )


def add(tx: Transaction, by: Hand, name: str, role: Role, password: str | None) -> None:
    """Make an account. Raises NotPossible."""
    doors.open_account(tx, name, role, password, by.now)
    note(tx, by, "add_user", name, after={"role": role})


def set_role(tx: Transaction, by: Hand, account_id: int, role: Role) -> None:
    """Make an editor an admin, or the other way round. Raises NotPossible."""
    account = _known(tx, account_id)
    if account.role == role:
        return
    _spare_the_last_admin(tx, account)
    accounts.set_role(tx, account.id, role)
    note(tx, by, "role", account.name, before={"role": account.role}, after={"role": role})


def set_password(tx: Transaction, by: Hand, account_id: int, password: str) -> None:
    """Give an account another password, which ends its sessions. Raises NotPossible."""
    account = _known(tx, account_id)
    doors.change_password(tx, account.name, password)
    note(tx, by, "password", account.name)


def end_sessions(tx: Transaction, by: Hand, account_id: int) -> None:
    """Send away whoever came by an account. Raises NotPossible."""
    account = _known(tx, account_id)
    accounts.end_all(tx, account.id)
    note(tx, by, "sessions", account.name)


def remove(tx: Transaction, by: Hand, account_id: int) -> None:
    """Take an account away. Raises NotPossible."""
    account = _known(tx, account_id)
    _spare_the_last_admin(tx, account)
    accounts.remove(tx, account.id)
    note(tx, by, "del_user", account.name, before={"role": account.role})


def _known(tx: Transaction, account_id: int) -> Account:
    """The account as it stands now; all are kept from changing, so that no two admins take the role from each other."""
    for account in accounts.every(tx, for_writing=True):
        if account.id == account_id:
            return account
    raise NotPossible("There is no such account any more.")


def _spare_the_last_admin(tx: Transaction, account: Account) -> None:
    if not any(one.role == "admin" for one in accounts.every(tx) if one.id != account.id):
        raise NotPossible("It is the last admin's account, and nobody could look after the others.")


def note(
    tx: Transaction,
    by: Hand,
    act: str,
    name: str,
    *,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> None:
    """Write into the audit what was done to an account; never a password."""
    acts.note(tx, who=by.who, act=act, at=by.now, title=name, before=before, after=after)
