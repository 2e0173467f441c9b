"""The fast lane: a well-formed feed → ParsedFeed in one lxml pass, a tenth of what feedparser costs.

It takes a document only if the other lane (feed.py) would make the same of it, to the last character, because what
is well-formed today may not be tomorrow, and no entry may become another one by that. Whatever it isn't sure of, it
leaves. tests/parse/test_lanes.py and `scripts/fuzz --target lanes` compare the two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from aggregator.models.feed import ParsedFeed
from aggregator.parse.fast.names import ATOM, Names, Unsure
from aggregator.parse.fast.reader import Reader
from aggregator.parse.fast.rules import RULES
from aggregator.parse.feed_entry import read_entry
from aggregator.parse.feed_head import dialect_of, read_head
from aggregator.parse.repair import Prolog, cut_after_root, keep_newest, level_references, most_entries, warnings_of

#: A tree costs some hundred bytes an element; no real feed has so many. The shortest is `<a/>`.
_MAX_ELEMENTS, _SHORTEST = 300_000, 4
#: What level_references may take otherwise than XML does: instructions, and references with many noughts.
_LEVELLED = ("<?", "&#0", "&#x0")
#: Feeds that tell of deleted entries are few, and the other lane hears them.
_DELETED = "deleted-entry"
_ROOTS = {"rss": "rss", "rdf": "rdf_rdf", "feed": "feed"}


def read_fast(prolog: Prolog, *, url: str, max_entries: int) -> ParsedFeed | None:
    """The feed that starts at this root element; None where the other lane has to read it."""
    text, is_whole = cut_after_root(prolog.text, prolog.root_tag)
    if not is_whole or prolog.root not in _ROOTS or _has_too_many_elements(text) or _DELETED in text:
        return None
    faults, total, found = 0, None, None
    if not any(mark in text for mark in _LEVELLED) and most_entries(text) <= max_entries:
        found = _tree(text)  # as it stands: then there is nothing to level in it
    if found is None:
        text, faults = level_references(text)
        cut = keep_newest(text, max_entries)
        total, found = cut.entries_in_document, _tree(cut.text)
    if found is None:
        return None
    try:
        reader = _read(*found, prolog, url)
    except Unsure:
        return None
    return _composed(reader, prolog, faults=faults, total=total, max_entries=max_entries)


def _has_too_many_elements(text: str) -> bool:
    return len(text) > _MAX_ELEMENTS * _SHORTEST and text.count("<") > _MAX_ELEMENTS


def _tree(text: str) -> tuple[etree._Element, list[tuple[str, str]]] | None:
    """The root, and all namespaces that are declared anywhere, in order; None if this is not well-formed.

    Said aloud, whatever lxml's defaults are: nothing is expanded, loaded or fetched, and no limit is lifted.
    """
    parser = etree.XMLPullParser(
        ["start-ns"],
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        parser.feed(text.encode("utf-8", "surrogatepass"))
        root = parser.close()
    except etree.XMLSyntaxError:
        return None
    events: Any = parser.read_events()
    return root, [declared for _, declared in events]


def _read(root: etree._Element, declared: list[tuple[str, str]], prolog: Prolog, url: str) -> Reader:
    names = Names(declared, RULES)
    name = names.of(root)
    dialect = dialect_of(prolog)
    if name != _ROOTS[str(prolog.root)] or dialect == "atom03":
        raise Unsure(name)
    is_atom = names.first_dialect == ATOM
    if is_atom != (name == "feed") and name != "rss":
        raise Unsure("which dialect")
    reader = Reader(names, RULES, is_atom=name == "feed")
    reader.read(root, url)
    if not reader.entries:
        raise Unsure("no entries")  # whether that is a fault is the other lane's to say
    return reader


def _composed(reader: Reader, prolog: Prolog, *, faults: int, total: int | None, max_entries: int) -> ParsedFeed:
    dialect = dialect_of(prolog)
    is_atom = dialect.startswith("atom")
    return replace(
        read_head(reader.feed, dialect),
        entries=tuple(read_entry(entry, is_atom=is_atom) for entry in reader.entries[:max_entries]),
        entries_in_document=total or len(reader.entries),
        warnings=tuple(warnings_of(prolog, faults)),
    )
