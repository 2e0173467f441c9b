"""A desk moved into another database, of either kind, with everything in it; and the proof that all of it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Integer, Table, delete, func, insert, select, text

from aggregator.errors import StoreError
from aggregator.store import search
from aggregator.store.engine import Store, Transaction
from aggregator.store.tables import entries, hosts, metadata, renditions, sources

#: Rows that are in memory at once.
_LOT = 500
_MODULUS = 1 << 128
#: What is made again, or true of one place only.
_LEFT = (renditions, hosts)
#: What a database has that nobody has used yet, all of it in the first tables of its own making.
_SEEDED = ("counters", "facts")


class NotCopied(StoreError):
    """The copy does not say what the original says. Nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a table holds: how many rows, and a sum over them that no order and no kind of database moves."""

    table: str
    rows: int
    checksum: str


def copy(origin: Store, target: Store) -> list[Tally]:
    """Everything of the one into the other, in one transaction; what each table holds now. The target must be empty.

    Raises StoreError with the target as it was.
    """
    with origin.reading() as reading, target.writing() as writing:
        if reading.dialect.name == "postgresql":
            # one view of everything, however long it takes
            reading.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _refuse_used(writing, target)
        for name in _SEEDED:
            writing.execute(delete(metadata.tables[name]))
        tallies = []
        for table in _tables():
            before = _moved(reading, writing, table)
            after = tally(writing, table)
            if before != after:
                raise NotCopied(f"the table {table.name} has arrived otherwise than it left: {before}, {after}")
            tallies.append(after)
        if writing.dialect.name == "postgresql":
            _set_sequences(writing)
        search.add_all(writing)
    return tallies


def tally(tx: Transaction, table: Table) -> Tally:
    """What a table holds now."""
    counted = _Sum(table)
    for rows in _lots(tx, table):
        counted.add(rows)
    return counted.tally


def _tables() -> list[Table]:
    """What is copied, so that what is referred to comes first."""
    return [table for table in metadata.sorted_tables if table not in _LEFT]


def _refuse_used(tx: Transaction, target: Store) -> None:
    if any(tx.scalar(select(func.count()).select_from(table)) for table in (sources, entries)):
        raise StoreError(f"{target.engine.url.render_as_string()} has a desk in it already; copy into a new database")


def _moved(reading: Transaction, writing: Transaction, table: Table) -> Tally:
    counted = _Sum(table)
    for rows in _lots(reading, table):
        counted.add(rows)
        writing.execute(insert(table), rows)
    return counted.tally


def _lots(tx: Transaction, table: Table) -> Iterator[list[dict[str, Any]]]:
    statement = select(table).order_by(*table.primary_key.columns)
    found = tx.execute(statement, execution_options={"yield_per": _LOT})
    for rows in found.mappings().partitions(_LOT):
        yield [dict(row) for row in rows]


class _Sum:
    """A tally as it grows."""

    def __init__(self, table: Table) -> None:
        self._name, self._columns = table.name, [column.name for column in table.columns]
        self._rows, self._sum = 0, 0

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            plain = repr([_plain(row[name]) for name in self._columns]).encode("utf-8", "surrogatepass")
            # added up, since databases sort text each in its own way
            self._sum = (self._sum + int.from_bytes(blake2b(plain, digest_size=16).digest())) % _MODULUS
        self._rows += len(rows)

    @property
    def tally(self) -> Tally:
        return Tally(self._name, self._rows, f"{self._sum:032x}")


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _set_sequences(tx: Transaction) -> None:
    """Keys go on after those that were copied."""
    for table in _tables():
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, BigInteger | Integer):
            newest = tx.scalar(select(func.max(key)))
            if newest is not None:
                tx.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest)"),
                    {"table": table.name, "column": key.name, "newest": newest},
                )
