"""Reads feeds.yaml into `Settings`, or says everything that is wrong with it at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from aggregator.config.document import Document, Unreadable, read_document
from aggregator.config.report import Report
from aggregator.config.rules import RuleReader
from aggregator.config.scalars import check_name, write_duration
from aggregator.config.settings import (
    SHORTEST_INTERVAL,
    Backup,
    FeedsFile,
    Polling,
    Publish,
    Retention,
    Settings,
    Site,
    Web,
)
from aggregator.config.sources import SourceReader, name_of
from aggregator.errors import ConfigError, Problem
from aggregator.models.rules import AgencyRule, CategoryRule
from aggregator.urls import slugify

M = TypeVar("M", bound=BaseModel)

_HOW_TO_START = "`aggregator init DIR` writes one to start from; --config FILE names another"


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """What the file at `path` says. ConfigError carries every problem that is not one source's alone."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Problem(str(path), None, "", f"there is no such file; {_HOW_TO_START}")]) from None
    except OSError as error:
        reason = f"the file can't be read ({error.strerror}); {_HOW_TO_START}"
        raise ConfigError([Problem(str(path), None, "", reason)]) from error
    return read_settings(content, str(path), environ)


def read_settings(content: bytes, file: str, environ: Mapping[str, str] = os.environ) -> Settings:
    """What the bytes of a config file say; `file` is what messages and `Settings.path` call it."""
    document = _read(content, file, environ)
    if document.value is None:
        raise ConfigError([Problem(file, None, "", f"the file is empty; {_HOW_TO_START}")])
    return _FileReader(document, Report(file, document), file).settings()


def _read(content: bytes, file: str, environ: Mapping[str, str]) -> Document:
    try:
        return read_document(content, environ)
    except Unreadable as error:
        raise ConfigError([Problem(file, error.line, "", str(error))]) from None


@dataclass(slots=True)
class _FileReader:
    """Reads one document, section by section, so that a fault in one hides none in another."""

    document: Document
    report: Report
    file: str

    def settings(self) -> Settings:
        root = self._mapping(self.document.value, ())
        for key in root.keys() - FeedsFile.model_fields.keys():
            self.report.add_unknown((key,), f"unknown key `{key}`", key, tuple(FeedsFile.model_fields))
        polling = self._section(Polling, root, "polling")
        publish = self._section(Publish, root, "publish")
        rules = RuleReader(self.report, self.document.line_at)
        relevance = rules.rule(root.get("relevance"), ("relevance",))
        vacancies = rules.rule(root.get("vacancies"), ("vacancies",))
        categories = self._categories(rules, root)
        agencies = self._agencies(rules, root)
        self._check_interval(polling)
        items = self._sources(root)
        sources = SourceReader(
            self.report, self.document, polling, publish, self._names(root, "categories"), self._names(root, "agencies")
        ).read(items)
        return Settings(
            site=self._section(Site, root, "site"),
            polling=polling,
            publish=publish,
            retention=self._section(Retention, root, "retention"),
            web=self._section(Web, root, "web"),
            backup=self._section(Backup, root, "backup"),
            relevance=relevance,
            vacancies=vacancies,
            categories=categories,
            agencies=agencies,
            sources=sources,
            faulty=self._faults_of_sources(items),
            path=Path(self.file),
        )

    def _faults_of_sources(self, items: list[Any]) -> tuple[Problem, ...]:
        """What is wrong inside sources; a fault anywhere else refuses the file."""
        problems = self.report.problems({index: name_of(self.document, index) for index in range(len(items))})
        if any(problem.source is None for problem in problems):
            raise ConfigError(problems)
        return tuple(problems)

    def _section(self, model: type[M], root: dict[str, Any], key: str) -> M:
        """A section as its model; the defaults where it is missing, empty or wrong."""
        value = root.get(key)
        return (self.report.validate(model, value, (key,)) if value is not None else None) or model()

    def _categories(self, rules: RuleReader, root: dict[str, Any]) -> tuple[CategoryRule, ...]:
        read = (rules.category(name, value, ("categories", name)) for name, value in self._named(root, "categories"))
        found = tuple(rule for rule in read if rule is not None)
        known = self._names(root, "categories")
        for rule in found:
            for index, name in enumerate(rule.unless):
                if name not in known:
                    place = ("categories", rule.name, "unless", index)
                    self.report.add_unknown(place, f"no category is called `{name}`", name, known)
        return found

    def _agencies(self, rules: RuleReader, root: dict[str, Any]) -> tuple[AgencyRule, ...]:
        read = (rules.agency(name, value, ("agencies", name)) for name, value in self._named(root, "agencies"))
        return tuple(rule for rule in read if rule is not None)

    def _named(self, root: dict[str, Any], key: str) -> list[tuple[str, Any]]:
        """The members of a section whose keys are names, each name checked, also against the others' addresses."""
        first_lines: dict[str, int | None] = {}
        members = list(self._mapping(root.get(key), (key,)).items())
        for name, _ in members:
            path = (key, name)
            try:
                check_name(name)
            except ValueError as error:
                self.report.add(path, f"{error}, not {name!r}")
            slug = slugify(name)
            if slug in first_lines:
                self.report.add(path, f"makes the same address `{slug}` as the name on line {first_lines[slug]}")
            first_lines.setdefault(slug, self.document.line_at(path))
        return members

    def _names(self, root: dict[str, Any], key: str) -> tuple[str, ...]:
        return tuple(self._mapping(root.get(key), (key,)))

    def _sources(self, root: dict[str, Any]) -> list[Any]:
        value = root.get("sources")
        if value is None:
            return []
        if not isinstance(value, list):
            self.report.add(("sources",), "must be a list: one `- address` or `- {name: …, url: …}` a line", show=True)
            return []
        return value

    def _check_interval(self, polling: Polling) -> None:
        if polling.every < SHORTEST_INTERVAL and not polling.allow_private:
            shortest = write_duration(SHORTEST_INTERVAL)
            self.report.add(("polling", "every"), f"must be {shortest} or more for public addresses", show=True)

    def _mapping(self, value: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.report.add(path, "must be a mapping (lines of `key: value`)", show=True)
            return {}
        return value
