"""Reads feeds.yaml into `Settings`, or says everything that is wrong with it at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from aggregator.config.document import Document, Unreadable, read_document
from aggregator.config.last_valid import FormerForms, LastValid, items_of
from aggregator.config.notices import check_notices
from aggregator.config.notify import Alarms, Digest, Mail
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
from aggregator.models.source import Source
from aggregator.urls import slugify

M = TypeVar("M", bound=BaseModel)

_HOW_TO_START = "`aggregator init DIR` writes one to start from; --config FILE names another"


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """What the file at `path` says. ConfigError carries every problem that is not one source's alone."""
    return read_settings(read_content(path), str(path), environ)


def read_content(path: Path) -> bytes:
    """The bytes of a config file. Raises ConfigError if there are none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Problem(str(path), None, "", f"there is no such file; {_HOW_TO_START}")]) from None
    except OSError as error:
        reason = f"the file can't be read ({error.strerror}); {_HOW_TO_START}"
        raise ConfigError([Problem(str(path), None, "", reason)]) from error


def read_settings(content: bytes, file: str, environ: Mapping[str, str] = os.environ) -> Settings:
    """What the bytes of a config file say; `file` is what messages and `Settings.path` call it."""
    return read_after(None, content, file, environ)[0]


def read_after(
    last: LastValid | None, content: bytes, file: str, environ: Mapping[str, str] = os.environ
) -> tuple[Settings, LastValid]:
    """What the bytes say, and what to remember of them. Sources that are faulty keep the forms they had in `last`."""
    document = _read(content, file, environ)
    if document.value is None:
        raise ConfigError([Problem(file, None, "", f"the file is empty; {_HOW_TO_START}")])
    reader = _FileReader(document, Report(file, document), file, environ, last)
    settings = reader.settings()
    return settings, LastValid(content.decode("utf-8-sig"), reader.forms)


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
    environ: Mapping[str, str]
    last: LastValid | None
    #: What a faulty source is called → the former form that it keeps.
    forms: dict[str, str] = field(default_factory=dict, init=False)

    def settings(self) -> Settings:
        root = self._mapping(self.document.value, ())
        for key in root.keys() - FeedsFile.model_fields.keys():
            self.report.add_unknown((key,), f"unknown key `{key}`", key, tuple(FeedsFile.model_fields))
        site = self._section(Site, root, "site")
        polling = self._section(Polling, root, "polling")
        publish = self._section(Publish, root, "publish")
        retention = self._section(Retention, root, "retention")
        backup = self._section(Backup, root, "backup")
        web = self._section(Web, root, "web")
        mail = self._section(Mail, root, "mail")
        alarms = self._section(Alarms, root, "alarms")
        digest = self._section(Digest, root, "digest")
        check_notices(self.report, mail, alarms, digest, web)
        rules = RuleReader(self.report, self.document.line_at)
        relevance = rules.rule(root.get("relevance"), ("relevance",))
        vacancies = rules.rule(root.get("vacancies"), ("vacancies",))
        categories = self._categories(rules, root)
        agencies = self._agencies(rules, root)
        self._check_interval(polling)
        items = self._sources(root)
        reader = SourceReader(
            self.report, self.document, polling, publish, self._names(root, "categories"), self._names(root, "agencies")
        )
        sound = reader.read(items)
        self._refuse_unless_only_sources_are_faulty()
        former = self._former(reader, sound)
        return Settings(
            site=site,
            polling=polling,
            publish=publish,
            retention=retention,
            backup=backup,
            web=web,
            mail=mail,
            alarms=alarms,
            digest=digest,
            relevance=relevance,
            vacancies=vacancies,
            categories=categories,
            agencies=agencies,
            sources=tuple(sorted((*sound, *former.values()), key=lambda source: source.line or 0)),
            faulty=self._faults_of_sources({index: source.name for index, source in former.items()}),
            path=Path(self.file),
        )

    def _refuse_unless_only_sources_are_faulty(self) -> None:
        problems = self._faults_of_sources({})
        if any(problem.source is None for problem in problems):
            raise ConfigError(problems)

    def _faults_of_sources(self, former: Mapping[int, str]) -> tuple[Problem, ...]:
        """What is wrong, each source called by its name in `former` or as it is written."""
        names = {index: name_of(self.document, index) for index in range(len(items_of(self.document)))}
        return tuple(self.report.problems({**names, **former}))

    def _former(self, reader: SourceReader, sound: tuple[Source, ...]) -> dict[int, Source]:
        """The faulty sources that were valid before, by their place: as they were then."""
        faulty = [
            index for index in range(len(items_of(self.document))) if self.report.has_faults_in(("sources", index))
        ]
        if self.last is None or not faulty:
            return {}
        found: dict[int, Source] = {}
        forms = FormerForms(self.last)
        for index in faulty:
            for form in forms.of(self.document, index):
                source = self._read_form(form, reader, (*sound, *found.values()))
                if source is not None:
                    found[index] = replace(source, line=self.document.line_at(("sources", index)))
                    self.forms[name_of(self.document, index)] = form
                    break
        return found

    def _read_form(self, form: str, reader: SourceReader, others: tuple[Source, ...]) -> Source | None:
        """The one source of a file, if it holds beside the others and by the rest of the settings."""
        try:
            document = read_document(form.encode(), self.environ)
        except Unreadable:
            return None
        alone = replace(reader, report=Report(self.file, document), document=document)
        alone.leave_out(others)
        return next(iter(alone.read(list(items_of(document)))), None)

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
