"""Messages to people: what they say, and where they stand on their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Channel = Literal["mail", "webhook"]
About = Literal["alarms", "note", "newsletter", "review"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in both of its forms."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to one recipient. Written once; sent, if need be, again and again under the same id."""

    id: int = 0
    message_id: str
    channel: Channel
    #: A mail address; nothing for the webhook.
    recipient: str = ""
    about: About
    written_at: datetime
    #: What is posted as JSON; of a mail `subject`, `text` and `html`.
    content: Mapping[str, Any]
    tries: int = 0
