"""The pages of log actions and metrics tell of each that there is and of no other; the dashboard asks for none else."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from aggregator.daemon.metrics import Metrics

ROOT = Path(__file__).resolve().parents[1]
LOGS = (ROOT / "docs/reference/logs.md").read_text(encoding="utf-8")
METRICS = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
DASHBOARD = ROOT / "deploy/grafana/news-desk.json"
METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def told() -> Iterator[tuple[str, ast.expr]]:
    """Where an event is told, and what stands in the place of its action."""
    for path in sorted((ROOT / "aggregator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                by = ast.unparse(node.func.value)
                if by == "log" or by.startswith("get_logger("):
                    yield f"{path}:{node.lineno}", node.args[node.func.attr == "log"]


def test_every_action_is_a_word_that_stands_in_the_source() -> None:
    assert {place for place, action in told() if not isinstance(action, ast.Constant)} == set()


def test_every_action_has_its_row_and_every_row_its_action() -> None:
    actions = {action.value for _, action in told() if isinstance(action, ast.Constant)}
    assert len(actions) > 15
    assert set(re.findall(r"^\| `([a-z_]+)` \|", LOGS, re.MULTILINE)) == actions | {"library_said"}


def metrics() -> dict[str, tuple[str, set[str]]]:
    """Name → type and labels, as they are read."""
    found = {}
    for family in Metrics().registry.collect():
        name = family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
        kind = "gauge" if family.type == "info" else family.type
        found[name] = (kind, {label for sample in family.samples for label in sample.labels})
    return found


def test_every_metric_has_its_row_with_its_type_and_labels() -> None:
    rows = re.findall(r"^\| `(\w+_\w+)` \| (\w+) \| (.*?) ?\| ", METRICS, re.MULTILINE)
    there = {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}
    assert there == metrics()


def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    names = set(re.findall(r"\b(?:aggregator|process)_\w+", asked))
    there = {sample.name for family in Metrics().registry.collect() for sample in family.samples}
    assert len(names) > 20
    assert names <= there
    labels = set(re.findall(r"(\w+)=\"", asked)) | set(re.findall(r"by \((\w+)\)", asked))
    assert labels <= {label for _, known in metrics().values() for label in known}
