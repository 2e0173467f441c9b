"""The sources that are followed and republished, as OPML."""

from __future__ import annotations

from aggregator.models.output import Outline, SourceCredit
from aggregator.publish.house import House, credit_of
from aggregator.store import sources
from aggregator.store.engine import Transaction


def render_sources(tx: Transaction, house: House) -> bytes:
    """The sources as OPML."""
    from aggregator.render.opml import render_opml

    groups: dict[str, list[SourceCredit]] = {}
    for source in sources.load(tx).values():
        if source.active and source.public:
            groups.setdefault(source.agency or house.site.title, []).append(credit_of(source, None))
    return render_opml(house.site, [Outline(name=name, sources=tuple(group)) for name, group in groups.items()])
