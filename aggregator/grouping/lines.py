"""The lines of `aggregator group --batch`: entries in the order in which they came, and the story each was put to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from aggregator.grouping.stories import Stories, lead_of
from aggregator.grouping.telling import Placing, Telling


class NoEntry(ValueError):
    """A line that is no entry; the message says why."""


def answer_lines(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """An answer for every line: {id, story, lead, why}, or {id, error} for what is no entry.

    What has the same `published` came, and goes out, at one moment. `lead` is the id of who stands for the story when
    the entry joins it, and stays so; `story` is the id of the entry that it began with.
    """
    stories = Stories()
    leads: dict[int | str, int | str] = {}
    tellings: list[Telling] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                tellings.append(_telling(line, number))
            except NoEntry as fault:
                yield {"id": _id(line), "error": str(fault)}
    tellings.sort(key=lambda one: one.at)
    for moment, together in groupby(tellings, key=lambda one: one.at):
        lot = list(together)
        placings = stories.place(lot, moment)
        leads.update(_new_leads(lot, placings, leads))
        for placing in placings:
            yield {"id": placing.id, "story": placing.story, "lead": leads[placing.story], "why": placing.why or None}


def _new_leads(
    lot: list[Telling], placings: list[Placing], known: dict[int | str, int | str]
) -> dict[int | str, int | str]:
    by_story: dict[int | str, list[Telling]] = {}
    for telling, placing in zip(lot, placings, strict=True):
        by_story.setdefault(placing.story, []).append(telling)
    return {story: lead_of(members).id for story, members in by_story.items() if story not in known}


def _telling(line: str, number: int) -> Telling:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NoEntry(f"line {number} is no JSON: {error}") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str | int):
        raise NoEntry(f"line {number} must be an object: {{id, source, agency, url, title, summary, published}}")
    source = _text(entry, "source")
    return Telling(
        id=entry["id"],
        source=source,
        publisher=source,
        title=_text(entry, "title"),
        summary=_text(entry, "summary"),
        url=_text(entry, "url") or None,
        at=_moment(entry),
        is_member=bool(_text(entry, "agency")),
    )


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NoEntry(f"{key}: must be a text")
    return value


def _moment(entry: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(entry, "published"))
    except ValueError as error:
        raise NoEntry("published: must be a moment such as 2026-03-14T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _id(line: str) -> object:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry.get("id") if isinstance(entry, dict) else None
