"""The limits on clients, over real sockets: slow ones, silent ones, large ones, many of them; and the drain at stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.types import Receive, Scope, Send

from aggregator.web.app import MAX_BODY, Bounds
from aggregator.web.connections import HEADER_BYTES, Connection
from aggregator.web.server import Listener

REQUEST = b"GET / HTTP/1.1\r\nHost: desk.example\r\n"
PATIENCE_SECONDS = 20.0


class Quick(Connection):
    """With less patience, so that no test needs much."""

    request_seconds = 0.3
    stall_seconds = 0.3
    most_connections = 5


class Wall(Connection):
    """Never out of patience: what ends here ended for another reason."""

    request_seconds = 1000.0
    most_connections = 5


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


@asynccontextmanager
async def a_server(
    app: Callable[..., object] = hello, connection: type[Connection] = Quick
) -> AsyncIterator[tuple[int, asyncio.Event, asyncio.Task[None]]]:
    stop = asyncio.Event()
    with Listener("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(listener.serve(app, stop, connection))  # type: ignore[arg-type]  # ASGI's own
        try:
            yield listener.port, stop, serving
        finally:
            stop.set()
            await serving


async def ask(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What comes back before the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            with suppress(ConnectionError):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(pause)
            with suppress(ConnectionError):
                return await reader.read()
            return b""
    finally:
        writer.close()


async def test_a_whole_request_is_answered() -> None:
    async with a_server() as (port, _, _):
        assert (await ask(port, REQUEST + b"Connection: close\r\n\r\n")).endswith(b"hello")


async def test_no_answer_waits_for_the_client_to_confirm_its_head() -> None:
    found: list[int] = []

    class Looked(Quick):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            found.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            super().connection_made(transport)

    async with a_server(connection=Looked) as (port, _, _):
        await ask(port, REQUEST + b"Connection: close\r\n\r\n")
    assert found == [1]


async def test_a_request_that_never_ends_is_hung_up_on() -> None:
    async with a_server() as (port, _, _):
        assert await ask(port) == b""
        assert await ask(port, REQUEST) == b""
        assert await ask(port, REQUEST, *[b"X: y\r\n"] * 40, pause=0.05) == b""
        assert (
            await ask(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", *[b"x"] * 8, pause=0.2) == b""
        )


async def test_the_second_request_of_a_connection_has_a_deadline_too() -> None:
    async with a_server() as (port, _, _):
        assert (await ask(port, REQUEST + b"\r\n", REQUEST, pause=0.1)).count(b"200 OK") == 1


async def test_headers_without_end_are_refused() -> None:
    async with a_server(connection=Wall) as (port, _, _):
        answer = await ask(port, REQUEST + b"X: " + b"y" * (HEADER_BYTES * 5))
        assert b" 400 " in answer.partition(b"\r\n")[0]


async def test_a_client_that_takes_nothing_of_its_answer_is_hung_up_on() -> None:
    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        with suppress(OSError):
            for _ in range(1000):
                await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        ended.set()

    ended = asyncio.Event()
    async with a_server(endless) as (port, _, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST + b"\r\n")
        await reader.readexactly(10)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ended.wait()
        writer.close()


async def test_those_who_hold_places_and_ask_nothing_make_room_for_those_who_ask() -> None:
    async with a_server(connection=Wall) as (port, _, _):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        answers = [await ask(port, REQUEST + b"Connection: close\r\n\r\n") for _ in range(5)]
        assert all(answer.endswith(b"hello") for answer in answers)
        for _, writer in held:
            writer.close()


async def test_bodies_beyond_the_most_are_refused_told_beforehand_or_not() -> None:
    async def refuse(request: object, error: object) -> Callable[..., object]:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

        return answer

    async with a_server(Bounds(hello, refuse), Wall) as (port, _, _):  # type: ignore[arg-type]  # as above
        told = f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n".encode()
        assert b" 413 " in await ask(port, told)
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        untold = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        assert b"hello" not in await ask(port, untold, *[chunk] * 11, b"0\r\n\r\n")


async def test_what_is_being_answered_at_the_stop_is_finished_and_nobody_else_is_let_in() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go_on.wait()
        await hello(scope, receive, send)

    begun, go_on = asyncio.Event(), asyncio.Event()
    async with a_server(slow) as (port, stop, serving):
        asking = asyncio.create_task(ask(port, REQUEST + b"\r\n"))
        await begun.wait()
        idle = asyncio.create_task(ask(port))
        await asyncio.sleep(0.1)
        stop.set()
        assert await idle == b""
        go_on.set()
        assert (await asking).endswith(b"hello")
        await serving
        with suppress(ConnectionError):
            assert await ask(port, REQUEST + b"\r\n") == b""
