"""The daemon's parts put together, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator import publish, supervisor
from aggregator.articles import Articles
from aggregator.daemon.desk import Desk, take_up
from aggregator.daemon.following import Following
from aggregator.daemon.hubs import Hubs, talk
from aggregator.daemon.vitals import Vitals
from aggregator.fetch.client import Fetcher
from aggregator.fetch.clock import Clock as FetchClock
from aggregator.fetch.hosts import HostPause
from aggregator.logs import get_logger
from aggregator.pipeline.desk import Clock, PolledSource, fetch_policy, tagger_for, utc_now
from aggregator.pipeline.intake import Intake
from aggregator.publish.proxy import PictureProxy
from aggregator.settings_in_force import InForce
from aggregator.store import hosts
from aggregator.workers.pool import Workers

log = get_logger(__name__)

TICK_SECONDS = 1.0
#: How often systemd hears of us.
ALIVE_SECONDS = 10.0
#: Files and connections at the same time.
FILES = 16_384

#: Serves until the event is set.
Serve = Callable[[asyncio.Event], Coroutine[None, None, None]]


async def run(
    vitals: Vitals,
    outputs: publish.Outputs,
    hubs: Hubs,
    *,
    path: Path,
    serve: Serve,
    clock: Clock = utc_now,
) -> None:
    """Poll, publish, serve and follow the settings until SIGTERM or SIGINT, or until serving ends by itself.

    The caller holds the store. SIGHUP has the settings read at once. `clock` is what is due by; ticks come by the
    system's.
    """
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        raise_file_limit()
        desk = vitals.desk = hubs.receiver = await _open_desk(stack, vitals, outputs, clock)
        serving = asyncio.create_task(serve(stop))
        following = _follow(desk, vitals, path)
        stack.enter_context(signals(stop, following.asked))
        scheduler = AsyncIOScheduler(timezone="UTC")

        async def tick() -> None:
            await desk.tick()
            vitals.pulse.ticked()

        job = scheduler.add_job(
            tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, next_run_time=utc_now(),
            misfire_grace_time=None,
        )  # fmt: skip
        scheduler.start()
        log.info("daemon_started", sources=len(desk.known))
        supervisor.ready()
        beside = [
            asyncio.create_task(work)
            for work in (following.run(), talk(desk), vitals.pulse.beat(job, utc_now), _tell_supervisor(vitals))
        ]
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        log.info("daemon_stopping", polls_in_flight=len(desk.in_flight))
        supervisor.stopping()
        vitals.is_stopping = True
        stop.set()
        for task in (*beside, stopping):
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        scheduler.pause()
        await asyncio.gather(serving, desk.finish())
        await hubs.finish()
        scheduler.shutdown(wait=False)  # would cancel a tick in the middle
    log.info("daemon_stopped")


async def _tell_supervisor(vitals: Vitals) -> None:
    """Until cancelled: that we are alive, as long as we are."""
    while True:
        if not vitals.stuck():
            supervisor.alive()
        await asyncio.sleep(ALIVE_SECONDS)


def _follow(desk: Desk, vitals: Vitals, path: Path) -> Following:
    async def apply(found: InForce) -> None:
        await desk.adopt(found)
        vitals.in_force = found
        vitals.metrics.reloads.labels("applied").inc()

    def refuse(found: InForce) -> None:
        vitals.in_force = found
        desk.refused = found.refused
        vitals.metrics.reloads.labels("refused").inc()

    return Following(path, vitals.in_force, apply, refuse)


async def _open_desk(stack: AsyncExitStack, vitals: Vitals, outputs: publish.Outputs, clock: Clock) -> Desk:
    now, store, settings = clock(), vitals.store, vitals.in_force.settings

    def prepare() -> tuple[dict[int, PolledSource], dict[str, datetime]]:
        with store.writing() as tx:
            return take_up(tx, vitals.in_force, now), hosts.pauses(tx, now)

    known, pauses = await asyncio.to_thread(prepare)
    fetcher = await Fetcher(
        fetch_policy(settings),
        pauses=[HostPause(name, until) for name, until in pauses.items()],
        clock=FetchClock(now=clock),
    ).__aenter__()
    workers = await stack.enter_async_context(Workers())
    intake = Intake(store, fetcher, workers, settings, tagger_for(settings), clock=clock)
    articles = Articles(store, fetcher, workers, intake.tagger, {one.id: one.source for one in known.values()}, clock)
    desk = Desk(
        intake=intake,
        articles=articles,
        known=known,
        outputs=outputs,
        saved_pauses=pauses,
        pictures=PictureProxy(store, workers),
        metrics=vitals.metrics,
    )
    desk.refused = vitals.in_force.refused
    stack.push_async_callback(desk.close)
    return desk


def raise_file_limit() -> None:
    """As many files and connections as the system lets us have: the usual 1024 are few for hundreds of clients."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextlib.contextmanager
def signals(stop: asyncio.Event, reload: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set the one, SIGHUP the other."""
    loop = asyncio.get_running_loop()
    answers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: reload}
    for number, event in answers.items():
        loop.add_signal_handler(number, event.set)
    try:
        yield
    finally:
        for number in answers:
            loop.remove_signal_handler(number)
