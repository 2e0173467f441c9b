"""The accounts at the desk, for admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.editing import people
from aggregator.editing.acts import NotPossible
from aggregator.editing.doors import Visitor
from aggregator.passwords import SHORTEST
from aggregator.render import desk as pages
from aggregator.store.accounts import Role
from aggregator.store.engine import Transaction
from aggregator.web.desk.entrance import Backroom, shown, to
from aggregator.web.desk.forms import Form
from aggregator.web.desk.looking import Looking


@dataclass(frozen=True, slots=True)
class Accounts:
    """Shows who may come, and changes it."""

    room: Backroom
    looking: Looking

    async def page(self, request: Request, visitor: Visitor) -> Response:
        """Everybody, with what can be done."""
        return shown(request, await self.room.store.read(lambda tx: self._page(tx, request, visitor)))

    async def add(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Make an account."""
        role = _role(form.one("role"))
        password = None if form.one("proxy") == "yes" else _password(form)
        return await self._done(
            request, visitor, lambda tx: people.add(tx, self.room.by(visitor), form.one("name"), role, password)
        )

    async def change(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Change one, or take it away."""
        account_id, act, by = next(iter(form.numbers("account")), 0), form.one("act"), self.room.by(visitor)
        if act == "remove" and form.one("sure") != "yes":
            raise HTTPException(400)

        def change(tx: Transaction) -> None:
            match act:
                case "password":
                    people.set_password(tx, by, account_id, _password(form))
                case "sessions":
                    people.end_sessions(tx, by, account_id)
                case "remove":
                    people.remove(tx, by, account_id)
                case _:
                    people.set_role(tx, by, account_id, _role(act))

        return await self._done(request, visitor, change)

    async def _done(self, request: Request, visitor: Visitor, change: Callable[[Transaction], None]) -> Response:
        try:
            async with self.room.limiter:  # passwords are hard to hash on purpose
                await self.room.store.write(change)
        except NotPossible as error:
            fault = str(error)
            return shown(request, await self.room.store.read(lambda tx: self._page(tx, request, visitor, fault)), 422)
        return to(request, "desk/accounts/?done=1")

    def _page(self, tx: Transaction, request: Request, visitor: Visitor, fault: str | None = None) -> bytes:
        found = people.everybody(tx, self.room.by(visitor))
        corner = self.looking.corner(tx, request, visitor, "accounts", fault=fault)
        return pages.render_accounts(self.room.house.site, corner, found, shortest=SHORTEST)


def _role(said: str) -> Role:
    if said not in ("editor", "admin"):
        raise HTTPException(400)
    return cast(Role, said)


def _password(form: Form) -> str:
    """As typed, with the spaces around it."""
    return next(iter(form.all("password")), "")
