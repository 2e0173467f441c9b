"""A worker, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack

from aggregator import supervisor
from aggregator.articles import Articles
from aggregator.cluster.clock import DatabaseClock
from aggregator.cluster.queue import Queue
from aggregator.cluster.rights import Rights
from aggregator.cluster.worker import Worker, join_domains, take_up
from aggregator.errors import StoreError, StoreInUse
from aggregator.fetch.client import Fetcher
from aggregator.fetch.clock import Clock
from aggregator.fetch.hosts import Hosts
from aggregator.logs import get_logger
from aggregator.pipeline.desk import fetch_policy, tagger_for
from aggregator.pipeline.intake import Intake
from aggregator.settings_in_force import InForce
from aggregator.store.engine import Store
from aggregator.workers.pool import Workers

log = get_logger(__name__)

#: How long is waited before the database is tried again, and how often systemd hears of us.
AGAIN_SECONDS, ALIVE_SECONDS = 2.0, 10.0

#: Has changed settings applied, and tells why some are refused, until cancelled; at once when the event is set.
Follow = Callable[
    [Callable[[InForce], Awaitable[None]], Callable[[InForce], None], asyncio.Event], Coroutine[None, None, None]
]


async def run(
    store: Store,
    in_force: InForce,
    *,
    follow: Follow,
    concurrency: int,
    queues: Sequence[str],
    clock: DatabaseClock | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Do the cluster's work until SIGTERM or SIGINT, or until `stop` is set; wait while the database is away. SIGHUP
    has the settings read at once.
    """
    stop, reload = stop or asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as stack:
        worker = await open_worker(stack, store, in_force, clock or DatabaseClock())
        stack.enter_context(_signals(stop, reload))
        await worker.defer_due()  # nobody need wait for the next tick
        log.info("worker_started", sources=len(worker.known), concurrency=concurrency, queues=list(queues))
        supervisor.ready()
        beside = [
            asyncio.create_task(work)
            for work in (follow(worker.adopt, worker.refuse, reload), worker.clock.follow(store), _tell_supervisor())
        ]
        await _serve(worker, stop, concurrency=concurrency, queues=queues)
        supervisor.stopping()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    log.info("worker_stopped")


async def open_worker(stack: AsyncExitStack, store: Store, in_force: InForce, clock: DatabaseClock) -> Worker:
    """A worker with everything that it needs, closed with the stack. It does nothing yet."""
    await clock.compare(store)
    settings = in_force.settings
    rights = Rights(store)
    fetch_clock, policy = Clock(now=clock), fetch_policy(settings)
    rights.hosts = Hosts(policy, fetch_clock, right=rights)
    fetcher = await Fetcher(policy, clock=fetch_clock, hosts=rights.hosts).__aenter__()
    workers = await stack.enter_async_context(Workers())
    known = await store.write(lambda tx: take_up(tx, in_force, clock()))
    join_domains(fetcher, known)
    intake = Intake(store, fetcher, workers, settings, tagger_for(settings), clock)
    articles = Articles(store, fetcher, workers, intake.tagger, {one.id: one.source for one in known.values()}, clock)
    worker = Worker(store=store, clock=clock, rights=rights, intake=intake, articles=articles, known=known)
    worker.refuse(in_force)
    stack.push_async_callback(worker.close)
    worker.queue = await stack.enter_async_context(Queue(store.url, worker))
    await worker.queue.defer("retag")
    return worker


async def _serve(worker: Worker, stop: asyncio.Event, *, concurrency: int, queues: Sequence[str]) -> None:
    """Do jobs until asked to stop; again and again if the database goes away in between."""
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        serving = asyncio.create_task(_serve_once(worker, concurrency=concurrency, queues=queues))
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            log.info("worker_stopping", jobs_running=worker.jobs_running)
            serving.cancel()
        try:
            await serving
        except asyncio.CancelledError:
            break
        except StoreInUse:
            raise
        except StoreError as error:
            log.error("queue_away", message="It is tried again.", reason=error.reason)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(stopping), AGAIN_SECONDS)
    stopping.cancel()


async def _serve_once(worker: Worker, *, concurrency: int, queues: Sequence[str]) -> None:
    """Within one hold of the database, which `aggregator run` and `aggregator poll` respect."""
    holding = worker.store.share()
    await asyncio.to_thread(holding.__enter__)
    try:
        await worker.queue.serve(socket.gethostname(), concurrency=concurrency, queues=queues)
    finally:
        await asyncio.shield(asyncio.to_thread(holding.__exit__, None, None, None))


async def _tell_supervisor() -> None:
    while True:
        supervisor.alive()
        await asyncio.sleep(ALIVE_SECONDS)


@contextlib.contextmanager
def _signals(stop: asyncio.Event, reload: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    answers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: reload}
    for number, event in answers.items():
        loop.add_signal_handler(number, event.set)
    try:
        yield
    finally:
        for number in answers:
            loop.remove_signal_handler(number)
