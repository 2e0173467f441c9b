"""Out of file descriptors: whoever is connected is served on, no source is blamed, and it goes on by itself."""

from __future__ import annotations

import http.client
import resource
from pathlib import Path
from urllib.parse import urlsplit

from tests.acceptance.desk import Desk, wait_until
from tests.chaos.extent import Extent
from tests.chaos.ledger import Ledger, ask, still_serves, told, wait_for_all
from tests.sector.world import Sector

NEWS = 4


def test_a_daemon_without_files_to_open_goes_on_with_what_it_has(
    desk: Desk, sector: Sector, ledger: Ledger, extent: Extent
) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        ledger.check()
        process = daemon.process.pid
        limits = resource.prlimit(process, resource.RLIMIT_NOFILE)
        connected = http.client.HTTPConnection(urlsplit(daemon.address).netloc, timeout=60)
        assert _feed(connected)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (len(list(Path(f"/proc/{process}/fd").iterdir())), limits[1]))
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
        wait_for_all(daemon, sector)
        ledger.check()
        assert still_serves(daemon, shown)
        assert not told(daemon, "poll_crashed")


def _feed(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/feed.json")
    with connection.getresponse() as response:
        assert response.status == 200
        return response.read()
