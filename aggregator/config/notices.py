"""What the keys about mail, alarms and letters need of each other: nobody is promised what can't be sent."""

from __future__ import annotations

from aggregator.config.notify import Alarms, Digest, Mail
from aggregator.config.report import Report
from aggregator.config.settings import Web

#: Servers to which a password may go in the clear: it never leaves the machine.
_OWN_MACHINE = ("localhost", "127.", "::1", "[::1]")


def check_notices(report: Report, mail: Mail, alarms: Alarms, digest: Digest, web: Web) -> None:
    """Note what is missing in the report; a section that is wrong itself came as its defaults and is left alone."""
    wanted = [("alarms", "mail")] if alarms.mail else []
    wanted += [("alarms", "review")] if alarms.review else []
    wanted += [("digest", "note")] if digest.note else []
    wanted += [("digest", "newsletter")] if digest.newsletter else []
    if mail.server is None and not report.has_faults_in(("mail",)):
        for path in wanted:
            report.add(path, "needs `mail.server`, which is missing: the server that takes our mail")
    if web.token is None and not report.has_faults_in(("web",)):
        for name in [
            name for name, is_wanted in (("feed", alarms.feed), ("review_feed", alarms.review_feed)) if is_wanted
        ]:
            report.add(("alarms", name), "needs `web.token`, which is missing: the secret word in the feed's address")
    if mail.server is not None:
        _check_mail(report, mail)


def _check_mail(report: Report, mail: Mail) -> None:
    if mail.sender is None:
        report.add(("mail", "from"), "is missing; it must be given where `mail.server` is")
    if mail.user and not mail.password:
        report.add(("mail", "password"), "is missing; it must be given where `mail.user` is")
    if mail.password and not mail.user:
        report.add(("mail", "user"), "is missing; it must be given where `mail.password` is")
    if mail.password and mail.security == "none" and not str(mail.server).startswith(_OWN_MACHINE):
        report.add(("mail", "security"), "must be starttls or tls where there is a password, or anybody could read it")
