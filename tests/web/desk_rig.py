"""A desk to be tried at, and somebody at a browser before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import html5lib
import httpx

from aggregator.config.settings import Settings
from aggregator.editing import doors
from aggregator.passwords import Effort
from aggregator.store import accounts, acts
from aggregator.store.engine import Store
from tests.publish.shelf import SETTINGS
from tests.samples import NOON

PASSWORD = "a long enough password"
OWN = {"Sec-Fetch-Site": "same-origin"}
#: The real argon2, but at the effort of a test.
LIGHT = Effort(passes=1, kibibytes=8, lanes=1)
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}"


@dataclass
class Rig:
    """A desk with one entry, a clock that the test turns, and somebody at a browser."""

    store: Store
    client: httpx.AsyncClient
    settings: Settings = SETTINGS
    now: datetime = NOON
    published_id: str = ""

    def place(self, path: str) -> str:
        return path.format(head=self.published_id.removeprefix("urn:uuid:").replace("-", "")[:16])

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(self.place(path), headers={**OWN, **headers})

    async def send(self, path: str, said: Mapping[str, str | list[str]], **headers: str) -> httpx.Response:
        return await self.client.post(self.place(path), data=dict(said), headers={**OWN, **headers})

    async def log_in(self, name: str = "Ada", password: str = PASSWORD) -> httpx.Response:
        page = await self.get("/desk/login")
        return await self.send("/desk/login", {"token": token_in(page.text), "name": name, "password": password})

    async def token(self) -> str:
        return token_in((await self.get("/desk/")).text)

    def open(self, name: str, role: accounts.Role, password: str | None = PASSWORD) -> None:
        with self.store.writing() as tx:
            doors.open_account(tx, name, role, password, self.now, LIGHT)

    def audit(self) -> list[tuple[str, str]]:
        with self.store.reading() as tx:
            return [(one.who, one.act) for one in acts.newest(tx, limit=50)]


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def acting_parts(page: str) -> list[str]:
    """Whatever in a page could run a script, as a browser reads it."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    acting = {"script", "iframe", "object", "embed", "svg", "style", "base"}
    found = [element.tag for element in tree.iter() if element.tag in acting]
    for element in tree.iter():
        found += [f"{name}={value}" for name, value in element.attrib.items() if name.startswith("on")]
        found += [
            value for value in element.attrib.values() if value.strip().lower().startswith(("javascript:", "data:"))
        ]
    return found
