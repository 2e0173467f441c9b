"""What the sector writes: the files in `stories/`, one for each outlet, as values with dates."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.urls import slugify

STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Job:
    """What a vacancy says of itself."""

    employer: str
    location: str
    salary: str
    hours: str
    closes: date
    interview: date | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that an outlet has to say."""

    slug: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    author: str
    labels: tuple[str, ...]
    published: datetime
    #: The name of a drawing in pictures.py.
    picture: str | None
    has_audio: bool
    #: Whether a desk for rivers wants it.
    is_relevant: bool
    job: Job | None

    @property
    def path(self) -> str:
        return f"/news/{self.slug}/"

    @property
    def html(self) -> str:
        """The whole text. Nothing in the stories needs escaping but the ampersand."""
        texts = (self.summary, *self.paragraphs)
        return "".join(f"<p>{text.replace('&', '&amp;')}</p>" for text in texts)

    def out_at(self, moment: datetime) -> Piece:
        """The same piece, published then."""
        return replace(self, published=moment)


def read_stories(key: str, now: datetime) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What this outlet has written by `now`, newest first, and what it will write next, soonest first."""
    file = tomllib.loads((STORIES / f"{key}.toml").read_text(encoding="utf-8"))
    written = [_piece(told, now) for told in file["pieces"]]
    written.sort(key=lambda piece: piece.published, reverse=True)
    return tuple(written), tuple(_piece(told, now) for told in file["later"])


def level_reading(number: int, now: datetime) -> Piece:
    """The Inland Waters Office never runs out of notices: the river's level, read once more."""
    places = ("Cinder Lock", "Candle Bridge", "Dun Ford", "Foxhole Basin", "Hobb's Bend", "Sallow Pool")
    place, centimetres = places[number % len(places)], 84 + (number * 37) % 61
    return _piece(
        {
            "title": f"Reading {400 + number}: the river stands at {centimetres} cm at {place}",
            "author": "Inland Waters Office",
            "labels": ["Levels"],
            "summary": f"The gauge at {place} read {centimetres} cm. From 60 to 160 cm is usual for the season.",
            "body": "The next reading follows. It always does.",
        },
        now,
    )


def _piece(told: dict[str, Any], now: datetime) -> Piece:
    return Piece(
        slug=slugify(told["title"]),
        title=told["title"],
        summary=told["summary"],
        paragraphs=tuple(told["body"].split("\n\n")),
        author=told["author"],
        labels=tuple(told["labels"]),
        published=now - timedelta(hours=told.get("hours", 0)),
        picture=told.get("picture"),
        has_audio=told.get("audio", False),
        is_relevant=told.get("relevant", True),
        job=_job(told["job"], now) if "job" in told else None,
    )


def _job(told: dict[str, Any], now: datetime) -> Job:
    def day(key: str) -> date | None:
        return now.date() + timedelta(days=told[key]) if key in told else None

    closes = day("closes")
    assert closes is not None
    return Job(told["employer"], told["location"], told["salary"], told["hours"], closes, day("interview"))
