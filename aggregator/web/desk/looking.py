"""The pages of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.editing import overview
from aggregator.editing.doors import Visitor
from aggregator.editing.wording import text_of
from aggregator.models.desk import Asked, Corner
from aggregator.models.output import OutEntry
from aggregator.render import desk as pages
from aggregator.store import entries, hand, queues, regrouping, sources
from aggregator.store.engine import Transaction
from aggregator.web.desk.entrance import Backroom, shown

MOST_WORDS = 200
#: Fields of the form for a post.
POST_FIELDS = (
    "title", "text", "link", "picture", "alt", "agency", "vacancy", "employer", "place", "salary", "hours", "closes"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looking:
    """Shows what there is."""

    room: Backroom

    async def listing(self, request: Request, visitor: Visitor) -> Response:
        """One of the lists."""
        asked = _asked(request)

        def look(tx: Transaction) -> bytes:
            found = overview.listing(tx, asked)
            return pages.render_listing(self.room.house.site, self.corner(tx, request, visitor, asked.list), found)

        return shown(request, await self.room.store.read(look))

    async def entry(self, request: Request, visitor: Visitor) -> Response:
        """One entry, with all that can be done to it."""
        body = await self.room.store.read(lambda tx: self.entry_page(tx, request, visitor))
        return shown(request, body)

    async def sources(self, request: Request, visitor: Visitor) -> Response:
        """The sources in trouble."""

        def look(tx: Transaction) -> bytes:
            corner = self.corner(tx, request, visitor, "sources")
            return pages.render_sources(self.room.house.site, corner, overview.troubled(tx))

        return shown(request, await self.room.store.read(look))

    async def log(self, request: Request, visitor: Visitor) -> Response:
        """The audit."""
        number = _number(request)

        def look(tx: Transaction) -> bytes:
            found = overview.audit(tx, number=number)
            corner = self.corner(tx, request, visitor, "log")
            has_more = len(found) == overview.PAGE_SIZE
            return pages.render_log(self.room.house.site, corner, found, number, has_more=has_more)

        return shown(request, await self.room.store.read(look))

    async def post(self, request: Request, visitor: Visitor) -> Response:
        """An empty form for a post."""
        said: dict[str, Any] = {**dict.fromkeys(POST_FIELDS, ""), "category": []}
        body = await self.room.store.read(lambda tx: self.post_page(tx, request, visitor, said, uuid4().hex))
        return shown(request, body)

    def entry_page(self, tx: Transaction, request: Request, visitor: Visitor, fault: str | None = None) -> bytes:
        """The page of the entry that the address means; HTTPException if there is none."""
        entry_id = queues.with_head(tx, request.path_params["id"])
        if entry_id is None:
            raise HTTPException(404)
        house = self.room.house
        (entry,), (item,) = entries.load(tx, [entry_id], with_bodies=True), overview.items(tx, [entry_id])
        (decided,) = hand.load(tx, [entry_id])
        source = sources.load(tx, {entry.source_id})[entry.source_id]
        carried = {("category", name) for name in entry.categories} | {("agency", name) for name in entry.agencies}
        known = [("category", name) for name in house.categories] + [("agency", name) for name in house.agencies]
        return pages.render_entry(
            house.site,
            self.corner(tx, request, visitor, "entry", fault=fault),
            item,
            house.out_entry(entry, source, None, "pages"),
            text=text_of(tx, entry_id),
            by_hand=[name for name, written in decided.fields.items() if written.by_hand],
            topics=[(kind, name, (kind, name) in carried) for kind, name in known],
            told_by=overview.items(tx, regrouping.told_with(tx, entry_id)[1:]),
            log=overview.audit(tx, published_id=entry.published_id),
        )

    def post_page(
        self,
        tx: Transaction,
        request: Request,
        visitor: Visitor,
        said: dict[str, Any],
        key: str,
        *,
        fault: str | None = None,
        preview: OutEntry | None = None,
    ) -> bytes:
        """The form for a post, filled with what was said."""
        house = self.room.house
        return pages.render_post(
            house.site,
            self.corner(tx, request, visitor, "post", fault=fault),
            said=said,
            categories=list(house.categories),
            agencies=list(house.agencies),
            key=key,
            preview=preview,
        )

    def corner(
        self, tx: Transaction, request: Request, visitor: Visitor, current: str, *, fault: str | None = None
    ) -> Corner:
        """What stands around a page."""
        return Corner(
            name=visitor.account.name,
            is_admin=visitor.account.role == "admin",
            form_token=visitor.form_token,
            current=current,
            counts=overview.counts(tx),
            done=self._done(request),
            fault=fault,
        )

    def _done(self, request: Request) -> str | None:
        """What the address says was just done: a number or one of our words, never a text of somebody else."""
        said, words = request.query_params.get("done", ""), self.room.words
        if said in ("posted", "mail_sent"):
            return words[said]
        if not (said.isascii() and said.isdigit() and len(said) < 6):
            return None
        count = int(said)
        return words["done_none" if count == 0 else "done_one" if count == 1 else "done_other"].format(count=count)


def _asked(request: Request) -> Asked:
    source = request.query_params.get("source", "")
    return Asked(
        list=request.path_params.get("list", "news"),
        words=request.query_params.get("q", "").strip()[:MOST_WORDS],
        source_id=int(source) if source.isascii() and source.isdigit() and len(source) < 19 else None,
        number=_number(request),
    )


def _number(request: Request) -> int:
    said = request.query_params.get("page", "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 6 else 1
