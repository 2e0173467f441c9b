"""What a hub pushed, taken in as a poll's answer would be, but without asking anybody.

A push may hold only what is new, so it says nothing of what is missing. How the source stands, and when it is polled
next, stays as it was: polling goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from aggregator import schedule
from aggregator.errors import FeedError, WorkerError
from aggregator.logs import get_logger
from aggregator.outcomes import Fetched
from aggregator.pipeline import storing
from aggregator.pipeline.desk import PolledSource
from aggregator.pipeline.intake import Intake, configured_pace, stand
from aggregator.pipeline.redirects import resolved
from aggregator.pipeline.storing import Brought
from aggregator.pipeline.visit import read_pushed
from aggregator.store import habits, polling
from aggregator.store.engine import Transaction

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A body that somebody sent us."""

    body: bytes
    content_type: str | None = None
    charset: str | None = None


async def take_push(intake: Intake, polled: PolledSource, pushed: Pushed) -> tuple[int, int]:
    """Store what the push brings of this source; how many entries are new, and how many edited. Raises StoreError."""
    before = (await intake.store.read(lambda tx: stand(tx, [polled.id])))[polled.id]
    state = before.state
    if state.imported_at is None:
        return 0, 0  # what was there before is not known yet, so all of it would be news

    async def known() -> dict[str, bytes]:
        return await intake.store.read(lambda tx: storing.known(tx, polled.id))

    answer = Fetched(
        url=state.url, status=200, body=pushed.body, content_type=pushed.content_type, charset=pushed.charset
    )
    try:
        visit = await read_pushed(
            polled.source, state, answer, before.trust, workers=intake.workers, tagger=intake.tagger, known=known
        )
    except (FeedError, WorkerError) as error:
        log.warning("push_unreadable", source=polled.source.name, cause=error.cause.message)
        return 0, 0
    visit = await resolved(visit, known, intake.fetcher)

    def store(tx: Transaction) -> tuple[int, int]:
        usual = habits.load(tx, polled.id, for_writing=True)
        publish, now = intake.settings.publish, intake.clock()
        brought = Brought(polled=polled, state=state, read=visit.read, judged=visit.judged(), before=usual)
        (taken,) = storing.take_in(tx, [brought], publish, now)
        return taken

    new, updated = await intake.store.write(store)
    log.info("push_taken", source=polled.source.name, new=new, updated=updated)
    return new, updated


async def ask_soon(intake: Intake, polled: PolledSource) -> None:
    """Somebody says that there is something new, and can't prove it: the source is due as soon as its manners allow."""
    now = intake.clock()

    def hasten(tx: Transaction) -> None:
        state = polling.state(tx, polled.id)
        polling.save_times(tx, polled.id, schedule.hastened(state, pace=configured_pace(polled.source), now=now))

    await intake.store.write(hasten)
