"""The sockets of the sector: many loopback addresses with one port, served by one thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

_TRIES = 20


@contextlib.contextmanager
def listening(hosts: Sequence[str], port: int = 0) -> Iterator[tuple[list[socket.socket], int]]:
    """A socket for each host, all with the same port; 0 takes one that is free on every host."""
    with contextlib.ExitStack() as stack:
        sockets, taken = _bind_all(hosts, port)
        for one in sockets:
            stack.enter_context(one)
        yield sockets, taken


@contextlib.contextmanager
def serving(app: ASGIApp, sockets: list[socket.socket]) -> Iterator[None]:
    """Answers what comes in at these sockets, in a thread, until the block ends; then hangs up on whoever is left."""
    config = uvicorn.Config(app, interface="asgi3", lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=(sockets,), name="sector", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


def _bind_all(hosts: Sequence[str], port: int) -> tuple[list[socket.socket], int]:
    """Raises OSError where no port is free on all hosts."""
    for tries_left in reversed(range(_TRIES if port == 0 else 1)):
        sockets: list[socket.socket] = []
        try:
            for host in hosts:
                one = socket.socket()
                sockets.append(one)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind((host, sockets[0].getsockname()[1] if len(sockets) > 1 else port))
                one.listen(128)
        except OSError:
            for one in sockets:
                one.close()
            if not tries_left:
                raise
        else:
            return sockets, int(sockets[0].getsockname()[1])
    raise AssertionError("not reached: the last try raises")
