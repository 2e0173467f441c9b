"""How commands answer: tables and bars on a terminal, plain lines in a pipe, JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def json_line(value: dict[str, Any]) -> None:
    """One JSON object on a line of its own. Times are ISO 8601 in UTC."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")
    sys.stdout.flush()


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; in a pipe the same cells with tabs between them, and no headings."""
    if not is_terminal():
        for row in rows:
            sys.stdout.write("\t".join(_one_line(cell) for cell in row) + "\n")
        return
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*headings, header_style="bold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)


def say(sentence: str) -> None:
    """A sentence of the answer, on a line of its own."""
    sys.stdout.write(" ".join(sentence.splitlines()) + "\n")


def line(cells: Sequence[str]) -> None:
    """One line of a list that grows while people watch."""
    sys.stdout.write("\t".join(_one_line(cell) for cell in cells) + "\n")
    sys.stdout.flush()


def console() -> Console:
    from rich.console import Console

    return Console()


def is_terminal() -> bool:
    return sys.stdout.isatty()


def moment(at: datetime | None, now: datetime) -> str:
    """A moment as people say it beside others: "in 5 min", "2 h ago", or the day when it is far away."""
    if at is None:
        return "–"
    seconds = (at - now).total_seconds()
    if at.year > now.year + 100:
        return "never"
    if abs(seconds) > 30 * 86_400:
        return at.astimezone(UTC).strftime("%-d %b %Y")
    from aggregator.render.messages import messages_for
    from aggregator.render.sayings import span

    said = span(abs(seconds), messages_for("en"))
    return f"in {said}" if seconds > 0 else f"{said} ago"


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no form in JSON")
