"""An entry by hand: the desk is its source, with a list and feeds of its own like any other's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator import markup
from aggregator.config.settings import Settings
from aggregator.editing.acts import MOST_TITLE, Hand, NotPossible
from aggregator.editing.wording import FIRST_URL, MOST_TEXT, worded
from aggregator.models.article import Vacancy
from aggregator.models.entry import Prepared, Standing
from aggregator.models.feed import Image
from aggregator.models.output import OutEntry, SourceCredit
from aggregator.models.rules import HandTag
from aggregator.models.source import FeedFacts, Source
from aggregator.parse.identity import address_of
from aggregator.pipeline.desk import tagger_for
from aggregator.publish.house import House
from aggregator.render.titles import framed
from aggregator.store import acts, articles, entries, sources, tagging
from aggregator.store.engine import Transaction
from aggregator.store.entries import Incoming
from aggregator.tag.entry_input import tag_input
from aggregator.urls import canonicalize, is_http

NAME, SLUG = "Desk", "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody at the desk writes."""

    title: str
    #: Markdown.
    text: str = ""
    link: str | None = None
    image: Image | None = None
    categories: Sequence[str] = ()
    agency: str | None = None
    vacancy: Vacancy | None = None


def post(tx: Transaction, by: Hand, wanted: Post, key: str) -> int:
    """Let a post go out; the id of its entry. A second one with the same key is the first. Raises NotPossible."""
    _check(wanted, by.settings)
    source = _own_source(by.settings)
    source_id = _own_id(tx, source, by)
    if known := entries.ids_of(tx, source_id, [f"id:{key}"]):
        return known[0]
    prepared = _prepared(wanted, by, key)
    verdict = tagger_for(by.settings).tag(
        tag_input(source, prepared, prepared.text, is_vacancy=wanted.vacancy is not None)
    )
    incoming = Incoming(replace(prepared, tags=verdict.tags), Standing.WAITING)
    (entry_id,) = entries.insert_new(tx, source_id, FIRST_URL, [incoming], by.now)
    given = [HandTag(kind="category", name=name, added=True) for name in wanted.categories]
    given += [HandTag(kind="agency", name=wanted.agency, added=True)] if wanted.agency else []
    tagging.correct(tx, entry_id, given, by.now)
    (entry,) = entries.load(tx, [entry_id])
    entry = replace(entry, vacancy=wanted.vacancy)
    articles.save_article(tx, entry, text=prepared.text, html="", tags_carried=verdict.tags, now=by.now)
    acts.note(
        tx,
        who=by.who,
        act="post",
        at=by.now,
        title=entry.title,
        published_id=entry.published_id,
        source_id=source_id,
        before={"hidden_at": by.now.isoformat()},  # taken back, it is hidden: subscribers may have it already
        after={"hidden_at": None},
    )
    return entry_id


def preview(by: Hand, wanted: Post) -> OutEntry:
    """How a post will look. Raises NotPossible."""
    _check(wanted, by.settings)
    prepared, house = _prepared(wanted, by, "preview"), House(by.settings)
    frame = house.frame_of(
        prepared.title, categories=wanted.categories, publisher=prepared.publisher or NAME, source=NAME
    )
    return OutEntry(
        published_id="preview",
        link=prepared.link,
        title=framed(frame, prepared.title),
        original_title=prepared.title,
        summary=prepared.summary,
        body_html=prepared.body_html,
        categories=tuple(topic for name, topic in house.categories.items() if name in wanted.categories),
        agencies=tuple(topic for name, topic in house.agencies.items() if name == wanted.agency),
        published=by.now,
        updated=by.now,
        source=SourceCredit(name=NAME, url=_own_source(by.settings).url, home=by.settings.site.url),
        publisher=prepared.publisher or NAME,
        image=prepared.image,
        vacancy=wanted.vacancy,
    )


def _check(wanted: Post, settings: Settings) -> None:
    if not wanted.title.strip():
        raise NotPossible("A post needs a title.")
    if len(wanted.title) > MOST_TITLE:
        raise NotPossible(f"The title may have {MOST_TITLE} characters at most.")
    if len(wanted.text) > MOST_TEXT:
        raise NotPossible(f"The text may have {MOST_TEXT} characters at most.")
    for what, address in (("link", wanted.link), ("picture", wanted.image.url if wanted.image else None)):
        if address is not None and not is_http(address):
            raise NotPossible(f"The {what} must be a web address that begins with http:// or https://.")
    if unknown := [name for name in wanted.categories if name not in {one.name for one in settings.categories}]:
        raise NotPossible(f"There is no category {unknown[0]!r} in the settings.")
    if wanted.agency is not None and wanted.agency not in {one.name for one in settings.agencies}:
        raise NotPossible(f"There is no agency {wanted.agency!r} in the settings.")


def _own_source(settings: Settings) -> Source:
    site = settings.site
    address = f"{site.url}source/{SLUG}/rss.xml"
    return Source(name=NAME, url=address, kind="feed", publisher=site.title, scope="member", body="full")


def _own_id(tx: Transaction, source: Source, by: Hand) -> int:
    site = by.settings.site
    facts = FeedFacts(kind="feed", title=site.title, link=site.url)
    return sources.add_own(tx, FIRST_URL, source, SLUG, facts, by.now)


def _prepared(wanted: Post, by: Hand, key: str) -> Prepared:
    said = worded(wanted.text, wanted.link or by.settings.site.url)
    canonical = canonicalize(wanted.link) if wanted.link else None
    return Prepared(
        identity=f"id:{key}",
        content_hash=said.body.content_hash,
        entry_id=key,
        link=wanted.link,
        canonical_url=canonical,
        title=markup.clean_text(wanted.title) or key,
        summary=said.summary,
        body_html=said.body.html,
        raw_body=said.body.raw,
        text=said.body.text,
        address=address_of(wanted.link, canonical) if wanted.link else None,
        text_name=f"post:{key}",
        is_whole=True,
        published=by.now,
        image=wanted.image,
        publisher=wanted.agency or by.settings.site.title,
    )
