"""The settings of a desk that follows the sector: the text of its feeds.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import yaml

from tests.sector.misbehaviour import TROUBLES, Trouble
from tests.sector.outlets import NETWORK, OUTLETS, Outlet

DESCRIPTION = "News stories and vacancies from our member agencies, and from everybody who lives by a river."


class Address(Protocol):
    """An address on a site; what is polled, if no path is named."""

    def __call__(self, site: Outlet | Trouble, path: str | None = None) -> str: ...


def write_settings(
    url: Address,
    *,
    every: str = "1s",
    timeout: str = "3s",
    first_import: str = "30d",
    entries: int = 50,
    per_source_per_day: int = 20,
    title: str = "{category}: {publisher} - {title}",
    site_url: str = "http://127.0.0.1:8080/",
    troubles: Sequence[Trouble] = TROUBLES,
    more_sources: Sequence[Mapping[str, Any]] = (),
) -> str:
    """`url` gives the address of a site's feed. `troubles` are those who don't behave; `more_sources` end the list,
    as they are."""
    settings = {
        "site": {
            "title": "River News & Jobs",
            "description": DESCRIPTION,
            "url": site_url,
            "language": "en-GB",
            "timezone": "Europe/London",
            "contact": "desk@rivers.example",
        },
        "polling": {
            "every": every,
            "timeout": timeout,
            "per_host_gap": "0s",
            "allow_private": [f"{NETWORK}.0/24"],
        },
        "publish": {
            "entries": entries,
            "first_import": first_import,
            "per_source_per_day": per_source_per_day,
            "title": title,
        },
        "relevance": {"any": ["river*", "otter*", "estuary", "canal*", "fish pass*"]},
        "vacancies": {"any": [{"title or label": ["vacancy", "vacancies", "jobs", "wanted"]}]},
        "categories": {
            "Member Job Opportunity": {"vacancy": True, "agency": True},
            "Campaigns": {"any": ["petition", "open letter", "consultation*", {"label": ["campaign"]}]},
            "Member News": {"from": "member", "vacancy": False},
            "Industry News": {"from": ["sector", "broad"]},
        },
        "agencies": {outlet.name: {"site": url(outlet, "/")} for outlet in OUTLETS if outlet.is_agency},
        "sources": [
            *(_source(outlet, url) for outlet in OUTLETS),
            *({"name": trouble.name, "url": url(trouble)} for trouble in troubles),
            *map(dict, more_sources),
        ],
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=120)


def _source(outlet: Outlet, url: Address) -> dict[str, Any]:
    source: dict[str, Any] = {"name": outlet.name, "url": url(outlet)}
    if outlet.kind != "feed":
        source["kind"] = outlet.kind
    if outlet.kind == "sitemap":
        source["include"] = "/news/"
    if outlet.is_agency:
        source["agency"] = outlet.name
    elif outlet.scope != "sector":
        source["scope"] = outlet.scope
    return source
