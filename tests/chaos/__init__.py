"""Faults as they happen to a desk that is left alone for years. `scripts/chaos` has them in full.

ledger.py   what must hold afterwards                      driven.py   a daemon whose clock the test turns
town.py     feeds that publish by that clock               day.py      the daemon driven through hours, and its schedule
"""
