"""Pages that are no listings, or whose lists are not of articles."""

# ruff: noqa: E501  # markup reads best as one line

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.parse_listing.site import (
    MONTHS,
    SITE,
    SOCIAL,
    TEASER,
    TITLES,
    Sample,
    articles,
    english,
    frame,
    slug,
    tag_cloud,
)


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


def fixtures_table() -> Sample:
    clubs = ("Harbour Rovers", "Quay United", "Pier Athletic", "Sands FC", "Old Lighthouse", "Tide Wanderers")
    rows = "".join(
        f'<tr><td>{english(date(2024, 5, 1 + n))}</td><td><a href="/club/{slug(c)}">{c}</a></td><td>2 - 1</td><td><a href="/club/{slug(clubs[-1 - n])}">{clubs[-1 - n]}</a></td><td><a href="/match/{100 + n}">Report</a></td></tr>'
        for n, c in enumerate(clubs)
    )
    return Sample(f"{SITE}/league/fixtures", frame(f"<h1>Fixtures</h1><table>{rows}</table>", title="Fixtures"))


def documentation_index() -> Sample:
    parts = (
        "Installing the tide gauge",
        "First steps",
        "Reading the display",
        "Changing the battery",
        "Troubleshooting common faults",
        "Calibrating the sensor",
        "Safety notes",
        "Glossary of terms",
    )
    rows = "".join(
        f'<li class="toctree-l1"><a class="reference internal" href="{slug(p)}.html">{p}</a><ul><li class="toctree-l2"><a class="reference internal" href="{slug(p)}.html#more">More on {p.lower()}</a></li></ul></li>'
        for p in parts
    )
    return Sample(
        f"{SITE}/manual/index.html",
        frame(
            f'<h1>Tide gauge manual</h1><div class="toctree-wrapper"><ul>{rows}</ul></div>', title="Tide gauge manual"
        ),
    )


def products_without_prices() -> Sample:
    names = (
        "Tide gauge TG-100",
        "Tide gauge TG-200",
        "Harbour lamp HL-5",
        "Fog horn FH-1",
        "Mooring ring MR-8",
        "Anchor AN-12",
        "Winch WN-3",
    )
    cards = "".join(
        f'<div class="product-card"><a href="/products/{slug(t)}"><img src="/{n}.jpg"><h4>{t}</h4></a><a href="/products/{slug(t)}">View product</a></div>'
        for n, t in enumerate(names)
    )
    return Sample(f"{SITE}/products", frame(f"<h1>Products</h1>{cards}", title="Products"))


def houses_for_sale() -> Sample:
    cards = "".join(
        f'<div class="property"><a href="/property/{700 + n}"><img src="/{n}.jpg"></a><h3><a href="/property/{700 + n}">{n + 1} Quay Street, Harbour Town, three bedroom house</a></h3><p class="price">£{250 + n},000</p><p>{TEASER}</p></div>'
        for n in range(8)
    )
    return Sample(f"{SITE}/for-sale", frame(f"<h1>For sale</h1>{cards}", title="Houses for sale"))


def about_page_with_cards() -> Sample:
    names = (
        "Our history",
        "How we are run",
        "Our supporters",
        "Annual accounts",
        "Work with the harbour",
        "Our values",
    )
    cards = "".join(
        f'<div class="tile"><a href="/about/{slug(t)}/"><h3>{t}</h3><p>{TEASER}</p></a></div>' for t in names
    )
    return Sample(f"{SITE}/about/", frame(f"<h1>About us</h1>{cards}", title="About us"))


def donation_home_page() -> Sample:
    cards = "".join(
        f'<section><h2>{t}</h2><p>{TEASER}</p><a class="button" href="/{slug(t)}/">{t}</a></section>'
        for t in ("Give to the lifeboats", "Leave a gift in your will", "Become a member today", "Fundraise for us")
    )
    return Sample(f"{SITE}/", frame(f"<h1>Help us keep the harbour safe</h1>{cards}", title="Harbour Trust"))


def article_in_plain_divs() -> Sample:
    text = "<br><br>".join(f"{TEASER} {TEASER}" for _ in range(9))
    others = "".join(
        f'<div class="box"><a href="{i.url}"><img src="/s.jpg"></a><a href="{i.url}">{i.title}</a><span>{english(i.day)}</span></div>'
        for i in articles(8)[2:]
    )
    return Sample(
        f"{SITE}/news/4711.html",
        frame(f"<div class=head>{TITLES[0]}</div><div class=text>{text}</div><div>{others}</div>", title=TITLES[0]),
    )


def video_page() -> Sample:
    others = "".join(
        f'<div class="video"><a href="/watch/{n}x{n}"><img src="/{n}.jpg"><h4>{t}</h4></a><span>{n + 1}:2{n}</span></div>'
        for n, t in enumerate(TITLES[2:10])
    )
    head = f'<meta property="og:type" content="video.other"><script type="application/ld+json">{{"@type":"VideoObject","name":"{TITLES[0]}"}}</script>'
    return Sample(
        f"{SITE}/watch/4a7x",
        frame(
            f"<h1>{TITLES[0]}</h1><video></video><p>{TEASER}</p><h3>Up next</h3>{others}", title=TITLES[0], head=head
        ),
    )


def forum_thread() -> Sample:
    posts = "".join(
        f'<div class="post" id="p{n}"><div class="postprofile"><a href="/member/{n}">Sailor {n}</a></div><p class="author"><a href="/viewtopic.php?p={n}#p{n}">Re: Which rope do I need?</a> {english(date(2024, 5, 1 + n))}</p><div class="content">{TEASER} {TEASER}</div></div>'
        for n in range(8)
    )
    return Sample(
        f"{SITE}/viewtopic.php?f=2&t=815",
        frame(
            f"<h2><a href='/viewtopic.php?f=2&t=815'>Which rope do I need?</a></h2>{posts}",
            title="Which rope do I need?",
        ),
    )


def course_catalogue() -> Sample:
    names = (
        "Day skipper",
        "Coastal skipper",
        "Radio licence",
        "First aid at sea",
        "Diesel engines",
        "Knots and splices",
    )
    cards = "".join(
        f'<div class="course"><h3><a href="/courses/{slug(t)}">{t}</a></h3><p>{TEASER}</p><p>From £{120 + n}</p></div>'
        for n, t in enumerate(names)
    )
    return Sample(f"{SITE}/courses", frame(f"<h1>Courses</h1>{cards}", title="Courses"))


def album_of_captions() -> Sample:
    pictures = "".join(
        f'<figure><a href="/photos/full-{n}.jpg"><img src="/photos/{n}.jpg"></a><figcaption>{t}</figcaption></figure>'
        for n, t in enumerate(TITLES[:9])
    )
    return Sample(f"{SITE}/gallery/regatta", frame(f"<h1>Regatta pictures</h1>{pictures}", title="Gallery"))


def site_map_page() -> Sample:
    rows = "".join(
        f'<li><a href="/{slug(t)}/">{t}</a></li>'
        for t in (
            "Home page",
            "About the trust",
            "Our history",
            "Board of trustees",
            "Visit the harbour",
            "Find us",
            "Tide times and tables",
            "Hire a boat for the day",
            "News",
            "Jobs with us",
            "Contact the office",
            "Privacy policy",
            "Accessibility of this site",
        )
    )
    return Sample(f"{SITE}/sitemap/", frame(f"<h1>Site map</h1><ul>{rows}</ul>", title="Site map"))


#: Each gives a page on which nothing should be found.
OTHERS: tuple[Callable[[], Sample], ...] = (
    article_with_related, article_with_more_news, short_article_with_recent_posts, article_full_of_links,
    contact_page, shop_front, home_page, login_page, consent_wall, parked_domain, search_form, not_found,
    category_index, staff_directory, faq, gallery, standings_table, single_vacancy, empty_news_page, service_index,
    fixtures_table, documentation_index, products_without_prices, houses_for_sale, about_page_with_cards,
    donation_home_page, article_in_plain_divs, video_page, forum_thread, course_catalogue, album_of_captions,
    site_map_page,
)  # fmt: skip
