"""The pool: hands jobs to a few child processes, kills those that outrun their limits and replaces them.

A child is a bare interpreter that imports only what its jobs need. Children start on demand and leave when idle.
Waiting calls are the queue: each holds its caller, so it is never longer than the number of polls in flight.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar, TypeVarTuple

from aggregator.errors import AggregatorError, WorkerCrashed, WorkerTimeout
from aggregator.workers.child import DONE, ERROR, HEADER, JOB, RESULT, STARTED
from aggregator.workers.slots import Slots

_R = TypeVar("_R")
_Arguments = TypeVarTuple("_Arguments")

#: A child that has not understood its job by then (slow disk, cold caches) never will.
_START_SECONDS = 30.0
#: Larger pickles are read piece by piece and opened in a thread, so that the loop breathes.
_SMALL_BYTES = 65_536
_PIECE_BYTES = 262_144
_BOOT = """\
import sys
sys.path[:] = {path!r}
from aggregator.workers.child import main
main({parent}, {memory_bytes})
"""


class Workers:
    """`async with Workers() as workers: await workers.run(job, …)`, a job being a function of some module."""

    def __init__(self, size: int = 2, *, memory_bytes: int = 512 * 1024 * 1024, idle_seconds: float = 60.0) -> None:
        self._size = size
        self._slots = Slots(size)
        self._heavy = asyncio.Semaphore(max(1, size - 1))
        self._memory_bytes = memory_bytes
        self._idle_seconds = idle_seconds
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workers")
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(
        self,
        job: Callable[[*_Arguments], _R],
        *arguments: *_Arguments,
        limit_seconds: float = 20.0,
        is_heavy: bool = False,
    ) -> _R:
        """What the job answers or raises; `WorkerTimeout` or `WorkerCrashed` if it never comes to that.

        A heavy job lets all light ones pass, and never takes the last child from them.
        """
        if is_heavy:
            async with self._heavy:
                endings = await self._run_batch(job, [arguments], limit_seconds=limit_seconds, yields=True)
        else:
            endings = await self._run_batch(job, [arguments], limit_seconds=limit_seconds, yields=False)
        (ending,) = endings
        if isinstance(ending, Exception):
            raise ending
        return ending

    async def run_batch(
        self,
        job: Callable[[*_Arguments], _R],
        documents: Sequence[tuple[*_Arguments]],
        *,
        limit_seconds: float = 20.0,
    ) -> list[_R | Exception]:
        """An ending for each document, in order: the job's answer, its exception, or why it has none.

        `limit_seconds` is for each document. One that outruns it fails alone; those after it go to another child.
        """
        return await self._run_batch(job, documents, limit_seconds=limit_seconds, yields=False)

    async def _run_batch(
        self,
        job: Callable[..., _R],
        documents: Sequence[tuple[Any, ...]],
        *,
        limit_seconds: float,
        yields: bool,
    ) -> list[_R | Exception]:
        endings: list[_R | Exception] = []
        await self._slots.acquire(yields=yields)
        try:
            while len(endings) < len(documents):
                await self._hand_out(job, documents[len(endings) :], endings, limit_seconds)
        finally:
            self._slots.release()
        return endings

    @property
    def pids(self) -> tuple[int, ...]:
        """The children that live now."""
        return tuple(child.pid for child in (*self._idle, *self._busy))

    async def close(self) -> None:
        """Ends all children at once; calls in mid-job fail with `WorkerCrashed`."""
        self._is_closed = True
        for child in (*self._idle, *self._busy):
            self._dismiss(child)
        self._idle.clear()
        for _ in range(self._size):  # once we hold every slot, every call in mid-job has ended
            await self._slots.acquire()
        for _ in range(self._size):
            self._slots.release()
        while self._leaving:
            await asyncio.gather(*self._leaving)
        self._opener.shutdown(wait=False, cancel_futures=True)

    async def _hand_out(
        self,
        job: Callable[..., _R],
        documents: Sequence[tuple[Any, ...]],
        endings: list[_R | Exception],
        limit_seconds: float,
    ) -> None:
        """Adds at least one ending: of all documents, or of those up to the one that cost the child its life."""
        child = await self._take()
        try:
            stays = await child.work(job, documents, endings, limit_seconds)
        except (WorkerTimeout, WorkerCrashed) as error:
            self._dismiss(child)
            endings.append(WorkerCrashed("the workers were closed") if self._is_closed else error)
        except BaseException:  # cancelled in mid-job: nobody wants the answer, and it would come to the next call
            self._dismiss(child)
            raise
        else:
            if stays and not self._is_closed:
                self._rest(child)
            else:
                self._dismiss(child)

    async def _take(self) -> _Child:
        if self._is_closed:
            raise WorkerCrashed("the workers were closed")
        child = self._rested() or await _Child.start(self._memory_bytes, self._opener)
        self._busy.add(child)
        if self._is_closed:  # meanwhile; its death ends the call
            self._dismiss(child)
        return child

    def _rested(self) -> _Child | None:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                child.stop_timer()
                return child
            self._dismiss(child)  # somebody killed it in its sleep
        return None

    def _rest(self, child: _Child) -> None:
        self._busy.discard(child)
        self._idle.append(child)
        child.timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._send_home, child)

    def _send_home(self, child: _Child) -> None:
        self._idle.remove(child)
        self._dismiss(child)

    def _dismiss(self, child: _Child) -> None:
        self._busy.discard(child)
        child.stop_timer()
        task = asyncio.get_running_loop().create_task(child.end())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


class _Child:
    """One process and the pipes to it."""

    def __init__(self, process: Process, opener: ThreadPoolExecutor) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._opener = process, opener
        self._requests, self._answers = process.stdin, process.stdout
        self.pid = process.pid
        #: Runs while it is idle.
        self.timer: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, memory_bytes: int, opener: ThreadPoolExecutor) -> Self:
        boot = _BOOT.format(
            path=[entry or os.getcwd() for entry in sys.path],  # noqa: PTH109  # a path for sys.path is a string
            parent=os.getpid(),
            memory_bytes=memory_bytes,
        )
        # A session of its own: Ctrl-C on the terminal is for the parent.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", boot, stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        return cls(process, opener)

    async def work(
        self,
        job: Callable[..., _R],
        documents: Sequence[tuple[Any, ...]],
        endings: list[_R | Exception],
        limit_seconds: float,
    ) -> bool:
        """Adds an ending for each document as it comes; whether the child stays for more."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._send(pickle.dumps((job, list(documents), limit_seconds), pickle.HIGHEST_PROTOCOL))
                kind, body = await self._message()
            if kind != STARTED:  # its module can't be imported, or it does not fit into memory
                endings.extend([await self._ending(kind, body)] * len(documents))
                return False
            for _ in documents:
                async with asyncio.timeout(limit_seconds):
                    kind, body = await self._message()
                endings.append(await self._ending(kind, body))
            kind, _ = await self._message()
        except TimeoutError as error:
            raise WorkerTimeout(limit_seconds) from error
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise WorkerCrashed(await self._last_word()) from error
        return kind == DONE

    async def _send(self, request: bytes) -> None:
        """Piece by piece, since the pipe's buffer would take all of it once more."""
        self._requests.write(HEADER.pack(JOB, len(request)))
        view = memoryview(request)
        for start in range(0, len(view), _PIECE_BYTES):
            self._requests.write(view[start : start + _PIECE_BYTES])
            await self._requests.drain()

    async def _message(self) -> tuple[bytes, list[bytes]]:
        kind, length = HEADER.unpack(await self._answers.readexactly(HEADER.size))
        pieces: list[bytes] = []
        while length:
            pieces.append(await self._answers.read(min(length, _PIECE_BYTES)))
            if not pieces[-1]:
                raise asyncio.IncompleteReadError(b"", length)
            length -= len(pieces[-1])
        return kind, pieces

    async def _ending(self, kind: bytes, body: list[bytes]) -> Any:
        if kind == RESULT:
            return await self._opened(body)
        if kind == ERROR:
            error, told = await self._opened(body)
            if not isinstance(error, AggregatorError):
                error.add_note(f"In a worker:\n{told}")
            return error
        raise WorkerCrashed("it needed more memory than it may have")

    async def _opened(self, pieces: list[bytes]) -> Any:
        if len(pieces) == 1 and len(pieces[0]) <= _SMALL_BYTES:
            return pickle.loads(pieces[0])
        return await asyncio.get_running_loop().run_in_executor(self._opener, _unpickled, pieces)

    async def _last_word(self) -> str:
        code = await self._process.wait()
        return f"it was ended by signal {-code}" if code < 0 else f"it left with exit code {code}"

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    async def end(self) -> None:
        """Kills the process, if it still lives, and waits until it is gone."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._requests.close()
        await self._process.wait()


def _unpickled(pieces: list[bytes]) -> Any:
    return pickle.loads(b"".join(pieces))
