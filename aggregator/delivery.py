"""The story of what is told: messages leave the outbox by mail or webhook, and are tried again until they are out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from aggregator.config.settings import Settings
from aggregator.errors import DeliveryError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.logs import get_logger
from aggregator.models.notice import Letter, Notice
from aggregator.notify.mail import compose, send
from aggregator.outcomes import Fetched, NotModified
from aggregator.store import notices
from aggregator.store.engine import Store

log = get_logger(__name__)

#: So many at a time.
BATCH = 20
#: After the first failure, doubled with each more, up to the longest.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
#: News of an alarm is no use for longer.
GIVEN_UP_AFTER = timedelta(days=3)


async def deliver(store: Store, fetcher: Fetcher, settings: Settings, now: datetime) -> int:
    """Try what is to be tried now; how many messages went out.

    One is marked as sent after it was handed over. Killed in between, it goes out again, under the same id.
    """
    due = await store.read(lambda tx: notices.due(tx, now, BATCH))
    return sum([await _deliver(store, fetcher, settings, notice, now) for notice in due])


async def _deliver(store: Store, fetcher: Fetcher, settings: Settings, notice: Notice, now: datetime) -> bool:
    told = {"channel": notice.channel, "about": notice.about, "recipient": notice.recipient}
    try:
        if notice.channel == "mail":
            await _mail(settings, notice)
        else:
            await _post(fetcher, settings, notice)
    except DeliveryError as error:
        fault, next_try = error.reason, None if error.is_final else next_try_at(notice, now)
        await store.write(lambda tx: notices.failed(tx, notice.id, fault, next_try))
        if next_try is None:
            log.error("notice_given_up", message=fault, tries=notice.tries + 1, **told)
        else:
            log.warning("notice_failed", message=fault, tries=notice.tries + 1, **told)
        return False
    await store.write(lambda tx: notices.sent(tx, notice.id, now))
    log.info("notice_sent", tries=notice.tries + 1, **told)
    return True


def next_try_at(notice: Notice, now: datetime) -> datetime | None:
    """When to try again what just failed; None: not any more."""
    if now - notice.written_at >= GIVEN_UP_AFTER:
        return None
    return now + min(FIRST_WAIT * (1 << min(notice.tries, 10)), LONGEST_WAIT)


async def _mail(settings: Settings, notice: Notice) -> None:
    mail = settings.mail
    if mail.server is None or mail.sender is None:
        raise DeliveryError("The settings name no mail server any more.")
    message = compose(
        Letter(**notice.content),
        sender=mail.sender,
        recipient=notice.recipient,
        message_id=notice.message_id,
        written_at=notice.written_at,
    )
    await _in_a_thread(lambda: send(mail, message))


async def _in_a_thread(work: Callable[[], None]) -> None:
    """Wait for a thread that nobody has to wait for at the end: a mail server may keep it for minutes."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        error: Exception | None = None
        try:
            work()
        except Exception as raised:  # noqa: BLE001  # handed to whoever waits
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=run, name="mail", daemon=True).start()
    await done


async def _post(fetcher: Fetcher, settings: Settings, notice: Notice) -> None:
    if settings.alarms.webhook is None:
        raise DeliveryError("The settings name no webhook any more.")
    content = {**notice.content, "id": notice.message_id.strip("<>")}
    answer = await fetcher.post(
        FetchRequest(url=settings.alarms.webhook, purpose="hook", headers=(("Content-Type", "application/json"),)),
        json.dumps(content, ensure_ascii=False).encode(),
    )
    if not isinstance(answer, Fetched | NotModified):
        raise DeliveryError(f"The webhook does not take it: {answer.cause.message}")
