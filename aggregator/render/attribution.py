"""What leads back to the original: an entry's address, and the visible line "Source: host/path" under every body."""

from __future__ import annotations

from html import escape

from aggregator.models.output import OutEntry, Site
from aggregator.render.messages import Messages
from aggregator.render.outgoing import host_and_path
from aggregator.render.vacancies import vacancy_terms


def reading_address(site: Site, entry: OutEntry) -> str | None:
    """Where the entry is read: the original, else its page with us, else nowhere."""
    return entry.link or (None if entry.path is None else site.address(entry.path))


def closing_line(entry: OutEntry, messages: Messages) -> str:
    """The closing line as a paragraph of HTML, after who else reports the same."""
    elsewhere = elsewhere_anchors(entry, messages)
    told = f"<p>{elsewhere}</p>\n" if elsewhere else ""
    return f"{told}<p>{source_anchor(entry, messages)}</p>"


def elsewhere_anchors(entry: OutEntry, messages: Messages) -> str:
    """Who else tells the story, as HTML, each name being a link; empty if nobody does."""
    if not entry.related:
        return ""
    anchors = [
        f'<a href="{escape(other.url)}">{escape(other.title or host_and_path(other.url), quote=False)}</a>'
        for other in entry.related
    ]
    return escape(messages.words["also_reported"], quote=False).format(publishers=", ".join(anchors))


def elsewhere_text(entry: OutEntry, messages: Messages) -> str:
    """The same as plain text, with addresses."""
    told = [f"{other.title} ({other.url})" if other.title else other.url for other in entry.related]
    return messages.words["also_reported"].format(publishers=", ".join(told)) if told else ""


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
    return _terms(entry, messages) + teaser + closing_line(entry, messages)


def credited_body(entry: OutEntry, messages: Messages) -> str:
    """The most of the entry that may be shown, as HTML: its body where the source allows it, else its summary."""
    if not entry.body_html:
        return credited_summary(entry, messages)
    return f"{_terms(entry, messages)}{entry.body_html}\n{closing_line(entry, messages)}"


def _terms(entry: OutEntry, messages: Messages) -> str:
    terms = vacancy_terms(entry, messages)
    return f"<p><strong>{escape(terms, quote=False)}</strong></p>" if terms else ""
