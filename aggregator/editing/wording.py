"""The text of an entry by hand: Markdown as it was written, and what is shown, searched and summed up of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import blake2b

from aggregator import markup
from aggregator.markup.markdown import html_of_markdown
from aggregator.models.feed import Markup
from aggregator.store import hand
from aggregator.store.engine import Transaction
from aggregator.store.hand import Body
from aggregator.workers.preparing import SUMMARY_CHARS, TEXT_CHARS, packed_body

#: Half of every published id of the desk's own entries.
FIRST_URL = "desk:"
MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Worded:
    """A text in Markdown, made ready to be stored."""

    body: Body
    summary: str


def worded(text: str, base_url: str) -> Worded:
    """This text; its links are followed from `base_url`."""
    html = html_of_markdown(text, base_url=base_url)
    plain = markup.plain_text(html)[:TEXT_CHARS]
    body = Body(
        raw=packed_body(Markup(text, is_html=False)),
        html=html,
        text=plain,
        content_hash=blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
    )
    return Worded(body, markup.first_sentences(plain, SUMMARY_CHARS))


def text_of(tx: Transaction, entry_id: int) -> str | None:
    """What somebody wrote; None of what was not written here."""
    raw = hand.raw_body(tx, entry_id, FIRST_URL)
    return None if raw is None else zlib.decompress(raw).decode("utf-8", "surrogatepass")
