"""Pay, hours and places as charities, councils, agencies and boards write them."""

from __future__ import annotations

import pytest

from aggregator.extract.vacancy.hours import find_hours
from aggregator.extract.vacancy.labelled import find_labelled
from aggregator.extract.vacancy.lines import lines_of
from aggregator.extract.vacancy.pay import find_salary
from aggregator.extract.vacancy.places import find_location
from aggregator.extract.vacancy.roles import clean_title, is_role_heading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Salary: £28,500", "£28,500"),
        ("Salary: £28,500 - £31,200 per annum", "£28,500 - £31,200 per annum"),
        ("Salary\nNJC SCP 19–22 (£29,572–£31,067 FTE)", "NJC SCP 19–22 (£29,572–£31,067 FTE)"),
        ("Pay: £12.60 per hour", "£12.60 per hour"),
        ("Rate of pay: £120 a day", "£120 a day"),
        ("Salary: Competitive", "Competitive"),
        ("Salary: £24k pro rata", "£24k pro rata"),
        ("Grade: Band 6, £37,338 - £44,962", "Band 6, £37,338 - £44,962"),
        ("The post pays £30,500 a year and comes with a cottage.", "£30,500 a year"),
        ("We offer a salary of £26,400 pro rata.", "£26,400 pro rata"),
        ("Hull · £22,000–£24,000 FTE · 21 hours", "£22,000–£24,000 FTE"),
        ("You will earn £13.15 an hour plus holiday pay.", "£13.15 an hour"),
        ("circa £45,000 per annum", "circa £45,000 per annum"),
        ("up to £38k", "up to £38k"),
        ("This role is unpaid, but we cover travel.", "unpaid"),
        ("We raised £40,000 last year and gave £25,000 in grants.", None),
        ("You will manage a budget of £150,000.", None),
        ("Our charity has a turnover of £2.3m.", None),
        ("Members join for £12 a year.", None),
        ("Salary: see advert", None),
    ],
)
def test_pay_is_given_as_written_and_other_sums_are_not(text: str, expected: str | None) -> None:
    lines = lines_of(text).own
    assert find_salary(lines, find_labelled(lines)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hours: 37 per week", "37 per week"),
        ("Hours\n22.5 hours per week, worked over three days", "22.5 hours per week, worked over three days"),
        ("Working pattern: Monday to Thursday, 9am to 3pm", "Monday to Thursday, 9am to 3pm"),
        ("Contract type: Permanent, full-time", "full-time"),
        ("Contract: Fixed term\nA 30 hours per week post in our advice team.", "30 hours per week"),
        ("This is a part-time post, 3 days per week (22.2 hours).", "3 days per week (22.2 hours)"),
        ("£21,000, part time, 18 hours a week", "part time, 18 hours a week"),
        ("Leeds; 16 hours per week; £12.85 per hour.", "16 hours per week"),
        ("The manager works 35 hours and lives out.", "35 hours"),
        ("Coordinate a helpline. 0.6 FTE.", "0.6 FTE"),
        ("Four days a week with one evening.", "Four days a week"),
        ("We answer within 48 hours and give 30 days of annual leave.", None),
        ("Our phone line is open 24 hours.", None),
    ],
)
def test_hours_are_those_of_the_post(text: str, expected: str | None) -> None:
    lines = lines_of(text).own
    assert find_hours(lines, find_labelled(lines)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Location: Leeds", "Leeds"),
        ("Based in: Kendal, Cumbria", "Kendal, Cumbria"),
        ("Location\nRemote, with monthly meetings in Birmingham", "Remote, with monthly meetings in Birmingham"),
        ("Where you'll work: Stoke-on-Trent", "Stoke-on-Trent"),
        ("Place of work: Our office in Deal, hybrid", "Our office in Deal, hybrid"),
        ("You will be based in Newcastle upon Tyne, visiting families.", "Newcastle upon Tyne"),
        ("Home-based with weekly travel to Preston.", "Home-based with weekly travel to Preston"),
        ("Bolton – £43,500 – 37 hours", "Bolton"),
        ("Remote (UK), £45–48k, 4 days.", "Remote (UK)"),
        ("Boston, Lincolnshire; 16 hours per week; £12.85 per hour.", "Boston, Lincolnshire"),
        ("The house in Whitby takes in young people.", "Whitby"),
        ("From our Dundee office you will advise families.", "Dundee"),
        ("You will work with us in September in a team that cares.", None),
        ("Experience in Social Work and fluency in English are needed.", None),
    ],
)
def test_places_are_read_from_labels_facts_and_sentences(text: str, expected: str | None) -> None:
    lines = lines_of(text).own
    assert find_location(lines, find_labelled(lines), ()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vacancy: Finance Officer", "Finance Officer"),
        ("We’re hiring: Community Organiser!", "Community Organiser"),
        ("Youth Worker (part-time)", "Youth Worker"),
        ("Chief Executive – Kite Trust", "Chief Executive"),
        ("Shop Manager, £12.60 per hour", "Shop Manager"),
        ("Advert: Senior Surveyor", "Senior Surveyor"),
        ("Head of Fundraising - closing 12 May", "Head of Fundraising"),
        ("Administrator – 21 hours per week", "Administrator"),
    ],
)
def test_a_title_is_the_role_alone(text: str, expected: str) -> None:
    assert clean_title(text, without=("Kite Trust",)) == expected


@pytest.mark.parametrize(
    ("text", "is_role"),
    [
        ("Team Leader, Housing Advice", True),
        ("Bid Writer", True),
        ("Why I became a social worker", False),
        ("Our vacancies", False),
        ("A job with us", False),
        ("Contact our helpline workers", False),
    ],
)
def test_a_heading_is_a_role_or_is_not(text: str, is_role: bool) -> None:
    assert is_role_heading(text) is is_role
