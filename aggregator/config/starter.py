"""The config that a new desk starts with."""

from __future__ import annotations

from importlib.resources import files


def starter_text() -> str:
    """The text of a feeds.yaml with one source, paused, and every part explained."""
    return files("aggregator.config").joinpath("starter.yaml").read_text(encoding="utf-8")
