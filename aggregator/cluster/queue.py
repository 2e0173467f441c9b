"""The queue: which jobs there are, what keeps two of them apart, and how they come back from a dead worker.

A job stays in the queue only while it waits or runs: what there is to do is a question to the store, which the tick
asks again. So nothing is lost with a job, and the queue tries none again: when a source is asked is the schedule's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import DeleteJobCondition, Job, Status

from aggregator.errors import StoreError

#: The queues of work on hosts, and of work that only one does at a time. A worker serves either, or both.
HOSTS, DESK = "hosts", "desk"
QUEUES = (HOSTS, DESK)

#: What is deferred under one lock goes by priority; what goes out is waited for.
_OUT_FIRST, _POLL, _EXTRACT, _LATER = 20, 10, 0, -10
#: Cron, with seconds in the sixth place.
_TICK, _RECOVER = "* * * * * */5", "* * * * * */15"
#: A worker that was not heard of for so long is dead, and how often it is heard of.
STALLED_SECONDS, HEARTBEAT_SECONDS = 30.0, 5.0
#: How long a job may go on when the worker is asked to stop.
GRACE_SECONDS = 3.0
#: Connections of a worker to the queue, beside the one that listens, and how long one is waited for.
_CONNECTIONS, _WAIT_SECONDS = 4, 5.0
#: Procrastinate finds a job's rivals by their lock, for which it has no index of all that wait.
_INDEX = (
    "CREATE INDEX IF NOT EXISTS aggregator_jobs_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')"
)
_WAITING = "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%(locks)s)"


class Work(Protocol):
    """What the jobs do."""

    async def tick(self) -> None:
        """Have everything deferred that is to be done."""

    async def poll_host(self, host: str, ids: list[int]) -> None:
        """Poll these sources of one host."""

    async def read_pages(self, host: str, ids: list[int]) -> None:
        """Read the pages of these entries, of one host."""

    async def send_out(self) -> None:
        """Let out what waits."""

    async def keep_house(self) -> None:
        """What is done once a day."""

    async def retag(self) -> None:
        """Replay changed rules."""

    async def tell(self) -> None:
        """Tell people what they are to know."""

    async def subscribe(self) -> None:
        """Agree with the hubs that sources name."""

    async def ping(self) -> None:
        """Tell our own hub what changed."""


class Queue:
    """The queue of a database. `async with Queue(url, work) as queue: await queue.serve(…)`."""

    def __init__(self, url: str, work: Work) -> None:
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        connector = PsycopgConnector(conninfo=plain, min_size=1, max_size=_CONNECTIONS, timeout=_WAIT_SECONDS)
        self._app = App(connector=connector)
        self._tasks = {
            "poll": self._task("poll", HOSTS, _POLL, work.poll_host),
            "extract": self._task("extract", HOSTS, _EXTRACT, work.read_pages),
            "send_out": self._task("send_out", DESK, _OUT_FIRST, work.send_out),
            "house": self._task("house", DESK, _LATER, work.keep_house),
            "retag": self._task("retag", DESK, _LATER, work.retag),
            "tell": self._task("tell", DESK, _LATER, work.tell),
            "subscribe": self._task("subscribe", DESK, _LATER, work.subscribe),
            "ping": self._task("ping", DESK, _LATER, work.ping),
        }
        self._periodic("tick", _TICK, work.tick)
        self._periodic("recover", _RECOVER, self.recover)

    async def __aenter__(self) -> Queue:
        await self._app.open_async()
        await self._prepare()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._app.close_async()

    async def serve(self, name: str, *, concurrency: int, queues: Sequence[str]) -> None:
        """Do jobs until cancelled, or until the database is away: StoreError, or just the end."""
        with _translated():
            await self._app.run_worker_async(
                name=name,
                queues=list(queues),
                concurrency=concurrency,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )

    async def defer_hosts(self, task: str, ids: Mapping[str, Sequence[int]]) -> int:
        """A job for each host that has none waiting, `poll` or `extract`; how many."""
        jobs = {
            f"{task}:{host}": self._job(task, lock=host, queueing_lock=f"{task}:{host}", host=host, ids=list(some))
            for host, some in ids.items()
        }
        with _translated():
            found = await self._app.connector.execute_query_all_async(_WAITING, locks=list(jobs))
            waiting = {row["queueing_lock"] for row in found}
            return await self._defer([job for lock, job in jobs.items() if lock not in waiting])

    async def defer(self, task: str) -> None:
        """One of the jobs that only one worker does at a time, unless it waits already."""
        with _translated():
            await self._defer([self._job(task, lock=f"desk:{task}", queueing_lock=f"desk:{task}")])

    async def recover(self) -> None:
        """Give back to the queue what dead workers were at."""
        with _translated():
            for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                try:
                    await self._app.job_manager.retry_job(job)
                except exceptions.UniqueViolation:  # the same waits already
                    await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    async def _defer(self, jobs: Sequence[Job]) -> int:
        if not jobs:
            return 0
        try:
            return len(await self._app.job_manager.batch_defer_jobs_async(list(jobs)))
        except exceptions.AlreadyEnqueued:  # by somebody else, just now: all of the lot fell through
            if len(jobs) == 1:
                return 0
            return sum([await self._defer([job]) for job in jobs])

    def _job(self, task: str, *, lock: str, queueing_lock: str, **arguments: Any) -> Job:
        configured = self._tasks[task].configure(lock=lock, queueing_lock=queueing_lock, task_kwargs=arguments)
        job: Job = configured.job
        return job

    def _task(self, name: str, queue: str, priority: int, body: Callable[..., Awaitable[None]]) -> Any:
        async def run(**arguments: Any) -> None:
            await body(**arguments)

        return self._app.task(name=name, queue=queue, priority=priority)(run)

    def _periodic(self, name: str, cron: str, body: Callable[[], Awaitable[None]]) -> None:
        """Deferred once for each moment, however many workers there are, and not while one still waits."""

        async def run(timestamp: int) -> None:
            await body()

        task = self._app.task(name=name, queue=DESK, priority=_OUT_FIRST, queueing_lock=name)(run)
        self._app.periodic(cron=cron)(task)

    async def _prepare(self) -> None:
        """Procrastinate's tables, if they are not there. Two workers may come at once."""
        with _translated():
            if not await self._app.check_connection_async():
                await self._make(self._app.schema_manager.apply_schema_async())
            await self._make(self._app.connector.execute_query_async(_INDEX))

    async def _make(self, making: Awaitable[None]) -> None:
        with contextlib.suppress(exceptions.ConnectorException):  # somebody else was quicker by a moment
            await making


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """What the queue's database can't do is raised as a StoreError."""
    try:
        yield
    except exceptions.ConnectorException as error:
        raise StoreError(f"the queue can't be reached: {error.__cause__ or error}") from error
