"""Listings beside which, inside which or among which something else stands."""

# ruff: noqa: E501  # markup reads best as one line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.parse_listing.site import (
    MONTHS,
    SITE,
    TEASER,
    TITLES,
    Item,
    Sample,
    american,
    articles,
    english,
    frame,
    iso,
    most_read,
    slug,
)

NEWS = f"{SITE}/news/"


def cards(shape: str, items: tuple[Item, ...]) -> str:
    """The shape once for each item; {url}, {title}, {day}, {iso}, {n} and {teaser} are filled in."""
    return "".join(
        shape.format(url=i.url, title=i.title, day=english(i.day) if i.day else "", iso=i.day, n=n, teaser=TEASER)
        for n, i in enumerate(items)
    )


def front_page_of_unlike_blocks() -> Sample:
    items = articles(14, "/2024/", dated=False)
    lead = cards(
        '<article class="lead"><a href="{url}"><img src=/l.jpg></a><h1><a href="{url}">{title}</a></h1><p>{teaser}</p></article>',
        items[:1],
    )
    second = cards(
        '<article class="sub"><a href="{url}"><img src=/s.jpg></a><h3><a href="{url}">{title}</a></h3></article>',
        items[1:4],
    )
    headlines = cards('<li><a href="{url}">{title}</a></li>', items[4:9])
    opinion = cards(
        '<div class="op"><span class="author"><a href="/author/x">Jo Harbour</a></span><h4><a href="{url}">{title}</a></h4></div>',
        items[9:],
    )
    body = f"<main><section>{lead}{second}</section><section><h2>More stories</h2><ul>{headlines}</ul></section><section><h2>Opinion</h2>{opinion}</section></main>"
    return Sample(f"{SITE}/", frame(body, title="The Quay Times", side=most_read("/2024/")), items)


def title_in_bold_inside_the_anchor() -> Sample:
    items = articles(8, "/n/")
    return Sample(
        NEWS,
        frame(f"<ul>{cards('<li><a href={url}><strong>{title}</strong> <span>{day}</span></a></li>', items)}</ul>"),
        items,
    )


def label_title_and_day_in_one_anchor() -> Sample:
    items = articles(8, "/n/")
    return Sample(
        NEWS,
        frame(
            cards(
                "<div><a href={url}><span>Press release</span><span>{title}</span><span>{iso}</span></a></div>", items
            )
        ),
        items,
    )


def recent_posts_in_a_column() -> Sample:
    items = articles(8, "/n/")
    recent = "".join(
        f'<div class="rp"><a href="/n/{slug(t)}-x"><img src=/t.jpg></a><h4><a href="/n/{slug(t)}-x">{t} x</a></h4><span>{american(date(2024, 6, 1))}</span></div>'
        for t in TITLES[9:13]
    )
    posts = cards(
        '<div class="post"><h2><a href="{url}">{title}</a></h2><span>{day}</span><p>{teaser}</p></div>', items
    )
    return Sample(
        f"{SITE}/category/news/",
        frame(
            f'<div class="row"><div class="col-4"><h3>Recent posts</h3>{recent}</div><div class="col-8">{posts}</div></div>'
        ),
        items,
    )


def days_as_headings() -> Sample:
    items = articles(8, "/n/")
    items = tuple(replace(i, day=items[n // 2 * 2].day) for n, i in enumerate(items))
    body = "".join(
        f"<h2>{english(items[n].day)}</h2><ul>{cards('<li><a href={url}>{title}</a></li>', items[n : n + 2])}</ul>"
        for n in range(0, 8, 2)
    )
    return Sample(NEWS, frame(body), items)


def days_above_groups_of_cards() -> Sample:
    items = articles(8, "/n/")
    items = tuple(replace(i, day=items[n // 2 * 2].day) for n, i in enumerate(items))
    body = "".join(
        f'<div class="day"><div class="d">{english(items[n].day)}</div>{cards("<div class=e><a href={url}>{title}</a></div>", items[n : n + 2])}</div>'
        for n in range(0, 8, 2)
    )
    return Sample(NEWS, frame(body), items)


def four_vacancies_in_a_plain_list() -> Sample:
    items = tuple(Item(f"{SITE}/careers/{slug(t)}/", t) for t in ("Deck hand", "Ranger", "Cook", "Senior boat builder"))
    return Sample(
        f"{SITE}/about/careers/",
        frame(
            f"<h2>Current vacancies</h2><ul>{cards('<li><a href={url}>{title}</a></li>', items)}</ul>",
            title="Work for us",
        ),
        items,
    )


def vacancies_with_pay_in_figures() -> Sample:
    items = tuple(
        Item(f"{SITE}/roles/{80 + n}", t)
        for n, t in enumerate(("Deck hand", "Harbour ranger", "Ship's cook", "Senior boat builder", "Data analyst"))
    )
    return Sample(
        f"{SITE}/find",
        frame(
            cards(
                "<div class=r><h4><a href={url}>{title}</a></h4><p>£24,000 - £28,000</p><p>Full time, permanent</p></div>",
                items,
            ),
            title="Find a role",
        ),
        items,
    )


def featured_and_all() -> Sample:
    items = articles(9, "/n/", dated=False)
    featured = cards("<div class=fc><a href={url}><h3>{title}</h3><p>{teaser}</p></a></div>", items[:2])
    rest = cards("<div class=ac><a href={url}><h3>{title}</h3></a></div>", items[2:])
    return Sample(NEWS, frame(f"<h2>Featured</h2><div>{featured}</div><h2>All news</h2><div>{rest}</div>"), items)


def details_links_with_numbers() -> Sample:
    items = tuple(Item(f"{SITE}/news.php?id={100 + n}", i.title) for n, i in enumerate(articles(8)))
    return Sample(
        f"{SITE}/news.php",
        frame(cards("<div class=n><b>{title}</b><br>{teaser}<br><a href={url}>Details</a></div>", items)),
        items,
    )


def years_in_an_accordion() -> Sample:
    panels: list[str] = []
    expected: list[Item] = []
    for year in (2024, 2023, 2022):
        items = tuple(Item(f"{i.url}?y={year}", f"{i.title} {year}") for i in articles(4, "/n/"))
        expected += items
        panels.append(
            f'<div class="panel"><h4><a href="#y{year}">{year}</a></h4><div class="body"><ul>{cards("<li><a href={url}>{title}</a></li>", items)}</ul></div></div>'
        )
    return Sample(f"{SITE}/archive", frame("".join(panels), title="Archive"), tuple(expected))


def newsletters_as_documents() -> Sample:
    days = [i.day for i in articles(8) if i.day]
    items = tuple(
        Item(f"{SITE}/docs/newsletter-{n}.pdf", f"Newsletter {MONTHS[day.month - 1]} {day.year} no {n}")
        for n, day in enumerate(days)
    )
    return Sample(
        f"{SITE}/newsletters", frame(cards("<p><a href={url}>{title}</a></p>", items), title="Newsletters"), items
    )


def filters_above_the_list() -> Sample:
    items = articles(8, "/n/", dated=False)
    filters = "".join(
        f'<a href="/news/?cat={n}">All stories about {w}</a>'
        for n, w in enumerate(("boats at sea", "the old town", "people here"))
    )
    return Sample(
        NEWS,
        frame(f"<div>{filters}</div>{cards('<div class=x><a href={url}>{title}</a><p>{teaser}</p></div>', items)}"),
        items,
    )


def related_links_inside_each_card() -> Sample:
    items = articles(8, "/n/")
    shape = '<article><h2><a href="{url}">{title}</a></h2><p>{day}</p><ul><li><a href="/o/{n}-also-read-this-one">Also read this one here {n}</a></li></ul></article>'
    return Sample(f"{SITE}/blog/", frame(cards(shape, items), title="Blog"), items)


def menu_of_the_same_make() -> Sample:
    items = articles(8, "/n/", dated=False)
    menu = "".join(
        f'<li><a href="/m/{n}">{w}</a></li>'
        for n, w in enumerate(("Home", "About", "Our people", "Work", "Contact", "Shop", "Give now"))
    )
    return Sample(
        f"{SITE}/news",
        f"<html><body><ul>{menu}</ul><ul>{cards('<li><a href={url}>{title}</a></li>', items)}</ul></body></html>",
        items,
    )


def introduction_before_the_list() -> Sample:
    items = articles(8, "/n/")
    body = f"<h1>Consultations</h1><p>{TEASER} {TEASER} {TEASER} {TEASER}</p><ul>{cards('<li><a href={url}>{title}</a> opened {day}</li>', items)}</ul>"
    return Sample(f"{SITE}/consultations", frame(body, title="Consultations"), items)


def press_coverage_on_other_sites() -> Sample:
    items = tuple(Item(f"https://paper{n}.example/{slug(i.title)}", i.title, i.day) for n, i in enumerate(articles(8)))
    rows = "".join(f"<div><div>{iso(i.day)}</div><div><a href='{i.url}'>{i.title}</a></div></div>" for i in items)
    return Sample(f"{SITE}/press-coverage/", frame(rows, title="Press coverage"), items)


MIXTURES: tuple[Callable[[], Sample], ...] = (
    front_page_of_unlike_blocks, title_in_bold_inside_the_anchor, label_title_and_day_in_one_anchor,
    recent_posts_in_a_column, days_as_headings, days_above_groups_of_cards, four_vacancies_in_a_plain_list,
    vacancies_with_pay_in_figures, featured_and_all, details_links_with_numbers, years_in_an_accordion,
    newsletters_as_documents, filters_above_the_list, related_links_inside_each_card, menu_of_the_same_make,
    introduction_before_the_list, press_coverage_on_other_sites,
)  # fmt: skip
