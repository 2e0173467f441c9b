"""More listings, as particular systems and hands write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.parse_listing.pages import (
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
)  # fmt: skip


def old_tables_in_columns() -> Sample:
    items = articles(8, "/html/")
    left = "".join(
        f"<tr><td><a href='/{slug(w)}.htm'><font size=2>{w}</font></a></td></tr>"
        for w in ("History of the port", "Our boats", "Tides and times", "Guest book", "How to find us", "Write to us")
    )
    news = "".join(
        f"<p><b><a href='{i.url}'>{i.title}</a></b><br>{TEASER}<br><i>{english(i.day)}</i></p>" for i in items
    )
    html = f"<html><head><title>Harbour news</title></head><body bgcolor=white><table width=760><tr><td valign=top>{left}</td><td valign=top width=500><h2>News</h2>{news}</td><td valign=top><a href='http://ads.example/1'><img src='/ad.gif'></a></td></tr></table></body></html>"
    return Sample(f"{SITE}/index.htm", html, items)


def joomla_category_blog() -> Sample:
    items = articles(7, "/index.php/news/")
    posts = "".join(
        f'<div class="items-row"><div class="item column-1"><div class="page-header"><h2><a href="{i.url.removeprefix(SITE)}">{i.title}</a></h2></div>'
        f'<dl class="article-info muted"><dt>Details</dt><dd class="createdby">Written by <span>Admin</span></dd><dd class="published"><time datetime="{iso(i.day)}T10:00:00+00:00">Published: {english(i.day)}</time></dd><dd class="hits">Hits: 123</dd></dl>'
        f'<p>{TEASER}</p><p class="readmore"><a class="btn" href="{i.url.removeprefix(SITE)}">Read more: {i.title}</a></p></div></div>'
        for i in items
    )
    older = "".join(
        f'<li><a href="{i.url.removeprefix(SITE)}">{i.title}</a></li>' for i in articles(12, "/index.php/news/")[7:]
    )
    body = f'<div class="blog"><h1>News</h1>{posts}<div class="items-more"><h3>More Articles ...</h3><ol>{older}</ol></div><div class="pagination"><ul><li><a href="?start=7">2</a></li></ul></div></div>'
    return Sample(f"{SITE}/index.php/news", frame(body), items)


def bootstrap_cards() -> Sample:
    items = articles(9, "/stories/", dated=False)
    cards = "".join(
        f'<div class="col-sm-4"><div class="card"><img class="card-img-top" src="/{n}.jpg"><div class="card-body"><h5 class="card-title">{i.title}</h5><p class="card-text">{TEASER}</p><a href="{i.url}" class="btn btn-primary stretched-link">Go to story</a></div></div></div>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/stories/",
        frame(f'<div class="container"><div class="row">{cards}</div></div>', title="Stories"),
        items,
    )


def empty_anchor_with_label() -> Sample:
    items = articles(8, "/posts/")
    posts = "".join(
        f'<article class="post-entry"><header class="entry-header"><h2>{i.title}</h2></header><div class="entry-content"><p>{TEASER}</p></div><footer class="entry-footer"><span title="x">{american(i.day)}</span>&nbsp;·&nbsp;3 min&nbsp;·&nbsp;Jo</footer><a class="entry-link" aria-label="post link to {i.title}" href="{i.url}"></a></article>'
        for i in items
    )
    return Sample(f"{SITE}/posts/", frame(f"<main>{posts}</main>", title="Posts"), items)


def ghost_cards() -> Sample:
    items = articles(8, "/")
    posts = "".join(
        f'<article class="post-card post tag-news"><a class="post-card-image-link" href="{i.url}"><img src="/{n}.jpg" alt="{i.title}"></a><div class="post-card-content"><a class="post-card-content-link" href="{i.url}"><header><div class="post-card-tags"><span class="post-card-primary-tag">News</span></div><h2 class="post-card-title">{i.title}</h2></header><div class="post-card-excerpt">{TEASER}</div></a><footer class="post-card-meta"><time datetime="{iso(i.day)}">{english(i.day)}</time><span>4 min read</span></footer></div></article>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/",
        frame(f'<main><div class="post-feed">{posts}</div></main>', title="The quay", body_class="home-template"),
        items,
    )


def jekyll_minima() -> Sample:
    items = articles(10, "/2024/05/")
    posts = "".join(
        f'<li><span class="post-meta">{MONTHS[i.day.month - 1][:3]} {i.day.day}, {i.day.year}</span><h3><a class="post-link" href="{i.url.removeprefix(SITE)}">\n  {i.title}\n </a></h3></li>'
        for i in items
        if i.day
    )
    return Sample(
        f"{SITE}/",
        frame(
            f'<div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">{posts}</ul><p class="rss-subscribe">subscribe <a href="/feed.xml">via RSS</a></p></div>',
            title="A sailor's log",
        ),
        items,
    )


def kicker_and_headline() -> Sample:
    items = articles(12, "/content/", dated=False)
    cards = "".join(
        f'<div class="o-teaser"><a href="/topic-{n % 3}" class="o-teaser__tag">Sea life</a><div class="o-teaser__heading"><a href="{i.url}" class="js-teaser-heading-link"><span class="kicker">Sea life</span><span class="headline">{i.title}</span></a></div><p class="o-teaser__standfirst"><a href="{i.url}">{TEASER}</a></p></div>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/sea", frame(f"<main><h1>Sea</h1>{cards}</main>", title="Sea", side=most_read("/content/")), items
    )


def documents_with_download_links() -> Sample:
    items = tuple(Item(f"{SITE}/docs/{400 + n}/download.pdf", i.title, i.day) for n, i in enumerate(articles(7)))
    rows = "".join(
        f'<tr><td>{i.title}</td><td>{i.day:%d/%m/%Y}</td><td><a href="{i.url}">Download PDF</a></td></tr>'
        for i in items
    )
    return Sample(
        f"{SITE}/publications",
        frame(
            f"<h1>Publications</h1><table><tr><th>Title</th><th>Date</th><th>File</th></tr>{rows}</table>",
            title="Publications",
        ),
        items,
    )


def greenhouse_board() -> Sample:
    names = (
        "Deck hand",
        "Senior boat builder",
        "Café manager",
        "Ranger, north beach",
        "Harbour engineer",
        "Fundraiser",
        "Data analyst",
    )
    items = tuple(Item(f"{SITE}/quay/jobs/{4000100 + n}", t) for n, t in enumerate(names))

    def opening(i: Item) -> str:
        return f'<div class="opening"><a data-mapped="true" href="{i.url.removeprefix(SITE)}">{i.title}</a><br><span class="location">Quayside</span></div>'

    body = f'<div id="main"><h1>Current Job Openings at the quay</h1><section class="level-0"><h3>Boats</h3>{"".join(map(opening, items[:4]))}</section><section class="level-0"><h3>Office</h3>{"".join(map(opening, items[4:]))}</section></div>'
    return Sample(f"{SITE}/quay", f"<html><title>Jobs at the quay</title><body>{body}</body></html>", items)


def lever_board() -> Sample:
    names = ("Deck hand", "Boat builder", "Café manager", "Ranger", "Harbour engineer")
    items = tuple(Item(f"{SITE}/quay/1f2e-{n}a", t) for n, t in enumerate(names))
    rows = "".join(
        f'<div class="posting"><div class="posting-apply"><a class="posting-btn-submit" href="{i.url}">Apply</a></div><a class="posting-title" href="{i.url}"><h5 data-qa="posting-name">{i.title}</h5><div class="posting-categories"><span class="sort-by-location">Quayside</span><span class="sort-by-commitment">Full-time</span></div></a></div>'
        for i in items
    )
    return Sample(f"{SITE}/quay", frame(f'<div class="postings-group">{rows}</div>', title="Quay careers"), items)


def blogger_date_headers() -> Sample:
    items = articles(6, "/2024/05/")
    expected, body = [], []
    for n in range(0, 6, 2):
        pair = items[n : n + 2]
        day = pair[0].day
        posts = "".join(
            f'<div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title"><a href="{i.url}">{i.title}</a></h3><div class="post-body">{TEASER}</div><div class="post-footer"><a href="{i.url}#comment-form">2 comments:</a> Labels: <a href="/search/label/sea" rel="tag">sea</a></div></div></div>'
            for i in pair
        )
        body.append(
            f'<div class="date-outer"><h2 class="date-header"><span>{english(day)}</span></h2><div class="date-posts">{posts}</div></div>'
        )
        expected += [Item(i.url, i.title, day) for i in pair]
    return Sample(
        f"{SITE}/",
        frame(f'<div class="blog-posts hfeed">{"".join(body)}</div>', title="A sailor's log"),
        tuple(expected),
    )


def title_and_teaser_both_linked() -> Sample:
    items = articles(8, "/n/", dated=False)
    cards = "".join(
        f'<div class="i"><div class="t"><a href="{i.url}">{i.title}</a></div><div class="d"><a href="{i.url}">{TEASER}</a></div></div>'
        for i in items
    )
    return Sample(f"{SITE}/news/", frame(cards), items)


def linked_dates_and_authors() -> Sample:
    items = articles(8, "/n/")
    cards = "".join(
        f'<div class="i"><a href="{i.url}">{english(i.day)}</a> by <a href="/author/jo-harbour-of-the-quay">Jo Harbour of the Quay</a><p class="t"><a href="{i.url}">{i.title}</a></p></div>'
        for i in items
    )
    return Sample(f"{SITE}/news/", frame(cards), items)


def mega_menu_without_classes() -> Sample:
    items = articles(9, "/n/", dated=False)
    menu = "".join(
        f'<li><a href="/{slug(t)}-and-services/">{t} and services</a></li>'
        for t in (
            "Harbour police",
            "Customs office",
            "Port health authority",
            "Coast guard training",
            "Lighthouse board",
            "Rescue boat crews",
            "Pilot boat bookings",
            "Dredging works",
            "Mooring fees",
            "Licences for divers",
            "Beach huts for hire",
            "Oyster beds",
        )
    )
    rows = "".join(f'<li><a href="{i.url}">{i.title}</a></li>' for i in items)
    html = f"<html><head><title>News</title></head><body><div><ul>{menu}</ul></div><div><h1>News</h1><ul>{rows}</ul></div></body></html>"
    return Sample(f"{SITE}/news/", html, items)


def list_with_unnamed_side_list() -> Sample:
    items = articles(9, "/n/")
    rows = "".join(f'<li><a href="{i.url}">{i.title}</a> <span>{english(i.day)}</span></li>' for i in items)
    side = "".join(f'<li><a href="/guides/{slug(t)}-guide">{t}: the guide</a></li>' for t in TITLES[10:15])
    return Sample(f"{SITE}/news/", frame(f"<div><ul>{rows}</ul></div><div><ul>{side}</ul></div>"), items)


def sticky_first_post() -> Sample:
    items = articles(7, "/2024/")

    def post(n: int, i: Item, extra: str) -> str:
        return f'<article class="post {extra}"><h2 class="entry-title"><a href="{i.url}">{i.title}</a></h2><span class="posted-on">{english(i.day)}</span><p>{TEASER}</p></article>'

    posts = "".join(post(n, i, "sticky featured has-image" if n == 0 else "") for n, i in enumerate(items))
    return Sample(f"{SITE}/blog/", frame(f"<main>{posts}</main>", title="Blog"), items)


def social_care_topic_classes() -> Sample:
    items = articles(6, "/n/")
    cards = "".join(
        f'<div class="news-item category-social-care tag-footer-news"><h3><a href="{i.url}">{i.title}</a></h3><span>{english(i.day)}</span></div>'
        for i in items
    )
    return Sample(
        f"{SITE}/social-care-news/", frame(f'<div id="social-care-news">{cards}</div>', title="Social care news"), items
    )


def russian_news() -> Sample:
    names = (
        "Новый причал открыт после ремонта",
        "В порту прошли учения спасателей",
        "Жители собрали две тонны мусора на пляже",
        "Расписание паромов изменится с июня",
        "Музей маяка снова принимает гостей",
    )
    months = ["января", "февраля", "марта", "апреля", "мая", "июня"]
    items = tuple(Item(f"{SITE}/news/{300 - n}/", t, date(2024, 5, 20 - 3 * n)) for n, t in enumerate(names))
    rows = "".join(
        f'<div class="news-item"><span class="news-date-time">{i.day.day} {months[i.day.month - 1]} {i.day.year}</span><a href="{i.url}"><b>{i.title}</b></a><br>Коротко о том, что произошло в нашем порту на этой неделе.</div>'
        for i in items
        if i.day
    )
    return Sample(f"{SITE}/news/", frame(f'<div class="news-list">{rows}</div>', title="Новости", lang="ru"), items)


def spanish_dates() -> Sample:
    months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
    items = articles(6, "/noticias/")
    rows = "".join(
        f'<article><h2><a href="{i.url}">{i.title}</a></h2><p class="fecha">{i.day.day} de {months[i.day.month - 1]} de {i.day.year}</p><a href="{i.url}">Leer más</a></article>'
        for i in items
        if i.day
    )
    return Sample(f"{SITE}/noticias/", frame(rows, title="Noticias", lang="es"), items)


def ordered_list_with_numbers() -> Sample:
    items = articles(10, "/item?id=", dated=False)
    items = tuple(Item(f"{SITE}/view.php?id={9000 + n}", i.title) for n, i in enumerate(items))
    rows = "".join(
        f'<tr class="athing"><td>{n + 1}.</td><td class="title"><a href="{i.url}">{i.title}</a></td></tr><tr><td colspan=2 class="subtext">{30 - n} points by <a href="user?id=jo{n}">jo{n}</a> <a href="hide?id={n}">hide</a> | <a href="discuss?id={n}">{n} comments</a></td></tr>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/news", frame(f"<table>{rows}</table>", title="News"), items)


MORE_LISTINGS: tuple[Callable[[], Sample], ...] = (
    old_tables_in_columns, joomla_category_blog, bootstrap_cards, empty_anchor_with_label, ghost_cards, jekyll_minima,
    kicker_and_headline, documents_with_download_links, greenhouse_board, lever_board, blogger_date_headers,
    title_and_teaser_both_linked, linked_dates_and_authors, mega_menu_without_classes, list_with_unnamed_side_list,
    sticky_first_post, social_care_topic_classes, russian_news, spanish_dates, ordered_list_with_numbers,
)  # fmt: skip


# --- no listings --------------------------------------------------------------------------------------------------------


def fixtures_table() -> Sample:
    clubs = ("Harbour Rovers", "Quay United", "Pier Athletic", "Sands FC", "Old Lighthouse", "Tide Wanderers")
    rows = "".join(f'<tr><td>{english(date(2024, 5, 1 + n))}</td><td><a href="/club/{slug(c)}">{c}</a></td><td>2 - 1</td><td><a href="/club/{slug(clubs[-1 - n])}">{clubs[-1 - n]}</a></td><td><a href="/match/{100 + n}">Report</a></td></tr>' for n, c in enumerate(clubs))
    return Sample(f"{SITE}/league/fixtures", frame(f"<h1>Fixtures</h1><table>{rows}</table>", title="Fixtures"))


def documentation_index() -> Sample:
    parts = ("Installing the tide gauge", "First steps", "Reading the display", "Changing the battery", "Troubleshooting common faults", "Calibrating the sensor", "Safety notes", "Glossary of terms")
    rows = "".join(f'<li class="toctree-l1"><a class="reference internal" href="{slug(p)}.html">{p}</a><ul><li class="toctree-l2"><a class="reference internal" href="{slug(p)}.html#more">More on {p.lower()}</a></li></ul></li>' for p in parts)
    return Sample(f"{SITE}/manual/index.html", frame(f'<h1>Tide gauge manual</h1><div class="toctree-wrapper"><ul>{rows}</ul></div>', title="Tide gauge manual"))


def products_without_prices() -> Sample:
    names = ("Tide gauge TG-100", "Tide gauge TG-200", "Harbour lamp HL-5", "Fog horn FH-1", "Mooring ring MR-8", "Anchor AN-12", "Winch WN-3")
    cards = "".join(f'<div class="product-card"><a href="/products/{slug(t)}"><img src="/{n}.jpg"><h4>{t}</h4></a><a href="/products/{slug(t)}">View product</a></div>' for n, t in enumerate(names))
    return Sample(f"{SITE}/products", frame(f"<h1>Products</h1>{cards}", title="Products"))


def houses_for_sale() -> Sample:
    cards = "".join(f'<div class="property"><a href="/property/{700 + n}"><img src="/{n}.jpg"></a><h3><a href="/property/{700 + n}">{n + 1} Quay Street, Harbour Town, three bedroom house</a></h3><p class="price">£{250 + n},000</p><p>{TEASER}</p></div>' for n in range(8))
    return Sample(f"{SITE}/for-sale", frame(f"<h1>For sale</h1>{cards}", title="Houses for sale"))


def about_page_with_cards() -> Sample:
    names = ("Our history", "How we are run", "Our supporters", "Annual accounts", "Work with the harbour", "Our values")
    cards = "".join(f'<div class="tile"><a href="/about/{slug(t)}/"><h3>{t}</h3><p>{TEASER}</p></a></div>' for t in names)
    return Sample(f"{SITE}/about/", frame(f"<h1>About us</h1>{cards}", title="About us"))


def donation_home_page() -> Sample:
    cards = "".join(f'<section><h2>{t}</h2><p>{TEASER}</p><a class="button" href="/{slug(t)}/">{t}</a></section>' for t in ("Give to the lifeboats", "Leave a gift in your will", "Become a member today", "Fundraise for us"))
    return Sample(f"{SITE}/", frame(f"<h1>Help us keep the harbour safe</h1>{cards}", title="Harbour Trust"))


def article_in_plain_divs() -> Sample:
    text = "<br><br>".join(f"{TEASER} {TEASER}" for _ in range(9))
    others = "".join(f'<div class="box"><a href="{i.url}"><img src="/s.jpg"></a><a href="{i.url}">{i.title}</a><span>{english(i.day)}</span></div>' for i in articles(8)[2:])
    return Sample(f"{SITE}/news/4711.html", frame(f"<div class=head>{TITLES[0]}</div><div class=text>{text}</div><div>{others}</div>", title=TITLES[0]))


def video_page() -> Sample:
    others = "".join(f'<div class="video"><a href="/watch/{n}x{n}"><img src="/{n}.jpg"><h4>{t}</h4></a><span>{n + 1}:2{n}</span></div>' for n, t in enumerate(TITLES[2:10]))
    head = f'<meta property="og:type" content="video.other"><script type="application/ld+json">{{"@type":"VideoObject","name":"{TITLES[0]}"}}</script>'
    return Sample(f"{SITE}/watch/4a7x", frame(f"<h1>{TITLES[0]}</h1><video></video><p>{TEASER}</p><h3>Up next</h3>{others}", title=TITLES[0], head=head))


def forum_thread() -> Sample:
    posts = "".join(f'<div class="post" id="p{n}"><div class="postprofile"><a href="/member/{n}">Sailor {n}</a></div><p class="author"><a href="/viewtopic.php?p={n}#p{n}">Re: Which rope do I need?</a> {english(date(2024, 5, 1 + n))}</p><div class="content">{TEASER} {TEASER}</div></div>' for n in range(8))
    return Sample(f"{SITE}/viewtopic.php?f=2&t=815", frame(f"<h2><a href='/viewtopic.php?f=2&t=815'>Which rope do I need?</a></h2>{posts}", title="Which rope do I need?"))


def course_catalogue() -> Sample:
    names = ("Day skipper", "Coastal skipper", "Radio licence", "First aid at sea", "Diesel engines", "Knots and splices")
    cards = "".join(f'<div class="course"><h3><a href="/courses/{slug(t)}">{t}</a></h3><p>{TEASER}</p><p>From £{120 + n}</p></div>' for n, t in enumerate(names))
    return Sample(f"{SITE}/courses", frame(f"<h1>Courses</h1>{cards}", title="Courses"))


def album_of_captions() -> Sample:
    pictures = "".join(f'<figure><a href="/photos/full-{n}.jpg"><img src="/photos/{n}.jpg"></a><figcaption>{t}</figcaption></figure>' for n, t in enumerate(TITLES[:9]))
    return Sample(f"{SITE}/gallery/regatta", frame(f"<h1>Regatta pictures</h1>{pictures}", title="Gallery"))


def site_map_page() -> Sample:
    rows = "".join(f'<li><a href="/{slug(t)}/">{t}</a></li>' for t in ("Home page", "About the trust", "Our history", "Board of trustees", "Visit the harbour", "Find us", "Tide times and tables", "Hire a boat for the day", "News", "Jobs with us", "Contact the office", "Privacy policy", "Accessibility of this site"))
    return Sample(f"{SITE}/sitemap/", frame(f"<h1>Site map</h1><ul>{rows}</ul>", title="Site map"))


MORE_NEGATIVES: tuple[Callable[[], Sample], ...] = (
    fixtures_table, documentation_index, products_without_prices, houses_for_sale, about_page_with_cards,
    donation_home_page, article_in_plain_divs, video_page, forum_thread, course_catalogue, album_of_captions,
    site_map_page,
)  # fmt: skip
