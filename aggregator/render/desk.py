"""The pages of the desk as HTML. They need no script; what a publisher wrote is escaped like everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from aggregator.models.desk import ActItem, Asked, Corner, Item, Listing, MailItems, Person, SourceItem
from aggregator.models.output import OutEntry, Site
from aggregator.render.assets import versioned
from aggregator.render.cards import card_of
from aggregator.render.frame import page_words, rendered_template, way_up, window_title
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_site
from aggregator.render.reasons import because

MEDIA_TYPE = "text/html; charset=utf-8"
#: The desk's lists of entries, and its other pages, in the order of its menu.
LISTS = ("news", "waiting", "unplaced", "pinned", "hidden", "dropped")
PAGES = ("sources", "log", "post", "newsletter")
#: For admins alone.
ADMIN_PAGES = ("accounts",)
#: Which acts can be done to what stands in a list.
_ACTS: Mapping[str, tuple[str, ...]] = {
    "news": ("hide", "pin", "keep", "merge"),
    "waiting": ("approve", "hide"),
    "unplaced": ("hide", "keep"),
    "pinned": ("unpin", "hide"),
    "hidden": ("show",),
    "newsletter": ("put_first", "put_back", "leave_out", "take_in"),
}


def render_log_in(site: Site, token: str, *, fault: str | None = None) -> bytes:
    """The form to come in by."""
    return _page(site, "log_in.html", "desk/login", heading="log_in", token=token, fault=fault, corner=None)


def render_listing(site: Site, corner: Corner, listing: Listing) -> bytes:
    """A list, with what can be done to the entries in it."""
    asked = legible(listing.asked)
    return _page(
        site,
        "listing.html",
        place_of(asked.list),
        heading=asked.list,
        corner=corner,
        asked=asked,
        listing=legible(listing),
        because=lambda reason: because(reason, messages_for(site.language)),
        acts=_ACTS.get(asked.list, ()),
        sources=sorted(listing.sources.items(), key=lambda pair: pair[1].casefold()),
        newer=query_of(asked, asked.number - 1) if asked.number > 1 else None,
        older=query_of(asked, asked.number + 1) if listing.has_more else None,
    )


def render_entry(
    site: Site,
    corner: Corner,
    item: Item,
    shown: OutEntry,
    *,
    text: str | None,
    by_hand: Sequence[str],
    topics: Sequence[tuple[str, str, bool]],
    told_by: Sequence[Item],
    log: Sequence[ActItem],
) -> bytes:
    """An entry as it will appear, its forms, who else tells its story, and what was done to it.

    `topics` are kind, name and whether the entry carries it; `by_hand` the fields that were written here, `text`
    the Markdown of an entry that was.
    """
    site, shown = outgoing_site(site), outgoing(shown)
    place = f"desk/entry/{item.head}/"
    messages = messages_for(site.language)
    return _page(
        site,
        "entry.html",
        place,
        heading="entry",
        corner=corner,
        item=legible(item),
        entry=shown,
        card=card_of(shown, site, way_up(place), messages),
        body=Markup(shown.body_html or ""),
        text=text,
        by_hand=frozenset(by_hand),
        topics=[(kind, legible(name), carried) for kind, name, carried in topics],
        told_by=legible(tuple(told_by)),
        log=legible(tuple(log)),
    )


def render_sources(site: Site, corner: Corner, found: Sequence[SourceItem]) -> bytes:
    """The sources that are held or broken."""
    return _page(
        site,
        "sources.html",
        "desk/sources/",
        heading="sources",
        corner=corner,
        found=legible(tuple(found)),
        cause=messages_for(site.language).cause,
    )


def render_log(site: Site, corner: Corner, log: Sequence[ActItem], number: int, *, has_more: bool) -> bytes:
    """The audit."""
    newer, older = (f"?{urlencode({'page': one})}" for one in (number - 1, number + 1))
    return _page(
        site,
        "log.html",
        "desk/log/",
        heading="log",
        corner=corner,
        log=legible(tuple(log)),
        newer=newer if number > 1 else None,
        older=older if has_more else None,
    )


def render_post(
    site: Site,
    corner: Corner,
    *,
    said: Mapping[str, Any],
    categories: Sequence[str],
    agencies: Sequence[str],
    key: str,
    preview: OutEntry | None = None,
) -> bytes:
    """The form to write an entry by hand, filled with what was said so far."""
    site = outgoing_site(site)
    shown = outgoing(preview) if preview else None
    return _page(
        site,
        "post.html",
        "desk/post/",
        heading="post",
        corner=corner,
        said=said,
        categories=categories,
        agencies=agencies,
        key=key,
        card=card_of(shown, site, way_up("desk/post/"), messages_for(site.language)) if shown else None,
        body=Markup(shown.body_html or "") if shown else None,
    )


def render_newsletter_page(site: Site, corner: Corner, found: MailItems, html: str) -> bytes:
    """The next newsletter, and what can be done about it."""
    return _page(
        site,
        "newsletter.html",
        "desk/newsletter/",
        heading="newsletter",
        corner=corner,
        found=legible(found),
        html=html,
        acts=_ACTS["newsletter"],
    )


def render_accounts(site: Site, corner: Corner, found: Sequence[Person], *, shortest: int) -> bytes:
    """Who may come to the desk."""
    return _page(
        site,
        "accounts.html",
        "desk/accounts/",
        heading="accounts",
        corner=corner,
        found=legible(tuple(found)),
        shortest=shortest,
    )


def place_of(name: str) -> str:
    """Where one of LISTS stands."""
    return "desk/" if name == "news" else f"desk/{name}/"


def query_of(asked: Asked, number: int = 1) -> str:
    """The query of a page of what is asked for; empty for the first page of all."""
    said = {"q": asked.words, "source": asked.source_id, "page": number if number > 1 else None}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else "./"


def _page(site: Site, template: str, place: str, *, heading: str, corner: Corner | None, **more: Any) -> bytes:
    site = outgoing_site(site)
    messages = messages_for(site.language)
    root = way_up(place)
    words = messages.desk
    pages = PAGES + (ADMIN_PAGES if corner and corner.is_admin else ())
    return rendered_template(
        f"desk/{template}",
        page_words(site, root, messages)
        | {
            "title": window_title(words[heading], 1, site, messages),
            "heading": words[heading],
            "desk": words,
            "desk_style": versioned("desk.css", site),
            "corner": legible(corner) if corner else None,
            "menu": [(name, place_of(name)) for name in LISTS] + [(name, f"desk/{name}/") for name in pages],
            "moment": _teller(site, messages),
        }
        | more,
    )


def _teller(site: Site, messages: Messages) -> Any:
    """Tells moments in the site's time zone."""

    def told(at: datetime | None) -> str:
        if at is None:
            return ""
        here = at.astimezone(ZoneInfo(site.timezone))
        return f"{messages.dates.date_of(here.date())}, {here:%H:%M}"

    return told
