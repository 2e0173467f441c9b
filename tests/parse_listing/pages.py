"""Pages of our own making, in as many shapes as sites have: what the detector must find, and what it must leave."""

from __future__ import annotations

from collections.abc import Callable
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
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


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


# --- listings ---------------------------------------------------------------------------------------------------------


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
    months = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]
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


def _pairs(cards: str) -> list[str]:
    single = [part + "</div></div>" for part in cards.split("</div></div>") if part]
    return ["".join(single[n : n + 2]) for n in range(0, len(single), 2)]


def few_items() -> Sample:
    items = articles(3, "/news/")
    rows = "".join(
        f'<div class="news"><h2><a href="{i.url}">{i.title}</a></h2><p>{english(i.day)}</p><p>{TEASER}</p></div>'
        for i in items
    )
    return Sample(f"{SITE}/news/", frame(f"<h1>News</h1>{rows}"), items)


LISTINGS: tuple[Callable[[], Sample], ...] = (
    wordpress_index, wordpress_block_theme, elementor_grid, drupal_views_table, drupal_views_rows, squarespace_summary,
    wix_soup, government_publications, newspaper_section, newspaper_front, job_cards, job_table, job_anchor_rows,
    pdf_reports, plain_list_with_dates, definition_list, flat_headings, flat_dates_first, paragraphs_with_breaks,
    nested_anchor_cards, anchor_cards_without_headings, read_more_only, read_more_flat, image_and_title_links,
    dates_in_address, german_dates, numeric_american_dates, calendar_tiles, chinese_list, layout_tables,
    hentry_microformats, short_titles_with_dates, link_blog, months_as_sections, sidebar_beside_grid, few_items,
)  # fmt: skip


# --- no listings --------------------------------------------------------------------------------------------------------


def article_with_related() -> Sample:
    text = "".join(f"<p>{TEASER} {TEASER} {TEASER}</p>" for _ in range(7))
    cards = "".join(
        f'<div class="rel"><a href="{i.url}"><img src="/r.jpg"></a><h4><a href="{i.url}">{i.title}</a></h4><span>{english(i.day)}</span></div>'
        for i in articles(6)[1:]
    )
    body = f"<article><h1>{TITLES[0]}</h1><p>28 May 2024</p>{SOCIAL}{text}</article><section><h3>You may also like</h3>{cards}</section>"
    return Sample(f"{SITE}/news/{slug(TITLES[0])}/", frame(body, title=TITLES[0]))


def article_with_more_news() -> Sample:
    text = "".join(f"<p>{TEASER} {TEASER} {TEASER}</p>" for _ in range(5))
    cards = "".join(
        f'<div class="item"><h3><a href="{i.url}">{i.title}</a></h3><p>{english(i.day)}</p></div>'
        for i in articles(5)[1:]
    )
    body = f"<h1>{TITLES[0]}</h1>{text}<h2>Latest news</h2>{cards}"
    return Sample(f"{SITE}/news/{slug(TITLES[0])}/", frame(body, title=TITLES[0]))


def short_article_with_recent_posts() -> Sample:
    recent = "".join(f'<li><a href="{i.url}">{i.title}</a></li>' for i in articles(6)[1:])
    body = f'<article><h1>{TITLES[0]}</h1><time datetime="2024-05-28">28 May 2024</time><p>{TEASER} {TEASER} {TEASER}</p></article>'
    side = f'<div id="sidebar"><h3>Recent posts</h3><ul>{recent}</ul>{tag_cloud()}</div>'
    return Sample(
        f"{SITE}/2024/05/{slug(TITLES[0])}/",
        frame(body, title=TITLES[0], side=side, body_class="single single-post postid-12"),
    )


def article_full_of_links() -> Sample:
    text = "".join(
        f'<p>{TEASER} As we said in <a href="{i.url}">{i.title.lower()}</a> this matters. {TEASER}</p>'
        for i in articles(8)[1:]
    )
    return Sample(f"{SITE}/blog/{slug(TITLES[0])}", frame(f"<h1>{TITLES[0]}</h1>{text}", title=TITLES[0]))


def contact_page() -> Sample:
    offices = "".join(
        f"<div class='office'><h3>Office {n}</h3><p>{n} Quay Street, Harbour Town, telephone 01234 56780{n}</p><a href='https://maps.example/?q={n}'>View on map</a></div>"
        for n in range(6)
    )
    return Sample(
        f"{SITE}/contact/", frame(f"<h1>Contact us</h1>{offices}<form><input name=email></form>", title="Contact us")
    )


def shop_front() -> Sample:
    goods = "".join(
        f'<div class="product"><a href="/shop/{slug(t)}/"><img src="/p{n}.jpg"><h3>{t}</h3></a><span class="price">£{12 + n}.00</span><a href="?add-to-cart={n}">Add to basket</a></div>'
        for n, t in enumerate(
            (
                "Oak oar with leather grip",
                "Brass bell for small boats",
                "Blue wool jumper",
                "Rope mat, hand made",
                "Storm lantern",
                "Chart of the bay",
            )
        )
    )
    return Sample(f"{SITE}/shop/", frame(f"<h1>Shop</h1>{goods}", title="Shop"))


def home_page() -> Sample:
    cards = "".join(
        f'<div class="card"><img src="/{n}.jpg"><h3><a href="/{slug(t)}/">{t}</a></h3><p>{TEASER}</p><a href="/{slug(t)}/">Find out more</a></div>'
        for n, t in enumerate(("Learn to sail", "Hire a boat", "Visit the museum"))
    )
    return Sample(f"{SITE}/", frame(f"<h1>Welcome to the harbour</h1><p>{TEASER}</p>{cards}", title="Home"))


def login_page() -> Sample:
    return Sample(
        f"{SITE}/login",
        frame(
            '<h1>Sign in</h1><form><input type="email"><input type="password"><a href="/forgot">Forgotten your password?</a></form>',
            title="Sign in",
        ),
    )


def consent_wall() -> Sample:
    partners = "".join(
        f"<li><a href='https://vendor{n}.example/privacy'>Vendor number {n} privacy policy</a></li>" for n in range(12)
    )
    return Sample(
        f"{SITE}/news/",
        f"<html><title>Before you continue</title><body><h1>Before you continue</h1><p>We and our partners use cookies.</p><button>Accept all</button><ul>{partners}</ul></body></html>",
    )


def parked_domain() -> Sample:
    links = "".join(
        f"<li><a href='/search?q={w}'>{w.title()}</a></li>"
        for w in ("boat insurance", "cheap ferries", "sailing holidays", "fishing rods")
    )
    return Sample(
        f"{SITE}/",
        f"<html><title>harbour-trust.example</title><body><h1>harbour-trust.example</h1><p>This domain is for sale.</p><h2>Related searches</h2><ul>{links}</ul></body></html>",
    )


def search_form() -> Sample:
    options = "".join(f"<option>{m}</option>" for m in MONTHS)
    return Sample(
        f"{SITE}/search/",
        frame(
            f"<h1>Search</h1><form><input name=q><select>{options}</select></form><p>Enter some words.</p>",
            title="Search",
        ),
    )


def not_found() -> Sample:
    return Sample(
        f"{SITE}/news/old",
        frame(
            '<h1>Page not found</h1><p>Try the <a href="/sitemap/">site map</a>, the <a href="/news/">news page</a> or the <a href="/">home page</a>.</p>',
            title="Not found",
        ),
    )


def category_index() -> Sample:
    cards = "".join(
        f'<li><a href="/category/{slug(w)}/">{w} <span>(12)</span></a></li>'
        for w in ("Boats", "Safety at sea", "Sea wall", "Regatta", "Wildlife", "Volunteers", "History")
    )
    return Sample(f"{SITE}/topics/", frame(f"<h1>Browse by topic</h1><ul>{cards}</ul>", title="Topics"))


def staff_directory() -> Sample:
    people = ("Ann Mooring", "Bill Rudder", "Cath Keel", "Dev Anchor", "Ed Starboard", "Flo Halyard", "Gus Bowline")
    cards = "".join(
        f'<div class="person"><img src="/{n}.jpg"><h3><a href="/team/{slug(p)}/">{p}</a></h3><p>Harbour officer</p></div>'
        for n, p in enumerate(people)
    )
    return Sample(f"{SITE}/team/", frame(f"<h1>Our team</h1>{cards}", title="Our team"))


def faq() -> Sample:
    rows = "".join(f"<h3>{t}?</h3><p>{TEASER}</p>" for t in TITLES[:8])
    return Sample(f"{SITE}/faq/", frame(f"<h1>Questions</h1>{rows}", title="Frequently asked questions"))


def gallery() -> Sample:
    pictures = "".join(f'<a href="/img/full{n}.jpg"><img src="/img/{n}.jpg" alt=""></a>' for n in range(16))
    return Sample(f"{SITE}/gallery/", frame(f"<h1>Gallery</h1>{pictures}", title="Gallery"))


def standings_table() -> Sample:
    rows = "".join(
        f'<tr><td>{n}</td><td><a href="/team/{slug(t)}">{t}</a></td><td>{30 - n}</td><td>{n}</td></tr>'
        for n, t in enumerate(
            (
                "Harbour Rovers",
                "Quay United",
                "Pier Athletic",
                "Sands FC",
                "Old Lighthouse",
                "Tide Wanderers",
                "North Beach",
            )
        )
    )
    return Sample(f"{SITE}/league/table", frame(f"<h1>Table</h1><table>{rows}</table>", title="League table"))


def single_vacancy() -> Sample:
    text = "".join(f"<li>{TEASER}</li>" for _ in range(12))
    similar = "".join(
        f'<li><a href="/jobs/{n}/deck-hand-{n}">Deck hand number {n}</a><span>Quayside</span></li>' for n in range(5)
    )
    return Sample(
        f"{SITE}/jobs/1200/harbour-engineer",
        frame(
            f'<h1>Harbour engineer</h1><p>Salary £30,000</p><ul>{text}</ul><a href="/apply/1200">Apply now</a><h2>Similar jobs</h2><ul>{similar}</ul>',
            title="Harbour engineer",
        ),
    )


def empty_news_page() -> Sample:
    return Sample(f"{SITE}/news/", frame("<h1>News</h1><p>There is no news at the moment.</p>"))


def service_index() -> Sample:
    rows = "".join(
        f'<li><a href="/{slug(t)}">{t}</a></li>'
        for t in (
            "Apply for a mooring",
            "Pay your harbour dues",
            "Report a broken light",
            "Book the slipway",
            "Find a pilot",
            "Check the tide times",
        )
    )
    return Sample(f"{SITE}/services", frame(f"<h1>Services</h1><ul>{rows}</ul>", title="Services"))


NEGATIVES: tuple[Callable[[], Sample], ...] = (
    article_with_related, article_with_more_news, short_article_with_recent_posts, article_full_of_links, contact_page,
    shop_front, home_page, login_page, consent_wall, parked_domain, search_form, not_found, category_index,
    staff_directory, faq, gallery, standings_table, single_vacancy, empty_news_page, service_index,
)  # fmt: skip
