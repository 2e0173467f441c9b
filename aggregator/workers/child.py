"""The child's side of the pool: reads jobs from its standard input, answers on what was its standard output.

It imports what a job needs when the first such job comes, and leaves when the parent closes the pipe or dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import pickle
import resource
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

Job = TypeVar("Job", bound=Callable[..., object])

#: Where a job keeps what it needs.
_NEEDS = "modules_needed"

#: What a message is, and how many bytes follow.
HEADER = struct.Struct("!cQ")
JOB = b"j"
#: The job is understood and begins: its time runs from here.
STARTED = b"s"
RESULT = b"r"
ERROR = b"e"
OUT_OF_MEMORY = b"m"
#: The batch is done; the child stays, or leaves because it has grown.
DONE = b"d"
LEAVING = b"l"

_PR_SET_PDEATHSIG = 1


def main(parent: int, memory_bytes: int) -> None:
    """Works until the parent has no more."""
    _tie_to(parent)
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, answers = _take_pipes()
    while header := requests.read(HEADER.size):
        _, length = HEADER.unpack(header)
        _work(requests.read(length), answers)
        if memory_bytes and _peak_bytes() > memory_bytes // 2:
            _send(answers, LEAVING)
            return
        _send(answers, DONE)


def needs(*modules: str) -> Callable[[Job], Job]:
    """Marks a job with what it imports when it runs, so that a child loads that before the job's time begins."""

    def marked(job: Job) -> Job:
        setattr(job, _NEEDS, modules)
        return job

    return marked


def _work(request: bytes, answers: BinaryIO) -> None:
    try:
        job, documents, limit_seconds = pickle.loads(request)
        del request
        for name in getattr(job, _NEEDS, ()):
            importlib.import_module(name)
        _send(answers, STARTED)
        while documents:
            _limit_cpu(limit_seconds)
            _do(job, documents.pop(0), answers)
    except MemoryError:
        _send(answers, OUT_OF_MEMORY)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  # the parent raises it
        _send(answers, ERROR, _portable(error))


def _do(job: Callable[..., object], arguments: tuple[object, ...], answers: BinaryIO) -> None:
    try:
        answer = pickle.dumps(job(*arguments), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # the parent raises it
        _send(answers, ERROR, _portable(error))
    else:
        _send(answers, RESULT, answer)


def _portable(error: Exception) -> bytes:
    """The error and its traceback; one that can't cross the border is told as a RuntimeError."""
    told = "".join(traceback.format_exception(error))
    try:
        parcel = pickle.dumps((error, told))
        pickle.loads(parcel)
    except Exception:  # noqa: BLE001  # any class may refuse in its own way
        parcel = pickle.dumps((RuntimeError(f"{type(error).__qualname__}: {error}"), told))
    return parcel


def _send(answers: BinaryIO, kind: bytes, body: bytes = b"") -> None:
    answers.write(HEADER.pack(kind, len(body)))
    answers.write(body)
    answers.flush()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our own handles on the pipes, so that a library that prints or reads does not talk to the parent."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return requests, answers


def _tie_to(parent: int) -> None:
    """Signals for the parent's group are the parent's to answer; its death is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":
        prctl: Any = ctypes.CDLL(None).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we had tied ourselves to it
        sys.exit(1)


def _limit_cpu(limit_seconds: float) -> None:
    """A second line behind the parent's clock: the kernel ends a job that outlives it."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(time.process_time() + limit_seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _peak_bytes() -> int:
    """The most memory that this process ever held.

    Not from getrusage where there is another way: Linux lets a child begin with its parent's peak there, so every
    child of a large daemon would look large.
    """
    with contextlib.suppress(OSError, ValueError, StopIteration):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
