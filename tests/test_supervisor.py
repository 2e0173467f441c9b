"""What systemd is told, over a real socket of its kind."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import supervisor


@pytest.fixture(params=["in a folder", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    shown = str(tmp_path / "notify") if request.param == "in a folder" else f"@{tmp_path.name}-notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + shown[1:] if shown.startswith("@") else shown)
        listening.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", shown)
        yield listening


def test_systemd_hears_each_word(systemd: socket.socket) -> None:
    for say, heard in (
        (supervisor.ready, b"READY=1"),
        (supervisor.alive, b"WATCHDOG=1"),
        (supervisor.stopping, b"STOPPING=1"),
    ):
        say()
        assert systemd.recv(100) == heard


@pytest.mark.parametrize("address", ["", "tcp:127.0.0.1:1", "/no/such/socket"])
def test_without_systemd_nothing_happens(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    supervisor.alive()
