"""Without a network every source fails with a plain cause, the page says so kindly, and the daemon stays up."""

from __future__ import annotations

import signal
import socket

from tests.acceptance.desk import Desk, wait_until

SETTINGS = """\
polling: {{allow_private: [127.0.20.0/24], timeout: 2s}}
sources:
  - {{name: Nobody home, url: "http://127.0.20.99:{port}/feed"}}
  - {{name: No such name, url: "http://rivers.invalid/feed"}}
"""


def test_daemon_without_a_network_stays_up_and_says_kindly_what_is_wrong(desk: Desk) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.20.99", 0))  # and never listens
        desk.configure(SETTINGS.format(port=closed.getsockname()[1]))
        with desk.daemon() as daemon:
            wait_until(lambda: b"None of the sources could be reached" in daemon.get())
            wait_until(lambda: daemon.said.count("feed_polled") == 2)
            assert daemon.get("healthz") == b"ok\n"
            assert b"<entry" not in daemon.get("atom.xml")
            code, _ = daemon.stop(signal.SIGTERM)
    rows = desk.run("status", "--json").by_source
    assert rows["Nobody home"]["cause"] == {
        "code": "connection_refused",
        "message": "The server 127.0.20.99 is there but takes no connections.",
    }
    assert rows["No such name"]["cause"]["code"] in ("name_not_found", "name_lookup_failed", "name_lookup_slow")
    assert rows["No such name"]["cause"]["message"].endswith(".")
    assert code == 0
    assert "Traceback" not in daemon.said
