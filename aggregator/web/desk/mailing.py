"""The newsletter at the desk: looked over, copied, sent. What is in it is chosen by the acts on entries."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.editing import mailing
from aggregator.editing.acts import NotPossible
from aggregator.editing.doors import Visitor
from aggregator.render import desk as pages
from aggregator.store.engine import Transaction
from aggregator.web.answers import plain
from aggregator.web.desk.entrance import OWN_REFERRER, Backroom, shown, to
from aggregator.web.desk.forms import Form
from aggregator.web.desk.looking import Looking

#: Mails carry their styles with them, show pictures, and hold nothing else that acts.
LETTER_POLICY = (
    "default-src 'none'; img-src https: http:; style-src 'unsafe-inline'; sandbox allow-popups; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Mailing:
    """Shows the next newsletter, and sends it."""

    room: Backroom
    looking: Looking

    async def page(self, request: Request, visitor: Visitor) -> Response:
        """What it holds so far."""
        return shown(request, await self.room.store.read(lambda tx: self._page(tx, request, visitor)))

    async def letter(self, request: Request, visitor: Visitor) -> Response:
        """The letter itself, as it will be mailed."""
        found = await self.room.store.read(lambda tx: mailing.draft(tx, self.room.by(visitor)))
        more = OWN_REFERRER | {"Content-Security-Policy": LETTER_POLICY}
        return plain(request, found.letter.html.encode(), pages.MEDIA_TYPE, 200, **more)

    async def send(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Send it now."""
        if form.one("sure") != "yes":
            raise HTTPException(400)
        try:
            await self.room.store.write(lambda tx: mailing.send(tx, self.room.by(visitor)))
        except NotPossible as error:
            fault = str(error)
            body = await self.room.store.read(lambda tx: self._page(tx, request, visitor, fault))
            return shown(request, body, 422)
        return to(request, "desk/newsletter/?done=mail_sent")

    def _page(self, tx: Transaction, request: Request, visitor: Visitor, fault: str | None = None) -> bytes:
        found = mailing.draft(tx, self.room.by(visitor))
        corner = self.looking.corner(tx, request, visitor, "newsletter", fault=fault)
        return pages.render_newsletter_page(self.room.house.site, corner, found.parts, found.letter.html)
