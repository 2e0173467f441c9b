"""The server under the application: a socket, and uvicorn on it without its own signal handling."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from aggregator.errors import AggregatorError
from aggregator.web.connections import HEADER_BYTES, Connection

#: How long clients may go on once we were asked to stop.
GRACE_SECONDS = 3
KEEP_ALIVE_SECONDS = 10
#: Clients beyond the most that are told so, rather than cut off.
SPARE = 32


class PortTaken(AggregatorError):
    """The address can't be served at."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port = host, port
        super().__init__(f"{host}:{port} can't be served at ({reason}). Another --port or --host may do.")


class Listener:
    """A socket that takes connections, which wait until somebody serves them. Closed as a context manager."""

    def __init__(self, host: str, port: int) -> None:
        """Raises PortTaken. Port 0 takes a free one."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # named as TCP, or asyncio leaves TCP_NODELAY alone, and a body waits 40 ms for the client to confirm the head
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
            self._socket.listen(256)
        except (OSError, UnicodeError) as error:
            self._socket.close()
            raise PortTaken(host, port, getattr(error, "strerror", None) or str(error)) from error
        self.host, self.port = host, int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    async def serve(self, app: ASGIApp, until: asyncio.Event, connection: type[Connection] = Connection) -> None:
        """Serve until the event is set; what is being answered then is finished."""
        server = _Server(app, connection)
        stopping = asyncio.create_task(_stop(server, until))
        try:
            await server.serve(sockets=[self._socket])
        finally:
            stopping.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


async def _stop(server: uvicorn.Server, until: asyncio.Event) -> None:
    await until.wait()
    server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves signals to the daemon: one place decides when we stop."""

    def __init__(self, app: ASGIApp, connection: type[Connection]) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            proxy_headers=False,  # it would trust whoever comes from this machine; proxies.py asks the settings
            http=connection,
            ws="none",
            h11_max_incomplete_event_size=HEADER_BYTES,
            limit_concurrency=connection.most_connections + SPARE,
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
