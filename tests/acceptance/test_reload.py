"""A running daemon follows its settings: saved in any way, they hold within seconds; broken ones change nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.desk import Daemon, Desk, wait_until
from tests.sector.world import OUTLETS, TROUBLES, Sector

SOON_SECONDS = 5.0
DRIPPING = [trouble for trouble in TROUBLES if trouble.code == "timeout"]


@dataclass(frozen=True)
class Running:
    sector: Sector
    desk: Desk
    daemon: Daemon

    def settings(self) -> dict[str, Any]:
        read: dict[str, Any] = yaml.safe_load(self.desk.config.read_text(encoding="utf-8"))
        return read

    def save(self, settings: dict[str, Any]) -> None:
        self.desk.configure(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True))

    def title(self) -> str:
        title: str = json.loads(self.daemon.get("feed.json"))["title"]
        return title

    def ready(self) -> tuple[int, str]:
        return ask(self.daemon, "readyz")


def ask(daemon: Daemon, path: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(daemon.address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def actions(daemon: Daemon) -> list[dict[str, Any]]:
    return [json.loads(line) for line in daemon.said.splitlines() if line.startswith("{")]


@pytest.fixture
def running(desk: Desk, sector: Sector) -> Iterator[Running]:
    desk.configure(sector.config(troubles=(), first_import="all", entries=1000))
    with desk.daemon() as daemon:
        wait_until(lambda: b"<item>" in daemon.get("rss.xml"))
        yield Running(sector, desk, daemon)


def rename_over(path: Path, text: str) -> None:
    beside = path.with_name("feeds.yaml.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def truncate_and_write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(text), 400):
            file.write(text[start : start + 400])
            file.flush()


def move_away_and_write(path: Path, text: str) -> None:
    path.replace(path.with_name("feeds.yaml~"))
    path.write_text(text, encoding="utf-8")


def swap_link(path: Path, text: str) -> None:
    """As a cluster's config maps do: a link to a file in a folder that another link names."""
    folder = path.parent / f"version-{len(list(path.parent.glob('version-*')))}"
    folder.mkdir()
    (folder / "feeds.yaml").write_text(text, encoding="utf-8")
    (path.parent / "data.new").symlink_to(folder.name)
    (path.parent / "data.new").replace(path.parent / "data")
    if not path.is_symlink():
        path.unlink()
        path.symlink_to("data/feeds.yaml")


@pytest.mark.parametrize("save", [rename_over, truncate_and_write, move_away_and_write, swap_link])
def test_a_change_holds_within_seconds_however_it_is_saved(running: Running, save: Callable[[Path, str], None]) -> None:
    text = running.desk.config.read_text(encoding="utf-8")
    for title in ("First change", "Second change"):
        save(running.desk.config, text.replace("River News & Jobs", title))
        wait_until(lambda title=title: running.title() == title, SOON_SECONDS)  # type: ignore[misc]  # bound now
    assert "settings_refused" not in running.daemon.said


def test_sources_come_go_and_are_renamed_and_keep_their_entries(running: Running) -> None:
    settings = running.settings()
    gone, renamed = settings["sources"][0], settings["sources"][1]
    wait_until(lambda: len(running.desk.entries()) == sum(map(len, running.sector.expected.values())))
    before = {entry[2]: entry[0] for entry in running.desk.entries()}
    settings["sources"].remove(gone)
    renamed["name"] = "Another Name"
    running.save(settings)
    wait_until(lambda: b"Another Name" in running.daemon.get("opml.xml"), SOON_SECONDS)
    assert f'text="{gone["name"]}"'.encode() not in running.daemon.get("opml.xml")
    after = {entry[2]: entry[0] for entry in running.desk.entries()}
    assert after.keys() == before.keys()
    assert {after[one] for one, name in before.items() if name == OUTLETS[1].name} == {"Another Name"}
    shown = {item["id"] for item in json.loads(running.daemon.get("feed.json"))["items"]}
    assert {one for one, name in before.items() if name == gone["name"]} <= shown
    settings["sources"].append(gone | {"name": "Back Again"})
    running.save(settings)
    wait_until(lambda: b"Back Again" in running.daemon.get("opml.xml"), SOON_SECONDS)
    assert len(running.desk.entries()) == len(before)


def test_a_new_source_is_polled_at_once_and_changed_rules_reach_what_is_stored(running: Running) -> None:
    settings = running.settings()
    added = settings["sources"].pop()
    running.save(settings)
    wait_until(lambda: "settings_applied" in running.daemon.said, SOON_SECONDS)
    settings["sources"].append(added)
    settings["categories"]["Rivers"] = {"any": ["river*", "otter*"]}
    running.save(settings)

    def is_tagged() -> bool:
        return any("Rivers" in item["tags"] for item in json.loads(running.daemon.get("feed.json"))["items"])

    wait_until(is_tagged, SOON_SECONDS)
    assert "retag_finished" in running.daemon.said


def test_polls_in_flight_are_not_dropped(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=DRIPPING, timeout="4s", first_import="all"))
    with desk.daemon() as daemon:
        wait_until(lambda: any(request.host == DRIPPING[0].host for request in sector.requests))
        desk.configure(sector.config(troubles=DRIPPING, timeout="5s", first_import="all", title="{title}!"))
        wait_until(lambda: "settings_applied" in daemon.said, SOON_SECONDS)
        wait_until(
            lambda: any(
                event["action"] == "feed_polled" and event["source"] == DRIPPING[0].name for event in actions(daemon)
            )
        )
        assert "Traceback" not in daemon.said


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        ("polling: {every: often}\n", 1, "length of time"),
        ("site:\n  title: [\n", None, "not YAML"),
        ("", None, "empty"),
        ("polling: {}\nsurces: []\n", 2, "unknown key"),
    ],
)
def test_a_refused_file_is_told_everywhere_and_the_last_valid_one_holds_also_after_a_restart(
    running: Running, wrong: str, line: int | None, said: str
) -> None:
    good = running.desk.config.read_text(encoding="utf-8")
    assert wait_until(lambda: running.ready()[0] == 200) < 30
    running.desk.configure(wrong)
    wait_until(lambda: running.ready()[0] == 503, SOON_SECONDS)
    place = f"{running.desk.config}:{line}" if line else str(running.desk.config)
    status = running.desk.run("status", "--json")
    told = next(event for event in actions(running.daemon) if event["action"] == "settings_refused")
    for text in (running.ready()[1], status.err, told["message"]):
        assert place in text
        assert said in text
    assert {row["source"] for row in status.rows} == {outlet.name for outlet in OUTLETS}
    assert status.code == 2
    assert running.title() == "River News & Jobs"
    assert ask(running.daemon, "healthz")[0] == 200
    running.daemon.stop(signal.SIGTERM)
    with running.desk.daemon() as restarted:
        assert "the last valid one holds" in restarted.said
        assert json.loads(restarted.get("feed.json"))["title"] == "River News & Jobs"
        running.desk.configure(good)
        wait_until(lambda: ask(restarted, "readyz")[0] == 200, SOON_SECONDS)
        restarted.stop(signal.SIGTERM)


def test_a_source_that_an_edit_spoils_goes_on_as_it_was_and_status_names_its_line(running: Running) -> None:
    settings = running.settings()
    spoilt = settings["sources"][0]
    settings["sources"][0] = spoilt | {"kind": "pigeon"}
    settings["sources"].append({"name": "Never Right", "url": "ftp://127.0.20.1/"})
    running.save(settings)
    wait_until(lambda: "source_misconfigured" in running.daemon.said, SOON_SECONDS)
    wait_until(lambda: "settings_applied" in running.daemon.said, SOON_SECONDS)
    rows = running.desk.run("status", "--json").by_source
    lines = running.desk.config.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "pigeon" in text)
    assert f"{running.desk.config}:{line}" in rows[spoilt["name"]]["cause"]["message"]
    assert rows[spoilt["name"]]["health"] == rows["Never Right"]["health"] == "misconfigured"
    assert rows[spoilt["name"]]["next_poll"]
    polled = [event for event in actions(running.daemon) if event["action"] == "feed_polled"]
    running.sector.requests.clear()
    wait_until(lambda: any(request.host == OUTLETS[0].host for request in running.sector.requests))
    assert polled
    assert ask(running.daemon, "readyz")[0] == 200


def test_sighup_has_the_file_read_at_once_and_a_log_that_was_moved_is_made_anew(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=()))
    log = desk.folder / "logs" / "daemon.json"
    with desk.start("run", "--port", "0", "--log-file", str(log), "--log-level", "info") as process:
        try:
            wait_until(lambda: log.exists() and "daemon_started" in log.read_text())
            shutil.move(log, desk.folder / "old.json")
            wait_until(lambda: log.exists())
            applied = log.read_text().count("settings_applied")
            os.kill(process.pid, signal.SIGHUP)
            wait_until(lambda: log.read_text().count("settings_applied") > applied, SOON_SECONDS)
            assert all(json.loads(line)["action"] for line in log.read_text().splitlines())
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()


def test_metrics_want_the_token_which_may_be_set_while_it_runs(running: Running) -> None:
    wait_until(lambda: len(running.desk.entries()) == sum(map(len, running.sector.expected.values())))
    status, said = ask(running.daemon, "metrics")
    assert status == 403
    assert "web.token" in said
    token = "a-token-for-the-metrics"
    running.save(running.settings() | {"web": {"token": token}})
    wait_until(lambda: ask(running.daemon, "metrics")[0] == 401, SOON_SECONDS)
    status, said = ask(running.daemon, "metrics", Authorization=f"Bearer {token}")
    assert status == 200
    values = dict(line.rsplit(" ", 1) for line in said.splitlines() if not line.startswith("#"))
    assert float(values["aggregator_entries"]) == len(running.desk.entries()) > 0
    assert float(values['aggregator_polls_total{outcome="new"}']) == len(OUTLETS)
    assert float(values["process_resident_memory_bytes"]) > 10_000_000
    assert token not in said
    assert token not in running.daemon.said
