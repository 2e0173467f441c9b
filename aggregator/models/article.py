"""What a page says: the article taken out of it, and the vacancy if it is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from aggregator.models.feed import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A post on offer. Texts are as the page words them; what a page leaves open stays None."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None
    hours: str | None = None
    #: The last day to apply.
    closes: date | None = None
    interview: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The piece that a page carries. `html` is clean (see markup.clean_html) and says the same as `text`."""

    url: str
    canonical_url: str | None = None
    title: str | None = None
    text: str = ""
    html: str = ""
    author: str | None = None
    published: datetime | None = None
    image: Image | None = None
    publisher: str | None = None
    #: Another site that the page says it took the piece from.
    publisher_url: str | None = None
    description: str | None = None
    language: str | None = None
    vacancy: Vacancy | None = None
    #: Why there is no body although the page was read.
    withheld: Literal["paywall", "consent", "login", "script-only"] | None = None
    #: Field name to where it came from ("json-ld", "og:title", "byline", …).
    origins: dict[str, str] = field(default_factory=dict)
