"""Passwords are guessed at the desk without end, over real connections: how many are looked at."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlencode

import pytest

from aggregator.editing import doors
from aggregator.publish import Outputs
from aggregator.store.engine import Store
from aggregator.web.app import make_app
from aggregator.web.desk import Backroom
from aggregator.web.server import Listener
from tests.publish.shelf import SETTINGS, follow
from tests.samples import NOON
from tests.web.desk_rig import LIGHT, PASSWORD, token_in

FROM_MANY = tuple(f"127.0.91.{number}" for number in range(1, 6))
FROM_ONE, FROM_ELSEWHERE = "127.0.91.99", "127.0.91.200"


@dataclass
class Door:
    """The way in, served at a port, and a clock that the test turns."""

    port: int = 0
    now: datetime = NOON
    #: What a browser holds that was given the form.
    held: str = ""
    token: str = ""
    answers: Counter[int] = field(default_factory=Counter)

    async def guess(self, address: str, names_and_passwords: Iterator[tuple[str, str]]) -> None:
        """One client at this address tries all of them, one by one, over one connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        for name, password in names_and_passwords:
            said = urlencode({"token": self.token, "name": name, "password": password}).encode()
            head = (
                f"POST /desk/login HTTP/1.1\r\nHost: desk.example\r\nCookie: desk-login={self.held}\r\n"
                "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(said)}\r\n\r\n"
            )
            writer.write(head.encode() + said)
            status, _ = await _answer(reader)
            self.answers[status] += 1
        writer.close()

    async def get_form(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"GET /desk/login HTTP/1.1\r\nHost: desk.example\r\n\r\n")
        _, text = await _answer(reader)
        self.token = token_in(text)
        self.held = text.split("desk-login=")[1].split(";")[0]
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """A status, and head and body together."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
    return int(head.split()[1]), head + (await reader.readexactly(length)).decode()


@pytest.fixture
async def door(sqlite_store: Store) -> AsyncIterator[Door]:
    follow(sqlite_store)
    with sqlite_store.writing() as tx:
        doors.open_account(tx, "Ada", "admin", PASSWORD, NOON, LIGHT)
    door, stop = Door(), asyncio.Event()
    room = Backroom(sqlite_store, lambda: SETTINGS, lambda: door.now, LIGHT)
    with Listener("127.0.0.1", 0) as listener:
        door.port = listener.port
        serving = asyncio.create_task(listener.serve(make_app(Outputs(sqlite_store, SETTINGS), desk=room), stop))
        await door.get_form()
        yield door
        stop.set()
        await serving


@pytest.mark.parametrize(("name", "guesses"), [("Ada", 10_000), ("Nobody", 500)])
async def test_of_ten_thousand_guesses_twenty_at_a_name_and_ten_of_an_address_are_looked_at(
    door: Door, name: str, guesses: int
) -> None:
    at_one_name = ((name, f"guess {number}") for number in range(guesses // 2))
    each = guesses // 2 // len(FROM_MANY)
    async with asyncio.TaskGroup() as all_at_once:
        for address in FROM_MANY:
            all_at_once.create_task(door.guess(address, islice(at_one_name, each)))
        at_all_names = ((f"name {number}", PASSWORD) for number in range(guesses // 2))
        all_at_once.create_task(door.guess(FROM_ONE, at_all_names))
    looked_at = doors.MOST_BY_NAME + doors.MOST_BY_ADDRESS
    assert door.answers == {403: looked_at, 429: guesses - looked_at}
    door.answers.clear()
    await door.guess(FROM_ELSEWHERE, iter([(name, PASSWORD)]))
    assert door.answers == {429: 1}, "not even the right one"
    door.now += timedelta(minutes=16)
    await door.guess(FROM_ONE, iter([("Ada", PASSWORD)]))
    assert door.answers == {429: 1, 303: 1}, "and then it is over"
