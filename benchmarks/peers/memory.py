"""What a daemon holds: after it has polled everything once and every output was asked for once."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from dataclasses import dataclass

from benchmarks.peers.contenders import ROOT, Ours
from benchmarks.peers.measure import memory_of
from benchmarks.peers.server import free_port
from benchmarks.peers.serving import answering

REST_SECONDS = 60.0
_FEEDS = ("rss.xml", "atom.xml", "feed.json")


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes of memory (PSS of all its processes): a minute after the work, and at most."""

    resting: int
    peak: int
    outputs: int


def held(ours: Ours, sources: int) -> Held:
    """Start a daemon over an empty database, and look at it until it rests."""
    port = free_port()
    process = subprocess.Popen(
        ours.command("run", "--port", str(port)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        root = answering(f"http://127.0.0.1:{port}/")
        peak = _until_polled(ours, process.pid, sources)
        outputs = _ask_for_everything(root)
        peak = max(peak, memory_of(process.pid))
        time.sleep(REST_SECONDS)
        return Held(memory_of(process.pid), peak, outputs)
    finally:
        process.terminate()
        process.wait()


def _until_polled(ours: Ours, pid: int, sources: int) -> int:
    peak = 0
    while True:
        asked = time.monotonic() + 2
        status = subprocess.run(ours.command("status", "--json"), cwd=ROOT, capture_output=True, text=True, check=False)
        if status.stdout.count('"last_poll": "') >= sources:
            return peak
        while time.monotonic() < asked:
            peak = max(peak, memory_of(pid))
            time.sleep(0.2)


def _ask_for_everything(root: str) -> int:
    """The front page, what it links to below, and the feeds of each; how many were asked for."""
    with urllib.request.urlopen(root) as answer:
        page = answer.read().decode()
    lists = {"", *re.findall(r'href="(?:\./)?((?:category|agency|source)/[a-z0-9-]+/)"', page)}
    outputs = [path + file for path in lists for file in ("", *_FEEDS)]
    for path in outputs:
        with urllib.request.urlopen(root + path) as answer:
            answer.read()
    return len(outputs)
