"""Where new entries' links lead that go through a redirector, such as a newsletter's counter of clicks: asked once.

What is found out is the entry's canonical URL, by which its copies are recognised. Its link stays as published, and its
identity was decided before. A redirector that doesn't answer costs nothing but that.
"""

from __future__ import annotations

from dataclasses import replace

from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.models.document import ReadDocument
from aggregator.models.entry import Prepared
from aggregator.outcomes import Fetched
from aggregator.pipeline.visit import Known, Visit
from aggregator.urls import canonicalize, host_of, is_redirector

#: The most links of one poll that are followed, the first in the document, and how long each may take.
MOST_LINKS = 10
SECONDS = 10.0


async def resolved(visit: Visit, known: Known, fetcher: Fetcher) -> Visit:
    """The visit with the canonical URLs of new entries that go through a redirector."""
    wanted = _through_redirectors(visit)
    if not wanted or visit.read is None:
        return visit
    stored = await known()
    led = await _follow([link for identity, link in wanted.items() if identity not in stored][:MOST_LINKS], fetcher)
    return replace(visit, read=_with_places(visit.read, led)) if led else visit


def _through_redirectors(visit: Visit) -> dict[str, str]:
    """Identity → link of the entries that will be kept and whose links are a redirector's."""
    prepared = visit.read.prepared if visit.read else ()
    return {
        entry.identity: entry.link
        for entry, verdict in zip(prepared, visit.verdicts, strict=True)
        if verdict.relevant and entry.link and is_redirector(entry.link)
    }


async def _follow(links: list[str], fetcher: Fetcher) -> dict[str, str]:
    """Link → where it leads. A host that fails once is not asked for the rest."""
    led: dict[str, str] = {}
    silent: set[str] = set()
    for link in links:
        if host_of(link) in silent:
            continue
        answer = await fetcher.get(FetchRequest(url=link, purpose="page", timeout_seconds=SECONDS, pauses_host=False))
        if isinstance(answer, Fetched):
            led[link] = canonicalize(answer.url)
        else:
            silent.add(host_of(link))
    return led


def _with_places(read: ReadDocument, led: dict[str, str]) -> ReadDocument:
    def placed(entry: Prepared) -> Prepared:
        place = led.get(entry.link or "")
        return replace(entry, canonical_url=place) if place else entry

    return replace(read, prepared=tuple(placed(entry) for entry in read.prepared))
