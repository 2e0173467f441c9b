"""scripts/demo's program: shows the sector with the daemon at work, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.acceptance.desk import PATIENCE_SECONDS, ROOT, wait_until


@pytest.mark.system
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demonstration_fills_its_page_and_is_gone_without_a_trace(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.sector", "--port", "0"]
    said = tmp_path / "said"
    with said.open("w") as output:
        demo = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=output)
    try:
        wait_until(lambda: "Open http" in said.read_text())
        found = re.search(r"Open (\S+)", said.read_text())
        assert found
        wait_until(lambda: b"Ottermere Trust" in urllib.request.urlopen(found[1] + "atom.xml", timeout=30).read())
        demo.send_signal(number)
        assert demo.wait(PATIENCE_SECONDS) == 0
    finally:
        demo.kill()
        demo.wait()
    assert [path.name for path in tmp_path.iterdir()] == ["said"]
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(found[1], timeout=5)
