"""Who comes to the desk: accounts, log-ins that are throttled, and sessions that end.

A log-in fails in the same way, and after the same time, whether the name or the password was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator import passwords
from aggregator.config.settings import Desk
from aggregator.editing.acts import NotPossible
from aggregator.passwords import FULL, Effort, key_of, new_secret
from aggregator.store import accounts
from aggregator.store.accounts import Account, Role
from aggregator.store.engine import Store, Transaction

#: Wrong guesses within this time: so many from one address, so many at one name; then nobody is listened to.
WINDOW = timedelta(minutes=15)
MOST_BY_ADDRESS, MOST_BY_NAME = 10, 20
#: How often a session that is in use is written down anew.
SEEN_EVERY = timedelta(minutes=1)
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Throttled:
    """There were too many wrong guesses; try again then."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the desk, and the secret by which their browser is known."""

    account: Account
    secret: str
    #: When that was last written down.
    seen_at: datetime

    @property
    def form_token(self) -> str:
        """What each of their forms carries, so that no other site's form can act for them."""
        return form_token(self.secret)


def form_token(secret: str) -> str:
    """What a form carries that was given to the browser which holds this secret."""
    return key_of(f"form {secret}")


def open_account(
    tx: Transaction, name: str, role: Role, password: str | None, now: datetime, effort: Effort = FULL
) -> None:
    """Make an account; without a password it is known by a proxy's word alone. Raises NotPossible."""
    if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise NotPossible(f"A name has 1 to {MOST_NAME} characters.")
    if accounts.find(tx, name) is not None:
        raise NotPossible(f"There is an account {name!r} already.")
    accounts.add(tx, name, role, _checked(password, effort) if password is not None else None, now)


def change_password(tx: Transaction, name: str, password: str, effort: Effort = FULL) -> None:
    """Give an account another password, and send away whoever came by the old one. Raises NotPossible."""
    accounts.set_password(tx, _known(tx, name).id, _checked(password, effort))


def close_account(tx: Transaction, name: str) -> None:
    """Take an account away. Raises NotPossible for the last admin, and if there is none of that name."""
    account = _known(tx, name)
    others = [one for one in accounts.every(tx) if one.id != account.id]
    if others and not any(one.role == "admin" for one in others):
        raise NotPossible("It is the last admin's account, and others would be left without one.")
    accounts.remove(tx, account.id)


def log_in(
    store: Store, name: str, password: str, address: str, now: datetime, effort: Effort = FULL
) -> Visitor | Throttled | None:
    """Who comes in by a name and a password; None if they are wrong. Takes a while, so it belongs in a thread."""
    keys = (key_of(f"address {address}"), key_of(f"name {name}"))
    with store.reading() as tx:  # so that guesses without end keep nobody from writing
        if _is_throttled(tx, keys, now):
            return Throttled(WINDOW)
    with store.writing() as tx:
        if _is_throttled(tx, keys, now):
            return Throttled(WINDOW)
        for key in keys:  # counted before anybody looks, so that guesses at the same time count too
            accounts.note_guess(tx, key, now - WINDOW, now)
        account = accounts.find(tx, name)
    kept = account.password_hash if account else None
    if not passwords.is_right(password[: passwords.LONGEST], kept, effort) or account is None or kept is None:
        return None
    with store.writing() as tx:
        accounts.forgive_guess(tx, keys[0])  # not forgotten: whoever has one account may be guessing at others
        accounts.forget_guesses(tx, keys[1])
        if passwords.is_outdated(kept, effort):
            accounts.rehash(tx, account.id, passwords.hashed(password, effort))
        return _begun(tx, account, now)


def vouched_for(tx: Transaction, name: str, now: datetime) -> Visitor | None:
    """Who comes in by the word of a trusted proxy; None if there is no account of that name."""
    account = accounts.find(tx, name)
    return _begun(tx, account, now) if account else None


def known_by(tx: Transaction, secret: str, limits: Desk, now: datetime) -> Visitor | None:
    """Who holds this secret, unless their session is over."""
    session = accounts.session(tx, key_of(secret))
    if session is None or _is_over(session.began_at, session.seen_at, limits, now):
        return None
    return Visitor(session.account, secret, session.seen_at)


def is_to_be_seen(visitor: Visitor, now: datetime) -> bool:
    """Whether it is time to write down that they are still here."""
    return now - visitor.seen_at >= SEEN_EVERY


def see(tx: Transaction, visitor: Visitor, now: datetime) -> None:
    """Write it down."""
    accounts.see(tx, key_of(visitor.secret), now)


def log_out(tx: Transaction, secret: str, limits: Desk, now: datetime) -> None:
    """They leave, and with them whoever's session is over."""
    accounts.end(tx, key_of(secret))
    accounts.end_stale(tx, seen_before=now - limits.idle, began_before=now - limits.longest)


def _begun(tx: Transaction, account: Account, now: datetime) -> Visitor:
    secret = new_secret()  # never one that the browser had before
    accounts.begin(tx, key_of(secret), account.id, now)
    return Visitor(account, secret, now)


def _is_over(began_at: datetime, seen_at: datetime, limits: Desk, now: datetime) -> bool:
    return now - began_at >= limits.longest or now - seen_at >= limits.idle


def _is_throttled(tx: Transaction, keys: tuple[str, str], now: datetime) -> bool:
    limits = (MOST_BY_ADDRESS, MOST_BY_NAME)
    return any(accounts.guessed(tx, key, now - WINDOW) >= most for key, most in zip(keys, limits, strict=True))


def _known(tx: Transaction, name: str) -> Account:
    account = accounts.find(tx, name)
    if account is None:
        raise NotPossible(f"There is no account {name!r}.")
    return account


def _checked(password: str, effort: Effort) -> str:
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise NotPossible(f"A password has {passwords.SHORTEST} to {passwords.LONGEST} characters.")
    return passwords.hashed(password, effort)
