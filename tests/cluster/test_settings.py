"""What workers and web processes do with changed settings beside following them, and what they say of themselves."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.desk import wait_until
from tests.cluster.hosts import hosts
from tests.cluster.machines import Machines, SharedDesk
from tests.conftest import new_database

TOKEN = "a-token-for-the-desk"


@dataclass(frozen=True)
class Running:
    machines: Machines
    #: The settings as they should be.
    text: str

    def save(self, text: str) -> None:
        self.machines.desk.configure(text)

    def alarms(self) -> str:
        return self.machines.get(f"alarms/{TOKEN}/atom.xml").decode()


@pytest.fixture(scope="module")
def running(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    desk = SharedDesk(tmp_path_factory.mktemp("desk"), new_database(postgresql))
    with hosts(1, feeds=1) as sites:
        text = f"{sites.settings()}web: {{token: {TOKEN}}}\nalarms: {{feed: true, failing: 2s, disk_free: 0}}\n"
        desk.configure(text)
        with desk.daemon() as machines:
            wait_until(lambda: len(desk.entries()) == 3)
            yield Running(machines, text)


def test_sighup_has_each_read_its_file_at_once_and_ends_none(running: Running) -> None:
    applied = [machine.said.count("settings_applied") for machine in running.machines.all]
    for machine in running.machines.all:
        machine.process.send_signal(signal.SIGHUP)
    for machine, before in zip(running.machines.all, applied, strict=True):
        wait_until(lambda machine=machine, before=before: machine.said.count("settings_applied") > before)  # type: ignore[misc]  # bound now
        assert machine.process.poll() is None


def test_any_web_process_gives_what_the_store_has_in_numbers(running: Running) -> None:
    for web in running.machines.webs:
        request = urllib.request.Request(f"{web.address}metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request) as response:
            lines = response.read().decode().splitlines()
        values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        assert float(values["aggregator_entries"]) == 3
        assert float(values['aggregator_sources{health="ok"}']) == 1
        assert float(values["aggregator_sources_due"]) == float(values["aggregator_schedule_lag_seconds"]) == 0


def test_a_refused_file_is_one_alarm_until_it_is_mended(running: Running) -> None:
    running.save("site: [\n")
    wait_until(lambda: "Alarm: " in running.alarms())
    running.save(running.text)
    wait_until(lambda: "Over: " in running.alarms())
    told = running.alarms()
    assert (told.count(">Alarm: "), told.count(">Over: ")) == (1, 1), told
