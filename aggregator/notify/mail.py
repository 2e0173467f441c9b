"""Mail: a letter made into a message, and a message handed to a server. Blocks, so it runs in a thread."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from aggregator.config.notify import Mail
from aggregator.errors import DeliveryError
from aggregator.models.notice import Letter

#: For each step of the conversation.
TIMEOUT_SECONDS = 30.0
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def compose(
    letter: Letter, *, sender: str, recipient: str | None, message_id: str, written_at: datetime
) -> EmailMessage:
    """The letter as a message with both of its forms. The same letter at the same moment gives the same bytes but for
    the line that parts the forms."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    if recipient is not None:
        message["To"] = _address(recipient)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(written_at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def send(mail: Mail, message: EmailMessage, *, context: ssl.SSLContext | None = None) -> None:
    """Hand the message over to the server. Raises DeliveryError; `context` is for servers with certificates of their
    own.

    Where `security` asks for an encrypted line there is one, or nothing is sent.
    """
    try:
        with _connected(mail, context or ssl.create_default_context()) as server:
            if mail.user and mail.password:
                server.login(mail.user, mail.password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise DeliveryError(
            f"The mail server refuses the recipient: {_said(code, said)}", is_final=code >= 500
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(f"The mail server refuses our user or password ({error.smtp_code}).") from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"The mail server refuses: {_said(error.smtp_code, error.smtp_error)}") from error
    except ssl.SSLError as error:
        raise DeliveryError(f"No secure connection to {mail.server} could be made: {error.reason}.") from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise DeliveryError(f"{mail.server} can't be used: {error}.") from error


@contextlib.contextmanager
def _connected(mail: Mail, context: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    host, port = str(mail.server).strip("[]"), mail.port or _PORTS[mail.security]
    if mail.security == "tls":
        with smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context) as server:
            yield server
        return
    with smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS) as server:
        if mail.security == "starttls":
            server.starttls(context=context)
        yield server


def _address(written: str) -> Address:
    name, address = parseaddr(written)
    return Address(name, addr_spec=address)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())[:200]}"
