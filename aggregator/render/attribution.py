"""What leads back to the original: an entry's address, and the visible line "Source: host/path" under every body."""

from __future__ import annotations

from html import escape

from aggregator.models.output import OutEntry, Site
from aggregator.render.messages import Messages


def reading_address(site: Site, entry: OutEntry) -> str | None:
    """Where the entry is read: the original, else its page with us, else nowhere."""
    return entry.link or (None if entry.path is None else site.address(entry.path))


def closing_line(entry: OutEntry, messages: Messages) -> str:
    """The closing line as a paragraph of HTML."""
    return f"<p>{source_anchor(entry, messages)}</p>"


def source_anchor(entry: OutEntry, messages: Messages) -> str:
    """The words of the closing line as HTML, the place being the link."""
    anchor = f'<a href="{escape(entry.credit_url)}">{escape(entry.source_line, quote=False)}</a>'
    return escape(messages.words["source"], quote=False).format(link=anchor)


def closing_text(entry: OutEntry, messages: Messages) -> str:
    """The closing line as plain text."""
    return messages.words["source"].format(link=entry.source_line)


def credited_summary(entry: OutEntry, messages: Messages) -> str:
    """The summary as HTML, closing line included."""
    teaser = f"<p>{escape(entry.summary, quote=False)}</p>" if entry.summary else ""
    return teaser + closing_line(entry, messages)


def credited_body(entry: OutEntry, messages: Messages) -> str:
    """The most of the entry that may be shown, as HTML: its body where the source allows it, else its summary."""
    if not entry.body_html:
        return credited_summary(entry, messages)
    return f"{entry.body_html}\n{closing_line(entry, messages)}"
