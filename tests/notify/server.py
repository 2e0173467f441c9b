"""A real mail server on loopback that keeps what it takes."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

CERTIFICATE = Path(__file__).parents[1] / "fetch" / "server.pem"
HOST = "127.0.0.1"


@dataclass
class Post:
    """What was delivered: to whom, and the message."""

    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    #: Whether it came over an encrypted line, and as whom.
    sessions: list[tuple[bool, Any]] = field(default_factory=list)
    #: Answers to recipients, where they are not taken.
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for _, message in self.taken]

    async def handle_RCPT(  # aiosmtpd's own name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        message = message_from_bytes(cast(bytes, envelope.content), policy=default)
        self.taken.append((envelope.rcpt_tos, message))
        self.sessions.append((session.ssl is not None, session.auth_data))
        return "250 OK"


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextlib.contextmanager
def mail_server(post: Post, port: int, *, starttls: bool = False, user: str = "", **options: Any) -> Iterator[None]:
    """Takes mail at the port until the block ends; with a user only from that one, whose password is `sesame`."""

    def judge(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        is_right = data.login == user.encode() and data.password == b"sesame"
        return AuthResult(success=is_right, handled=False, auth_data=data.login)

    if starttls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        options |= {"tls_context": context, "require_starttls": True}
    if user:
        options |= {"authenticator": judge, "auth_required": True, "auth_require_tls": starttls}
    controller = Controller(post, HOST, port, **options)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
