"""`python -m tests.sector`: the sector and the daemon that follows it, to watch. Everything is gone afterwards."""

from __future__ import annotations

import argparse
import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tests.ports import free_port
from tests.sector.world import OUTLETS, TROUBLES, Sector

#: How often something new comes out, and how often the daemon looks.
NEWS_SECONDS = 15.0
EVERY, TIMEOUT = "5s", "10s"
#: How long the daemon may take to begin, and to end.
START_SECONDS, STOP_SECONDS = 30.0, 15.0

_SERVING = re.compile(r"Serving (\S+)")


def main() -> int:
    """0 when stopped by a signal; 1 if the daemon ended by itself."""
    options = argparse.ArgumentParser(prog="scripts/demo", description="A small invented sector, and the desk at work.")
    options.add_argument("--port", type=int, default=8080, help="where the News & Jobs page is served (8080)")
    port = options.parse_args().port or free_port()
    stop = _stop_on_signals()
    with tempfile.TemporaryDirectory(prefix="aggregator-demo-") as folder, Sector() as sector:
        log = Path(folder, "daemon.log")
        config = Path(folder, "feeds.yaml")
        config.write_text(
            sector.config(every=EVERY, timeout=TIMEOUT, site_url=f"http://127.0.0.1:{port}/"), encoding="utf-8"
        )
        with _daemon(config, f"sqlite:///{folder}/demo.db", port, log) as daemon:
            address = _wait_until_serving(daemon, log, stop)
            if address:
                _say_what_happens(address, sector, folder)
                _publish_until_stopped(daemon, sector, stop)
        if not stop.is_set():
            _say(log.read_text(encoding="utf-8")[-3000:])
            _say(f"The daemon ended by itself (exit code {daemon.returncode}).")
            return 1
    _say("Stopped. The temporary folder is gone.")
    return 0


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return stop


@contextlib.contextmanager
def _daemon(config: Path, database: str, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`aggregator run` as a child, in a process group of its own: Ctrl-C reaches us alone, and we pass it on once."""
    command = [sys.executable, "-m", "aggregator", "run", "--port", str(port)]
    command += ["--config", str(config), "--database", database]
    with log.open("wb") as output:
        daemon = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, process_group=0)
    try:
        yield daemon
    finally:
        daemon.terminate()
        try:
            daemon.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


def _wait_until_serving(daemon: subprocess.Popen[bytes], log: Path, stop: threading.Event) -> str | None:
    """The address at which the daemon serves; None if it ended, or if we are to stop."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and daemon.poll() is None and not stop.wait(0.1):
        if serving := _SERVING.search(log.read_text(encoding="utf-8")):
            return serving[1]
    return None


def _publish_until_stopped(daemon: subprocess.Popen[bytes], sector: Sector, stop: threading.Event) -> None:
    next_news = time.monotonic() + NEWS_SECONDS
    while daemon.poll() is None and not stop.wait(0.5):
        if time.monotonic() >= next_news:
            next_news += NEWS_SECONDS
            for news in sector.publish_more(now=datetime.now(UTC)):
                _say(f"{datetime.now().astimezone():%H:%M:%S}  {news.outlet.name} published “{news.piece.title}”")


def _say_what_happens(address: str, sector: Sector, folder: str) -> None:
    home = sector.url(OUTLETS[0], "/")
    _say(f"""
Open {address}

A small sector lives on loopback: {len(OUTLETS)} charities, papers and offices, all of them invented, such as {home}
The daemon reads their feeds and pages every {EVERY}, and puts what they say on one page and into one feed:
  {address}atom.xml  {address}rss.xml  {address}feed.json

Every {NEWS_SECONDS:g} seconds something new comes out, is named below, and stands on the page a few seconds later.
{len(TROUBLES)} more sites do not behave: one drips, others fail or are gone. What the daemon makes of them:
  .venv/bin/aggregator status --config {folder}/feeds.yaml --database sqlite:///{folder}/demo.db

The daemon's log is {folder}/daemon.log
Ctrl-C stops everything and removes {folder}
""")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
