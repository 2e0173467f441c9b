"""Every small feed of tests/corpus is read as the file beside it says; its line `proves` says why it is there."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import ParseError
from aggregator.parse.document import parse_document

CORPUS = Path(__file__).parent.parent / "corpus"
CASES = sorted(path for path in CORPUS.iterdir() if path.suffix in (".xml", ".html", ".txt")) + sorted(
    path for path in CORPUS.glob("*.json") if not path.name.endswith(".expected.json")
)


def as_json(value: Any) -> Any:
    """A parsed value in the words of the expectation files."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [as_json(member) for member in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def part_of(expected: Any, found: Any) -> Any:
    """What was found, reduced to what is expected of it."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {key: part_of(value, found.get(key)) for key, value in expected.items()}
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_feed_is_read_as_expected(path: Path) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text("utf-8"))
    assert expected["proves"]
    if "error" in expected:
        with pytest.raises(ParseError) as raised:
            parse_document(path.read_bytes(), url="https://feeds.example/dir/feed.xml")
        assert raised.value.cause.code == expected["error"]
        return
    feed = parse_document(path.read_bytes(), url="https://feeds.example/dir/feed.xml")
    entries = as_json(feed.entries)
    assert len(entries) == len(expected["entries"])
    assert [part_of(*pair) for pair in zip(expected["entries"], entries, strict=True)] == expected["entries"]
    assert part_of(expected.get("feed", {}), as_json(feed)) == expected.get("feed", {})
    if "warned" in expected:
        assert any(expected["warned"] in warning for warning in feed.warnings)


def test_every_expectation_has_its_feed() -> None:
    assert {path.stem + ".expected.json" for path in CASES} == {path.name for path in CORPUS.glob("*.expected.json")}
