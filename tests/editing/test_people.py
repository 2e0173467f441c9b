"""Accounts as admins look after them: each act in the audit, and always an admin left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.editing import doors, people
from aggregator.editing.acts import Hand, NotPossible
from aggregator.store import accounts, acts
from aggregator.store.engine import Store
from tests.publish.shelf import SETTINGS
from tests.samples import NOON

ADA = Hand("Ada", NOON, SETTINGS)
PASSWORD = "a long enough password"


@pytest.fixture
def desk(store: Store) -> Store:
    """Two admins, known by a proxy, and an editor."""
    with store.writing() as tx:
        doors.open_account(tx, "Ada", "admin", None, NOON)
        doors.open_account(tx, "Bo", "admin", None, NOON)
        doors.open_account(tx, "Cy", "editor", None, NOON)
    return store


def ids(store: Store) -> dict[str, int]:
    with store.reading() as tx:
        return {one.name: one.id for one in accounts.every(tx)}


def test_one_of_two_admins_may_go_but_not_the_other(desk: Store) -> None:
    known = ids(desk)
    with desk.writing() as tx:
        people.remove(tx, ADA, known["Bo"])
    with pytest.raises(NotPossible, match="last admin"), desk.writing() as tx:
        people.remove(tx, ADA, known["Ada"])
    with pytest.raises(NotPossible, match="last admin"), desk.writing() as tx:
        people.set_role(tx, ADA, known["Ada"], "editor")
    with desk.writing() as tx:
        people.set_role(tx, ADA, known["Cy"], "admin")
        people.set_role(tx, ADA, known["Ada"], "editor")
        assert [(one.name, one.role) for one in people.everybody(tx, ADA)] == [("Ada", "editor"), ("Cy", "admin")]


def test_the_only_account_stays_for_who_has_no_other_way_in(store: Store) -> None:
    with store.writing() as tx:
        doors.open_account(tx, "Ada", "admin", None, NOON)
    with pytest.raises(NotPossible, match="last admin"), store.writing() as tx:
        people.remove(tx, ADA, 1)


def test_only_sessions_that_still_hold_are_counted_and_ending_them_ends_nobody_elses(desk: Store) -> None:
    known, limits = ids(desk), SETTINGS.desk
    with desk.writing() as tx:
        for name, age in (("Bo", timedelta(0)), ("Bo", limits.idle), ("Bo", limits.longest), ("Cy", timedelta(0))):
            assert doors.vouched_for(tx, name, NOON - age)
        assert [one.sessions for one in people.everybody(tx, ADA)] == [0, 1, 1]
        people.end_sessions(tx, ADA, known["Bo"])
        assert [one.sessions for one in people.everybody(tx, ADA)] == [0, 0, 1]


def test_each_act_is_told_with_the_role_before_and_after_and_never_with_a_password(desk: Store) -> None:
    known = ids(desk)
    with desk.writing() as tx:
        people.add(tx, ADA, "Di", "editor", PASSWORD)
        people.set_role(tx, ADA, known["Cy"], "admin")
        people.set_role(tx, ADA, known["Cy"], "admin")  # is it already
        people.set_password(tx, ADA, known["Cy"], PASSWORD)
        people.remove(tx, ADA, known["Cy"])
        told = [(one.act, one.title, one.before, one.after) for one in reversed(acts.newest(tx, limit=9))]
    assert told == [
        ("add_user", "Di", {}, {"role": "editor"}),
        ("role", "Cy", {"role": "editor"}, {"role": "admin"}),
        ("password", "Cy", {}, {}),
        ("del_user", "Cy", {"role": "admin"}, {}),
    ]
