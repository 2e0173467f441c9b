"""`aggregator digest`: the weekly desk note, or the newsletter."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    opened,
    plain_failures,
    read_settings,
    tell,
)

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aggregator.config.settings import Settings
    from aggregator.models.notice import Letter
    from aggregator.notify.written import Postmark


class DigestFormat(StrEnum):
    """In which form it is written."""

    text = "text"
    html = "html"
    mail = "mail"


@plain_failures
def digest(
    newsletter: Annotated[bool, typer.Option("--newsletter", help="The newsletter instead of the desk note.")] = False,
    form: Annotated[
        DigestFormat, typer.Option("--format", help="text, html, or mail: a whole message with both.")
    ] = DigestFormat.text,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write it into a file instead of showing it.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it now to those whom `digest:` names.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """The desk note of the last seven days: what came in, what broke, what no rule placed. Or the newsletter."""
    from aggregator.notify.written import Postmark
    from aggregator.pipeline.desk import utc_now
    from aggregator.publish import write_letter
    from aggregator.publish.digests import WEEK
    from aggregator.store import numbers

    settings, now = read_settings(config), utc_now()
    with opened(database) as store, store.reading() as tx:
        letter = write_letter(tx, settings, "newsletter" if newsletter else "note", now - WEEK, now)
        postmark = Postmark(numbers.desk_id(tx), settings.site.url, now)
    if send:
        _send(settings, letter, postmark, newsletter)
    else:
        _write(_formed(settings, letter, postmark, form, newsletter), to)


def _formed(settings: Settings, letter: Letter, postmark: Postmark, form: DigestFormat, newsletter: bool) -> bytes:
    if form is DigestFormat.mail:
        return bytes(_message(settings, letter, postmark, newsletter, None))
    return (letter.html if form is DigestFormat.html else letter.text).encode()


def _write(content: bytes, to: Path | None) -> None:
    if to is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        to.write_bytes(content)
    except OSError as error:
        tell(f"{to} can't be written: {error.strerror}")
        raise typer.Exit(FAILED) from error


def _send(settings: Settings, letter: Letter, postmark: Postmark, newsletter: bool) -> None:
    from aggregator.notify import mail

    wanted = settings.digest.newsletter if newsletter else settings.digest.note
    if wanted is None:
        tell(f"`digest.{'newsletter' if newsletter else 'note'}` in the settings names nobody to send it to.")
        raise typer.Exit(WRONG_USE)
    for recipient in wanted.to:
        mail.send(settings.mail, _message(settings, letter, postmark, newsletter, recipient))
        tell(f"Sent to {recipient}")


def _message(
    settings: Settings, letter: Letter, postmark: Postmark, newsletter: bool, recipient: str | None
) -> EmailMessage:
    from aggregator.notify.mail import compose

    if settings.mail.sender is None:
        tell("A mail needs `mail.from` in the settings.")
        raise typer.Exit(WRONG_USE)
    message_id = postmark.message_id("newsletter" if newsletter else "note", "mail", recipient or "")
    return compose(
        letter, sender=settings.mail.sender, recipient=recipient, message_id=message_id, written_at=postmark.at
    )
