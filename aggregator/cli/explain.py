"""`aggregator explain`: why an entry has its categories and agencies, or why it was left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened,
    plain_failures,
    tell,
)
from aggregator.cli.show import json_line, say

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.models.entry import Entry
    from aggregator.models.rules import HandTag, Reason
    from aggregator.store.dropped import Dropped
    from aggregator.store.stories import Member
    from aggregator.store.tombstones import Removal


@plain_failures
def explain(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="The entry's address, or its published id.")],
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Which rule, phrase and field gave an entry its categories and agencies, or why it was dropped."""
    from aggregator.store import dropped, entries, sources, stories, tagging, tombstones

    with opened(database) as store, store.reading() as tx:
        ids = entries.find(tx, what)
        stored = entries.load(tx, ids)
        corrected = tagging.corrections(tx, ids)
        told_by = stories.members(tx, ids)
        left_out = dropped.find(tx, what)
        headlines = entries.earlier_headlines(tx, ids)
        removal = tombstones.find(tx, what)
        names = {source.id: source.name for source in sources.load(tx).values()}
    for entry in stored:
        story = [member for member in told_by if member.story_id == entry.story_id]
        _tell_stored(entry, corrected.get(entry.id, ()), headlines.get(entry.id, ()), story, as_json=as_json)
    for source_id, item in left_out:
        _tell_dropped(names[source_id], item, as_json=as_json)
    if not stored and not left_out:
        _tell_absent(what, removal, as_json=as_json)


def _tell_stored(
    entry: Entry,
    corrected: Sequence[HandTag],
    headlines: Sequence[tuple[str, datetime]],
    story: Sequence[Member],
    *,
    as_json: bool,
) -> None:
    if as_json:
        json_line(
            {
                "state": "stored",
                "id": entry.published_id,
                "title": entry.title,
                "url": entry.link,
                "source": entry.source_name,
                "standing": entry.standing.value,
                "earlier_titles": [{"title": title, "until": until} for title, until in headlines],
                "tags": [{"kind": tag.kind, "name": tag.name, "reasons": _as_json(tag.reasons)} for tag in entry.tags],
                "corrections": [{"kind": one.kind, "name": one.name, "added": one.added} for one in corrected],
                "story": [
                    {
                        "id": one.published_id,
                        "source": one.source,
                        "title": one.title,
                        "lead": one.is_lead,
                        "why": one.why,
                    }
                    for one in story
                ],
            }
        )
        return
    _tell_head(entry.title, entry.link, entry.source_name)
    for title, until in headlines:
        say(f"  Called {title!r} until {until:%-d %B %Y}.")
    for tag in entry.tags:
        _tell_reasons(f"{tag.kind.capitalize()} {tag.name}", tag.reasons)
    for one in corrected:
        if not one.added:
            say(f"  Not {one.kind} {one.name}, because somebody at the desk took it away.")
    if not entry.tags:
        say("  No category and no agency: no rule applies to it.")
    for member in story:
        _tell_member(member, is_itself=member.entry_id == entry.id)


def _tell_member(member: Member, *, is_itself: bool) -> None:
    who = "It tells a story that others tell too" if is_itself else f"One story with “{member.title}” ({member.source})"
    leads = "" if not member.is_lead else " and stands for it" if is_itself else ", which stands for it"
    say(f"  {who}{leads}{f', because {member.why}' if member.why else ''}.")


def _tell_dropped(source: str, item: Dropped, *, as_json: bool) -> None:
    if as_json:
        json_line(
            {
                "state": "dropped",
                "title": item.prepared.title,
                "url": item.prepared.link,
                "source": source,
                "reasons": _as_json(item.reasons),
            }
        )
        return
    _tell_head(item.prepared.title, item.prepared.link, source)
    # the first says that relevance did not hold, those after it what stood against it
    _tell_reasons("Dropped", item.reasons[1:] or item.reasons)


#: Why an entry is not there any more.
_REMOVED = {
    "outlived": "It was older than the settings keep, and taken out of the store",
    "withdrawn": "Its publisher deleted it, so it was taken out of the store",
    "taken_down": "Somebody at the desk took it out of the store",
}


def _tell_absent(what: str, removal: Removal | None, *, as_json: bool) -> None:
    if removal is not None:
        if as_json:
            json_line({"state": "removed", "id": what, "removed_at": removal.removed_at, "reason": removal.reason})
        else:
            say(f"{_REMOVED[removal.reason]} on {removal.removed_at:%-d %B %Y}, for good: no poll brings it back.")
        return
    if as_json:
        json_line({"state": "unknown", "asked": what})
    tell(f"Nothing is known of {what}: no source has presented it, or it is forgotten by now.")
    raise typer.Exit(FAILED)


def _tell_head(title: str, link: str | None, source: str) -> None:
    say(title)
    say(f"  {source}, {link}" if link else f"  {source}")


def _tell_reasons(what: str, reasons: Sequence[Reason]) -> None:
    from aggregator.render.messages import DEFAULT_LANGUAGE, messages_for
    from aggregator.render.reasons import because

    if not reasons:
        say(f"  {what}.")
    messages = messages_for(DEFAULT_LANGUAGE)  # commands speak English
    for number, reason in enumerate(reasons):
        why = because(reason, messages)
        say(f"  {what}, because {why}." if number == 0 else f"    and {why}.")


def _as_json(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [
        {"rule": reason.rule, "phrase": reason.phrase, "field": reason.field, "place": reason.place}
        for reason in reasons
    ]
