"""The daemon: polls what is due, publishes, follows its settings, and says how it is.

running.py   the parts put together, from start to stop   desk.py     what a tick does, once a second
following.py the settings file, watched and swapped in    pulse.py    whether the loop turns and the ticks come
storing.py   what is done while the store takes nothing   network.py  what is done while there is no network
vitals.py    health, as the web asks for it               metrics.py  numbers, as Prometheus asks for them
serving.py   the web alone, without polling               measuring.py  those of them that the store has
hubs.py      hubs that push to us, and the one that is told of our feeds

APScheduler, watchfiles and prometheus-client live here alone.
"""

from aggregator.daemon.desk import Desk
from aggregator.daemon.hubs import Hubs
from aggregator.daemon.running import run
from aggregator.daemon.vitals import Vitals

__all__ = ["Desk", "Hubs", "Vitals", "run"]
