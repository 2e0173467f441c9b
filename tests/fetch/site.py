"""A scripted web site on a real socket: it says exactly the bytes that a test gives it, at the pace the test wants."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Pause:
    """Nothing is said for a while."""

    seconds: float


@dataclass(frozen=True)
class Until:
    """Nothing is said until the test says so."""

    event: asyncio.Event


class Hang:
    """Nothing more is said, and the connection stays open until the client leaves."""


class Reset:
    """The connection is torn down (RST)."""


Step = bytes | Pause | Until | Hang | Reset
#: Given as a function where every connection needs its own iterator.
Script = bytes | Iterable[Step] | Callable[[], Iterable[Step]]


@dataclass(frozen=True)
class Seen:
    """A request as it came in. Header names are in lower case."""

    method: str
    target: str
    headers: dict[str, bytes]
    body: bytes
    at: float


def response(
    body: bytes = b"", *headers: tuple[str, str | bytes], status: int = 200, length: int | str | None = "true"
) -> bytes:
    """An ordinary response. `length` is the Content-Length to claim: the true one, another, or None for no line."""
    lines = [f"HTTP/1.1 {status} Whatever".encode()]
    claimed = len(body) if length == "true" else length
    if claimed is not None:
        lines.append(f"Content-Length: {claimed}".encode())
    for name, value in headers:
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def redirect(to: str | bytes, status: int = 302, body: bytes = b"") -> bytes:
    return response(body, ("Location", to), status=status)


def forever(*steps: Step) -> Iterator[Step]:
    while True:
        yield from steps


@dataclass
class Site:
    """Listens on a loopback address of its own; unknown paths are answered with 404."""

    host: str = "127.0.0.1"
    answers: dict[str, Script] = field(default_factory=dict)
    #: What a GET is answered instead.
    on_get: dict[str, Script] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    most_open: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None
    #: Said before anybody asks.
    greeting: bytes = b""
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        tasks = tuple(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def targets(self) -> list[str]:
        return [request.target for request in self.seen]

    async def is_asked(self, times: int = 1) -> None:
        """Returns when so many requests have come in."""
        while len(self.seen) < times:
            self._asked.clear()
            await self._asked.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        self.most_open = max(self.most_open, len(self._open))
        try:
            writer.write(self.greeting)
            await self._play(await self._read_request(reader), reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, which is its right, or the test is over
        finally:
            self._open.discard(task)
            writer.close()

    async def _read_request(self, reader: asyncio.StreamReader) -> Seen:
        head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        method, target, _ = head[0].decode().split(" ", 2)
        pairs = (line.partition(b":") for line in head[1:] if line)
        headers = {name.decode().lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", b"0")))
        seen = Seen(method, target, headers, body, asyncio.get_running_loop().time())
        self.seen.append(seen)
        self._asked.set()
        return seen

    async def _play(self, request: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = self.answers | self.on_get if request.method == "GET" else self.answers
        script = answers.get(request.target, response(b"no such page", status=404))
        steps = script() if callable(script) else script
        for step in [steps] if isinstance(steps, bytes) else steps:
            match step:
                case bytes():
                    writer.write(step)
                    await writer.drain()
                case Pause():
                    await asyncio.sleep(step.seconds)
                case Until():
                    await step.event.wait()
                case Hang():
                    await reader.read()
                case Reset():
                    connection = writer.get_extra_info("socket")
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    writer.transport.abort()
                    return
