"""Listings in every shape that we could think of."""

# ruff: noqa: E501  # markup reads best as one line

from __future__ import annotations

from collections.abc import Callable
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
    tag_cloud,
)


def _pairs(cards: str) -> list[str]:
    single = [part + "</div></div>" for part in cards.split("</div></div>") if part]
    return ["".join(single[n : n + 2]) for n in range(0, len(single), 2)]


def wordpress_index() -> Sample:
    items = articles(10, "/")
    posts = "".join(
        f'<article id="post-{n}" class="post-{n} post type-post hentry category-news tag-sea">'
        f'<header class="entry-header"><h2 class="entry-title"><a href="{i.url}" rel="bookmark">{i.title}</a></h2>'
        f'<div class="entry-meta">Posted on <a href="{i.url}"><time class="entry-date published" datetime="{iso(i.day)}T09:00:00+00:00">{english(i.day)}</time></a>'
        f' by <span class="author vcard"><a href="/author/jo/">Jo Harbour</a></span></div></header>'
        f'<div class="entry-summary"><p>{TEASER} <a class="more-link" href="{i.url}">Continue reading <span>{i.title}</span></a></p></div>'
        f'<footer class="entry-footer">Posted in <a href="/category/news/" rel="category tag">News</a> '
        f'<a href="{i.url}#respond">Leave a comment</a></footer></article>'
        for n, i in enumerate(items)
    )
    pages = '<nav class="navigation pagination"><a class="page-numbers" href="/blog/page/2/">2</a><a class="next" href="/blog/page/2/">Older posts</a></nav>'
    recent = "".join(f'<li><a href="{i.url}">{i.title}</a></li>' for i in items[:5])
    side = f'<aside id="secondary" class="widget-area"><h2>Recent Posts</h2><ul>{recent}</ul><h2>Archives</h2><ul><li><a href="/2024/05/">May 2024</a></li></ul>{tag_cloud()}</aside>'
    return Sample(f"{SITE}/blog/", frame(f"<main>{posts}{pages}</main>", side=side, body_class="blog"), items)


def wordpress_block_theme() -> Sample:
    items = articles(9, "/2024/05/")
    posts = "".join(
        f'<li class="wp-block-post post-{n} category-c{n}"><figure class="wp-block-post-featured-image"><a href="{i.url}"><img src="/u/{n}.jpg" alt="{i.title}"></a></figure>'
        f'<h3 class="wp-block-post-title"><a href="{i.url}" target="_self">{i.title}</a></h3>'
        f'<div class="wp-block-post-date"><time datetime="{iso(i.day)}T08:00:00+01:00">{american(i.day)}</time></div></li>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/",
        frame(
            f'<main><ul class="wp-block-post-template">{posts}</ul></main>', title="Latest news", body_class="home blog"
        ),
        items,
    )


def elementor_grid() -> Sample:
    items = articles(6, "/", dated=False)
    posts = "".join(
        f'<div class="elementor-post elementor-grid-item post-{n}"><a class="elementor-post__thumbnail__link" href="{i.url}" tabindex="-1"><div><img src="/u/{n}.webp" alt=""></div></a>'
        f'<div class="elementor-post__text"><h3 class="elementor-post__title"><a href="{i.url}">{i.title}</a></h3>'
        f'<div class="elementor-post__excerpt"><p>{TEASER}</p></div><a class="elementor-post__read-more" href="{i.url}">Read More »</a></div></div>'
        for n, i in enumerate(items)
    )
    body = f'<div class="elementor-widget-container widget"><h1>Our blog</h1><div class="elementor-posts-container">{posts}</div></div>'
    return Sample(f"{SITE}/blog/", frame(body, title="Blog"), items)


def drupal_views_table() -> Sample:
    items = articles(12, "/node/news/")
    rows = "".join(
        f'<tr class="{"odd" if n % 2 else "even"}"><td class="views-field views-field-title"><a href="{i.url.removeprefix(SITE)}">{i.title}</a></td>'
        f'<td class="views-field views-field-created">{iso(i.day)}</td><td>Press</td></tr>'
        for n, i in enumerate(items)
    )
    body = f'<div class="view-content"><table class="views-table"><thead><tr><th><a href="?order=title&sort=asc">Title</a></th><th><a href="?order=created&sort=asc">Date</a></th><th>Kind</th></tr></thead><tbody>{rows}</tbody></table></div>'
    return Sample(f"{SITE}/press-releases", frame(body, title="Press releases"), items)


def drupal_views_rows() -> Sample:
    items = articles(10, "/")
    rows = "".join(
        f'<div class="views-row views-row-{n}"><div class="views-field"><span class="field-content"><a href="{i.url.removeprefix(SITE)}">{i.title}</a></span></div>'
        f'<span class="date-display-single">{english(i.day)}</span><div class="views-field-body"><p>{TEASER}</p></div>'
        f'<a href="{i.url.removeprefix(SITE)}">Read more<span class="visually-hidden"> about {i.title}</span></a></div>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/news", frame(f'<div class="view"><div class="view-content">{rows}</div></div>'), items)


def squarespace_summary() -> Sample:
    items = articles(8, "/blog/")
    posts = "".join(
        f'<div class="summary-item"><a class="summary-thumbnail-container" href="{i.url.removeprefix(SITE)}"><img data-src="/s/{n}.jpg" alt="{i.title}"></a>'
        f'<div class="summary-content"><div class="summary-title"><a class="summary-title-link" href="{i.url.removeprefix(SITE)}">{i.title}</a></div>'
        f'<time class="summary-metadata-item" datetime="{iso(i.day)}">{american(i.day)}</time><div class="summary-excerpt"><p>{TEASER}</p></div></div></div>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/blog", frame(f'<div class="summary-item-list">{posts}</div>', title="Blog"), items)


def wix_soup() -> Sample:
    items = articles(9, "/post/")
    posts = "".join(
        f'<div class="x1"><div class="x2"><div data-hook="post-list-item"><div><a href="{i.url}" class="O16KGI"><div class="img" style="background-image:url(/m/{n}.jpg)"></div></a></div>'
        f'<div><div><span title="{american(i.day)}">{american(i.day)}</span><span>3 min read</span></div><a href="{i.url}"><div class="bD0vt"><p class="post-title">{i.title}</p></div></a>'
        f'<div class="e">{TEASER}</div></div><div><span>12 views</span><a href="{i.url}#comments">0 comments</a></div></div></div></div>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/blog", frame(f"<div><div><div>{posts}</div></div></div>", title="Blog"), items)


def government_publications() -> Sample:
    items = articles(14, "/government/publications/")
    rows = "".join(
        f'<li class="gem-c-document-list__item"><div class="gem-c-document-list__item-title"><a class="govuk-link" href="{i.url.removeprefix(SITE)}">{i.title}</a></div>'
        f'<p class="gem-c-document-list__item-description">{TEASER}</p><ul class="gem-c-document-list__item-metadata"><li>Document type: Research</li>'
        f'<li>Updated: <time datetime="{iso(i.day)}">{english(i.day)}</time></li></ul></li>'
        for i in items
    )
    facets = "".join(
        f'<li><input type="checkbox" id="c{n}"><label for="c{n}">Topic number {n}</label></li>' for n in range(9)
    )
    body = f'<main><h1>Research and statistics</h1><form><ul>{facets}</ul></form><ul class="gem-c-document-list">{rows}</ul></main>'
    return Sample(f"{SITE}/search/research-and-statistics", frame(body, title="Research and statistics"), items)


def newspaper_section() -> Sample:
    items = articles(13, "/world/2024/may/28/")
    lead = f'<div class="lead"><a href="{items[0].url}"><img src="/l.jpg" alt="Lead"></a><h1><a href="{items[0].url}">{items[0].title}</a></h1><p>{TEASER}</p></div>'
    second = "".join(
        f'<div class="second"><h2><a href="{i.url}">{i.title}</a></h2><p>{TEASER}</p></div>' for i in items[1:4]
    )
    rest = "".join(f'<li class="river"><h3><a href="{i.url}">{i.title}</a></h3></li>' for i in items[4:])
    expected = tuple(Item(i.url, i.title, date(2024, 5, 28)) for i in items)
    return Sample(
        f"{SITE}/world",
        frame(f"<main>{lead}<div>{second}</div><ul>{rest}</ul></main>", title="World", side=most_read()),
        expected,
    )


def newspaper_front() -> Sample:
    items = articles(16, "/a/", dated=False)
    blocks = []
    for n, name in enumerate(("Town", "Sea", "Sport", "Culture")):
        cards = "".join(
            f'<div class="card"><a href="{i.url}"><img src="/{n}.jpg"></a><h3 class="card__title"><a href="{i.url}">{i.title}</a></h3></div>'
            for i in items[4 * n : 4 * n + 4]
        )
        blocks.append(
            f'<section class="block"><h2><a href="/{slug(name)}/">{name}</a></h2><div class="grid">{cards}</div></section>'
        )
    return Sample(
        f"{SITE}/",
        frame("<main>" + "".join(blocks) + "</main>", title="The Harbour Times", side=most_read("/a/")),
        items,
    )


def job_cards() -> Sample:
    names = (
        "Deck hand",
        "Boat builder",
        "Café manager",
        "Trustee",
        "Harbour engineer",
        "Senior fundraiser",
        "Ranger",
        "Data analyst",
    )
    items = tuple(Item(f"{SITE}/jobs/{1200 + n}/{slug(t)}", t) for n, t in enumerate(names))
    cards = "".join(
        f'<div class="job-card"><h3><a href="{i.url}">{i.title}</a></h3><ul><li>Location: Quayside</li><li>Salary: £28,000 - £31,000 per annum</li><li>Closing date: 30 June 2024</li></ul><a class="btn" href="{i.url}">Apply now</a></div>'
        for i in items
    )
    return Sample(
        f"{SITE}/jobs/", frame(f'<h1>Current vacancies</h1><div class="jobs">{cards}</div>', title="Jobs"), items
    )


def job_table() -> Sample:
    names = (
        "Deck hand (nights)",
        "Boat builder",
        "Café manager, part time",
        "Trustee",
        "Harbour engineer",
        "Senior fundraiser",
    )
    items = tuple(Item(f"{SITE}/recruitment/vacancy.aspx?VacancyID={900 + n}", t) for n, t in enumerate(names))
    rows = "".join(
        f"<tr><td><a href='{i.url}'>{i.title}</a></td><td>Quayside</td><td>£24,500 per annum</td><td>Closes 14/06/2024</td></tr>"
        for i in items
    )
    return Sample(
        f"{SITE}/recruitment/vacancies.aspx",
        frame(
            f"<h1>Vacancies</h1><table><tr><th>Post</th><th>Place</th><th>Salary</th><th>Closing date</th></tr>{rows}</table>",
            title="Vacancies",
        ),
        items,
    )


def job_anchor_rows() -> Sample:
    names = (
        "Deck hand",
        "Boat builder and repairer",
        "Café manager",
        "Ranger on the north beach",
        "Harbour engineer",
        "Senior fundraiser",
        "Data analyst",
    )
    items = tuple(Item(f"{SITE}/remote-jobs/company-{n}-{slug(t)}", t) for n, t in enumerate(names))
    rows = "".join(
        f'<li class="feature"><a href="{i.url}"><span class="company">Company {n}</span><span class="title">{i.title}</span><span class="region">Anywhere</span></a></li>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/categories/harbour-jobs",
        frame(f'<section class="jobs"><ul>{rows}</ul></section>', title="Harbour jobs"),
        items,
    )


def pdf_reports() -> Sample:
    items = tuple(Item(f"{SITE}/files/{iso(i.day)[:4]}/{slug(i.title)}.pdf", i.title, i.day) for i in articles(8))
    rows = "".join(f'<li><a href="{i.url}">{i.title}</a> (PDF, 1.2 MB) - {english(i.day)}</li>' for i in items)
    return Sample(f"{SITE}/about/reports.html", frame(f"<h1>Reports</h1><ul>{rows}</ul>", title="Reports"), items)


def plain_list_with_dates() -> Sample:
    items = articles(10, "/n/")
    rows = "".join(f"<li>{english(i.day)}: <a href='{i.url}'>{i.title}</a></li>" for i in items)
    return Sample(
        f"{SITE}/news.html",
        f"<html><title>News</title><body><h1>News</h1><p><a href='/'>Home</a></p><ul>{rows}</ul></body></html>",
        items,
    )


def definition_list() -> Sample:
    items = articles(9, "/n/")
    rows = "".join(f"<dt>{english(i.day)}</dt><dd><a href='{i.url}'>{i.title}</a></dd>" for i in items)
    return Sample(f"{SITE}/news/", frame(f"<h1>News</h1><dl>{rows}</dl>"), items)


def flat_headings() -> Sample:
    items = articles(8, "/n/")
    rows = "".join(
        f"<h3><a href='{i.url}'>{i.title}</a></h3><p class='small'>{english(i.day)}</p><p>{TEASER}</p>" for i in items
    )
    return Sample(f"{SITE}/news/", frame(f"<h1>News</h1>{rows}"), items)


def flat_dates_first() -> Sample:
    items = articles(8, "/n/")
    rows = "".join(f"<p>{english(i.day)}</p><h3><a href='{i.url}'>{i.title}</a></h3>" for i in items)
    return Sample(f"{SITE}/news/", frame(f"<div>{rows}</div>"), items)


def paragraphs_with_breaks() -> Sample:
    items = articles(8, "/n/")
    rows = "<br><br>".join(f"<a href='{i.url}'>{i.title}</a><br>{american(i.day)}" for i in items)
    return Sample(f"{SITE}/news.htm", f"<html><body><h2>News archive</h2><p>{rows}</p></body></html>", items)


def nested_anchor_cards() -> Sample:
    items = articles(9, "/stories/")
    cards = "".join(
        f'<a class="card" href="{i.url}"><div class="card-img"><img src="/{n}.jpg" width="640" height="360"></div><div class="card-body"><span class="tag">Story</span>'
        f'<h4>{i.title}</h4><p>{TEASER}</p><span class="date">{english(i.day)}</span></div></a>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/stories/", frame(f'<div class="cards">{cards}</div>', title="Stories"), items)


def anchor_cards_without_headings() -> Sample:
    items = articles(9, "/updates/")
    cards = "".join(
        f'<a href="{i.url}"><div class="c-meta">{iso(i.day)}</div><div class="c-text">{i.title}</div></a>'
        for i in items
    )
    return Sample(f"{SITE}/updates/", frame(f'<div class="feed">{cards}</div>', title="Updates"), items)


def read_more_only() -> Sample:
    items = articles(7, "/n/")
    cards = "".join(
        f'<div class="box"><h3>{i.title}</h3><p class="date">{english(i.day)}</p><p>{TEASER}</p><p><a href="{i.url}">Read more</a></p></div>'
        for i in items
    )
    return Sample(f"{SITE}/news/", frame(cards), items)


def read_more_flat() -> Sample:
    items = articles(7, "/n/")
    cards = "".join(
        f'<h3>{i.title}</h3><p>{english(i.day)}</p><p>{TEASER} <a href="{i.url}">more »</a></p>' for i in items
    )
    return Sample(f"{SITE}/news/", frame(cards), items)


def image_and_title_links() -> Sample:
    items = articles(8, "/n/", dated=False)
    cards = "".join(
        f'<div><a href="{i.url}"><img src="/{n}.jpg" alt="photo"></a><br><a href="{i.url}"><b>{i.title}</b></a><br>{TEASER}</div>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/news/", frame(cards), items)


def dates_in_address() -> Sample:
    items = tuple(Item(f"{SITE}/{i.day:%Y/%m/%d}/{slug(i.title)}.html", i.title, i.day) for i in articles(9) if i.day)
    rows = "".join(f'<div class="entry"><a href="{i.url}">{i.title}</a></div>' for i in items)
    return Sample(f"{SITE}/archive.html", frame(rows, title="Archive"), items)


def german_dates() -> Sample:
    months = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ]
    items = articles(8, "/aktuelles/")
    rows = "".join(
        f'<div class="teaser"><span>{i.day.day}. {months[i.day.month - 1]} {i.day.year}</span><h3><a href="{i.url}">{i.title}</a></h3><a href="{i.url}">Weiterlesen</a></div>'
        for i in items
        if i.day
    )
    return Sample(f"{SITE}/aktuelles/", frame(rows, title="Aktuelles", lang="de"), items)


def numeric_american_dates() -> Sample:
    items = articles(8, "/n/")
    rows = "".join(
        f'<li><span>{i.day.month}/{i.day.day}/{i.day.year}</span> <a href="{i.url}">{i.title}</a></li>'
        for i in items
        if i.day
    )
    return Sample(f"{SITE}/news/", frame(f"<ul>{rows}</ul>", lang="en"), items)


def calendar_tiles() -> Sample:
    items = articles(8, "/n/")
    rows = "".join(
        f'<div class="row"><div class="tile"><div>{i.day.day}</div><div>{MONTHS[i.day.month - 1][:3]}</div><div>{i.day.year}</div></div><div><h4><a href="{i.url}">{i.title}</a></h4><p>{TEASER}</p></div></div>'
        for i in items
        if i.day
    )
    return Sample(f"{SITE}/news/", frame(rows), items)


def chinese_list() -> Sample:
    names = (
        "渔港新码头今日正式启用",
        "海堤修复工程通过验收",
        "志愿者清理海滩垃圾活动圆满结束",
        "公司召开年度工作会议",
        "关于调整轮渡时刻表的通知",
        "灯塔博物馆重新开放",
    )
    items = tuple(Item(f"{SITE}/news/show_{100 + n}.html", t, date(2023, 4, 20 - n)) for n, t in enumerate(names))
    rows = "".join(
        f'<li><span>{iso(i.day)}</span><a href="{i.url}" title="{i.title}" target="_blank">{i.title}</a></li>'
        for i in items
    )
    return Sample(
        f"{SITE}/news/list_4.html",
        frame(
            f'<div class="list"><ul>{rows}</ul></div><div class="page"><a href="list_4_2.html">下一页</a></div>',
            title="新闻动态",
            lang="zh",
        ),
        items,
    )


def layout_tables() -> Sample:
    items = articles(8, "/n/")
    rows = "".join(
        f'<tr><td><font size=2><a href="{i.url}">{i.title}</a></font></td></tr><tr><td><font size=1>{english(i.day)}</font></td></tr>'
        for i in items
    )
    html = f"<html><body><table><tr><td width=150><a href='/a.htm'>About us</a><br><a href='/c.htm'>Contact us here</a></td><td><table>{rows}</table></td></tr></table></body></html>"
    return Sample(f"{SITE}/news.asp", html, items)


def hentry_microformats() -> Sample:
    items = articles(7, "/notes/")
    rows = "".join(
        f'<div class="h-entry"><a class="u-url p-name" href="{i.url}">{i.title}</a><time class="dt-published" datetime="{iso(i.day)}">then</time><div class="p-summary">{TEASER}</div></div>'
        for i in items
    )
    return Sample(f"{SITE}/", frame(f'<div class="h-feed">{rows}</div>', title="Notes"), items)


def short_titles_with_dates() -> Sample:
    names = ("Calm", "Tides", "On ropes", "Rust", "Fog horn", "Salt", "Keel", "Anchors aweigh")
    items = tuple(Item(f"{SITE}/writing/{slug(t)}", t, date(2023, 9, 20 - 2 * n)) for n, t in enumerate(names))
    rows = "".join(
        f'<li><time datetime="{iso(i.day)}">{iso(i.day)}</time> <a href="{i.url}">{i.title}</a></li>' for i in items
    )
    return Sample(f"{SITE}/writing/", frame(f"<ul>{rows}</ul>", title="Writing"), items)


def link_blog() -> Sample:
    items = tuple(
        Item(f"https://paper-{n}.example/{slug(t)}", t, date(2024, 2, 20 - n)) for n, t in enumerate(TITLES[:9])
    )
    rows = "".join(
        f'<div class="story"><h2><a href="{i.url}">{i.title}</a></h2><p class="meta">{english(i.day)} | <a href="/c/{n}">comments</a></p><p>{TEASER}</p></div>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/news-in-brief/", frame(rows, title="News in brief"), items)


def months_as_sections() -> Sample:
    items = articles(12, "/n/")
    groups: dict[str, list[Item]] = {}
    for i in items:
        groups.setdefault(f"{MONTHS[i.day.month - 1]} {i.day.year}" if i.day else "", []).append(i)
    body = "".join(
        f"<h2>{name}</h2><ul>"
        + "".join(f'<li><a href="{i.url}">{i.title}</a> <em>{english(i.day)}</em></li>' for i in group)
        + "</ul>"
        for name, group in groups.items()
    )
    return Sample(f"{SITE}/news/archive", frame(body, title="News archive"), items)


def sidebar_beside_grid() -> Sample:
    items = articles(6, "/n/")
    cards = "".join(
        f'<div class="col-md-6"><div class="post"><a href="{i.url}"><img src="/{n}.jpg" alt=""></a><p class="d">{english(i.day)}</p><h3><a href="{i.url}">{i.title}</a></h3></div></div>'
        for n, i in enumerate(items)
    )
    rows = "".join(cards_ for cards_ in (f'<div class="row">{part}</div>' for part in _pairs(cards)))
    side = f'<div class="col-md-3 sidebar">{most_read("/n/")}{tag_cloud()}</div>'
    return Sample(f"{SITE}/news/", frame(f'<div class="row"><div class="col-md-9">{rows}</div>{side}</div>'), items)


def few_items() -> Sample:
    items = articles(3, "/news/")
    rows = "".join(
        f'<div class="news"><h2><a href="{i.url}">{i.title}</a></h2><p>{english(i.day)}</p><p>{TEASER}</p></div>'
        for i in items
    )
    return Sample(f"{SITE}/news/", frame(f"<h1>News</h1>{rows}"), items)


#: Each gives a page and what should be found on it.
SHAPES: tuple[Callable[[], Sample], ...] = (
    wordpress_index, wordpress_block_theme, elementor_grid, drupal_views_table, drupal_views_rows,
    squarespace_summary, wix_soup, government_publications, newspaper_section, newspaper_front, job_cards, job_table,
    job_anchor_rows, pdf_reports, plain_list_with_dates, definition_list, flat_headings, flat_dates_first,
    paragraphs_with_breaks, nested_anchor_cards, anchor_cards_without_headings, read_more_only, read_more_flat,
    image_and_title_links, dates_in_address, german_dates, numeric_american_dates, calendar_tiles, chinese_list,
    layout_tables, hentry_microformats, short_titles_with_dates, link_blog, months_as_sections, sidebar_beside_grid,
    few_items,
)  # fmt: skip
