"""What tagging looks at in an entry: the one place where an entry and its source become a `TagInput`."""

from __future__ import annotations

from aggregator.models.entry import Entry, Prepared
from aggregator.models.rules import TagInput
from aggregator.models.source import Source


def tag_input(source: Source, entry: Prepared | Entry, text: str, *, is_vacancy: bool = False) -> TagInput:
    """The entry of this source as the rules see it; `text` is the plain text of its body."""
    return TagInput(
        title=entry.title,
        summary=entry.summary,
        body=text,
        url=entry.link or "",
        labels=tuple(label.term for label in entry.labels),
        author=", ".join(entry.authors),
        publisher=entry.publisher or source.publisher or source.name,
        source=source.name,
        scope=source.scope,
        agency=source.agency,
        categories=source.categories,
        label_rules=source.label_rules,
        is_vacancy=is_vacancy,
    )
