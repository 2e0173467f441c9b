"""Lists for other sites to embed, their colours, and the page that makes the snippet. Nothing of what is asked for is
joined to a path: names are looked up among the desk's topics.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from aggregator.models.embedding import Embedding
from aggregator.models.output import EmbedList, SnippetPage, Topic
from aggregator.publish.feeds import Output, load, mark_of
from aggregator.publish.house import MADE_WITH, House
from aggregator.publish.places import JOBS
from aggregator.store import browsing, numbers
from aggregator.store.engine import Transaction
from aggregator.store.shown import Selection
from aggregator.urls import slugify

#: From the site's root. What is asked for follows as a query.
_PLACES = ("embed", "embed.css", "embed/snippet/")


def is_embed(place: str) -> bool:
    """Whether it is one of these."""
    return place.partition("?")[0] in _PLACES


def find_embed(tx: Transaction, house: House, place: str) -> Output | None:
    """What stands at the place."""
    from aggregator.render import embed, html

    path, _, query = place.partition("?")
    wanted = Embedding.read(dict(parse_qsl(query)))
    made_with = numbers.fact(tx, MADE_WITH)
    match path:
        case "embed.css":
            return Output(made_with, lambda: (embed.render_style(house.site, wanted.look), "text/css"))
        case "embed/snippet/":
            page = SnippetPage(
                site=house.site,
                wanted=_as_known(house, wanted),
                categories=tuple(house.categories.values()),
                agencies=tuple(house.agencies.values()),
                jobs=house.jobs,
            )
            return Output(made_with, lambda: (embed.render_snippet(page), html.MEDIA_TYPE))
        case "embed":
            return _list(tx, house, wanted)
        case _:
            return None


def _list(tx: Transaction, house: House, wanted: Embedding) -> Output:
    from aggregator.render import embed, html

    found = _found(house, wanted)
    ids = browsing.listed(tx, found[0], None, limit=wanted.entries, offset=0) if found else []
    selection, name, path = found or (Selection(), "", "")

    def make() -> tuple[bytes, str]:
        listed = EmbedList(
            site=house.site,
            wanted=wanted,
            name=name,
            path=path,
            is_known=found is not None,
            by_closing=selection.kind == "jobs",
            entries=tuple(load(tx, house, ids, "pages", with_bodies=False, keep_order=True)),
        )
        return embed.render_embed(listed), html.MEDIA_TYPE

    return Output(mark_of(tx, ids, found is None), make)


def _found(house: House, wanted: Embedding) -> tuple[Selection, str, str] | None:
    """The list that is asked for: which entries, its name, and its page. None if there is none of that name."""
    if wanted.jobs:
        return Selection(kind="jobs"), house.jobs, JOBS
    if wanted.category is None and wanted.agency is None:
        return Selection(), "", ""
    topic = _topic(house, wanted)
    return None if topic is None else (Selection(kind=topic.kind, name=topic.name), topic.name, topic.path)


def _topic(house: House, wanted: Embedding) -> Topic | None:
    """A topic by its name or slug."""
    kind, name = ("category", wanted.category) if wanted.category else ("agency", wanted.agency)
    return house.topic(f"{kind}/{slugify(name or '')}/")


def _as_known(house: House, wanted: Embedding) -> Embedding:
    """The same with its topic as a slug, or with none if the desk has no such topic."""
    topic = _topic(house, wanted)
    slug = topic.path.split("/")[1] if topic else None
    is_agency = topic is not None and topic.kind == "agency"
    return replace(wanted, category=None if is_agency else slug, agency=slug if is_agency else None)
