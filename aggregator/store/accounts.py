"""Who may come to the desk: accounts, their sessions, and how often somebody guessed wrong.

Of sessions and of those who guess only hashes are kept, made by whoever calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Row, delete, func, insert, select, update

from aggregator.store.engine import Transaction
from aggregator.store.tables import accounts, guesses, sessions

Role = Literal["editor", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may come to the desk."""

    id: int
    name: str
    role: Role
    #: None: known by a proxy's word alone.
    password_hash: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has come."""

    account: Account
    began_at: datetime
    seen_at: datetime


def any_made(tx: Transaction) -> bool:
    """Whether there is any account: without one there is no desk."""
    return tx.execute(select(accounts.c.id).limit(1)).first() is not None


def every(tx: Transaction, *, for_writing: bool = False) -> list[Account]:
    """All accounts by name; `for_writing` keeps others from changing them until the transaction ends."""
    found = select(accounts).order_by(accounts.c.name)
    return [_to_account(row) for row in tx.execute(found.with_for_update() if for_writing else found)]


def find(tx: Transaction, name: str) -> Account | None:
    """The account of that name."""
    row = tx.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    return _to_account(row) if row else None


def add(tx: Transaction, name: str, role: Role, password_hash: str | None, now: datetime) -> None:
    """Make an account; the name must be free."""
    tx.execute(insert(accounts).values(name=name, role=role, password_hash=password_hash, made_at=now))


def set_password(tx: Transaction, account_id: int, password_hash: str) -> None:
    """Another password; whoever came by the old one is sent away."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash))
    tx.execute(delete(sessions).where(sessions.c.account_id == account_id))


def set_role(tx: Transaction, account_id: int, role: Role) -> None:
    """Let its owner do more, or less, from the next page on."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(role=role))


def rehash(tx: Transaction, account_id: int, password_hash: str) -> None:
    """The same password, hashed by today's measure."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash))


def remove(tx: Transaction, account_id: int) -> None:
    """Take an account away, with its sessions. What its owner did stays in the audit."""
    tx.execute(delete(sessions).where(sessions.c.account_id == account_id))
    tx.execute(delete(accounts).where(accounts.c.id == account_id))


def begin(tx: Transaction, key: str, account_id: int, now: datetime) -> None:
    """Somebody has come."""
    tx.execute(insert(sessions).values(key=key, account_id=account_id, began_at=now, seen_at=now))


def session(tx: Transaction, key: str) -> Session | None:
    """Who came by this key."""
    found = select(accounts, sessions.c.began_at, sessions.c.seen_at).join(sessions).where(sessions.c.key == key)
    row = tx.execute(found).one_or_none()
    return Session(_to_account(row), row.began_at, row.seen_at) if row else None


def see(tx: Transaction, key: str, now: datetime) -> None:
    """They are still there."""
    tx.execute(update(sessions).where(sessions.c.key == key).values(seen_at=now))


def end(tx: Transaction, key: str) -> None:
    """They have left."""
    tx.execute(delete(sessions).where(sessions.c.key == key))


def end_all(tx: Transaction, account_id: int) -> None:
    """Wherever somebody has come by this account, they have left."""
    tx.execute(delete(sessions).where(sessions.c.account_id == account_id))


def open_sessions(tx: Transaction, *, seen_since: datetime, began_since: datetime) -> dict[int, int]:
    """How many sessions there are by account, but for those that are over."""
    held = (sessions.c.seen_at > seen_since) & (sessions.c.began_at > began_since)
    counted = select(sessions.c.account_id, func.count()).where(held).group_by(sessions.c.account_id)
    return dict(tx.execute(counted).all())


def end_stale(tx: Transaction, *, seen_before: datetime, began_before: datetime) -> None:
    """Forget the sessions that are over."""
    tx.execute(delete(sessions).where((sessions.c.seen_at < seen_before) | (sessions.c.began_at < began_before)))


def guessed(tx: Transaction, key: str, since: datetime) -> int:
    """How often somebody guessed wrong under this key since then."""
    found = select(func.sum(guesses.c.count)).where(guesses.c.key == key, guesses.c.since >= since)
    return tx.execute(found).scalar_one() or 0


def note_guess(tx: Transaction, key: str, since: datetime, now: datetime) -> None:
    """Count a wrong guess; the count begins anew if it began before `since`, and older ones are forgotten."""
    tx.execute(delete(guesses).where(guesses.c.since < since))
    counted = update(guesses).where(guesses.c.key == key).values(count=guesses.c.count + 1)
    if tx.execute(counted.returning(guesses.c.key)).first() is None:
        tx.execute(insert(guesses).values(key=key, count=1, since=now))


def forgive_guess(tx: Transaction, key: str) -> None:
    """One of them was none."""
    tx.execute(update(guesses).where(guesses.c.key == key, guesses.c.count > 0).values(count=guesses.c.count - 1))


def forget_guesses(tx: Transaction, key: str) -> None:
    """The right password came."""
    tx.execute(delete(guesses).where(guesses.c.key == key))


def _to_account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=cast(Role, row.role),
        password_hash=row.password_hash,
        made_at=row.made_at,
    )
