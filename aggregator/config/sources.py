"""The items of `sources:` as the plain values that everybody else reads. A fault in one costs that one only."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from aggregator.config.document import Document, Path
from aggregator.config.report import Report, path_text, without_credentials
from aggregator.config.scalars import read_web_address, write_duration
from aggregator.config.settings import SHORTEST_INTERVAL, Polling, Publish
from aggregator.config.source_keys import SourceConfig
from aggregator.models.rules import LabelRule, Scope
from aggregator.models.source import Kind, PageSelectors, Source
from aggregator.urls import slugify

_SELECTORS = ("items", "link", "title", "date", "summary", "image", "date_format", "pages")
_LINK_PATTERNS = ("include", "exclude")
#: Of those that we make up, before any number.
_LONGEST_NAME = 180
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
    _names: dict[str, int | None] = field(default_factory=dict, init=False)
    _addresses: dict[str, int | None] = field(default_factory=dict, init=False)

    def leave_out(self, sources: Iterable[Source]) -> None:
        """Let none of those that are read be called like these, or have their address."""
        for source in sources:
            self._names[slugify(source.name)] = source.line
            if address := _address_key(source.url):
                self._addresses[address] = source.line

    def read(self, items: list[Any]) -> tuple[Source, ...]:
        """The sound sources, in their order."""
        configs = [self._checked(item, ("sources", index)) for index, item in enumerate(items)]
        return tuple(
            self._source(config, ("sources", index))
            for index, config in enumerate(configs)
            if config is not None and not self.report.has_faults_in(("sources", index))
        )

    def _checked(self, item: Any, path: Path) -> SourceConfig | None:
        """The item as a mapping of the file, everything wrong with it noted, also beside the rest of the file."""
        config = self.report.validate(SourceConfig, item, path)
        said = item if isinstance(item, dict) else {"url": item}
        self._check_unique(said, path)
        self._check_references(said, path)
        if config is not None:
            self._check_interval(config, path)
            self._check_queue(config, path)
            for key in _misplaced_keys(config):
                self.report.add((*path, key), f"does not go with `kind: {config.kind}`")
        return config

    def _check_unique(self, said: dict[str, Any], path: Path) -> None:
        line = self.document.line_at(path)
        address = _address_key(said.get("url"))
        if address in self._addresses:
            self.report.add((*path, "url"), f"the same address stands on line {self._addresses[address]}")
        slug = slugify(str(said.get("name") or ""))
        if slug in self._names:
            message = f"this name, or one that makes the same address `{slug}`, stands on line {self._names[slug]}"
            self.report.add((*path, "name"), message)
        if address:
            self._addresses.setdefault(address, line)
        if slug:
            self._names.setdefault(slug, line)

    def _check_references(self, said: dict[str, Any], path: Path) -> None:
        """Agencies and categories must be defined in the file."""
        for word, name, place in _references(said):
            known = self.agencies if word == "agency" else self.categories
            if isinstance(name, str) and name not in known:
                self.report.add_unknown((*path, *place), f"no {word} is called `{name}`", name, known)

    def _check_interval(self, config: SourceConfig, path: Path) -> None:
        may_be_private = self.report.has_faults_in(("polling",)) or self._is_private(config.url)
        if config.every is not None and config.every < SHORTEST_INTERVAL and not may_be_private:
            shortest = write_duration(SHORTEST_INTERVAL)
            self.report.add((*path, "every"), f"must be {shortest} or more for a public address", show=True)

    def _check_queue(self, config: SourceConfig, path: Path) -> None:
        host = (urlsplit(config.url).hostname or "").rstrip(".").lower()
        if config.queue is not None and not f".{host}".endswith(f".{config.queue}"):
            self.report.add((*path, "queue"), f"must be the domain of its host, {host}", show=True)

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
            adaptive=(self.polling.adaptive and config.every is None) if config.adaptive is None else config.adaptive,
            paused=config.paused,
            body=config.body or self.publish.body,
            extract=config.extract,
            public=self._is_public(config, path),
            review=config.review,
            was=config.was,
            headers=_headers(config),
            auth=None if config.auth is None else (config.auth.user, config.auth.password),
            queue=config.queue,
            retry_after=config.retry_after,
            selectors=_selectors(config),
            line=self.document.line_at(path),
        )

    def _free_name(self, url: str) -> str:
        """The host, or as much of the address as no other source is called."""
        parts = urlsplit(url)
        host = (parts.hostname or url).removeprefix("www.")
        longer = f"{host}{parts.path.rstrip('/')}"[:_LONGEST_NAME]
        longest = f"{longer}?{parts.query}"[:_LONGEST_NAME] if parts.query else longer
        candidates = chain((host, longer, longest), (f"{longest} {number}" for number in count(2)))
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


def _references(said: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
    """Every agency and category that a source names, with its place in the source."""
    yield "agency", said.get("agency"), ("agency",)
    given, labels = said.get("categories"), said.get("labels")
    if isinstance(given, list):
        yield from (("category", name, ("categories", index)) for index, name in enumerate(given))
    else:
        yield "category", given, ("categories",)
    if isinstance(labels, dict):
        yield from (("category", name, ("labels", label)) for label, name in labels.items())


def _address_key(value: object) -> str | None:
    """The address without what makes no difference: case of the host, default port, fragment. None: it is none."""
    try:
        parts = urlsplit(read_web_address(value))
    except ValueError:
        return None
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


def _headers(config: SourceConfig) -> tuple[tuple[str, str], ...]:
    said = tuple(config.headers.items())
    return (("User-Agent", config.user_agent), *said) if config.user_agent else said


def _kind_from_keys(config: SourceConfig) -> Kind | None:
    """Whoever gives selectors means a page."""
    return "page" if config.model_fields_set & set(_SELECTORS) else None


def _selectors(config: SourceConfig) -> PageSelectors | None:
    keys = (*_SELECTORS, *_LINK_PATTERNS)
    if not config.model_fields_set & set(keys):
        return None
    return PageSelectors(**{key: getattr(config, key) for key in keys})
