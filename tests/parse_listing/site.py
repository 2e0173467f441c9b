"""A site of our own invention: its articles, its frame around them, and the values that samples are made of."""

# ruff: noqa: E501  # markup reads best as one line

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SITE = "https://www.harbour-trust.example"

TITLES = (
    "New lifeboat arrives in the old harbour after two years of waiting",
    "Council agrees money for the sea wall",
    "Volunteers rebuild the pier café in a weekend",
    "Record number of seals counted along the coast",
    "Ferry timetable changes from next month",
    "Young sailors bring home three medals",
    "What the storm taught us about flood warnings",
    "Annual report shows rising costs for small boats",
    "Fishing families tell their stories in a new exhibition",
    "Lighthouse opens its doors to visitors again",
    "Harbour master retires after forty years on the quay",
    "Plans for a tidal pool go out to consultation",
    "Schools join the great beach clean this spring",
    "Survey finds fewer plastic bottles on the sand",
    "Marina extends opening hours for the summer",
    "Three charities share the proceeds of the regatta",
)
TEASER = (
    "People from all over the town came together on Saturday to see what had been done, and many of them stayed "
    "to lend a hand until the evening."
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Item:
    """What should be found of one article; `day` is None where the page gives none."""

    url: str
    title: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and the items on it."""

    url: str
    html: str
    items: tuple[Item, ...] = ()


def slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def articles(count: int, folder: str = "/news/", *, dated: bool = True, site: str = SITE) -> tuple[Item, ...]:
    first = date(2024, 5, 28)
    return tuple(
        Item(f"{site}{folder}{slug(title)}/", title, first - timedelta(days=9 * n) if dated else None)
        for n, title in enumerate(TITLES[:count])
    )


def english(day: date | None) -> str:
    assert day is not None
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def american(day: date | None) -> str:
    assert day is not None
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def iso(day: date | None) -> str:
    assert day is not None
    return day.isoformat()


NAV = "".join(
    f'<li class="menu-item"><a href="/{slug(label)}/">{label}</a></li>'
    for label in ("Home", "About us", "What we do for the harbour", "Get involved", "News", "Support us", "Contact us")
)
FOOTER = (
    '<footer class="site-footer"><ul><li><a href="/privacy-policy/">Privacy policy</a></li>'
    '<li><a href="/terms/">Terms and conditions of use</a></li><li><a href="/sitemap/">Site map</a></li></ul>'
    "<p>The Harbour Trust is a charity registered in a country of our own invention, number 123456.</p></footer>"
)
SOCIAL = (
    '<div class="share-buttons"><a href="https://www.facebook.com/sharer.php?u=x">Share on Facebook</a>'
    '<a href="https://twitter.com/intent/tweet?url=x">Share on Twitter</a></div>'
)


def frame(
    body: str, *, title: str = "News", side: str = "", head: str = "", body_class: str = "", lang: str = "en-GB"
) -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} - Harbour Trust</title>{head}</head>'
        f'<body class="{body_class}"><header class="site-header"><a href="/">Harbour Trust</a>'
        f'<nav><ul>{NAV}</ul></nav></header><div id="content">{body}</div>{side}{FOOTER}</body></html>'
    )


def most_read(folder: str = "/news/") -> str:
    links = "".join(f'<li><a href="{folder}{slug(t)}-again/">{t} again</a></li>' for t in TITLES[10:15])
    return f'<div class="col"><h3>Most read</h3><ul>{links}</ul></div>'


def tag_cloud() -> str:
    words = ("boats", "safety at sea", "sea wall", "regatta", "wildlife", "volunteering", "history")
    return '<div class="tagcloud">' + "".join(f'<a href="/tag/{slug(w)}/" rel="tag">{w}</a> ' for w in words) + "</div>"
