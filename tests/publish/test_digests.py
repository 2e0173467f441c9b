"""The desk note and the newsletter: every byte of both for one fixed store, what they hold, and when they go out.

When a letter is meant to change, write the files anew with `python -m tests.publish.test_digests` and read the
difference before it is committed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from aggregator import publish
from aggregator.config.notify import Digest
from aggregator.config.settings import Settings
from aggregator.models.alarm import Alarm
from aggregator.models.article import Vacancy
from aggregator.models.feed import Image
from aggregator.models.notice import Letter, Notice
from aggregator.models.rules import Reason
from aggregator.models.saying import saying
from aggregator.models.source import Habits, Hold
from aggregator.outcomes import Cause
from aggregator.publish.digests import LONGEST_PERIOD, make_newsletter, make_note, send_newsletter
from aggregator.store import alarms, dropped, habits, hand, notices, sources
from aggregator.store.engine import Store, open_store
from tests.publish import shelf
from tests.publish.shelf import SETTINGS, advertise, come_in, fill, follow, go_out
from tests.samples import NOON, a_category, a_prepared

GOLDEN = Path(__file__).parent / "golden"
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SINCE, UNTIL = NOON - 6 * DAY, NOON + DAY
PIXEL = "http://heron.example/dot.gif"
NASTY = '<script>alert("1")</script><img src=x onerror=alert(2)>\r\nBcc: all@news.example'


def fill_week(store: Store) -> None:
    """A week in which everything happens that letters tell of."""
    fill(store)
    late, soon = come_in(
        store,
        "Otter",
        a_prepared("late", title="Weir keeper", tags=(a_category("Jobs"),)),
        a_prepared("soon", title="Ferry hand", tags=(a_category("Jobs"),)),
    )
    advertise(store, late, Vacancy(location="Leeds"))
    advertise(store, soon, Vacancy(employer="Otter Trust", closes=date(2026, 3, 20)))
    go_out(store)
    with store.writing() as tx:
        ids = {source.name: source.id for source in sources.load(tx).values()}
        no_list = Cause("listing_empty", "The page shows no list of articles.")
        broken = Cause("server_error", "The server has a fault of its own (500).")
        page = Alarm(
            kind="broken",
            mark="1",
            subject="Otter",
            told=saying("page_broken", why=no_list),
        )
        gone = Alarm(
            kind="failing",
            mark="2",
            subject="Heron",
            told=saying("page_broken", why=broken),
        )
        for standing, at in (((page, gone), NOON - 2 * DAY), ((page,), NOON - DAY)):
            alarms.note(tx, standing, at)
            alarms.mark_told(tx, alarms.untold(tx), at)
        hold = Hold(cause=Cause("redated", "It gives 12 of its 15 entries another date."), since=NOON, old_before=NOON)
        habits.save(tx, ids["Heron"], Habits(hold=hold))
        out = [dropped.Dropped(a_prepared(f"x{number}"), (Reason(rule="relevance"),)) for number in range(3)]
        dropped.remember(tx, ids["Heron"], out, NOON)


def letters(store: Store, since: datetime = SINCE, until: datetime = UNTIL) -> dict[str, Letter]:
    with store.reading() as tx:
        return {
            "note": publish.write_letter(tx, SETTINGS, "note", since, until),
            "newsletter": publish.write_letter(tx, SETTINGS, "newsletter", since, until),
        }


def files(store: Store) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, letter in letters(store).items():
        found |= {f"{name}.txt": f"Subject: {letter.subject}\n\n{letter.text}", f"{name}.html": letter.html}
    return found


def test_a_fixed_week_gives_these_letters(store: Store) -> None:
    fill_week(store)
    for name, made in files(store).items():
        assert made == GOLDEN.joinpath(name).read_text(encoding="utf-8"), name


def test_the_note_tells_what_came_broke_and_fits_nowhere(sqlite_store: Store) -> None:
    fill_week(sqlite_store)
    with sqlite_store.reading() as tx:
        note = make_note(tx, SETTINGS, SINCE, UNTIL)
    assert [(one.name, one.number) for one in note.by_source] == [("Otter", 4), ("Heron", 3)]
    assert [one.alarm.subject for one in note.standing] == ["Otter"]
    assert [one.alarm.subject for one in note.over] == ["Heron"]
    assert [one.title for one in note.unplaced] == ["Title plain"]
    assert note.unplaced[0].command.startswith("aggregator explain urn:uuid:")
    assert (note.unplaced_number, note.left_out, [name for name, _ in note.held]) == (1, 3, ["Heron"])


def test_the_newsletter_has_each_entry_once_and_vacancies_by_their_last_day(sqlite_store: Store) -> None:
    fill_week(sqlite_store)
    with sqlite_store.reading() as tx:
        newsletter = make_newsletter(tx, SETTINGS, SINCE, UNTIL)
    held = [entry.published_id for section in newsletter.sections for entry in section.entries]
    held += [entry.published_id for entry in newsletter.vacancies]
    assert len(held) == len(set(held)) == 6
    assert [section.name for section in newsletter.sections] == ["Industry News", ""]
    assert [entry.original_title for entry in newsletter.vacancies] == ["Ferry hand", "Night keeper", "Weir keeper"]
    assert all(entry.body_html is None or entry.source.name == "Heron" for entry in newsletter.vacancies)


def test_only_what_went_out_in_its_time_is_in_a_newsletter(sqlite_store: Store) -> None:
    fill_week(sqlite_store)
    for since, until in ((NOON, UNTIL), (SINCE, NOON - HOUR)):
        assert "There is nothing new this time." in letters(sqlite_store, since, until)["newsletter"].text


def test_what_publishers_write_stays_text(sqlite_store: Store) -> None:
    fill_week(sqlite_store)
    nasty = a_prepared("nasty", title=NASTY, summary=NASTY, link="javascript:alert(3)", image=Image(PIXEL, alt=NASTY))
    script = a_prepared("script", image=Image("javascript:alert(4)"))
    come_in(sqlite_store, "Otter", nasty, script)
    go_out(sqlite_store)
    with sqlite_store.writing() as tx:
        alarm = Alarm(kind="failing", mark="9", subject=NASTY, told=saying("fault", fault=NASTY))
        alarms.note(tx, [alarm], NOON)
        alarms.mark_told(tx, alarms.untold(tx), NOON)
    for letter in letters(sqlite_store).values():
        page: Any = html.document_fromstring(letter.html)
        assert not page.xpath("//script | //@onerror | //link | //style")
        assert all(href.startswith(("http://", "https://")) for href in page.xpath("//@href"))
        assert set(page.xpath("//img/@src")) <= {PIXEL, "http://heron.example/o.jpg"}
        assert set(page.xpath("//@src")) == set(page.xpath("//img/@src"))
        assert "alert(2)" in page.text_content()
        assert "\n" not in letter.subject
        assert not any(line.startswith("Bcc:") for line in letter.text.splitlines())


@pytest.mark.parametrize(
    ("images", "address"),
    [
        ("link", "http://heron.example/o.jpg"),
        ("proxy", "http://news.example/desk/picture/"),
        ("none", None),
    ],
)
def test_the_newsletter_shows_one_picture_to_an_entry_from_where_the_settings_say(
    sqlite_store: Store, images: str, address: str | None
) -> None:
    fill_week(sqlite_store)
    with sqlite_store.reading() as tx:
        letter = publish.write_letter(tx, shelf.with_publish(images=images), "newsletter", SINCE, UNTIL)
        plain = publish.write_letter(tx, shelf.with_publish(images="none"), "newsletter", SINCE, UNTIL)
    shown: Any = html.document_fromstring(letter.html).xpath("//img")
    assert letter.text == plain.text
    assert len(shown) == (1 if address else 0)
    for picture in shown:
        assert picture.get("src").startswith(address)
        assert (picture.get("alt"), picture.get("width")) == ("An otter", "160")
        assert "max-width" in picture.get("style")


@pytest.mark.parametrize(("width", "shown"), [(None, "160"), (1200, "160"), (90, "90"), (0, "160")])
def test_a_small_picture_is_not_blown_up(sqlite_store: Store, width: int | None, shown: str) -> None:
    follow(sqlite_store)
    come_in(sqlite_store, "Otter", a_prepared("1", image=Image(PIXEL, width, 60)))
    go_out(sqlite_store)
    page: Any = html.document_fromstring(letters(sqlite_store)["newsletter"].html)
    (picture,) = page.xpath("//img")
    assert (picture.get("width"), picture.get("alt")) == (shown, "")


def test_what_the_desk_leaves_out_is_not_in_it_and_what_it_puts_first_leads_its_category(store: Store) -> None:
    follow(store)
    tags = {"Industry News": (a_category("Industry News"),), "": (), "Jobs": (a_category("Jobs"),)}
    ids: dict[str, int] = {}
    for topic, carried in tags.items():
        keys = [f"{topic}{number}" for number in range(3)]
        came = come_in(store, "Otter", *(a_prepared(f"k{key}", title=f"T{key}", tags=carried) for key in keys))
        ids |= dict(zip(keys, came, strict=True))
    for number in range(3):
        advertise(store, ids[f"Jobs{number}"], Vacancy(closes=date(2026, 3, 20 + number)))
    go_out(store)
    with store.writing() as tx:
        for key in ("0", "Industry News1", "Jobs0"):
            hand.mark(tx, ids[key], {"not_mailed_at": NOON}, NOON)
        for key in ("1", "Industry News0", "Jobs2", "Jobs0"):
            hand.mark(tx, ids[key], {"mailed_first_at": NOON}, NOON)
        made = make_newsletter(tx, SETTINGS, SINCE, UNTIL)
    found = [[entry.original_title for entry in section.entries] for section in made.sections]
    assert found == [["TIndustry News0", "TIndustry News2"], ["T1", "T2"]]
    assert [entry.original_title for entry in made.vacancies] == ["TJobs2", "TJobs1"]


# When they go out


def scheduled(**letters: str) -> Settings:
    values = {name: {"to": ["desk@news.example"], "schedule": schedule} for name, schedule in letters.items()}
    return replace(SETTINGS, digest=Digest.model_validate(values))


def look(store: Store, settings: Settings, now: datetime) -> int:
    """How many letters are written when the daemon looks."""
    with store.writing() as tx:
        are_due = publish.are_due(tx, settings, now)
        written = publish.write_due(tx, settings, now)
        assert are_due or not written
        assert not publish.are_due(tx, settings, now)
    return written


def waiting(store: Store) -> Sequence[Notice]:
    with store.reading() as tx:
        return notices.due(tx, datetime(2030, 1, 1, tzinfo=UTC), 100)


#: A Monday.
MONDAY = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


def test_each_moment_of_the_schedule_gives_one_letter_however_often_we_look_or_start(sqlite_url: str) -> None:
    settings = scheduled(note="monday 08:00", newsletter="friday 16:00")
    written = []
    for day in range(23):
        with open_store(sqlite_url) as store:
            follow(store, settings)
            for hour in range(0, 24, 4):
                now = MONDAY - DAY + day * DAY + hour * HOUR
                written += [f"{now:%a %d %H}"] * look(store, settings, now)
    # as of the 29th clocks are an hour ahead, and 08:00 comes an hour before we look
    assert written == ["Mon 16 08", "Fri 20 16", "Mon 23 08", "Fri 27 16", "Mon 30 08", "Fri 03 16", "Mon 06 08"]


def test_a_letter_that_was_slept_through_goes_out_once_and_covers_what_was_missed(sqlite_store: Store) -> None:
    settings = scheduled(newsletter="monday 08:00")
    follow(sqlite_store, settings)
    assert look(sqlite_store, settings, MONDAY) == 0
    come_in(sqlite_store, "Otter", a_prepared("1", title="First week"), now=MONDAY + DAY)
    go_out(sqlite_store, now=MONDAY + DAY)
    assert look(sqlite_store, settings, MONDAY + 2 * WEEK + 3 * DAY) == 1
    assert look(sqlite_store, settings, MONDAY + 2 * WEEK + 4 * DAY) == 0
    (notice,) = waiting(sqlite_store)
    assert "First week" in notice.content["text"]
    assert "16 March 2026 to 30 March 2026" in notice.content["subject"]


def test_a_year_of_sleep_is_not_told_as_one_week(sqlite_store: Store) -> None:
    settings = scheduled(newsletter="monday 08:00")
    follow(sqlite_store, settings)
    look(sqlite_store, settings, MONDAY)
    come_in(sqlite_store, "Otter", a_prepared("1", title="Long ago"), now=MONDAY + DAY)
    go_out(sqlite_store, now=MONDAY + DAY)
    assert look(sqlite_store, settings, MONDAY + LONGEST_PERIOD + 2 * WEEK) == 1
    assert "Long ago" not in waiting(sqlite_store)[0].content["text"]


@pytest.mark.parametrize(
    ("first", "then"),
    [({}, {"note": "monday 08:00"}), ({"note": "thursday 08:00"}, {"note": "monday 08:00"})],
    ids=["new", "changed"],
)
def test_a_schedule_that_is_new_waits_for_its_next_moment(
    sqlite_store: Store, first: dict[str, str], then: dict[str, str]
) -> None:
    follow(sqlite_store)
    look(sqlite_store, scheduled(**first), MONDAY - DAY)
    assert look(sqlite_store, scheduled(**then), MONDAY + DAY) == 0
    assert look(sqlite_store, scheduled(**then), MONDAY + WEEK) == 1


def test_a_clock_that_was_a_year_ahead_silences_nobody(sqlite_store: Store) -> None:
    settings = scheduled(note="monday 08:00")
    follow(sqlite_store)
    assert look(sqlite_store, settings, MONDAY) == 0
    assert look(sqlite_store, settings, MONDAY + 365 * DAY) == 1
    assert [look(sqlite_store, settings, MONDAY + days * DAY) for days in (1, 3, 7, 8)] == [0, 0, 1, 0]


def test_one_that_is_sent_by_hand_stands_for_the_next_and_the_one_after_covers_what_came_since(
    sqlite_store: Store,
) -> None:
    settings = scheduled(newsletter="monday 08:00")
    follow(sqlite_store, settings)
    assert look(sqlite_store, settings, MONDAY) == 0
    for day in (1, 4, 8):
        come_in(sqlite_store, "Otter", a_prepared(str(day), title=f"Day {day}."), now=MONDAY + day * DAY)
        go_out(sqlite_store, now=MONDAY + day * DAY)
        if day == 1:
            with sqlite_store.writing() as tx:
                assert send_newsletter(tx, settings, MONDAY + 3 * DAY)
                assert not send_newsletter(tx, settings, MONDAY + 3 * DAY + HOUR), "nothing came since"
        if day == 4:
            assert look(sqlite_store, settings, MONDAY + 7 * DAY) == 0
    assert look(sqlite_store, settings, MONDAY + 14 * DAY) == 1
    by_hand, by_schedule = [notice.content["text"] for notice in waiting(sqlite_store)]
    assert [f"Day {day}." in by_hand for day in (1, 4, 8)] == [True, False, False]
    assert [f"Day {day}." in by_schedule for day in (1, 4, 8)] == [False, True, True]
    assert look(sqlite_store, settings, MONDAY + 21 * DAY) == 1, "and it goes on as before"


def test_one_that_is_sent_by_hand_just_before_the_daemon_looks_is_not_sent_again(sqlite_store: Store) -> None:
    settings = scheduled(newsletter="monday 08:00")
    follow(sqlite_store, settings)
    assert look(sqlite_store, settings, MONDAY) == 0
    come_in(sqlite_store, "Otter", a_prepared("1", title="Day one."), now=MONDAY + DAY)
    go_out(sqlite_store, now=MONDAY + DAY)
    with sqlite_store.writing() as tx:
        assert send_newsletter(tx, settings, MONDAY + WEEK + timedelta(seconds=10))
    assert look(sqlite_store, settings, MONDAY + WEEK + timedelta(seconds=30)) == 0
    assert look(sqlite_store, settings, MONDAY + 2 * WEEK) == 1, "the next is not missed"


def test_every_recipient_gets_a_message_of_their_own(sqlite_store: Store) -> None:
    values: dict[str, Any] = {"note": {"to": ["a@x.example", "b@x.example", "a@x.example"], "schedule": "monday 08:00"}}
    settings = replace(SETTINGS, digest=Digest.model_validate(values))
    follow(sqlite_store)
    look(sqlite_store, settings, MONDAY)
    look(sqlite_store, settings, MONDAY + WEEK)
    assert [notice.recipient for notice in waiting(sqlite_store)] == ["a@x.example", "b@x.example"]
    assert len({notice.message_id for notice in waiting(sqlite_store)}) == 2


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/desk.db") as fixed:
        fill_week(fixed)
        for file, content in files(fixed).items():
            GOLDEN.joinpath(file).write_text(content, encoding="utf-8")
