"""A client's connection, within limits: of number, of size, and of patience with the slow.

uvicorn waits for ever for the rest of a request, and for a client to take what was sent. Here a request has a deadline,
an answer must go on moving, and when all places are taken whoever idles longest makes room.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

#: Clients at the same time.
MOST_CONNECTIONS = 512
#: Of a request line with its headers.
HEADER_BYTES = 16 * 1024
#: The longest that a request may take to come in, all in all.
REQUEST_SECONDS = 10.0
#: The longest that a client may take nothing of what it is sent.
STALL_SECONDS = 20.0


class Connection(H11Protocol):
    """uvicorn's, with deadlines."""

    request_seconds = REQUEST_SECONDS
    stall_seconds = STALL_SECONDS
    most_connections = MOST_CONNECTIONS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._unsent = 0
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's is
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        self._deadline = self.loop.call_later(self.request_seconds, self._give_up)
        if len(self.connections) > self.most_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.request_seconds, self._give_up)
        super().data_received(data)
        if not self._is_waiting_for_request():
            self._drop_deadline()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.idle_since = self.loop.time()
        self._drop_deadline()
        self._look_after_sending()

    def connection_lost(self, exc: Exception | None) -> None:
        self._drop_deadline()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look_after_sending()

    def shutdown(self) -> None:
        super().shutdown()
        self._look_after_sending()

    @property
    def is_idle(self) -> bool:
        """Whether no whole request is being answered."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _is_waiting_for_request(self) -> bool:
        """Whether a request has begun and is not all here."""
        return self.is_idle or bool(self.cycle.more_body)

    def _drop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()

    def _make_room(self) -> None:
        idle = [one for one in self.connections if isinstance(one, Connection) and one.is_idle and one is not self]
        if idle:
            min(idle, key=lambda one: one.idle_since).transport.abort()

    def _look_after_sending(self) -> None:
        """Hang up on a client that takes nothing of its answer any more."""
        unsent = self.transport.get_write_buffer_size()
        if self._watch is None and unsent:
            self._unsent = unsent
            self._watch = self.loop.call_later(self.stall_seconds, self._look_again)

    def _look_again(self) -> None:
        self._watch = None
        unsent = self.transport.get_write_buffer_size()
        if unsent and unsent >= self._unsent:
            self.transport.abort()
        else:
            self._look_after_sending()
