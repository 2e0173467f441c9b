"""The sector's web pages: a home page with a list, articles in several shapes, a vacancy board, a sitemap."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

from tests.sector.outlets import Outlet
from tests.sector.stories import Job, Piece

#: The length of every recording, which is silence.
AUDIO_BYTES = 2048

_FEED_TYPES = {"json": "application/feed+json", "atom": "application/atom+xml"}


def picture_path(name: str) -> str:
    return f"/pictures/{name}.png"


def home_page(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    """What the outlet shows first: its pieces, and where its feed is."""
    teasers = "\n".join(_teaser(piece) for piece in pieces)
    return _page(outlet, outlet.name, _feed_link(outlet, base), f"<h2>Latest</h2>\n{teasers}")


def listing_page(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    """News as a list of cards, or vacancies as a table. There is no feed."""
    if outlet.shape == "job":
        rows = "\n".join(_job_row(piece, piece.job) for piece in pieces if piece.job)
        table = f"<table><tr><th>Post</th><th>With</th><th>Where</th><th>Closes</th></tr>\n{rows}\n</table>"
        return _page(outlet, "Vacancies", "", f"<h1>Vacancies</h1>\n{table}")
    cards = "\n".join(f'<li class="card">{_teaser(piece)}</li>' for piece in pieces)
    return _page(outlet, "News", "", f'<h1>News</h1>\n<ul class="cards">\n{cards}\n</ul>')


def article_page(outlet: Outlet, piece: Piece, base: str) -> str:
    """The piece on a page of its own, in the shape that its outlet's pages have."""
    return SHAPES[outlet.shape](outlet, piece, base)


def sitemap(pieces: Sequence[Piece], base: str) -> str:
    addresses = "\n".join(
        f"<url><loc>{base}{piece.path}</loc><lastmod>{piece.published:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for piece in pieces
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"<url><loc>{base}/</loc></url>\n<url><loc>{base}/about/</loc></url>\n{addresses}\n</urlset>\n"
    )


def about_page(outlet: Outlet) -> str:
    return _page(outlet, "About us", "", f"<h1>About {escape(outlet.name)}</h1><p>{escape(outlet.tagline)}.</p>")


def robots_txt(base: str) -> str:
    return f"User-agent: *\nDisallow: /private/\nSitemap: {base}/sitemap.xml\n"


def _article(outlet: Outlet, piece: Piece, base: str) -> str:
    """Today's way: an article element, Open Graph, and JSON-LD that says it all again."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": piece.published.isoformat(),
        "author": {"@type": "Person", "name": piece.author},
        "publisher": {"@type": "Organization", "name": outlet.name, "logo": f"{base}/icon.svg"},
        "mainEntityOfPage": base + piece.path,
    }
    head = _open_graph(outlet, piece, base) + _json_ld(facts)
    picture = f'<figure><img src="{picture_path(piece.picture)}" alt=""></figure>' if piece.picture else ""
    body = (
        f"<article><header><h1>{escape(piece.title)}</h1>"
        f'<p class="byline">By {escape(piece.author)} on '
        f'<time datetime="{piece.published.isoformat()}">{_day(piece)}</time></p></header>'
        f"{picture}{piece.html}</article>"
    )
    return _page(outlet, piece.title, head, body)


def _boxes(outlet: Outlet, piece: Piece, base: str) -> str:
    """Boxes in boxes, with a sidebar, buttons for sharing and a plea for cookies between them."""
    head = f'<meta name="author" content="{escape(piece.author)}">' + _open_graph(outlet, piece, base)
    body = (
        '<div class="cookies">We use cookies to remember that you dislike them. <a href="#ok">Fine</a></div>'
        '<div class="wrap"><div class="col main"><div class="breadcrumb"><a href="/">Home</a> / News</div>'
        f'<div class="headline"><h1>{escape(piece.title)}</h1></div>'
        f'<div class="meta"><span>{escape(piece.author)}</span> <span class="date">{_day(piece)}</span></div>'
        '<div class="share"><a href="#mail">Mail</a> <a href="#print">Print</a></div>'
        f'<div class="text">{piece.html}</div></div>'
        '<div class="col side"><h3>Most read</h3><ul><li><a href="/about/">Who we are</a></li>'
        '<li><a href="/">All our news</a></li></ul></div></div>'
    )
    return _page(outlet, piece.title, head, body)


def _tables(outlet: Outlet, piece: Piece, base: str) -> str:
    """A site that was made in 1999, and works."""
    lines = "<br><br>\n".join(escape(text) for text in (piece.summary, *piece.paragraphs))
    body = (
        '<table width="100%" cellpadding="6"><tr><td width="140" valign="top"><a href="/">Home</a><br>'
        '<a href="/about/">About</a></td><td valign="top">'
        f'<font size="5"><b>{escape(piece.title)}</b></font><br><i>{escape(piece.author)}, {_day(piece)}</i><br><br>'
        f"\n{lines}\n</td></tr></table>"
    )
    return _page(outlet, piece.title, f'<meta name="DC.date" content="{piece.published:%Y-%m-%d}">', body)


def _job_page(outlet: Outlet, piece: Piece, base: str) -> str:
    """A vacancy. Those with a day for interviews tell machines about themselves, the others only people."""
    job = piece.job
    assert job is not None
    head = _open_graph(outlet, piece, base)
    if job.interview:
        head += _json_ld(
            {
                "@context": "https://schema.org",
                "@type": "JobPosting",
                "title": piece.title,
                "description": piece.html,
                "datePosted": f"{piece.published:%Y-%m-%d}",
                "validThrough": job.closes.isoformat(),
                "employmentType": job.hours,
                "hiringOrganization": {"@type": "Organization", "name": job.employer},
                "jobLocation": {"@type": "Place", "address": job.location},
            }
        )
    interview = f"<p>Interviews will be held on {job.interview:%A} {_long(job.interview)}.</p>" if job.interview else ""
    body = (
        f"<h1>{escape(piece.title)}</h1><p>{escape(job.employer)}, {escape(job.location)}</p>{piece.html}"
        f"<dl><dt>Salary</dt><dd>{escape(job.salary)}</dd><dt>Hours</dt><dd>{escape(job.hours)}</dd></dl>"
        f"<p>Closing date: {_long(job.closes)}, noon.</p>{interview}"
    )
    return _page(outlet, piece.title, head, f"<main>{body}</main>")


def _page(outlet: Outlet, title: str, head: str, body: str) -> str:
    full_title = title if title == outlet.name else f"{title} | {outlet.name}"
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>{escape(full_title)}</title>'
        f'<link rel="icon" href="/icon.svg" type="image/svg+xml">{head}</head>\n<body>\n'
        f'<div class="masthead"><a href="/">{escape(outlet.name)}</a> <em>{escape(outlet.tagline)}</em></div>\n'
        f'<nav><a href="/">Home</a> <a href="{outlet.path}">News</a> <a href="/about/">About</a></nav>\n'
        f"{body}\n<footer>© {escape(outlet.name)}. An invented organisation.</footer>\n</body>\n</html>\n"
    )


def _feed_link(outlet: Outlet, base: str) -> str:
    if outlet.kind != "feed":
        return ""
    media_type = next((kind for name, kind in _FEED_TYPES.items() if outlet.dialect.startswith(name)), None)
    return f'<link rel="alternate" type="{media_type or "application/rss+xml"}" href="{base}{outlet.path}">'


def _open_graph(outlet: Outlet, piece: Piece, base: str) -> str:
    properties = {
        "og:type": "article",
        "og:title": piece.title,
        "og:description": piece.summary,
        "og:url": base + piece.path,
        "og:site_name": outlet.name,
        "article:published_time": piece.published.isoformat(),
    }
    if piece.picture:
        properties["og:image"] = base + picture_path(piece.picture)
    tags = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in properties.items())
    return f'<link rel="canonical" href="{base}{piece.path}">{tags}'


def _json_ld(facts: Mapping[str, object]) -> str:
    said = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{said}</script>'


def _teaser(piece: Piece) -> str:
    return (
        f'<div class="teaser"><h3><a href="{piece.path}">{escape(piece.title)}</a></h3>'
        f'<span class="date">{_day(piece)}</span><p>{escape(piece.summary)}</p></div>'
    )


def _job_row(piece: Piece, job: Job) -> str:
    cells = (escape(job.employer), escape(job.location), _long(job.closes))
    link = f'<a href="{piece.path}">{escape(piece.title)}</a>'
    return f"<tr><td>{link}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _day(piece: Piece) -> str:
    return _long(piece.published)


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


SHAPES: dict[str, Callable[[Outlet, Piece, str], str]] = {
    "article": _article,
    "boxes": _boxes,
    "tables": _tables,
    "job": _job_page,
}
