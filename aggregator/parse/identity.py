"""Which entry is which, within one source. Decided before any page is fetched; likeness between entries is grouping's.

The strings made here are for ever: published ids are computed from them. A change of rules needs new prefixes.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from aggregator.models.feed import Markup, ParsedEntry
from aggregator.models.source import Trust
from aggregator.urls import canonicalize, key_of_canonical

#: Longer identities are replaced by their hash.
MAX_IDENTITY_LENGTH = 4096

#: Fragments that only say who sent the visitor.
_TRACKING_FRAGMENT = re.compile(r"(?:xtor|utm_\w+|ref|rss|at_\w+|ns_\w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry and what makes it the same one next time."""

    identity: str
    entry: ParsedEntry


def identify(entries: Sequence[ParsedEntry], *, trust: Trust = "id") -> tuple[Identified, ...]:
    """The entries with their identities, in their order, each identity once.

    In order of trust: entry id, else address, else a hash of title and text. One id on entries with different
    addresses is no id of either: such entries go by id and address together. What then still has the same identity
    is a repetition, and the first stands. A weaker `trust` leaves ids out, or addresses too, for a source known for it.
    """
    unusable = _ids_on_several_addresses(entries) if trust == "id" else frozenset()
    found: dict[str, Identified] = {}
    for entry in entries:
        identity = _identity(entry, trust, is_ambiguous=entry.entry_id in unusable)
        if identity not in found:
            found[identity] = Identified(identity, entry)
    return tuple(found.values())


def name_entry(
    trust: Trust, *, entry_id: str | None, address: str | None, text_name: str, is_ambiguous: bool = False
) -> str:
    """The identity of an entry, as far as its source's ids and addresses are trusted.

    An id is ambiguous when the source has it on several addresses.
    """
    if entry_id and trust == "id":
        return _bounded(f"id+url:{entry_id} {address}" if is_ambiguous and address else f"id:{entry_id}")
    return _bounded(f"url:{address}") if address and trust != "text" else text_name


def ambiguous_id(identity: str) -> str | None:
    """The id that stands on several addresses, if that is why the entry has this identity."""
    return identity.removeprefix("id+url:").rsplit(" ", 1)[0] if identity.startswith("id+url:") else None


def identifies(address: str) -> bool:
    """Whether an address is that of one page among others: the front page of a site is no article's own."""
    return "/" in address.rstrip("/") or "?" in address or "#" in address


def published_id(first_address: str, identity: str) -> str:
    """The id that subscribers see: `urn:uuid:` of UUIDv5(source's first address, identity), see DESIGN §6."""
    return uuid.uuid5(_namespace(first_address), identity).urn


@lru_cache(maxsize=1024)
def _namespace(first_address: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, first_address)


def _ids_on_several_addresses(entries: Sequence[ParsedEntry]) -> frozenset[str]:
    times = Counter(entry.entry_id for entry in entries)
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entry_id and entry.link and times[entry.entry_id] > 1:
            addresses[entry.entry_id].add(address_of(entry.link))
    return frozenset(entry_id for entry_id, links in addresses.items() if len(links) > 1)


def _identity(entry: ParsedEntry, trust: Trust, *, is_ambiguous: bool) -> str:
    if entry.entry_id and trust == "id" and not is_ambiguous:
        return _bounded(f"id:{entry.entry_id}")  # most are, and address and hash take a while
    address = address_of(entry.link) if entry.link and trust != "text" else None
    text = "" if address else text_name(entry)
    return name_entry(trust, entry_id=entry.entry_id, address=address, text_name=text, is_ambiguous=is_ambiguous)


def address_of(link: str, canonical: str | None = None) -> str:
    """The page and the place in it: a change log's entries often differ by fragment alone."""
    canonical = canonical or canonicalize(link)
    fragment, key = link.partition("#")[2], key_of_canonical(canonical)
    if not fragment or _TRACKING_FRAGMENT.match(fragment) or "#" in canonical:
        return key
    return f"{key}#{fragment}"


def text_name(entry: ParsedEntry) -> str:
    """What an entry goes by that has nothing else: a hash of its raw title and text."""
    digest = blake2b(digest_size=16)
    for part in (entry.title or "", _value(entry.content), _value(entry.summary)):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"hash:{digest.hexdigest()}"


def _value(markup: Markup | None) -> str:
    return markup.value if markup else ""


def _bounded(identity: str) -> str:
    if len(identity) <= MAX_IDENTITY_LENGTH:
        return identity
    return "long:" + blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
