"""The desk at /desk: pages and forms for those who have an account, without a script.

entrance.py   who comes in, and whose forms are believed      looking.py   the pages
acting.py     what the forms do                               forms.py     what a form says
mailing.py    the next newsletter                             accounts.py  who may come, for admins
"""

from aggregator.web.desk.entrance import Backroom
from aggregator.web.desk.routes import desk_routes

__all__ = ["Backroom", "desk_routes"]
