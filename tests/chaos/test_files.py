"""Out of file descriptors: whoever is connected is served on, no source is blamed, and it goes on once there are some."""

from __future__ import annotations

import http.client
import os
import resource
from urllib.parse import urlsplit

from tests.acceptance.desk import Desk, wait_until
from tests.chaos.extent import Extent
from tests.chaos.ledger import Ledger, ask, items, still_serves, told
from tests.sector.world import Sector

NEWS = 4


def test_a_daemon_without_files_to_open_goes_on_with_what_it_has(
    desk: Desk, sector: Sector, ledger: Ledger, extent: Extent
) -> None:
    with desk.daemon() as daemon:
        wait_until(lambda: len(items(daemon)) == sum(map(len, sector.expected.values())))
        shown = items(daemon)
        ledger.check()
        process = daemon.process.pid
        limits = resource.prlimit(process, resource.RLIMIT_NOFILE)
        connected = http.client.HTTPConnection(urlsplit(daemon.address).netloc, timeout=60)
        assert _feed(connected)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{process}/fd")), limits[1]))
        sector.publish_more(NEWS)
        asked = len(sector.requests)
        wait_until(lambda: any(event["outcome"] == "waiting" for event in told(daemon, "feed_polled")))
        assert _feed(connected)
        resource.prlimit(process, resource.RLIMIT_NOFILE, limits)
        connected.close()
        assert not [event for event in told(daemon, "feed_polled") if event["outcome"] == "failed"]
        assert len(sector.requests) - asked <= len(sector.expected)
        wait_until(lambda: ask(daemon, "readyz")[0] == 200)
        if not extent.is_full:  # in a minute it would by itself
            assert desk.run("poll", "--all").code == 0
        wait_until(lambda: len(items(daemon)) == sum(map(len, sector.expected.values())), 150)
        ledger.check()
        assert still_serves(daemon, shown)
        assert not told(daemon, "poll_crashed")


def _feed(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/feed.json")
    with connection.getresponse() as response:
        assert response.status == 200
        return response.read()
