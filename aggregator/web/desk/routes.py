"""Which addresses the desk has."""

from __future__ import annotations

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.routing import Route

from aggregator.render.desk import LISTS
from aggregator.web.desk.accounts import Accounts
from aggregator.web.desk.acting import Acting
from aggregator.web.desk.entrance import Backroom, Entrance
from aggregator.web.desk.looking import Looking
from aggregator.web.desk.mailing import Mailing


class _List(StringConvertor):
    regex = "|".join(name for name in LISTS if name != "news")


register_url_convertor("desk_list", _List())

ENTRY = "/desk/entry/{id:entry}/"


def desk_routes(room: Backroom) -> list[Route]:
    """The desk's pages, and what its forms are sent to."""
    entrance, looking = Entrance(room), Looking(room)
    acting, mailing, accounts = Acting(room, looking), Mailing(room, looking), Accounts(room, looking)
    pages = {
        "/desk": looking.listing,
        "/desk/": looking.listing,
        "/desk/{list:desk_list}/": looking.listing,
        "/desk/sources/": looking.sources,
        "/desk/log/": looking.log,
        "/desk/post/": looking.post,
        "/desk/newsletter/": mailing.page,
        "/desk/newsletter/letter": mailing.letter,
        ENTRY: looking.entry,
    }
    forms = {
        "/desk/act": acting.mark,
        f"{ENTRY}edit": acting.edit,
        f"{ENTRY}set": acting.set_tags,
        "/desk/post/": acting.post,
        "/desk/undo": acting.undo,
        "/desk/release": acting.release,
        "/desk/newsletter/send": mailing.send,
        "/desk/logout": entrance.log_out,
    }
    admins = {
        "/desk/accounts/add": accounts.add,
        "/desk/accounts/change": accounts.change,
        f"{ENTRY}remove": acting.remove,
    }
    return [
        Route("/desk/login", entrance.show_log_in, methods=["GET"]),
        Route("/desk/login", entrance.log_in, methods=["POST"]),
        *[Route(path, entrance.page(show), methods=["GET"]) for path, show in pages.items()],
        *[Route(path, entrance.form(act), methods=["POST"]) for path, act in forms.items()],
        Route("/desk/accounts/", entrance.page(accounts.page, admin=True), methods=["GET"]),
        *[Route(path, entrance.form(act, admin=True), methods=["POST"]) for path, act in admins.items()],
    ]
