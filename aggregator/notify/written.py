"""A letter as the messages that carry it: one to each recipient, so that no address is shown to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from aggregator.models.notice import About, Channel, Letter, Notice


@dataclass(frozen=True, slots=True)
class Postmark:
    """What makes message ids unique: the desk and the moment."""

    desk_id: UUID
    site_url: str
    at: datetime

    def message_id(self, about: About, channel: Channel, recipient: str) -> str:
        """The same for the same message, so that a second delivery is known as one."""
        name = uuid5(self.desk_id, f"{about} {self.at.isoformat()} {channel} {recipient}")
        return f"<{name}@{urlsplit(self.site_url).hostname}>"


def mails(letter: Letter, recipients: Sequence[str], about: About, postmark: Postmark) -> list[Notice]:
    """The letter as mail to each of these."""
    return [_notice("mail", recipient, about, asdict(letter), postmark) for recipient in dict.fromkeys(recipients)]


def posting(content: Mapping[str, Any], about: About, postmark: Postmark) -> Notice:
    """The same for the webhook."""
    return _notice("webhook", "", about, content, postmark)


def _notice(channel: Channel, recipient: str, about: About, content: Mapping[str, Any], postmark: Postmark) -> Notice:
    return Notice(
        message_id=postmark.message_id(about, channel, recipient),
        channel=channel,
        recipient=recipient,
        about=about,
        written_at=postmark.at,
        content=content,
    )
