"""The examples on the page that explains rules are rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aggregator.config.loader import read_settings

PAGE = (Path(__file__).parents[2] / "docs/how-to/write-rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
CATEGORIES = "categories: {Fostering News: {}, Member Job Opportunity: {}}\n"


def as_file(block: str) -> str:
    """A whole config around an example."""
    if block.startswith("sources:"):
        return CATEGORIES + block.replace("https://…", "https://a.example/feed")
    if block.startswith(("categories:", "agencies:")):
        return "sources: []\n" + block
    if block.startswith("    - "):
        return "sources: []\ncategories:\n  Example:\n    any:\n" + block
    return "sources: []\ncategories:\n" + block


@pytest.mark.parametrize("block", BLOCKS)
def test_example_can_be_read(block: str) -> None:
    settings = read_settings(as_file(block).encode(), "feeds.yaml", {})
    assert not settings.faulty
    assert settings.categories or settings.agencies


def test_page_has_examples() -> None:
    assert len(BLOCKS) >= 6
