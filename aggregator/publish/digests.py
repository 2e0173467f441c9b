"""The letters of the week: what the desk note and the newsletter say, and that each goes out once when it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from aggregator.config.notify import WeeklyLetter
from aggregator.config.settings import Settings
from aggregator.models.digest import Newsletter, Note, Section, Tally, Unplaced
from aggregator.models.notice import About, Letter
from aggregator.models.output import OutEntry
from aggregator.notify.written import Postmark, mails
from aggregator.publish.feeds import load
from aggregator.publish.house import House
from aggregator.publish.reviews import is_review_due, write_review
from aggregator.store import alarms, entries, habits, hand, notices, numbers, sources, tallies
from aggregator.store.engine import Transaction
from aggregator.weekly import latest

WEEK = timedelta(days=7)
#: A letter that was missed for longer leaves out what came before.
LONGEST_PERIOD = 4 * WEEK
#: The most entries in a newsletter, and the most that no rule placed in a note.
MOST_ENTRIES, MOST_UNPLACED = 300, 20
#: When the newsletter was last sent by hand.
_SENT = "newsletter_sent"
#: Settled messages are remembered so long.
KEPT = timedelta(days=30)


def make_note(tx: Transaction, settings: Settings, since: datetime, until: datetime) -> Note:
    """The desk note of this time."""
    stored = sources.load(tx)
    names = {source_id: source.name for source_id, source in stored.items()}
    unplaced = entries.load(tx, tallies.newest_unplaced(tx, since, until, MOST_UNPLACED))
    unplaced.sort(key=lambda entry: entry.publication_number or 0, reverse=True)
    return Note(
        site=House(settings).site,
        since=since,
        until=until,
        by_source=_tallies({names[id_]: number for id_, number in tallies.came_in(tx, since, until).items()}),
        by_category=_tallies(tallies.by_category(tx, since, until)),
        standing=tuple(alarms.standing(tx)),
        over=tuple(alarms.over_since(tx, since, until)),
        unplaced=tuple(
            Unplaced(title=entry.title, source=entry.source_name, command=f"aggregator explain {entry.published_id}")
            for entry in unplaced
        ),
        unplaced_number=tallies.unplaced(tx, since, until),
        held=tuple(
            (names[id_], habit.hold.cause)
            for id_, habit in habits.every(tx).items()
            if habit.hold and stored[id_].active
        ),
        dropped=_tallies({names[id_]: number for id_, number in tallies.left_out(tx, since, until).items()}),
    )


def make_newsletter(tx: Transaction, settings: Settings, since: datetime, until: datetime) -> Newsletter:
    """The newsletter of this time: each entry once, under the first of its categories, but for what the desk left out.
    What it put first stands at the head of its category.
    """
    house = House(settings)
    ids, (left_out, put_first) = tallies.went_out(tx, since, until), hand.mailing(tx, since, until)
    first = [one for one in ids if one in put_first]
    others = [one for one in ids if one not in left_out | put_first]
    ahead = load(tx, house, first[:MOST_ENTRIES], "pages", with_bodies=False)
    after = load(tx, house, others[: max(MOST_ENTRIES - len(first), 0)], "pages", with_bodies=False)
    listed = [*ahead, *after]
    by_path: dict[str, list[OutEntry]] = {path: [] for path in (*(one.path for one in house.categories.values()), "")}
    for entry in listed:
        if entry.vacancy is None:
            by_path[entry.categories[0].path if entry.categories else ""].append(entry)
    names = {topic.path: topic.name for topic in house.categories.values()}
    return Newsletter(
        site=house.site,
        since=since,
        until=until,
        sections=tuple(Section(names.get(path, ""), path, tuple(found)) for path, found in by_path.items() if found),
        vacancies=(*_open_vacancies(ahead), *_open_vacancies(after)),
        more=max(len(first) + len(others) - MOST_ENTRIES, 0),
    )


def next_newsletter(tx: Transaction, settings: Settings, now: datetime) -> tuple[datetime, datetime]:
    """The time that the newsletter covers if it is sent now; the last week where none is scheduled yet."""
    letter = settings.digest.newsletter
    since = (_sent_at(tx, now) or _told(tx, "newsletter", letter)) if letter else None
    if since is None or since > now:
        return now - WEEK, now
    return max(since, now - LONGEST_PERIOD), now


def send_newsletter(tx: Transaction, settings: Settings, now: datetime) -> bool:
    """Put the newsletter into the outbox now, in place of the next of its schedule; False if there is nobody to send it
    to, or nothing in it.
    """
    wanted, period = settings.digest.newsletter, next_newsletter(tx, settings, now)
    made = make_newsletter(tx, settings, *period)
    if wanted is None or not (made.sections or made.vacancies):
        return False
    _write(tx, settings, "newsletter", wanted, since=period[0], due=now, now=now)
    numbers.remember(tx, _SENT, now.isoformat())
    return True


def write_letter(tx: Transaction, settings: Settings, about: About, since: datetime, until: datetime) -> Letter:
    """One of the two in its form for mail."""
    from aggregator.render import letters

    if about == "newsletter":
        return letters.render_newsletter(make_newsletter(tx, settings, since, until))
    return letters.render_note(make_note(tx, settings, since, until))


def are_due(tx: Transaction, settings: Settings, now: datetime) -> bool:
    """Whether there is anything for `write_due` to do."""
    return is_review_due(tx, settings, now) or any(
        _is_behind(_told(tx, about, letter), _due(letter, settings, now), now)
        for about, letter in _scheduled(settings).items()
    )


def _is_behind(told: datetime | None, due: datetime, now: datetime) -> bool:
    return told is None or told < due or told > now + WEEK  # the last: the clock was put back


def write_due(tx: Transaction, settings: Settings, now: datetime) -> int:
    """Put the letters that are due into the outbox; how many. Each moment of the schedule gives one, however late.

    With a schedule that is new it is the next moment that counts, not the last.
    """
    written = write_review(tx, settings, now)
    for about, letter in _scheduled(settings).items():
        told, due = _told(tx, about, letter), _due(letter, settings, now)
        if told is not None and told < due:
            sent = _sent_at(tx, now) if about == "newsletter" else None
            if sent is not None and sent > max(told, due - WEEK):
                due = max(due, sent)  # sent by hand, it stands for this moment; what came since waits for the next
            else:
                since = max(sent or told, due - LONGEST_PERIOD)
                _write(tx, settings, about, letter, since=since, due=due, now=now)
                written += 1
                if sent is not None:
                    numbers.forget(tx, _SENT)
        if _is_behind(told, due, now):
            numbers.remember(tx, _fact(about), f"{letter.schedule} {due.isoformat()}")
    if written:
        notices.tidy(tx, now - KEPT)
    return written


def _write(
    tx: Transaction,
    settings: Settings,
    about: About,
    letter: WeeklyLetter,
    *,
    since: datetime,
    due: datetime,
    now: datetime,
) -> None:
    text = write_letter(tx, settings, about, since, due)
    postmark = Postmark(numbers.desk_id(tx), settings.site.url, now)
    notices.put(tx, mails(text, letter.to, about, postmark))


def _scheduled(settings: Settings) -> Mapping[About, WeeklyLetter]:
    found: dict[About, WeeklyLetter | None] = {"note": settings.digest.note, "newsletter": settings.digest.newsletter}
    return {about: letter for about, letter in found.items() if letter is not None}


def _due(letter: WeeklyLetter, settings: Settings, now: datetime) -> datetime:
    return latest(letter.schedule, settings.site.timezone, now)


def _told(tx: Transaction, about: About, letter: WeeklyLetter) -> datetime | None:
    """The moment of this schedule up to which readers know everything; None if it is new."""
    kept = (numbers.fact(tx, _fact(about)) or "").rpartition(" ")
    return datetime.fromisoformat(kept[2]) if kept[0] == str(letter.schedule) else None


def _sent_at(tx: Transaction, now: datetime) -> datetime | None:
    """When the newsletter was sent by hand, unless the schedule has sent one since."""
    kept = numbers.fact(tx, _SENT)
    sent = datetime.fromisoformat(kept) if kept else None
    return sent if sent is not None and sent <= now else None  # else the clock was put back


def _fact(about: About) -> str:
    return f"digest_{about}"


def _tallies(numbers_by_name: Mapping[str, int]) -> tuple[Tally, ...]:
    return tuple(Tally(*pair) for pair in sorted(numbers_by_name.items(), key=lambda pair: (-pair[1], pair[0])))


def _open_vacancies(listed: Sequence[OutEntry]) -> list[OutEntry]:
    return sorted((entry for entry in listed if entry.vacancy and not entry.is_closed), key=_closing)


def _closing(entry: OutEntry) -> tuple[bool, str]:
    closes = entry.vacancy.closes if entry.vacancy else None
    return closes is None, closes.isoformat() if closes else ""
