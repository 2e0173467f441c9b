"""JobPosting markup in its dialects."""

from __future__ import annotations

import json

import pytest
from lxml import html

from aggregator.extract.vacancy.posting import Posting, read_postings


def postings(*nodes: object) -> list[Posting]:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return read_postings(html.fromstring(f"<html><head>{scripts}</head><body></body></html>"), "https://site.example/")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("£24,000 pro rata", "£24,000 pro rata"),
        (26500, "£26,500"),
        (
            {"currency": "GBP", "value": {"minValue": 24000, "maxValue": "26,000", "unitText": "YEAR"}},
            "£24,000 - £26,000 per year",
        ),
        ({"currency": "EUR", "value": {"value": 14.5, "unitText": "HOUR"}}, "€14.50 per hour"),
        ({"currency": "GBP", "value": "25000"}, "£25,000"),
        ({"currency": "GBP", "value": "Competitive"}, "Competitive"),
        ({"currency": "GBP", "value": {"minValue": 0, "maxValue": 0}}, None),
        (None, None),
        ([], None),
    ],
)
def test_base_salary_is_written_as_people_would(value: object, expected: str | None) -> None:
    assert postings({"@type": "JobPosting", "title": "Cook", "baseSalary": value})[0].salary == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            {"jobLocation": {"@type": "Place", "address": {"addressLocality": "Hull", "addressRegion": "Yorkshire"}}},
            "Hull",
        ),
        ({"jobLocation": {"address": {"addressRegion": "Kent"}}}, "Kent"),
        ({"jobLocation": {"address": "12 High Street, Deal"}}, "12 High Street, Deal"),
        (
            {"jobLocation": [{"address": {"addressLocality": "Hull"}}, {"address": {"addressLocality": "York"}}]},
            "Hull, York",
        ),
        ({"jobLocation": "Leeds"}, "Leeds"),
        ({"jobLocationType": "TELECOMMUTE"}, "Remote"),
        ({}, None),
    ],
)
def test_a_place_is_its_town_or_what_there_is(node: dict[str, object], expected: str | None) -> None:
    assert postings({"@type": "JobPosting", "title": "Cook", **node})[0].location == expected


def test_postings_are_found_in_graphs_and_arrays_and_each_once() -> None:
    cook = {"@type": ["JobPosting"], "title": "Cook", "validThrough": "2025-06-30T23:59:59+01:00"}
    found = postings(
        {"@graph": [{"@type": "WebPage"}, cook]}, [cook, {"@type": "https://schema.org/JobPosting", "title": "Maid"}]
    )
    assert [(posting.title, posting.valid_through) for posting in found] == [("Cook", "2025-06-30"), ("Maid", None)]


def test_the_day_stands_as_written_whatever_its_zone() -> None:
    assert (
        postings({"@type": "JobPosting", "validThrough": "2025-06-30T23:59:59-08:00"})[0].valid_through == "2025-06-30"
    )
