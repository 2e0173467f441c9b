"""`aggregator import-opml` and `export-opml`: lists of sources from and for other readers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    plain_failures,
    read_settings,
    tell,
)
from aggregator.errors import AggregatorError

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.parse.opml import Subscription


class NothingNamed(AggregatorError):
    """A list without a source in it; the message says so."""


@plain_failures
def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file, as other feed readers export it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Add the sources of an OPML file to the settings. Folders that are categories of ours become categories."""
    from aggregator.config.writing import add_sources
    from aggregator.errors import ConfigError, Problem
    from aggregator.parse.opml import parse_opml

    settings = read_settings(config)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(str(file), None, "", f"the file can't be read ({error.strerror})")]) from error
    subscriptions = parse_opml(body, name=str(file))
    if not subscriptions:
        raise NothingNamed(f"{file} names no feed or page. Nothing was changed.")
    new = _new_sources(settings, subscriptions)
    if new:
        add_sources(config, new)
    tell(f"{len(new)} sources added, {len(subscriptions) - len(new)} were there already.")


def _new_sources(settings: Settings, subscriptions: list[Subscription]) -> list[dict[str, Any]]:
    from aggregator.urls import address_key, slugify

    categories = {rule.name.casefold(): rule.name for rule in settings.categories}
    known = {address_key(source.url) for source in settings.sources}
    names = {slugify(source.name) for source in settings.sources}
    new: list[dict[str, Any]] = []
    for one in subscriptions:
        key = address_key(one.url)
        if key in known:
            continue
        known.add(key)
        said: dict[str, Any] = {}
        if one.name and slugify(one.name) not in names:
            said["name"] = one.name
            names.add(slugify(one.name))
        said["url"] = one.url
        if not one.is_feed:
            said["kind"] = "page"
        folders = [categories[folder.casefold()] for folder in one.folders if folder.casefold() in categories]
        if folders:
            said["categories"] = folders
        new.append(said)
    return new


@plain_failures
def export_opml(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Write the sources of the settings as OPML, for another reader. Those that are not public are left out."""
    from aggregator.publish import opml_of

    sys.stdout.buffer.write(opml_of(read_settings(config)))
