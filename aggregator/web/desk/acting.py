"""What the desk's forms do. Each is one transaction, and leads on to a page that says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.editing import acts, posting, removal, storying
from aggregator.editing.acts import Hand, MarkAct, NotPossible, picture_from
from aggregator.editing.doors import Visitor
from aggregator.editing.posting import Post
from aggregator.models.article import Vacancy
from aggregator.models.desk import Asked
from aggregator.models.rules import HandTag
from aggregator.render.desk import LISTS, place_of, query_of
from aggregator.store import entries, hand, queues, sources, space
from aggregator.store.engine import Transaction
from aggregator.web.desk.entrance import Backroom, shown, to
from aggregator.web.desk.forms import Form
from aggregator.web.desk.looking import POST_FIELDS, Looking

#: The longest that a vacancy's employer, place, pay or hours may be.
MOST_TERM = 200
#: What is done to stories rather than to entries.
_REGROUPING: Mapping[str, Callable[[Transaction, Hand, Sequence[int]], int]] = {
    "split": storying.split,
    "merge": storying.merge,
}


@dataclass(frozen=True, slots=True)
class Acting:
    """Does what the forms ask for."""

    room: Backroom
    looking: Looking

    async def mark(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Hide, pin, keep, approve, put together … what was chosen in a list, or one entry from its page."""
        wanted = form.one("act")
        ids = form.numbers("shown") if wanted == "approve_all" else form.numbers("id")
        act = "approve" if wanted == "approve_all" else wanted
        if act not in (*_REGROUPING, *get_args(MarkAct)):
            raise HTTPException(400)
        days, back = form.number("days", 7), _back(form)

        def change(tx: Transaction) -> int:
            by = self.room.by(visitor)
            if act in _REGROUPING:
                return _REGROUPING[act](tx, by, ids)
            return acts.mark(tx, by, cast(MarkAct, act), ids, days=days)

        try:
            changed = await self.room.store.write(change)
        except NotPossible:
            changed = 0
        return to(request, f"{back}done={changed}")

    async def edit(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Correct an entry's words or picture, or the text of a post."""

        def change(tx: Transaction) -> None:
            entry_id = _meant(tx, request)
            (now_is,) = hand.load(tx, [entry_id], for_writing=True)
            left = [name for name in hand.FIELDS if name in form.all("reset") and now_is.fields[name].by_hand]
            said: dict[Any, Any] = {
                "title": " ".join(form.one("title").split()),
                "summary": form.one("summary"),
                "image": _picture(form, now_is.fields["image"].value),
            }
            acts.edit(
                tx,
                self.room.by(visitor),
                entry_id,
                {name: value for name, value in said.items() if name not in left},
                left,
                text=form.one("text").replace("\r\n", "\n") if form.all("text") else None,
            )

        return await self._on_entry(request, visitor, change)

    async def set_tags(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """File an entry by hand: what differs from what it carries is decided here for good."""

        def change(tx: Transaction) -> None:
            entry_id = _meant(tx, request)
            (entry,) = entries.load(tx, [entry_id])
            house = self.room.house
            decided = [
                *_differing(form, "category", house.categories, entry.categories),
                *_differing(form, "agency", house.agencies, entry.agencies),
            ]
            if decided:
                acts.set_tags(tx, self.room.by(visitor), [entry_id], decided)

        return await self._on_entry(request, visitor, change)

    async def remove(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Take an entry down for good."""
        if form.one("sure") != "yes":
            raise HTTPException(400)

        def change(tx: Transaction) -> None:
            (entry,) = entries.load(tx, [_meant(tx, request)])
            removal.take_down(tx, self.room.by(visitor), entry.published_id)

        await self.room.store.write(change)
        await anyio.to_thread.run_sync(space.forget_removed_words, self.room.store)
        return to(request, "desk/log/?done=1")

    async def undo(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Take an act back."""
        number = next(iter(form.numbers("number")), 0)
        try:
            await self.room.store.write(lambda tx: acts.undo(tx, self.room.by(visitor), number))
        except NotPossible:
            return to(request, "desk/log/?done=0")
        return to(request, "desk/log/?done=1")

    async def release(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Let a held source go."""
        source_id = next(iter(form.numbers("source")), 0)

        def change(tx: Transaction) -> bool:
            source = sources.load(tx, {source_id}).get(source_id)
            return source is not None and removal.release(tx, self.room.by(visitor), source) is not None

        done = await self.room.store.write(change)
        return to(request, f"desk/sources/?done={int(done)}")

    async def post(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Let an entry by hand go out, or show how it will look."""
        said: dict[str, Any] = {name: form.one(name) for name in POST_FIELDS} | {"category": form.all("category")}
        key = form.one("key") if form.one("key").isalnum() and len(form.one("key")) == 32 else ""
        try:
            wanted = _post(form)
            if form.one("act") == "preview":
                preview = posting.preview(self.room.by(visitor), wanted)
                body = await self.room.store.read(
                    lambda tx: self.looking.post_page(tx, request, visitor, said, key, preview=preview)
                )
                return shown(request, body)
            if not key:
                raise HTTPException(400)
            await self.room.store.write(lambda tx: posting.post(tx, self.room.by(visitor), wanted, key))
        except NotPossible as error:
            fault = str(error)
            body = await self.room.store.read(
                lambda tx: self.looking.post_page(tx, request, visitor, said, key, fault=fault)
            )
            return shown(request, body, 422)
        return to(request, "desk/?done=posted")

    async def _on_entry(self, request: Request, visitor: Visitor, change: Callable[[Transaction], None]) -> Response:
        """A change of one entry, and back to its page; what can't be done is said there."""
        try:
            await self.room.store.write(change)
        except NotPossible as error:
            fault = str(error)
            body = await self.room.store.read(lambda tx: self.looking.entry_page(tx, request, visitor, fault))
            return shown(request, body, 422)
        return to(request, f"desk/entry/{request.path_params['id']}/?done=1")


def _back(form: Form) -> str:
    """Where somebody came from, an entry's page or the same page of a list, ready to have something said in its query.
    HTTPException if it was neither.
    """
    head = form.one("entry")
    if len(head) == 16 and head.isalnum() and head.isascii():
        return f"desk/entry/{head}/?"
    name = form.one("list")
    if name == "newsletter":
        return "desk/newsletter/?"
    if name not in LISTS:
        raise HTTPException(400)
    asked = Asked(list=name, words=form.one("q")[:200], source_id=form.number("source", 0) or None)
    query = query_of(asked, form.number("page", 1)).removeprefix("./").removeprefix("?")
    return f"{place_of(name)}?{query}{'&' if query else ''}"


def _meant(tx: Transaction, request: Request) -> int:
    entry_id = queues.with_head(tx, request.path_params["id"])
    if entry_id is None:
        raise HTTPException(404)
    return entry_id


def _differing(
    form: Form, kind: Literal["category", "agency"], known: Iterable[str], carried: Collection[str]
) -> list[HandTag]:
    """What the form says otherwise than the entry carries it."""
    chosen = form.all(kind)
    return [
        HandTag(kind=kind, name=name, added=name in chosen) for name in known if (name in chosen) != (name in carried)
    ]


def _picture(form: Form, now_is: Any) -> Any:
    """The picture as the form has it; the very same as before where its address and words are."""
    picture = picture_from(form.one("picture"), form.one("alt"))
    is_same = picture is not None and now_is and (picture.url, picture.alt or "") == (now_is[0], now_is[3] or "")
    return now_is if is_same else picture


def _post(form: Form) -> Post:
    title = " ".join(form.one("title").split())
    try:
        closes = date.fromisoformat(form.one("closes")) if form.one("closes") else None
    except ValueError:
        raise NotPossible("The closing date must be a day, as in 2026-03-31.") from None
    terms = {name: form.one(name)[:MOST_TERM] or None for name in ("employer", "place", "salary", "hours")}
    vacancy = Vacancy(
        title=title,
        employer=terms["employer"],
        location=terms["place"],
        salary=terms["salary"],
        hours=terms["hours"],
        closes=closes,
    )
    return Post(
        title=title,
        text=form.one("text").replace("\r\n", "\n"),
        link=form.one("link") or None,
        image=picture_from(form.one("picture"), form.one("alt")),
        categories=form.all("category"),
        agency=form.one("agency") or None,
        vacancy=vacancy if form.one("vacancy") else None,
    )
