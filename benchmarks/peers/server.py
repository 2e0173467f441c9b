"""nginx, serving a folder of feeds on many loopback addresses."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.material import HOSTS, Placed, host


@dataclass(frozen=True, slots=True)
class Server:
    """A running nginx. Its log tells when each request came and how it was answered."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def url(self, feed: Placed) -> str:
        return f"http://{feed.host}:{self.port}{feed.path}"

    def with_validators(self, wanted: bool) -> None:
        """Whether answers carry ETag and Last-Modified, so that asking again can be answered with 304."""
        _configure(self.folder, self.port, validators=wanted)
        self.process.send_signal(signal.SIGHUP)
        time.sleep(1.0)  # until the old worker has left

    def forget(self) -> None:
        """Begin the log anew."""
        (self.folder / "access.log").write_bytes(b"")

    def requests(self) -> list[tuple[float, int]]:
        """The moment that each request was answered, in seconds since 1970, and its status."""
        rows = [line.split() for line in (self.folder / "access.log").read_text().splitlines()]
        return sorted((float(row[0]), int(row[1])) for row in rows)


@contextlib.contextmanager
def serve(folder: Path, feeds: Path) -> Iterator[Server]:
    """Serve `feeds` until the block ends; nginx keeps its own files in `folder`."""
    program = shutil.which("nginx")
    if program is None:
        raise SystemExit("nginx is missing: apt-get install nginx-light")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feeds").symlink_to(feeds.resolve())
    port = free_port(host(0))
    _configure(folder, port, validators=True)
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        _wait_for(port, process)
        yield Server(folder, port, process)
    finally:
        process.terminate()
        process.wait()


def _configure(folder: Path, port: int, *, validators: bool) -> None:
    listens = "".join(f"listen {host(number)}:{port};\n" for number in range(HOSTS))
    without = "" if validators else 'etag off; if_modified_since off; add_header Last-Modified "";'
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ log_format times '$msec $status'; access_log {folder}/access.log times; sendfile on; {temporary}\n"
        f"types {{ application/xml xml; }} server {{ {listens} {without} root {folder}/feeds/$server_addr; }} }}\n"
    )


def free_port(at: str = "127.0.0.1") -> int:
    """A port that nobody listens at there now."""
    with socket.socket() as probe:
        probe.bind((at, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((host(HOSTS - 1), port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("nginx did not start; see its error.log")
