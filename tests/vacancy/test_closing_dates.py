"""Closing and interview dates in the ways people write them. Read on Wednesday 5 March 2025 unless said otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.extract.vacancy.closing import find_closing, find_interview
from aggregator.extract.vacancy.labelled import find_labelled
from aggregator.extract.vacancy.lines import lines_of

TODAY = date(2025, 3, 5)


def closing(text: str, today: date = TODAY) -> date | None:
    lines = lines_of(text).own
    return find_closing(lines, find_labelled(lines), today)


def interview(text: str, today: date = TODAY) -> date | None:
    lines = lines_of(text).own
    labelled = find_labelled(lines)
    return find_interview(lines, labelled, today, find_closing(lines, labelled, today))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Closing date: midday, Friday 14th March", date(2025, 3, 14)),
        ("Closing date: 14 March 2025", date(2025, 3, 14)),
        ("Closing date: 14/03/2025", date(2025, 3, 14)),
        ("Closing date: 14.3.25", date(2025, 3, 14)),
        ("Closing Date - 14-03-2025", date(2025, 3, 14)),
        ("Closes 2025-03-14", date(2025, 3, 14)),
        ("Apply by 14/03/25", date(2025, 3, 14)),
        ("Apply before: Sun 16 March, 8pm", date(2025, 3, 16)),
        ("Deadline for applications is 5pm on Monday 17th March 2025.", date(2025, 3, 17)),
        ("Applications close at 23:59 on 30 March.", date(2025, 3, 30)),
        ("The closing date for this post is Thursday the 20th of March at noon.", date(2025, 3, 20)),
        ("Please return completed forms to the school office by 9am on 21st March.", date(2025, 3, 21)),
        ("Completed applications must be received no later than 12 noon, Fri. 4 April.", date(2025, 4, 4)),
        ("Letters should be with the clerk by Lady Day, 25th March.", date(2025, 3, 25)),
        ("Get your CV to us by Sunday 23 March please!", date(2025, 3, 23)),
        ("Email a covering letter to jobs@kite.example by the end of March.", date(2025, 3, 31)),
        ("The vacancy is open until 28 March 2025.", date(2025, 3, 28)),
        ("Last day to apply: April 2nd, 2025", date(2025, 4, 2)),
        ("Expires: Mar 19, 2025", date(2025, 3, 19)),
        ("Advert end date\n19/03/2025 23:59", date(2025, 3, 19)),
        ("We will stop taking applications at midnight on 9 April 2025. The cut-off is final.", date(2025, 4, 9)),
        ("This post will close on 31 March 2025, or earlier if we receive enough applications.", date(2025, 3, 31)),
        ("When do I need to apply? By Tuesday 18 March.", date(2025, 3, 18)),
        ("18 March 2025 is the closing date and 25 March the day of interviews.", date(2025, 3, 18)),
        ("Applications are open from 3 March to 24 March 2025.", date(2025, 3, 24)),
        ("Applications in by 14th March '25.", date(2025, 3, 14)),
        ("Closing date: 14 March 12 noon", date(2025, 3, 14)),
        ("Closing: 12pm 14th March 2025 | Interviews: 25th March 2025", date(2025, 3, 14)),
        ("Closing today", TODAY),
        ("Closes in 6 days", date(2025, 3, 11)),
        ("Deadline: tomorrow at 5pm", date(2025, 3, 6)),
    ],
)
def test_a_last_day_to_apply_is_read_however_it_is_written(text: str, expected: date) -> None:
    assert closing(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Closing date: 14 March 2025. Extended to 28 March 2025.", date(2025, 3, 28)),
        ("DEADLINE EXTENDED: applications now close on 2 April 2025 (originally 19 March 2025).", date(2025, 4, 2)),
        ("New closing date: 28 March 2025\nClosing date: 14 March 2025", date(2025, 3, 28)),
        ("Internal applicants: by 12 March 2025. External applicants: by 19 March 2025, 10am.", date(2025, 3, 19)),
        ("First review of applications 10 March 2025, final deadline 31 March 2025.", date(2025, 3, 31)),
        ("Closing date: Friday 13 March 2025", date(2025, 3, 13)),  # a Thursday: the date wins over its weekday
        ("Posted 1 March 2025. Closes 15 March 2025. Start date 1 June 2025.", date(2025, 3, 15)),
        ("If you have not heard by 30 March you were not shortlisted. Closing date 20 March.", date(2025, 3, 20)),
    ],
)
def test_of_several_days_the_one_that_counts_is_taken(text: str, expected: date) -> None:
    assert closing(text) == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("Closing date Monday 22 December", date(2026, 1, 4), date(2025, 12, 22)),
        ("Closing date: 9 January", date(2025, 12, 1), date(2026, 1, 9)),
        ("Closing date: Friday 2 January", date(2025, 12, 10), date(2026, 1, 2)),
        ("Apply by 28 February", date(2025, 3, 5), date(2025, 2, 28)),
        ("Apply by 29 February", date(2024, 1, 20), date(2024, 2, 29)),
        ("Closing date: 05/04/25", date(2025, 3, 5), date(2025, 4, 5)),
        ("Closing date: Friday 04/11/25", date(2025, 3, 5), date(2025, 4, 11)),
        ("Closing date: 03/14/2025", date(2025, 3, 5), date(2025, 3, 14)),
    ],
)
def test_a_missing_year_or_order_is_fixed_by_the_day_of_reading_and_the_weekday(
    text: str, today: date, expected: date
) -> None:
    assert closing(text, today) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Closing date: when filled",
        "Applications are considered on a rolling basis. There is no closing date.",
        "This advert closes once we have found the right person.",
        "Closing date: to be confirmed",
        "We interview as applications come in, so apply soon.",
        "Closing date: w/c 10 March 2025",
        "Apply by mid-March",
        "Closing date: 31 February 2025",
        "Closing date: 14 March 2025\nClosing date: 21 March 2025",
        "Start date: 1 April 2025. Posted on 2 March 2025.",
        "Join us at our open evening on 20 March 2025.",
        "The contract is funded until 31 March 2027.",
        "Come and visit us on Friday 14 March before you apply.",
    ],
)
def test_what_names_no_last_day_gives_none(text: str) -> None:
    assert closing(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Interview date: 26 March 2025", date(2025, 3, 26)),
        ("Interviews: 15/16 April", date(2025, 4, 15)),
        ("Interviews will be held on 27 and 28 March 2025 in Hull.", date(2025, 3, 27)),
        ("Closing date Friday 14 March, interviews Wednesday 26 March.", date(2025, 3, 26)),
        ("We plan to meet shortlisted candidates on Thursday 3rd April.", date(2025, 4, 3)),
        ("An assessment day takes place on April 8th.", date(2025, 4, 8)),
        ("Interviews w/c 24 March 2025", None),
        ("Interviews are planned for the week of 24 March.", None),
        ("Interviews: to be arranged", None),
        ("Closing date: 14 March 2025. You will hear from us by 20 March 2025.", None),
    ],
)
def test_the_first_day_named_for_interviews_is_read_and_a_week_is_none(text: str, expected: date | None) -> None:
    assert interview(text) == expected
