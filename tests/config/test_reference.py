"""docs/reference/config.md tells of every setting, of no other, and of the right defaults."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from aggregator.config.notify import Alarms, Digest, Mail, WeeklyLetter
from aggregator.config.scalars import read_size, write_duration
from aggregator.config.settings import (
    Backup,
    Colours,
    Desk,
    FeedsFile,
    OutputStyle,
    Polling,
    Publish,
    Retention,
    Site,
    Web,
)
from aggregator.config.source_keys import Auth, SourceConfig
from aggregator.config.tagging import AgencyConfig, CategoryConfig, RuleConfig

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "config.md").read_text(encoding="utf-8")

MODELS: dict[str, type[BaseModel]] = {
    "site": Site,
    "polling": Polling,
    "publish": Publish,
    "outputs": OutputStyle,
    "retention": Retention,
    "web": Web,
    "desk": Desk,
    "backup": Backup,
    "mail": Mail,
    "alarms": Alarms,
    "digest": Digest,
    "letter": WeeklyLetter,
    "relevance": RuleConfig,
    "categories": CategoryConfig,
    "agencies": AgencyConfig,
    "sources": SourceConfig,
    "auth": Auth,
    "colours": Colours,
}


def rows(section: str) -> dict[str, str]:
    """Key to default, as the table of a section gives them."""
    body = re.split(r"^##+ ", PAGE.split(f"# {section}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = [line.split(" | ") for line in body.splitlines() if line.startswith("| `")]
    return {key.removeprefix("| ").strip("`"): default for key, _, default, _ in cells}


def test_every_section_has_its_heading() -> None:
    assert re.findall(r"^## (.+)$", PAGE, flags=re.MULTILINE) == [*FeedsFile.model_fields]
    headings = re.findall(r"^##+ (.+)$", PAGE, flags=re.MULTILINE)
    assert {"auth", "colours", "letter", "outputs"} < {*headings}
    assert {*headings} - MODELS.keys() == {"vacancies"}  # a rule, whose keys stand under relevance


@pytest.mark.parametrize("section", MODELS)
def test_each_key_has_its_row_in_the_order_of_the_model(section: str) -> None:
    keys = [field.alias or name for name, field in MODELS[section].model_fields.items()]
    assert list(rows(section)) == keys


@pytest.mark.parametrize("section", MODELS)
def test_defaults_are_as_told(section: str) -> None:
    for (key, told), field in zip(rows(section).items(), MODELS[section].model_fields.values(), strict=True):
        if field.is_required():
            assert told == "must be given", key
        elif field.default in (None, "", (), {}):
            assert told, key  # said in words: nothing, or what follows from the rest
        else:
            assert told == f"`{as_written(key, field.default)}`", key


def as_written(key: str, default: object) -> str:
    if isinstance(default, timedelta):
        return write_duration(default)
    if isinstance(default, bool):
        return str(default).lower()
    sizes = {"max_bytes": "10MiB", "cache": "32MiB", "pictures": "256MiB", "disk_free": "500MiB"}
    if key in sizes:
        assert read_size(sizes[key]) == default
        return sizes[key]
    return str(default)
