"""The items of `sources:` as the plain values that everybody else reads. A fault in one costs that one only."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from aggregator.config.document import Document, Path
from aggregator.config.report import Report, path_text, unknown, without_credentials
from aggregator.config.scalars import write_duration
from aggregator.config.settings import SHORTEST_INTERVAL, Polling, Publish, SourceConfig
from aggregator.models.rules import LabelRule, Scope
from aggregator.models.source import Kind, PageSelectors, Source
from aggregator.urls import slugify

_SELECTORS = ("items", "link", "title", "date", "summary", "image", "date_format", "pages")
_LINK_PATTERNS = ("include", "exclude")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True)
class SourceReader:
    """Turns the items of `sources:` into `Source` values, noting what is wrong in the report."""

    report: Report
    document: Document
    polling: Polling
    publish: Publish
    categories: tuple[str, ...]
    agencies: tuple[str, ...]
    #: What was taken, by slug or address, and on which line.
    _names: dict[str, int | None] = field(default_factory=dict)
    _addresses: dict[str, int | None] = field(default_factory=dict)

    def read(self, items: list[Any]) -> tuple[Source, ...]:
        """The sound sources, in their order."""
        configs = {
            index: self.report.validate(SourceConfig, item, ("sources", index)) for index, item in enumerate(items)
        }
        for index, config in configs.items():
            if config is not None:
                self._check(config, ("sources", index))
        sound = {
            index: config
            for index, config in configs.items()
            if config is not None and not self.report.has_faults_in(("sources", index))
        }
        return tuple(self._source(config, ("sources", index)) for index, config in sound.items())

    def _check(self, config: SourceConfig, path: Path) -> None:
        """Faults that show only beside the rest of the file."""
        self._check_unique(config, path)
        if config.agency is not None and config.agency not in self.agencies:
            message = unknown(f"no agency is called `{config.agency}`", config.agency, self.agencies)
            self.report.add((*path, "agency"), message)
        for place, name in self._category_names(config, path):
            if name not in self.categories:
                self.report.add(place, unknown(f"no category is called `{name}`", name, self.categories))
        for key in _misplaced_keys(config):
            self.report.add((*path, key), f"does not go with `kind: {config.kind}`")
        if config.every is not None and config.every < SHORTEST_INTERVAL and not self._is_private(config.url):
            shortest = write_duration(SHORTEST_INTERVAL)
            self.report.add((*path, "every"), f"must be {shortest} or more for a public address", show=True)

    def _check_unique(self, config: SourceConfig, path: Path) -> None:
        line = self.document.line_at(path)
        address = _address_key(config.url)
        if address in self._addresses:
            self.report.add((*path, "url"), f"the same address stands on line {self._addresses[address]}")
        self._addresses.setdefault(address, line)
        if config.name is None:
            return
        slug = slugify(config.name)
        if slug in self._names:
            message = f"this name, or one that makes the same address `{slug}`, stands on line {self._names[slug]}"
            self.report.add((*path, "name"), message)
        self._names.setdefault(slug, line)

    def _category_names(self, config: SourceConfig, path: Path) -> list[tuple[Path, str]]:
        """Every category that a source names, with its place."""
        several = self.document.text_at((*path, "categories")) is None
        given = [
            ((*path, "categories", index) if several else (*path, "categories"), name)
            for index, name in enumerate(config.categories)
        ]
        return given + [((*path, "labels", label), name) for label, name in config.labels.items()]

    def _source(self, config: SourceConfig, path: Path) -> Source:
        scope: Scope = config.scope or ("member" if config.agency else "sector")
        return Source(
            name=config.name or self._free_name(config.url),
            url=config.url,
            kind=config.kind or _kind_from_keys(config),
            agency=config.agency,
            publisher=config.publisher,
            categories=config.categories,
            scope=scope,
            label_rules=tuple(LabelRule(label=label, category=name) for label, name in config.labels.items()),
            every=config.every or self._usual_interval(config.url),
            paused=config.paused,
            body=config.body or self.publish.body,
            public=self._is_public(config, path),
            was=config.was,
            headers=tuple(config.headers.items()),
            auth=None if config.auth is None else (config.auth.user, config.auth.password),
            selectors=_selectors(config),
            line=self.document.line_at(path),
        )

    def _free_name(self, url: str) -> str:
        """The host, or as much of the address as no other source is called."""
        parts = urlsplit(url)
        host = (parts.hostname or url).removeprefix("www.")
        longer = f"{host}{parts.path.rstrip('/')}"
        candidates = chain((host, longer), (f"{longer} {number}" for number in count(2)))
        name = next(name for name in candidates if slugify(name) not in self._names)
        self._names[slugify(name)] = None
        return name

    def _usual_interval(self, url: str) -> timedelta:
        every = self.polling.every
        return every if self._is_private(url) else max(every, SHORTEST_INTERVAL)

    def _is_private(self, url: str) -> bool:
        """Whether `allow_private` names the host, so that it is ours to hurry."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or _DEFAULT_PORTS[parts.scheme.lower()]
        places = self.polling.allow_private
        if f"{host}:{port}" in places or f"[{host}]:{port}" in places:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in ipaddress.ip_network(place) for place in places if "/" in place)

    def _is_public(self, config: SourceConfig, path: Path) -> bool:
        """A source that needs a secret is not republished until the file says so."""
        if config.public is not None:
            return config.public
        url_path = path if self.document.text_at(path) is not None else (*path, "url")
        return not (config.headers or config.auth or self.document.has_variable(url_path))


def name_of(document: Document, index: int) -> str:
    """What to call an item of `sources:` that may be wrong in any way: as it is written, secrets left out."""
    path: Path = ("sources", index)
    said = (document.text_at(place) for place in (path, (*path, "name"), (*path, "url")))
    return without_credentials(next((text for text in said if text), path_text(path)))


def _address_key(url: str) -> str:
    """The address without what makes no difference: case of the host, default port, fragment."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    port = parts.port or _DEFAULT_PORTS[scheme]
    return f"{scheme}://{parts.hostname}:{port}{parts.path or '/'}?{parts.query}"


def _misplaced_keys(config: SourceConfig) -> tuple[str, ...]:
    """Keys about listing pages in a source that is declared something else."""
    misplaced: tuple[str, ...] = {
        "feed": (*_SELECTORS, *_LINK_PATTERNS),
        "sitemap": _SELECTORS,
    }.get(config.kind or "page", ())
    return tuple(key for key in misplaced if key in config.model_fields_set)


def _kind_from_keys(config: SourceConfig) -> Kind | None:
    """Whoever gives selectors means a page."""
    return "page" if config.model_fields_set & set(_SELECTORS) else None


def _selectors(config: SourceConfig) -> PageSelectors | None:
    keys = (*_SELECTORS, *_LINK_PATTERNS)
    if not config.model_fields_set & set(keys):
        return None
    return PageSelectors(**{key: getattr(config, key) for key in keys})
