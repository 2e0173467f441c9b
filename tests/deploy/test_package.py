"""The wheel that `pipx install` takes: whole, and able to start a desk."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_wheel_holds_every_file_of_the_program_and_starts_a_desk(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(tmp_path / "installed")
    ours = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "aggregator").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert ours <= names
    run = subprocess.run(
        [sys.executable, "-m", "aggregator", "init", "desk"],
        cwd=tmp_path / "installed",
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "installed" / "desk" / "config" / "feeds.yaml").exists(), run
