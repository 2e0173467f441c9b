"""What an entry is, in the vocabulary of schema.org: for search engines and chat apps that unfold links."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from aggregator.models.article import Vacancy
from aggregator.models.output import OutEntry, Site

#: Signs that could end the script element or start another; JSON has escapes for them.
_ESCAPED = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def structured_data(entry: OutEntry, site: Site, address: str) -> Markup:
    """The JSON-LD of an entry, fit to stand inside a script element."""
    described = _news(entry, address) if entry.vacancy is None else _job(entry, entry.vacancy)
    described |= {
        "@context": "https://schema.org",
        "url": entry.link or address,
        "inLanguage": entry.language or site.language,
    }
    said = {name: value for name, value in sorted(described.items()) if value}
    return Markup(json.dumps(said, ensure_ascii=False).translate(_ESCAPED))


def _news(entry: OutEntry, address: str) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": entry.original_title or entry.title,
        "description": entry.summary,
        "datePublished": entry.published.isoformat(timespec="seconds"),
        "dateModified": entry.updated.isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": author} for author in entry.authors],
        "publisher": _organization(entry.publisher, entry.publisher_url),
        "image": entry.image.url if entry.image else None,
        "isBasedOn": entry.link,
        "mainEntityOfPage": address,
    }


def _job(entry: OutEntry, vacancy: Vacancy) -> dict[str, Any]:
    place = {"@type": "Place", "address": vacancy.location} if vacancy.location else None
    return {
        "@type": "JobPosting",
        "title": vacancy.title or entry.original_title or entry.title,
        "description": entry.summary or entry.title,
        "datePosted": entry.published.date().isoformat(),
        "validThrough": vacancy.closes.isoformat() if vacancy.closes else None,
        "hiringOrganization": _organization(vacancy.employer or entry.publisher, entry.publisher_url),
        "jobLocation": place,
        "workHours": vacancy.hours,
    }


def _organization(name: str, url: str | None) -> dict[str, str]:
    return {"@type": "Organization", "name": name} | ({"url": url} if url else {})
