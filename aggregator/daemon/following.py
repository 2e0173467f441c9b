"""The settings file, followed: what is saved holds within seconds, what can't be used is told and changes nothing.

The folder is watched and not the file, since editors rename over it, and so is the one that a link leads to. Where the
system tells nothing (some network disks), looking every two seconds does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import awatch

from aggregator.config.loader import read_content
from aggregator.errors import ConfigError, StoreError
from aggregator.hashing import fingerprint
from aggregator.logs import get_logger
from aggregator.settings_in_force import InForce, find_in_force

log = get_logger(__name__)

LOOK_SECONDS = 2.0
#: A file must stay as it is for so long before it is read: it may be in the middle of being written.
SETTLE_SECONDS = 0.3
_MOST_TOLD = 20

#: Which file it is, and how it stands; None: there is none.
_Sight = tuple[str, int, int, int] | None


@dataclass(slots=True)
class Following:
    """Reads the file anew when it changed, and hands on what holds.

    `apply` makes settings hold; `refuse` only hears why the file does not.
    """

    path: Path
    in_force: InForce
    apply: Callable[[InForce], Awaitable[None]]
    refuse: Callable[[InForce], None]
    #: Set to have the file read at once, changed or not.
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    #: Of the file as it was last read.
    _read: bytes | None = None

    async def run(self) -> None:
        """Until cancelled."""
        seen: _Sight = None  # so that what changed while we started is noticed too
        async for was_asked in self._occasions():
            sight = _look(self.path)
            if sight == seen and not was_asked:
                continue
            seen = await self._settled(sight)
            try:
                await self._read_anew(was_asked)
            except StoreError as error:
                log.error("settings_not_stored", message="They hold once they can be kept.", reason=error.reason)
                seen, self._read = None, None  # again with the next look

    async def _occasions(self) -> AsyncIterator[bool]:
        """Something may have changed: True when somebody asked."""
        changed = asyncio.Event()
        watching = asyncio.create_task(_watch(self.path, changed))
        try:
            while True:
                waits = [asyncio.create_task(event.wait()) for event in (changed, self.asked)]
                await asyncio.wait(waits, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                changed.clear()
                was_asked = self.asked.is_set()
                self.asked.clear()
                yield was_asked
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def _settled(self, sight: _Sight) -> _Sight:
        """How the file stands once it has stopped changing."""
        while True:
            await asyncio.sleep(SETTLE_SECONDS)
            now = _look(self.path)
            if now == sight:
                return sight
            sight = now

    async def _read_anew(self, was_asked: bool) -> None:
        content = await asyncio.to_thread(_content, self.path)
        if content == self._read and not was_asked:
            return
        self._read = content
        found = await asyncio.to_thread(find_in_force, self.path, self.in_force.valid)
        if found.refused:
            self._note_refusal(found)
            return
        if found == self.in_force and not was_asked:
            return
        await self.apply(found)
        self.in_force = found
        for problem in found.settings.faulty:
            log.warning("source_misconfigured", message=str(problem), source=problem.source, line=problem.line)
        log.info("settings_applied", sources=len(found.settings.sources), faulty=len(found.settings.faulty))

    def _note_refusal(self, found: InForce) -> None:
        """The settings that hold stay, and so do those to remember."""
        for problem in found.refused[:_MOST_TOLD]:
            log.error(
                "settings_refused", message=str(problem), file=problem.file, line=problem.line, reason=problem.message
            )
        self.in_force = InForce(self.in_force.settings, self.in_force.valid, found.refused)
        self.refuse(self.in_force)


async def _watch(path: Path, changed: asyncio.Event) -> None:
    """Sets the event whenever the system tells of something in the file's folders."""
    while True:
        folders = _folders(path)
        stop = asyncio.Event()
        try:
            async for _ in awatch(
                *folders,
                watch_filter=None,
                debounce=200,
                recursive=False,
                rust_timeout=int(LOOK_SECONDS * 1000),
                yield_on_timeout=True,
                stop_event=stop,
            ):
                changed.set()
                if _folders(path) != folders:
                    break  # a link leads elsewhere now
        except (OSError, RuntimeError) as error:  # no such folder for the moment, or no watches left
            log.debug("watch_failed", message=str(error))
            await asyncio.sleep(LOOK_SECONDS)
        finally:
            stop.set()


def _folders(path: Path) -> set[Path]:
    """Where the file is, and where a link leads."""
    return {path.parent, path.resolve().parent}


def _look(path: Path) -> _Sight:
    try:
        found = path.stat()
        return os.path.realpath(path), found.st_ino, found.st_size, found.st_mtime_ns
    except OSError:
        return None


def _content(path: Path) -> bytes | None:
    try:
        return fingerprint(read_content(path))
    except ConfigError:
        return None
