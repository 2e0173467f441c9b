"""Which entry is which, within one source. Decided before any page is fetched; likeness between entries is grouping's.

The strings made here are for ever: published ids are computed from them. A change of rules needs new prefixes.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from aggregator.models.feed import Markup, ParsedEntry
from aggregator.urls import address_key, canonicalize

#: Longer identities are replaced by their hash.
MAX_IDENTITY_LENGTH = 4096

#: Fragments that only say who sent the visitor.
_TRACKING_FRAGMENT = re.compile(r"(?:xtor|utm_\w+|ref|rss|at_\w+|ns_\w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry and what makes it the same one next time."""

    identity: str
    entry: ParsedEntry


def identify(entries: Sequence[ParsedEntry], *, ids_are_unreliable: bool = False) -> tuple[Identified, ...]:
    """The entries with their identities, in their order, each identity once.

    In order of trust: entry id, else address, else a hash of title and text. One id on entries with different
    addresses is no id of either: such entries go by id and address together. What then still has the same identity
    is a repetition, and the first stands. `ids_are_unreliable` leaves ids out, for a source known for it.
    """
    unusable = _ids_on_several_addresses(entries)
    found: dict[str, Identified] = {}
    for entry in entries:
        if entry.entry_id and not ids_are_unreliable and not (entry.link and entry.entry_id in unusable):
            identity = _bounded(f"id:{entry.entry_id}")
        else:
            identity, *_ = weaker_identities(entry, ids_are_unreliable=ids_are_unreliable)
        if identity not in found:
            found[identity] = Identified(identity, entry)
    return tuple(found.values())


def weaker_identities(entry: ParsedEntry, *, ids_are_unreliable: bool = False) -> tuple[str, ...]:
    """What the entry goes by when its id alone, or its address too, can't be trusted, strongest first: for recognising
    it when a source's ids turn out to be random or re-used."""
    names = []
    if entry.link:
        address = _address(entry.link)
        if entry.entry_id and not ids_are_unreliable:
            names.append(f"id+url:{entry.entry_id} {address}")
        names.append(f"url:{address}")
    names.append(f"hash:{_text_hash(entry)}")
    return tuple(_bounded(name) for name in names)


def published_id(first_address: str, identity: str) -> str:
    """The id that subscribers see: `urn:uuid:` of UUIDv5(source's first address, identity), see DESIGN §6."""
    return uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, first_address), identity).urn


def _ids_on_several_addresses(entries: Sequence[ParsedEntry]) -> frozenset[str]:
    times = Counter(entry.entry_id for entry in entries)
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entry_id and entry.link and times[entry.entry_id] > 1:
            addresses[entry.entry_id].add(_address(entry.link))
    return frozenset(entry_id for entry_id, links in addresses.items() if len(links) > 1)


def _address(link: str) -> str:
    """The page and the place in it: a change log's entries often differ by fragment alone."""
    fragment = link.partition("#")[2]
    if not fragment or _TRACKING_FRAGMENT.match(fragment) or "#" in canonicalize(link):
        return address_key(link)
    return f"{address_key(link)}#{fragment}"


def _text_hash(entry: ParsedEntry) -> str:
    digest = blake2b(digest_size=16)
    for part in (entry.title or "", _value(entry.content), _value(entry.summary)):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _value(markup: Markup | None) -> str:
    return markup.value if markup else ""


def _bounded(identity: str) -> str:
    if len(identity) <= MAX_IDENTITY_LENGTH:
        return identity
    return "long:" + blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
