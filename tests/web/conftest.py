"""What the tests of the desk share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from aggregator.publish import Outputs
from aggregator.store import entries
from aggregator.store.engine import Store
from aggregator.web import proxies
from aggregator.web.app import make_app
from aggregator.web.desk import Backroom
from tests.publish.shelf import SETTINGS, come_in, follow, go_out
from tests.samples import a_prepared
from tests.web.desk_rig import LIGHT, Rig


@pytest.fixture
async def rig(sqlite_store: Store) -> AsyncIterator[Rig]:
    follow(sqlite_store)
    (entry_id,) = come_in(sqlite_store, "Otter", a_prepared("one", title="River one", text="River one"))
    go_out(sqlite_store)
    with sqlite_store.reading() as tx:
        (entry,) = entries.load(tx, [entry_id])
    rigs: list[Rig] = []
    room = Backroom(sqlite_store, lambda: rigs[0].settings, lambda: rigs[0].now, LIGHT)
    app = proxies.Proxies(
        make_app(Outputs(sqlite_store, SETTINGS), desk=room), trusted=lambda: rigs[0].settings.web.trusted_proxies
    )
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        rigs.append(Rig(sqlite_store, client, published_id=entry.published_id))
        yield rigs[0]
