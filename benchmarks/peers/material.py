"""Feeds in the sizes and dialects of the real world, made from a seed or of real ones, into a folder per host."""

from __future__ import annotations

import gzip
import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from pathlib import Path

HOSTS = 200
#: Of the size of a document, in bytes: half are below the median, and the mean is more than twice it.
MEDIAN, SPREAD, LARGEST = 80_000, 1.25, 3_000_000
#: The moment that all dates are counted back from; a run begins soon after it.
EPOCH = datetime.now(UTC).replace(microsecond=0)

_SYLLABLES = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A feed at its address, and the file that nginx serves there."""

    number: int
    path: str
    file: Path

    @property
    def host(self) -> str:
        return host(self.number % HOSTS)


def host(number: int) -> str:
    """The loopback address that stands for this host."""
    return f"127.77.{number // 250}.{number % 250 + 1}"


def place(folder: Path, count: int, seed: int, real: Sequence[Path]) -> list[Placed]:
    """Write `count` feeds, each into the folder of its host."""
    placed = [Placed(n, f"/{n}.xml", folder / host(n % HOSTS) / f"{n}.xml") for n in range(count)]
    for feed in placed:
        feed.file.parent.mkdir(parents=True, exist_ok=True)
        feed.file.write_bytes(_copy_of(real, feed.number) if real else made(seed, feed.number))
    return placed


def add_one(feed: Placed) -> None:
    """Put one more entry at the head of a feed, dated now."""
    text = feed.file.read_bytes()
    if text.lstrip().startswith(b"{"):
        feed.file.write_bytes(_with_new_item(text, feed.number))
        return
    entry = _new_entry(text, feed.number)
    found = re.search(rb"<(item|entry)[\s>]", text)
    at = found.start() if found else text.rfind(b"</")
    feed.file.write_bytes(text[:at] + entry + text[at:])


# --- made ones -------------------------------------------------------------------------------------------------------


def made(seed: int, number: int) -> bytes:
    """One document: the same for the same seed and number on every machine, but for its dates."""
    chance = random.Random(f"{seed}/{number}")
    size = min(int(chance.lognormvariate(math.log(MEDIAN), SPREAD)), LARGEST)
    dialect = chance.choices((_rss_full, _rss_short, _atom, _rdf), (45, 20, 30, 5))[0]
    document = dialect(chance, number, _entries(chance, number, size))
    if chance.random() < 0.05:  # what half the world's feeds have been at some time
        document = document.replace("</title>", "&nbsp;&bull;</title>", 2)
    return document.encode()


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    title: str
    html: str
    published: datetime
    labels: tuple[str, ...]


def _entries(chance: random.Random, number: int, size: int) -> Iterator[_Entry]:
    count = chance.choice((10, 10, 15, 20, 20, 25, 30, 50, 100))
    moment = EPOCH - timedelta(hours=chance.random() * 24 * 7)
    for index in range(count):
        moment -= timedelta(hours=chance.expovariate(1 / 30))
        html = "".join(_paragraphs(chance, number, index, max(200, size // count)))
        labels = tuple(chance.choices(_words(), k=chance.randrange(4)))
        yield _Entry(f"{number}-{index}", _sentence(chance, 9), html, moment, labels)


def _paragraphs(chance: random.Random, number: int, index: int, size: int) -> Iterator[str]:
    length = 0
    while length < size:
        link = f' <a href="https://paper{number}.example/{index}/{length}">{chance.choice(_words())}</a>'
        picture = f'<img src="https://paper{number}.example/{index}.jpg" alt="">' if chance.random() < 0.1 else ""
        part = f"<p>{picture}{' '.join(_sentence(chance, 14) for _ in range(4))}{link} &amp; more.</p>\n"
        length += len(part)
        yield part


def _sentence(chance: random.Random, length: int) -> str:
    # common words are common: the n-th word of the list about 1/n as often as the first
    words = _words()
    picked = [words[int(len(words) ** chance.random()) - 1] for _ in range(length)]
    return " ".join(picked).capitalize() + "."


@lru_cache(maxsize=1)
def _words() -> list[str]:
    chance = random.Random("words")
    return list(dict.fromkeys("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)))


def _rss_full(chance: random.Random, number: int, entries: Iterator[_Entry]) -> str:
    return _rss(number, entries, full=True)


def _rss_short(chance: random.Random, number: int, entries: Iterator[_Entry]) -> str:
    return _rss(number, entries, full=chance.random() < 0.3)


def _rss(number: int, entries: Iterator[_Entry], *, full: bool) -> str:
    items = "".join(
        f"<item><title>{entry.title}</title><link>https://paper{number}.example/{entry.key}</link>"
        f'<guid isPermaLink="false">{entry.key}@paper{number}</guid>'
        f"<pubDate>{format_datetime(entry.published)}</pubDate>"
        f"<dc:creator>Writer {number % 7}</dc:creator>{''.join(f'<category>{one}</category>' for one in entry.labels)}"
        f"<description><![CDATA[{entry.html[:300].rsplit('<', 1)[0]}]]></description>"
        + (f"<content:encoded><![CDATA[{entry.html}]]></content:encoded>" if full else f"<!--{entry.html}-->")
        + "</item>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Paper {number}</title><link>https://paper{number}.example/</link><description>All of it</description>"
        f"{items}</channel></rss>"
    )


def _atom(chance: random.Random, number: int, entries: Iterator[_Entry]) -> str:
    def dated(moment: datetime) -> str:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    items = "".join(
        f"<entry><id>tag:paper{number}.example,2020:{entry.key}</id><title>{entry.title}</title>"
        f'<link rel="alternate" href="https://paper{number}.example/{entry.key}"/><updated>{dated(entry.published)}</updated>'
        f"<published>{dated(entry.published)}</published><author><name>Writer {number % 7}</name></author>"
        f"{''.join(f'<category term={chr(34)}{one}{chr(34)}/>' for one in entry.labels)}"
        f'<content type="html">{escape(entry.html)}</content></entry>\n'
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Paper {number}</title>"
        f"<id>tag:paper{number}.example,2020:feed</id><updated>{dated(EPOCH)}</updated>"
        f'<link href="https://paper{number}.example/"/>{items}</feed>'
    )


def _rdf(chance: random.Random, number: int, entries: Iterator[_Entry]) -> str:
    items = "".join(
        f'<item rdf:about="https://paper{number}.example/{entry.key}"><title>{entry.title}</title>'
        f"<link>https://paper{number}.example/{entry.key}</link><description>{escape(entry.html)}</description>"
        f"<dc:date>{entry.published.isoformat()}</dc:date></item>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://paper{number}.example/"><title>Paper {number}</title>'
        f"<link>https://paper{number}.example/</link><description>All</description></channel>{items}</rdf:RDF>"
    )


def _new_entry(document: bytes, number: int) -> bytes:
    moment, address = datetime.now(UTC), f"https://paper{number}.example/fresh"
    title, html = f"Fresh from {number}", f"<p>What paper {number} has to say today.</p>"
    if b"<entry" in document:
        return (
            f"<entry><id>{address}</id><title>{title}</title><link href='{address}'/>"
            f"<updated>{moment.isoformat()}</updated><content type='html'>{escape(html)}</content></entry>\n"
        ).encode()
    about = f' rdf:about="{address}"' if b"<rdf:RDF" in document else ""
    guid = "" if about else f"<guid isPermaLink='true'>{address}</guid><pubDate>{format_datetime(moment)}</pubDate>"
    return (
        f"<item{about}><title>{title}</title><link>{address}</link>{guid}<description>{escape(html)}</description></item>\n"
    ).encode()


def _with_new_item(document: bytes, number: int) -> bytes:
    """A JSON Feed with one more item at its head."""
    feed, address = json.loads(document), f"https://paper{number}.example/fresh"
    item = {
        "id": address,
        "url": address,
        "title": f"Fresh from {number}",
        "content_html": f"<p>What paper {number} has to say today.</p>",
        "date_published": datetime.now(UTC).isoformat(),
    }
    return json.dumps(feed | {"items": [item, *feed["items"]]}, ensure_ascii=False).encode()


# --- real ones -------------------------------------------------------------------------------------------------------


def _copy_of(real: Sequence[Path], number: int) -> bytes:
    """A real document, repeated under hosts, ids, links and title words of the copy's own."""
    document, copy = _real(real[number % len(real)]), number // len(real)
    if copy == 0:
        return document
    mark = f"copy{copy}.".encode()
    document = re.sub(rb"(https?://)", rb"\g<1>" + mark, document)
    # namespaces are addresses too, and must stay what they are
    document = re.sub(rb"(xmlns(?::[\w.-]+)?\s*=\s*[\"']https?://)" + re.escape(mark), rb"\g<1>", document)
    document = re.sub(rb"(<(?:guid|id)\b[^>]*>)", rb"\g<1>" + mark, document)
    shift = copy % 25 + 1
    return re.sub(
        rb"(<title\b[^>]*>)([^<&]+)(?=</title>)", lambda found: found[1] + _other_words(found[2], shift), document
    )


def _other_words(title: bytes, shift: int) -> bytes:
    return bytes((letter - 97 + shift) % 26 + 97 if 97 <= letter <= 122 else letter for letter in title)


@lru_cache(maxsize=1000)
def _real(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
