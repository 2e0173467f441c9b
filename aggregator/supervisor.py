"""Word to systemd, if it started us: that we serve, that we are alive, that we stop (sd_notify(3)).

The protocol is a datagram of lines to the socket that `NOTIFY_SOCKET` names; without one, nothing is said.
"""

from __future__ import annotations

import contextlib
import os
import socket


def ready() -> None:
    """The service is up."""
    _say("READY=1")


def alive() -> None:
    """To be said at least every `WatchdogSec`, else systemd starts us again."""
    _say("WATCHDOG=1")


def stopping() -> None:
    """The service is on its way out."""
    _say("STOPPING=1")


def _say(lines: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    name = "\0" + address[1:] if address.startswith("@") else address  # @ stands for the abstract namespace
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.sendto(lines.encode(), name)
