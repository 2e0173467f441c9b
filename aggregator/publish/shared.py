"""Outputs shared by the web processes of a cluster: the first to make one keeps it in the database for all."""

from __future__ import annotations

from datetime import datetime

from aggregator.hashing import fingerprint
from aggregator.models.output import Rendered, Rendition
from aggregator.publish.feeds import Output
from aggregator.store import renditions
from aggregator.store.engine import Store, Transaction


def shared(store: Store, tx: Transaction, place: str, output: Output, revision: int, moved_at: datetime) -> Rendered:
    """The bytes that stand there if they were made of the same, else made now. The same bytes keep their date."""
    mark = fingerprint(repr(output.mark).encode()).hex()
    stands = renditions.load(tx, place)
    if stands is None or stands.mark != mark:
        made = _made(place, mark, output, revision, moved_at, stands)
        with store.writing() as writing:
            renditions.keep(writing, made)
            stands = renditions.load(writing, place)
        if stands is None or stands.mark != mark:  # somebody is ahead of us, and what we read is as it was
            stands = made
    return _served(stands)


def _made(
    place: str, mark: str, output: Output, revision: int, moved_at: datetime, before: Rendition | None
) -> Rendition:
    from aggregator.render.rendered import rendered

    body, media_type = output.make()
    is_same = before is not None and before.body == body
    fresh = rendered(body, media_type)
    return Rendition(
        place=place,
        mark=mark,
        revision=revision,
        body=body,
        gzip=before.gzip if before is not None and is_same else fresh.gzip,
        media_type=media_type,
        last_modified=before.last_modified if before is not None and is_same else moved_at,
    )


def _served(made: Rendition) -> Rendered:
    from aggregator.render.rendered import again

    return again(made.body, made.gzip, made.media_type, made.last_modified)
