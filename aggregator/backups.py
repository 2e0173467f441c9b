"""Copies of the desk: made now or when they are due, the oldest leaving, and one put back."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.store import backup, numbers
from aggregator.store.engine import address_of, engine_of, open_store
from aggregator.store.holding import holding
from aggregator.store.numbers import Counter

COUNTERS: tuple[Counter, ...] = ("change", "publication")
_PREFIX, _STAMP = "aggregator-", "%Y%m%dT%H%M%SZ"


def back_up(url: str, file: Path) -> int:
    """Copy the database into a file while it is in use; the copy's size in bytes. Raises StoreError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {file.parent} can't be made: {error.strerror}") from error
    return backup.copy(address_of(url), file)


def back_up_when_due(url: str, folder: Path, *, every: timedelta, keep: int, now: datetime) -> Path | None:
    """Make the copy that is due, named by its moment, and let all but the newest `keep` leave; None if none is due.

    What else lies in the folder is left alone. Raises StoreError, with every earlier copy still there.
    """
    kept = _kept(folder)
    if kept and timedelta(0) <= now - max(kept) < every:
        return None
    file = name_for(url, folder, now)
    back_up(url, file)
    for outlived in copies(folder)[keep:]:
        with contextlib.suppress(OSError):  # tried again after the next copy
            outlived.unlink()
    return file


def name_for(url: str, folder: Path, now: datetime) -> Path:
    """The file in the folder that a copy made now goes into."""
    suffix = ".db" if address_of(url).get_backend_name() == "sqlite" else ".dump"
    return folder / f"{_PREFIX}{now.astimezone(UTC).strftime(_STAMP)}{suffix}"


def copies(folder: Path) -> list[Path]:
    """The copies that lie there, newest first."""
    return [file for _, file in sorted(_kept(folder).items(), reverse=True)]


def restore(url: str, file: Path) -> Path | None:
    """Put a copy in the place of the database; the file under which what was there is kept, if it is one.

    Numbers by which outputs are counted go on from where they were, so that none is given twice. Raises StoreInUse
    while a daemon runs, and StoreError, with everything left as it was, when the copy can't be used.
    """
    address = address_of(url)
    engine = engine_of(address)
    try:
        with holding(engine, "aggregator restore"):
            given = _given(url)
            kept = backup.put_back(address, file)
            with open_store(url) as store, store.writing() as tx:
                for counter, number in given.items():
                    numbers.raise_to(tx, counter, number)
        return kept
    finally:
        engine.dispose()


def _given(url: str) -> dict[Counter, int]:
    """The newest numbers of the database that is to be replaced, as far as it can still be read."""
    address = address_of(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return {}
    try:
        with open_store(url) as store, store.reading() as tx:
            return {counter: numbers.revision(tx, counter).number for counter in COUNTERS}
    except StoreError:
        return {}


def _kept(folder: Path) -> dict[datetime, Path]:
    found = {}
    for file in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(ValueError):
            moment = datetime.strptime(file.stem.removeprefix(_PREFIX), _STAMP).replace(tzinfo=UTC)
            found[moment] = file
    return found
