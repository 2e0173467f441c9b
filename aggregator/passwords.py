"""Passwords: hashed with argon2, and compared in the same time whether there is an account or not."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: Shorter ones are guessed, and longer ones are nobody's.
SHORTEST, LONGEST = 12, 1024


@dataclass(frozen=True, slots=True)
class Effort:
    """What it costs to hash a password, and so to guess one."""

    passes: int
    kibibytes: int
    lanes: int


#: As RFC 9106 recommends it where memory is scarce.
FULL = Effort(passes=3, kibibytes=65_536, lanes=4)


def hashed(password: str, effort: Effort = FULL) -> str:
    """What may be kept of a password."""
    return _hasher(effort).hash(password)


def is_right(password: str, kept: str | None, effort: Effort = FULL) -> bool:
    """Whether this is the password. Without one to compare with it never is, and that takes as long to say."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        _hasher(effort).verify(kept or _nobodys(effort), password)
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str, effort: Effort = FULL) -> bool:
    """Whether it was hashed with another effort than today's."""
    return _hasher(effort).check_needs_rehash(kept)


def new_secret() -> str:
    """A secret for a browser to hold, that nobody can guess."""
    return secrets.token_urlsafe(32)


def key_of(secret: str) -> str:
    """What may be kept of such a secret, or of a name that somebody typed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache
def _hasher(effort: Effort) -> PasswordHasher:
    from argon2 import PasswordHasher  # takes a while, and only the desk needs it

    return PasswordHasher(time_cost=effort.passes, memory_cost=effort.kibibytes, parallelism=effort.lanes)


@lru_cache
def _nobodys(effort: Effort) -> str:
    return hashed(secrets.token_hex(16), effort)
