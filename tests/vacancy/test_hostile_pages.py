"""Pages that are broken, huge or empty end in an answer all the same."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from aggregator.extract.vacancy import find_vacancy
from aggregator.extract.vacancy.lines import MAX_CHARS, MAX_LINE, MAX_LINES, read_lines

TODAY = date(2025, 6, 10)
ADVERT = "<h1>Cook</h1><p>Salary: £25,000</p><p>Hours: 30</p><p>Closing date: 20 June 2025</p>"


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"   ",
        b"\x00\x01\xff\xfe",
        b"<html>",
        b"<div>" * 100_000,
        b"<nav>" * 100_000 + b"Cook",
        b"<p>" + b"a" * 5_000_000,
        b"<p>" + "£30,000 (".encode() * 2_000,
        b"<p>" + b"1 and 2 or 3 & " * 2_000,
        b"<p>Apply by" + b" " * 500_000 + b"1",
        b"<p>" + b"<span>Salary</span>" * 5_000,
        b'<script type="application/ld+json">'
        b'{"@type":"JobPosting","title":[[[]],{"@value":3}],"baseSalary":{"value":{"value":{}}}}</script>',
        b'<script type="application/ld+json">'
        b'{"@type":"JobPosting","validThrough":"soon","jobLocation":7}</script><p>x</p>',
    ],
    ids=lambda page: repr(page[:12]),
)
def test_a_hostile_page_is_no_vacancy_and_no_crash(page: bytes) -> None:
    assert find_vacancy(page, url="https://site.example/", today=TODAY) is None


def test_what_is_read_of_a_page_is_bounded() -> None:
    lines = read_lines(html.fromstring("<body>" + f"<p>{'word ' * 1_000}</p>" * 500 + "<p>x</p>" * 5_000 + "</body>"))
    assert len(lines.own) <= MAX_LINES
    assert sum(len(line.text) for line in lines.own) <= MAX_CHARS + MAX_LINE
    assert all(len(line.text) <= MAX_LINE for line in lines.own)


def test_an_advert_at_the_top_of_an_endless_page_is_read() -> None:
    page = f"<body>{ADVERT}{'<p>We are a fine place to work in and we say so.</p>' * 20_000}</body>"
    found = find_vacancy(page.encode(), url="https://site.example/", today=TODAY)
    assert found is not None
    assert found.closes == date(2025, 6, 20)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_pay_keeps_its_sign_in_every_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body>{ADVERT}</body></html>'
    found = find_vacancy(page.encode(encoding), url="https://site.example/", today=TODAY)
    assert found is not None
    assert found.salary == "£25,000"


def test_a_tree_that_is_already_there_is_not_parsed_again() -> None:
    tree = html.fromstring(f"<html><body>{ADVERT}</body></html>")
    before = html.tostring(tree)
    assert find_vacancy(tree, url="https://site.example/", today=TODAY) is not None
    assert html.tostring(tree) == before


def test_a_page_without_visible_text_is_read_by_the_articles_own() -> None:
    text = "Cook\nKite Trust is recruiting a Cook.\nSalary: £25,000\nHours: 30\nClosing date: 20 June 2025"
    found = find_vacancy(b"<html><body></body></html>", url="https://site.example/", text=text, today=TODAY)
    assert found is not None
    assert (found.title, found.employer, found.salary) == ("Cook", "Kite Trust", "£25,000")
