"""The JSON Schema by which editors complete and check feeds.yaml, made from the models.

`python -m aggregator.config.json_schema` writes it beside the config; `--check` says whether it is fresh.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from aggregator.config.scalars import write_duration
from aggregator.config.settings import FeedsFile
from aggregator.models.rules import FIELDS

SCHEMA_FILE = Path("config/feeds.schema.json")

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PHRASE: dict[str, Any] = {
    "type": ["string", "number"],
    "minLength": 1,
    "description": "Words as they stand in a text, `word*` for any ending, or /regex/.",
}


class _AsWritten(GenerateJsonSchema):
    """Shows defaults the way people write them."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return write_duration(dft)
        return {} if isinstance(dft, BaseModel) else super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """The schema of feeds.yaml, short forms included."""
    schema = FeedsFile.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    definitions = schema["$defs"]
    definitions["Phrase"] = _PHRASE
    definitions["Phrases"] = {"anyOf": [_ref("Phrase"), {"type": "array", "items": _ref("Phrases")}]}
    definitions["RuleItem"] = {"anyOf": [_ref("Phrase"), _field_phrases(), _ref("RuleConfig")]}
    group = {"anyOf": [_ref("Phrase"), {"type": "array", "items": _ref("RuleItem")}]}
    for name in ("RuleConfig", "CategoryConfig"):
        for key in ("any", "all", "not"):
            definitions[name]["properties"][key] |= group
        definitions[name] = _also(definitions[name], {"type": "array", "items": _ref("RuleItem")}, {"type": "null"})
    definitions["AgencyConfig"] = _also(definitions["AgencyConfig"], {"type": "null"})
    definitions["SourceConfig"] = _also(
        definitions["SourceConfig"], {"type": "string", "description": "The short form: just the address."}
    )
    _drop_titles(schema)
    return {"$schema": _DIALECT, "title": "feeds.yaml", **schema}


def schema_text() -> str:
    """The schema file, byte for byte."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _field_phrases() -> dict[str, Any]:
    """`title: […]` or `title or summary: […]`."""
    field = f"({'|'.join(FIELDS)})"
    phrases = _ref("Phrases")
    return {
        "type": "object",
        "description": "Phrases looked for in these fields only.",
        "properties": dict.fromkeys(FIELDS, phrases),
        "patternProperties": {rf"^{field}(( or |, ?){field})*$": phrases},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _also(definition: dict[str, Any], *short_forms: dict[str, Any]) -> dict[str, Any]:
    """A definition that may be written shorter too; what it means is said once, at its top."""
    description = definition.pop("description")
    return {"description": description, "anyOf": [*short_forms, definition]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _drop_titles(node: Any) -> None:
    """pydantic makes a title of every key; editors would show them as noise. (A *property* called title stays.)"""
    if isinstance(node, list):
        for child in node:
            _drop_titles(child)
    elif isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for child in node.values():
            _drop_titles(child)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m aggregator.config.json_schema [--check]\n")
        return 2
    if not arguments:
        SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
        return 0
    if SCHEMA_FILE.is_file() and SCHEMA_FILE.read_text(encoding="utf-8") == schema_text():
        return 0
    sys.stderr.write(f"{SCHEMA_FILE} is stale; `python -m aggregator.config.json_schema` writes it anew\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
