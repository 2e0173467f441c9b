"""What a page says in schema.org's JobPosting (JSON-LD, microdata, RDFa), in the words a person would write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from aggregator.extract.json_ld import Node, mappings, read_json_ld, texts, types_of
from aggregator.markup import clean_text, plain_text

_UNITS = {"HOUR": "per hour", "DAY": "per day", "WEEK": "per week", "MONTH": "per month", "YEAR": "per year"}
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_TIMES = {"FULL_TIME": "Full-time", "PART_TIME": "Part-time"}
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})")
_MAX_PROPERTIES = 300


@dataclass(frozen=True, slots=True)
class Posting:
    """A JobPosting's values as texts; `valid_through` is the day as written (YYYY-MM-DD), in its own zone."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    region: str | None = None
    salary: str | None = None
    hours: str | None = None
    employment: str | None = None
    valid_through: str | None = None
    description: str = ""
    url: str | None = None


def read_postings(root: HtmlElement, url: str) -> list[Posting]:
    """All JobPostings of the page, each title once."""
    is_said = any("JobPosting" in (script.text or "") for script in root.iter("script"))
    nodes = [node for node in read_json_ld(root, url).nodes if "JobPosting" in types_of(node)] if is_said else []
    found = [_from_node(node) for node in nodes] or [_from_element(element) for element in _marked(root)]
    return list({(posting.title, posting.valid_through): posting for posting in found}.values())


def _from_node(node: Node) -> Posting:
    employment = [
        _TIMES.get(name.upper().replace("-", "_").replace(" ", "_"), "") for name in texts(node.get("employmentType"))
    ]
    location, region = _place(node)
    return Posting(
        title=_first(node.get("title")) or _first(node.get("name")),
        employer=_first(node.get("hiringOrganization")),
        location=location,
        region=region,
        salary=_pay(node.get("baseSalary")) or _pay(node.get("estimatedSalary")),
        hours=_first(node.get("workHours")),
        employment=" or ".join(dict.fromkeys(filter(None, employment))) or None,
        valid_through=_day(_first(node.get("validThrough"))),
        description=plain_text(_first(node.get("description")) or ""),
        url=_first(node.get("url")),
    )


def _place(node: Node) -> tuple[str | None, str | None]:
    places = []
    region = None
    for place in mappings(node.get("jobLocation")):
        address = place.get("address", place)
        if isinstance(address, str):
            places.append(clean_text(address))
        for part in mappings(address):
            town = _first(part.get("addressLocality"))
            region = region or _first(part.get("addressRegion"))
            if name := town or _first(part.get("addressRegion")) or _first(part.get("streetAddress")):
                places.append(name)
    if not places and isinstance(node.get("jobLocation"), str):
        places = texts(node.get("jobLocation"))
    if not places and "TELECOMMUTE" in " ".join(texts(node.get("jobLocationType"))).upper():
        return "Remote", None
    return (places[0], region) if len(set(places)) == 1 else (", ".join(dict.fromkeys(places)) or None, None)


def _pay(value: object) -> str | None:
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, int | float) and value:
        return f"£{value:,.0f}"
    for amount in mappings(value):
        inner = amount.get("value", amount)
        if isinstance(inner, str) and not inner.replace(".", "").replace(",", "").isdigit():
            return clean_text(inner) or None
        quantity: Node = (
            inner
            if isinstance(inner, Mapping)
            else {"value": inner, **{k: v for k, v in amount.items() if k != "value"}}
        )
        sign = _SIGNS.get(str(amount.get("currency") or quantity.get("currency") or "GBP").upper(), "")
        figures = [_figure(quantity.get(key), sign) for key in ("minValue", "maxValue", "value")]
        shown = list(
            dict.fromkeys(figure for figure in (figures[:2] if figures[0] or figures[1] else figures[2:]) if figure)
        )
        unit = _UNITS.get(str(quantity.get("unitText") or amount.get("unitText") or "").upper(), "")
        if shown:
            return f"{' - '.join(shown)} {unit}".strip()
    return None


def _figure(value: object, sign: str) -> str | None:
    if isinstance(value, str):
        value = value.replace(",", "").strip("£€$ ")
        if not re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", value):
            return None
        value = float(value)
    if not isinstance(value, int | float) or value <= 0 or value > 10**9:
        return None
    return f"{sign}{value:,.0f}" if value == int(value) else f"{sign}{value:,.2f}"


def _first(value: object) -> str | None:
    return next(iter(texts(value)), None)


def _day(text: str | None) -> str | None:
    if text and (match := _DAY.match(text)):
        return match.group(1)
    return text


def _marked(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.xpath("//*[@itemtype or @typeof]"):
        kind = element.get("itemtype") or element.get("typeof") or ""
        if kind.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting":
            yield element


def _from_element(scope: HtmlElement) -> Posting:
    said: dict[str, str] = {}
    inside: dict[str, HtmlElement] = {}
    for count, element in enumerate(scope.iter()):
        if count > _MAX_PROPERTIES:
            break
        if not isinstance(element.tag, str) or element is scope:
            continue
        for name in (element.get("itemprop") or element.get("property") or "").split():
            name = name.rsplit(":", 1)[-1]
            value = clean_text(element.get("content") or element.get("datetime") or element.text_content()[:5_000])
            if name == "name":
                name = next(
                    (
                        f"{owner}.name"
                        for owner in ("hiringOrganization", "jobLocation")
                        if owner in inside and _holds(inside[owner], element)
                    ),
                    "name",
                )
            said.setdefault(name, value)
            inside.setdefault(name, element)
    pay: object = {
        "value": {key: said.get(key) for key in ("minValue", "maxValue", "value", "unitText")},
        "currency": said.get("currency"),
    }
    employment = _TIMES.get(said.get("employmentType", "").upper().replace("-", "_").replace(" ", "_"))
    return Posting(
        title=said.get("title") or said.get("name"),
        employer=said.get("hiringOrganization.name") or said.get("hiringOrganization"),
        location=said.get("addressLocality")
        or said.get("jobLocation.name")
        or said.get("address")
        or said.get("jobLocation"),
        region=said.get("addressRegion"),
        salary=(_pay(pay) if "minValue" in said or "value" in said else None) or said.get("baseSalary"),
        hours=said.get("workHours"),
        employment=employment,
        valid_through=_day(said.get("validThrough")),
        description=said.get("description", ""),
    )


def _holds(owner: HtmlElement, element: HtmlElement) -> bool:
    return any(ancestor is owner for ancestor in element.iterancestors())
