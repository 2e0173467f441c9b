"""What `deploy/` brings, looked over by the tools of those who will read it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
#: Of systemd's scale from 0 (locked in) to 10 (wide open).
MOST_EXPOSED = 2.0


def _tool(name: str, package: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: apt-get install {package}"
    return found


def test_unit_is_one_that_systemd_reads_without_a_complaint(tmp_path: Path) -> None:
    unit = (DEPLOY / "aggregator.service").read_text()
    program = tmp_path / "aggregator"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / "aggregator.service"
    copy.write_text(unit.replace("/opt/aggregator/bin/aggregator", str(program)))
    run = subprocess.run(
        [_tool("systemd-analyze", "systemd"), "verify", str(copy)], capture_output=True, text=True, check=False
    )
    assert [line for line in run.stderr.splitlines() if "aggregator.service" in line] == []
    assert run.returncode == 0


def test_unit_leaves_the_service_little_to_break() -> None:
    run = subprocess.run(
        [_tool("systemd-analyze", "systemd"), "security", "--offline=true", str(DEPLOY / "aggregator.service")],
        capture_output=True,
        text=True,
        check=True,
    )
    said = re.search(r"exposure level for \S+ (\d+\.\d+)", run.stdout)
    assert said, run.stdout
    assert float(said[1]) <= MOST_EXPOSED


def test_unit_does_not_forbid_what_the_daemon_does() -> None:
    unit = (DEPLOY / "aggregator.service").read_text()
    assert "@resources" not in re.findall(r"^SystemCallFilter=~.*$", unit, re.MULTILINE)[0]  # limits on child processes
    assert "aggregator run" in unit


def test_containerfile_has_nothing_to_complain_of() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    assert linter.exists(), "hadolint is missing: it is one of the dev dependencies on Linux (x86-64)"
    run = subprocess.run([linter, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (run.stdout, run.returncode) == ("", 0)


def test_containerfile_copies_only_what_reaches_the_build() -> None:
    let_in = {
        line.removeprefix("!") for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")
    }
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    files = {file for line in copied for file in line.split()}
    assert files == let_in
    assert all((ROOT / file).exists() for file in files)
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


def test_compose_file_builds_ours_and_keeps_what_must_last() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    desk = compose["services"]["desk"]
    assert (DEPLOY / desk["build"]["context"] / desk["build"]["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    assert "desk:/data" in desk["volumes"]
    assert compose["services"]["database"]["profiles"] == ["postgresql"]
    named = {volume.split(":")[0] for one in compose["services"].values() for volume in one["volumes"]}
    assert named >= set(compose["volumes"])
