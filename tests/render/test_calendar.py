"""The calendar of closing dates: RFC 5545, read back the way a calendar reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from aggregator.models.article import Vacancy
from aggregator.models.output import OutEntry
from aggregator.render.calendar import render_calendar, render_event
from tests.render.samples import BARE, NOON, SITE, VACANCY

UNESCAPED = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def calendar(*entries: OutEntry) -> bytes:
    return render_calendar(SITE, "Jobs – Harbour", "jobs.ics", [render_event(SITE, entry) for entry in entries], 60)


def events(document: bytes) -> Iterator[dict[str, str]]:
    """Each event's properties: unfolded, parameters left off, values unescaped."""
    assert document.endswith(b"END:VCALENDAR\r\n")
    lines = document.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    inside: dict[str, str] = {}
    for line in lines:
        if line == "BEGIN:VEVENT":
            inside = {}
        elif line == "END:VEVENT":
            yield inside
        else:
            name, _, value = line.partition(":")
            key = name.partition(";")[0]
            assert key not in inside or key == "X-PROP", f"{key} stands twice"
            inside[key] = re.sub(r"\\[nN,;\\]", lambda found: UNESCAPED[found[0]], value)


def test_a_closing_date_is_a_day_with_its_terms_and_its_source() -> None:
    (event,) = events(calendar(VACANCY))
    assert event["UID"] == "00000000-0000-5000-8000-000000000004"
    assert (event["DTSTART"], event["DTEND"]) == ("20260331", "20260401")
    assert event["SUMMARY"] == "Closes: Jobs: Beacon Trust - Night keeper"
    assert event["LOCATION"] == "North Quay; or from home, by agreement"
    assert event["URL"] == VACANCY.link
    assert event["DESCRIPTION"].splitlines() == [
        "Closes 31 March 2026 · Beacon Trust · North Quay; or from home, by agreement · £28,000 to £31,000 a year"
        " · Full-time · Interviews 9 April 2026",
        VACANCY.summary,
        "Source: courier.example/news/4",
    ]


def test_its_stamp_is_the_entry_s_so_that_the_same_entries_give_the_same_bytes() -> None:
    (event,) = events(calendar(replace(VACANCY, updated=NOON + timedelta(days=1))))
    assert event["DTSTAMP"] == event["LAST-MODIFIED"] == "20260315T120000Z"
    assert calendar(VACANCY) == calendar(VACANCY)


def test_an_entry_keeps_its_uid_when_its_date_moves() -> None:
    moved = replace(VACANCY, vacancy=Vacancy(closes=date(2026, 5, 1)))
    before, after = (next(events(calendar(one))) for one in (VACANCY, moved))
    assert before["UID"] == after["UID"]
    assert after["DTSTART"] == "20260501"


def test_what_has_no_closing_date_is_left_out() -> None:
    assert list(events(calendar(BARE, replace(VACANCY, vacancy=Vacancy(employer="Beacon Trust"))))) == []


@pytest.mark.parametrize(
    "title",
    [
        "a; b, c \\ d",
        "é" * 200,
        "x" * 74,
        "🏠" * 40,
        "\\n is not a line break",
        "one\r\nATTENDEE:mailto:x@y.example",
        "BEGIN:VEVENT",
        "tab\tand \x00 control",
    ],
)
def test_any_title_comes_back_and_no_line_is_too_long(title: str) -> None:
    document = calendar(replace(VACANCY, title=title))
    (event,) = events(document)
    assert event["SUMMARY"] == "Closes: " + " ".join(title.replace("\x00", "").split())
    assert max(len(line) for line in document.split(b"\r\n")) <= 75
    assert b"\n" not in document.replace(b"\r\n", b"")


def test_the_last_day_that_there_is_can_be_a_closing_date() -> None:
    (event,) = events(calendar(replace(VACANCY, vacancy=Vacancy(closes=date.max))))
    assert event["DTSTART"] == "99991231"
