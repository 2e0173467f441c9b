"""What a process and all its children take: time by the clock, time of the processors, memory."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

#: How often memory is looked at.
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, seconds of the processors, peak of the memory (PSS) in bytes; and what was printed."""

    wall: float
    cpu: float
    peak: int
    started_at: float
    ended_at: float
    #: The moment of the last line that was printed.
    last_line_at: float
    lines: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run(command: Sequence[str], *, cwd: Path | None = None, allow: Sequence[int] = (0,)) -> Taken:
    """Run the command to its end. A code that is not allowed ends the benchmark."""
    before, started_at = os.times(), time.time()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    peak = _Peak(process.pid)
    complaints: list[bytes] = []
    reading = threading.Thread(target=lambda: complaints.extend(process.stderr or ()), daemon=True)
    reading.start()
    last_line_at, lines = started_at, 0
    for _ in process.stdout or ():
        last_line_at, lines = time.time(), lines + 1
    code = process.wait()
    ended_at, after = time.time(), os.times()
    reading.join()
    if code not in allow:
        raise SystemExit(f"{command[0]} ended with {code}: {b''.join(complaints[-20:]).decode(errors='replace')}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(ended_at - started_at, cpu, peak.stop(), started_at, ended_at, last_line_at, lines)


def memory_of(pid: int) -> int:
    """The bytes that a process and all below it hold: what they share counts once (PSS)."""
    return sum(_pss(one) for one in _family(pid))


class _Peak:
    """Looks at a process now and then until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._stopped = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self._peak = max(self._peak, memory_of(self._pid))

    def stop(self) -> int:
        self._stopped.set()
        self._thread.join()
        return self._peak


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        found.append(one := waiting.pop())
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                waiting += map(int, task.read_text().split())
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
