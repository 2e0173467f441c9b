"""The lines of `aggregator tag`: an item as JSON in, its answer out, for trying rules on a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast, get_args

from aggregator.models.rules import LabelRule, Reason, Scope, TagInput, Verdict
from aggregator.models.source import Source
from aggregator.tag.tagger import Tagger

_SOURCE_KEYS = ("name", "publisher", "agency", "scope", "categories", "labels")


class LineFault(ValueError):
    """The line is no item; the message says why."""


def answer_line(tagger: Tagger, line: str, sources: Mapping[str, Source]) -> dict[str, object]:
    """The answer to one line: {id, relevant, categories, agencies, reasons}, or {id, error} if it is no item.

    `sources` are those of the config by name: an item may name one of them, or bring the keys of one along.
    """
    number: object = None
    try:
        item = _object(line)
        number = item.get("id")
        verdict = tagger.tag(_tag_input(tagger, item, sources))
    except LineFault as fault:
        return {"id": number, "error": str(fault)}
    return {"id": number, **_answer(verdict)}


def _object(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineFault(f"no JSON: {error}") from error
    if not isinstance(item, dict):
        raise LineFault("must be an object: {id, title, summary, url, labels, source}")
    return item


def _tag_input(tagger: Tagger, item: dict[str, Any], sources: Mapping[str, Source]) -> TagInput:
    source = _source(item.get("source"), sources)
    return TagInput(
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        body=_text(item, "body"),
        url=_text(item, "url"),
        author=_text(item, "author"),
        labels=_texts(item, "labels"),
        publisher=source.publisher or source.name,
        source=source.name,
        scope=source.scope,
        agency=None if source.agency is None else tagger.canonical_agency(source.agency),
        categories=source.categories,
        label_rules=source.label_rules,
    )


def _source(given: Any, sources: Mapping[str, Source]) -> Source:
    if given is None:
        return Source(name="", url="")
    if isinstance(given, str):
        if given not in sources:
            raise LineFault(f"source: no source of the config has the name {given!r}")
        return sources[given]
    if not isinstance(given, dict):
        raise LineFault("source: must be a name from the config, or an object with its keys")
    unknown = [key for key in given if key not in _SOURCE_KEYS]
    if unknown:
        raise LineFault(f"source: unknown key {unknown[0]!r}; known are {', '.join(_SOURCE_KEYS)}")
    agency, labels = given.get("agency"), given.get("labels") or {}
    scope = given.get("scope") or ("sector" if agency is None else "member")
    if scope not in get_args(Scope):
        raise LineFault(f"source.scope: must be one of {', '.join(get_args(Scope))}")
    if not isinstance(labels, dict):
        raise LineFault("source.labels: must be an object: the publisher's label and our category")
    return Source(
        name=_text(given, "name"),
        url="",
        publisher=_text(given, "publisher") or None,
        agency=_text(given, "agency") or None,
        scope=cast(Scope, scope),
        categories=_texts(given, "categories"),
        label_rules=tuple(LabelRule(label=str(label), category=str(ours)) for label, ours in labels.items()),
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineFault(f"{key}: must be a text")
    return value


def _texts(item: dict[str, Any], key: str) -> tuple[str, ...]:
    value = item.get(key) or ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise LineFault(f"{key}: must be a list of texts")
    return tuple(value)


def _answer(verdict: Verdict) -> dict[str, object]:
    return {
        "relevant": verdict.relevant,
        "categories": [tag.name for tag in verdict.tags if tag.kind == "category"],
        "agencies": [tag.name for tag in verdict.tags if tag.kind == "agency"],
        "reasons": [
            *(_reason("relevant", None, reason) for reason in verdict.reasons),
            *(_reason(tag.kind, tag.name, reason) for tag in verdict.tags for reason in tag.reasons),
        ],
    }


def _reason(gives: str, name: str | None, reason: Reason) -> dict[str, object]:
    said = {"name": name, "rule": reason.rule, "phrase": reason.phrase, "field": reason.field, "place": reason.place}
    return {"gives": gives, **{key: value for key, value in said.items() if value is not None}}
