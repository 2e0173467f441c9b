"""Small pages in the shapes that adverts come in, and some that only look like adverts. Read on 10 June 2025."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aggregator.extract.vacancy import find_vacancy
from aggregator.models.article import Vacancy

PAGES = Path(__file__).parent / "pages"
TODAY = date(2025, 6, 10)


def read(name: str, *, url: str = "https://site.example/page") -> Vacancy | None:
    return find_vacancy((PAGES / f"{name}.html").read_bytes(), url=url, today=TODAY)


def june(day: int) -> date:
    return date(2025, 6, day)


def july(day: int) -> date:
    return date(2025, 7, day)


@pytest.mark.parametrize(
    ("name", "title", "employer", "location", "salary", "hours", "closes", "interview"),
    [
        (
            "definition_list",
            "Debt Adviser",
            "Harbour Advice",
            "Whitehaven",
            "£27,300 to £29,100",
            "30 hours per week",
            june(27),
            july(4),
        ),
        (
            "table_with_heads",
            "Parks Ranger",
            "Norbury Town Council",
            "Norbury",
            "£25,584 - £27,269",
            "37",
            june(22),
            None,
        ),
        (
            "paragraphs",
            "Bookkeeper",
            "Kite Trust",
            "Ludlow",
            "£15.20 an hour",
            "about 14 hours a week",
            june(30),
            july(7),
        ),
        (
            "bold_labels",
            "Night Shelter Manager",
            "Lantern House",
            "Derby city centre",
            "£31,000 per annum",
            "37.5 per week, including some nights",
            june(19),
            None,
        ),
        (
            "json_ld_only",
            "Income Officer",
            "Marlow Housing",
            "Slough",
            "£28,000 - £30,500 per year",
            "Full-time",
            june(29),
            None,
        ),
        ("pdf_link", "Caretaker", "St Aidan's School", "Selby", "£23,656", "37 hours", june(20), None),
        (
            "board_card",
            "Policy Officer",
            "Rivers Alliance",
            "Cardiff (hybrid)",
            "£33,000 - £35,500 a year",
            "Full time",
            june(24),
            None,
        ),
        (
            "cms_fields",
            "Outreach Nurse",
            "Fenland Hospice",
            "March, Cambridgeshire",
            "Band 6, £37,338 - £44,962 pro rata",
            "22.5 hours over three days",
            july(6),
            None,
        ),
        (
            "council_labels",
            "Senior Planner",
            "Westmoor Council",
            "Civic Centre, Westmoor",
            "£41,511 to £45,718 per annum",
            "37",
            june(23),
            july(3),
        ),
        (
            "agency_bullets",
            "Senior Practitioner",
            "Bright Futures",
            "Home-based, covering Kent and Medway",
            "up to £46,000",
            "Full time, 37.5 hours",
            july(1),
            None,
        ),
        (
            "plain_post",
            "Volunteer Coordinator",
            "Otter Valley Food Bank",
            "Honiton",
            "£13.40 per hour",
            "18 hours per week",
            june(25),
            july(3),
        ),
        (
            "trustee",
            "Treasurer",
            "Theatre in the Barn",
            "Hexham",
            "voluntary",
            "about two days a month",
            july(11),
            None,
        ),
        (
            "social_post",
            "Producer",
            "Copper Beech Arts",
            "Stroud",
            "£29k pro rata",
            "3 days a week",
            june(22),
            june(30),
        ),
        ("extended", "Warehouse Supervisor", "Tools for All", "Ipswich", "£26,000", "35 a week", june(20), None),
        ("two_posts", None, "Hill Farm School", None, None, None, june(16), None),
        ("microdata", "Vet Nurse", "Paws of Perth", "Perth", "£14.10 per hour", "24 hours per week", june(18), None),
        (
            "expired_date",
            "Shop Manager",
            "Second Chance",
            "Frome",
            "£24,200 per year",
            "35 hours per week",
            date(2025, 4, 4),
            None,
        ),
    ],
)
def test_an_advert_is_read_in_whatever_shape_it_comes(
    name: str,
    title: str | None,
    employer: str,
    location: str | None,
    salary: str | None,
    hours: str | None,
    closes: date,
    interview: date | None,
) -> None:
    expected = Vacancy(
        title=title,
        employer=employer,
        location=location,
        salary=salary,
        hours=hours,
        closes=closes,
        interview=interview,
    )
    assert read(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "list_of_jobs",
        "news_of_jobs",
        "appointment",
        "training_course",
        "household_appeal",
        "closed_post",
        "grant_round",
        "tender",
        "working_here",
        "event",
    ],
)
def test_what_only_looks_like_an_advert_is_no_vacancy(name: str) -> None:
    assert read(name) is None
