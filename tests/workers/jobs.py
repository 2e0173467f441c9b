"""What the children do in these tests."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from aggregator.errors import ParseError
from aggregator.outcomes import Cause
from aggregator.workers.child import needs


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


def double(number: int) -> int:
    return number * 2


def whoami() -> int:
    return os.getpid()


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def sleep_and_note(seconds: float, note: Path) -> None:
    note.write_text(str(os.getpid()))
    time.sleep(seconds)


def hang_on(number: int, bad: int, tally: Path) -> int:
    with tally.open("a") as lines:
        lines.write(f"{number}\n")
    if number == bad:
        time.sleep(60)
    return number


def burn_without_end() -> None:
    while True:
        pass


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(7)


def hoard() -> int:
    return len(bytearray(2 * 1024**3))


def grow(size: int) -> int:
    return len(bytes(bytearray(b"x" * size)))


def refuse(url: str) -> None:
    raise ParseError(url, Cause("not_a_feed", "It is a web page."))


def stumble() -> None:
    raise ValueError("a stone in the way")


class Stubborn(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def refuse_stubbornly() -> None:
    raise Stubborn("one", "two")


def unportable() -> object:
    return lambda: None


def lines(count: int) -> list[Line]:
    return [Line(n, f"line number {n} with some words in it") for n in range(count)]


def blob(size: int) -> bytes:
    return b"x" * size


def chatter(words: str) -> str:
    print(words)  # noqa: T201  # what careless libraries do
    sys.stdout.flush()
    subprocess.run(["echo", words], check=True)
    return words + sys.stdin.read()


def has_module(name: str) -> bool:
    return name in sys.modules


def signal_answers() -> tuple[bool, bool]:
    return tuple(signal.getsignal(which) is signal.SIG_IGN for which in (signal.SIGINT, signal.SIGTERM))  # type: ignore[return-value]  # two of them


def own_session() -> bool:
    return os.getsid(0) == os.getpid()


@needs("tests.workers.slow_to_load")
def in_a_moment() -> str:
    """Quick, once what it needs is loaded."""
    from tests.workers.slow_to_load import LOADED

    return LOADED
