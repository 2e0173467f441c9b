"""The schema for editors is what the models say, in a form that editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.config.json_schema import SCHEMA_FILE, json_schema, main, schema_text

ROOT = Path(__file__).parents[2]


def test_the_schema_beside_the_config_is_fresh() -> None:
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


def test_every_key_is_described() -> None:
    bare = [
        key
        for node in nodes(json_schema())
        for key, property_ in node.get("properties", {}).items()
        if isinstance(property_, dict) and "description" not in property_ and "$ref" not in property_
        if "$ref" not in json.dumps(property_)  # the fields of a rule, described by what they hold
    ]
    assert bare == []


def test_every_reference_leads_somewhere() -> None:
    schema = json_schema()
    targets = {node["$ref"].removeprefix("#/$defs/") for node in nodes(schema) if isinstance(node.get("$ref"), str)}
    assert targets <= schema["$defs"].keys()
    assert {"SourceConfig", "RuleItem", "RuleConfig", "Phrase"} <= targets


@pytest.mark.parametrize(
    ("name", "short_form"),
    [("SourceConfig", "string"), ("CategoryConfig", "null"), ("RuleConfig", "array"), ("AgencyConfig", "null")],
)
def test_short_forms_are_allowed(name: str, short_form: str) -> None:
    assert short_form in [form["type"] for form in json_schema()["$defs"][name]["anyOf"]]


def test_unknown_keys_are_refused_in_every_mapping_of_ours() -> None:
    definitions = json_schema()["$defs"].values()
    mappings = [node for definition in definitions for node in nodes(definition) if "properties" in node]
    assert len(mappings) >= 10
    assert all(mapping["additionalProperties"] is False for mapping in mappings if "type" in mapping)


def test_defaults_are_shown_as_people_write_them() -> None:
    properties = json_schema()["$defs"]
    assert properties["Polling"]["properties"]["every"]["default"] == "1h"
    assert properties["Publish"]["properties"]["first_import"]["default"] == "30d"


def test_the_command_writes_and_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / SCHEMA_FILE).write_text("{}")
    assert main(["--check"]) == 1
    assert main(["--help"]) == 2


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a JSON document."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)
