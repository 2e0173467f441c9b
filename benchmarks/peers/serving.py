"""Answers per second: our combined feed against a bare Starlette response of the same bytes, asked by wrk."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.contenders import ROOT, Ours
from benchmarks.peers.server import free_port

SECONDS = 5
CONNECTIONS = 16

_BARE = """
import sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = Path(sys.argv[1]).read_bytes()
async def feed(request):
    if request.headers.get("if-none-match") == '"same"':
        return Response(status_code=304, headers={"ETag": '"same"'})
    return Response(body, media_type="application/atom+xml", headers={"ETag": '"same"'})
app = Starlette(routes=[Route("/atom.xml", feed)])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False, server_header=False)
"""


@dataclass(frozen=True, slots=True)
class Rates:
    """Answers per second, whole ones and "not modified" ones."""

    whole: float
    unmodified: float


def compare(ours: Ours, rounds: int) -> list[tuple[Rates, Rates]]:
    """For each round the rates of ours and of the bare application, measured one after the other."""
    with _ours(ours) as address, tempfile.TemporaryDirectory() as folder:
        body, etag = _asked(address)
        file = Path(folder, "atom.xml")
        file.write_bytes(body)
        with _bare(file) as bare:
            return [(_rates(address, etag), _rates(bare, '"same"')) for _ in range(rounds)]


def _rates(address: str, etag: str) -> Rates:
    return Rates(_wrk(address), _wrk(address, f"If-None-Match: {etag}"))


def _wrk(address: str, *headers: str) -> float:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    words = [
        program,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        *(word for one in headers for word in ("-H", one)),
        address,
    ]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        raise SystemExit(f"wrk says: {said}")
    return float(found[1])


def _asked(address: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(address) as answer:
        return answer.read(), answer.headers["ETag"]


@contextlib.contextmanager
def _ours(ours: Ours) -> Iterator[str]:
    port = free_port()
    with _process(ours.command("run", "--port", str(port)), cwd=ROOT):
        yield answering(f"http://127.0.0.1:{port}/atom.xml")


@contextlib.contextmanager
def _bare(file: Path) -> Iterator[str]:
    port = free_port()
    with _process([sys.executable, "-c", _BARE, str(file), str(port)]):
        yield answering(f"http://127.0.0.1:{port}/atom.xml")


@contextlib.contextmanager
def _process(command: list[str], cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def answering(address: str) -> str:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return address
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at {address}")
