"""The next newsletter at the desk: what would be in it, how it looks, and sending it now."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.editing.acts import Hand, NotPossible
from aggregator.editing.overview import items
from aggregator.models.desk import MailItems, MailPart
from aggregator.models.notice import Letter
from aggregator.publish import write_letter
from aggregator.publish.digests import make_newsletter, next_newsletter, send_newsletter
from aggregator.store import acts, entries, hand, tallies
from aggregator.store.engine import Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """The newsletter if it went out now."""

    parts: MailItems
    letter: Letter


def draft(tx: Transaction, by: Hand) -> Draft:
    """What would be in it by category, what was left out of it, and the letter itself."""
    since, until = next_newsletter(tx, by.settings, by.now)
    made = make_newsletter(tx, by.settings, since, until)
    went_out = tallies.went_out(tx, since, until)
    ids = {entry.published_id: entry.id for entry in entries.load(tx, went_out)}
    shown = [(section.name, section.entries) for section in made.sections] + [("", made.vacancies)]
    parts = [
        MailPart(name, items(tx, [ids[entry.published_id] for entry in found]), is_jobs=number == len(made.sections))
        for number, (name, found) in enumerate(shown)
        if found
    ]
    left_out, _ = hand.mailing(tx, since, until)
    aside = items(tx, [one for one in went_out if one in left_out])
    wanted = by.settings.digest.newsletter
    return Draft(
        MailItems(
            since=since,
            until=until,
            parts=tuple(parts),
            left_out=aside,
            more=made.more,
            recipients=wanted.to if wanted else (),
            schedule=str(wanted.schedule) if wanted else "",
        ),
        write_letter(tx, by.settings, "newsletter", since, until),
    )


def send(tx: Transaction, by: Hand) -> None:
    """Send the newsletter now, in place of the next of its schedule. Raises NotPossible."""
    if by.settings.digest.newsletter is None:
        raise NotPossible("`digest.newsletter` in the settings names nobody to send it to.")
    if not send_newsletter(tx, by.settings, by.now):
        raise NotPossible("There is nothing in it.")
    acts.note(tx, who=by.who, act="mail", at=by.now, title=", ".join(by.settings.digest.newsletter.to))
