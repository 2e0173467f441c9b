"""The rules of RFC 4287, RSS 2.0 with its advisory board's profile, and JSON Feed 1.1 that feed validators check and
that we rely on. Each is a function that yields what it finds wrong; `faults` asks all that apply to a document.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SY = "{http://purl.org/rss/1.0/modules/syndication/}"
JOBS = "{http://base.google.com/ns/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

RFC_3339 = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})")
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"[0-2]\d:[0-5]\d:[0-5]\d ([+-]\d{4}|GMT)"
)
ABSOLUTE_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
HTTP_URI = re.compile(r"https?://[^/?#\s]+([/?#]([A-Za-z0-9/?:@!$&'()*+,;=._~#-]|%[0-9A-Fa-f]{2})*)?")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Faults = Iterator[str]
Check = Callable[[Any, str], Faults]


@dataclass(frozen=True)
class Rule:
    """A rule and a way to break it: the first `old` in a good feed becomes `new`."""

    name: str
    check: Check
    old: str
    new: str


def faults(document: bytes, served_at: str) -> list[str]:
    """Everything that is wrong with a feed."""
    parsed = parse(document)
    xml_rules = ATOM_RULES if isinstance(parsed, etree._Element) and parsed.tag == f"{ATOM}feed" else RSS_RULES
    rules = JSON_RULES if isinstance(parsed, dict) else xml_rules
    return [fault for rule in rules for fault in rule.check(parsed, served_at)]


def parse(document: bytes) -> Any:
    """An XML element or what the JSON says. Raises if it is not well-formed."""
    if document.startswith(b"{"):
        return json.loads(document)
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False))


def broken(document: bytes, rule: Rule) -> bytes:
    """The feed with the rule broken."""
    text = document.decode("utf-8")
    assert rule.old in text, f"nothing to break for {rule.name}"
    return text.replace(rule.old, rule.new, 1).encode("utf-8")


def texts(element: etree._Element, path: str) -> list[str]:
    return [(found.text or "").strip() for found in element.findall(path)]


def exactly_one(element: etree._Element, *names: str) -> Faults:
    for name in names:
        found = texts(element, name)
        if len(found) != 1 or not found[0]:
            yield f"{element.tag} has {len(found)} {name}: {found}"


def at_most_one(element: etree._Element, *names: str) -> Faults:
    for name in names:
        if len(element.findall(name)) > 1:
            yield f"{element.tag} has more than one {name}"


def unmatched(pattern: re.Pattern[str], values: Iterable[str | None], what: str) -> Faults:
    for value in values:
        if value is None or not pattern.fullmatch(value):
            yield f"not {what}: {value!r}"


def repeated(values: Iterable[str], what: str) -> Faults:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value!r} stands {count} times"


def unsafe_markup(markup: str) -> Faults:
    """Relative addresses and active content, in HTML that a feed carries."""
    for element in html.fragment_fromstring(markup, create_parent=True).iter(etree.Element):
        if element.tag in {"script", "iframe", "object", "embed", "form", "style", "meta", "link"}:
            yield f"active element {element.tag}"
        for name, value in element.attrib.items():
            if str(name).startswith("on") or name == "style":
                yield f"active attribute {name}"
            if name in {"href", "src"}:
                yield from unmatched(re.compile(r"(https?://|mailto:).+"), [str(value)], "an absolute address")


# What both dialects share

KNOWN_NAMESPACES = {
    "http://www.w3.org/2005/Atom",
    "http://purl.org/syndication/history/1.0",
    "http://purl.org/dc/elements/1.1/",
    "http://search.yahoo.com/mrss/",
    "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/rss/1.0/modules/event/",
    "http://base.google.com/ns/1.0",
}


def known_namespaces(root: etree._Element, _: str) -> Faults:
    for namespace in set(root.nsmap.values()) - KNOWN_NAMESPACES:
        yield f"validators don't know {namespace}"


def places_in_history(root: etree._Element, _: str) -> Faults:
    head = root if root.tag == f"{ATOM}feed" else root[0]
    relations = Counter(link.get("rel") for link in head.findall(f"{ATOM}link"))
    for relation in ("self", "prev-archive", "next-archive", "current", "first", "previous", "next"):
        if relations[relation] > 1:
            yield f"{relations[relation]} links of relation {relation}"
    if (head.find(f"{HISTORY}archive") is not None) != (relations["current"] == 1):
        yield "an archive that names no current feed, or the other way about"


def vacancy_terms(root: etree._Element, _: str) -> Faults:
    for pattern, name, what in (
        (r"\d{4}-\d\d-\d\d", "expiration_date", "a day"),
        (r"\d+(\.\d+)?", "salary", "a number"),
        (r"[A-Z]{3}", "currency", "a currency"),
        (r"starting|negotiable", "salary_type", "a kind of salary"),
        (r"[^<>]+", "employer", "plain text"),
    ):
        yield from unmatched(re.compile(pattern), texts(root, f".//{JOBS}{name}"), what)
    for entry in (*root.iter("item"), *root.iter(f"{ATOM}entry")):
        yield from at_most_one(entry, *(JOBS + name for name in ("expiration_date", "salary", "currency", "employer")))


# Atom


def atom_required(feed: etree._Element, _: str) -> Faults:
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        yield from exactly_one(element, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")


def atom_single(feed: etree._Element, _: str) -> Faults:
    yield from at_most_one(feed, *(ATOM + name for name in ("generator", "icon", "logo", "rights", "subtitle")))
    for entry in feed.findall(f"{ATOM}entry"):
        yield from at_most_one(
            entry, *(ATOM + name for name in ("content", "published", "rights", "source", "summary"))
        )


def atom_ids(feed: etree._Element, _: str) -> Faults:
    yield from unmatched(ABSOLUTE_IRI, texts(feed, f".//{ATOM}id"), "an absolute IRI")


def atom_unique_ids(feed: etree._Element, _: str) -> Faults:
    yield from repeated(texts(feed, f"{ATOM}entry/{ATOM}id"), "id")


def atom_dates(feed: etree._Element, _: str) -> Faults:
    for name in ("updated", "published"):
        yield from unmatched(RFC_3339, texts(feed, f".//{ATOM}{name}"), "an RFC 3339 date")


def atom_authors(feed: etree._Element, _: str) -> Faults:
    for entry in feed.findall(f"{ATOM}entry"):
        names = texts(entry, f"{ATOM}author/{ATOM}name")
        if not names or not all(names):
            yield f"an entry without a named author of its own: {names}"


def atom_alternates(feed: etree._Element, _: str) -> Faults:
    for element in (feed, *feed.findall(f"{ATOM}entry"), *feed.findall(f".//{ATOM}source")):
        kinds = [
            f"{link.get('type')} {link.get('hreflang')}"
            for link in element.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        yield from repeated(kinds, "alternate link of type")
    for entry in feed.findall(f"{ATOM}entry"):
        links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if not links and entry.find(f"{ATOM}content") is None:
            yield "an entry with neither content nor alternate link"


def atom_links(feed: etree._Element, _: str) -> Faults:
    yield from unmatched(HTTP_URI, (link.get("href") for link in feed.iter(f"{ATOM}link")), "an absolute address")


def atom_enclosures(feed: etree._Element, _: str) -> Faults:
    for link in feed.iter(f"{ATOM}link"):
        if link.get("rel") == "enclosure":
            yield from unmatched(re.compile(r"[\w.+-]+/[\w.+-]+"), [link.get("type")], "a media type")
            yield from unmatched(re.compile(r"\d+"), [link.get("length", "0")], "a length")


def atom_self(feed: etree._Element, served_at: str) -> Faults:
    selves = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if selves != [served_at]:
        yield f"self links {selves}, served at {served_at}"


def atom_source(feed: etree._Element, _: str) -> Faults:
    for entry in feed.findall(f"{ATOM}entry"):
        yield from exactly_one_element(entry, f"{ATOM}source")
        for source in entry.findall(f"{ATOM}source"):
            yield from exactly_one(source, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")


def exactly_one_element(element: etree._Element, name: str) -> Faults:
    if len(element.findall(name)) != 1:
        yield f"{element.tag} has {len(element.findall(name))} {name}"


def atom_categories(feed: etree._Element, _: str) -> Faults:
    for category in feed.iter(f"{ATOM}category"):
        yield from unmatched(re.compile(r".+"), [category.get("term")], "a term")
        yield from unmatched(ABSOLUTE_IRI, [category.get("scheme")], "a scheme")


def atom_languages(feed: etree._Element, _: str) -> Faults:
    tags = [feed.get(XML_LANG), *(entry.get(XML_LANG) for entry in feed.iter(f"{ATOM}entry") if entry.get(XML_LANG))]
    yield from unmatched(LANGUAGE, tags, "a language tag")


def atom_content(feed: etree._Element, _: str) -> Faults:
    for content in feed.iter(f"{ATOM}content"):
        if content.get("type") != "html" or len(content):
            yield f"content of type {content.get('type')} with {len(content)} elements"
        else:
            yield from unsafe_markup(content.text or "")


ATOM_RULES: tuple[Rule, ...] = (
    Rule("feed and entries have one id, title and date", atom_required, "<title>Harbour", "<title/><title>Harbour"),
    Rule("what may stand once stands once", atom_single, "<subtitle>", "<subtitle>Again</subtitle><subtitle>"),
    Rule("ids are absolute IRIs", atom_ids, "<id>urn:uuid:00000000-0000-5000-8000-000000000001", "<id>1"),
    Rule("no id stands twice", atom_unique_ids, "000000000002</id>", "000000000001</id>"),
    Rule("dates are RFC 3339 with a zone", atom_dates, "+00:00</published>", "</published>"),
    Rule("every entry names an author", atom_authors, "<author><name>Ada Finch</name></author>", ""),
    Rule("one alternate link of a kind", atom_alternates, 'rel="via"', 'rel="alternate"'),
    Rule(
        "links are absolute addresses", atom_links, 'link href="https://courier.example/news/1"', 'link href="/news/1"'
    ),
    Rule("enclosures have a type and a length in digits", atom_enclosures, 'length="123456"', 'length="120 kB"'),
    Rule("one self link, where the feed stands", atom_self, "example/atom.xml", "example/feed/atom.xml"),
    Rule("the source is whole", atom_source, "<id>tag:courier.example,2001:feed</id>", ""),
    Rule("categories have a term and a scheme", atom_categories, 'term="Industry News" ', ""),
    Rule("languages are well-formed", atom_languages, 'xml:lang="cy"', 'xml:lang="c_y"'),
    Rule("namespaces are known", known_namespaces, "http://search.yahoo.com/mrss/", "http://media.example/"),
    Rule("there is one way back and one way on", places_in_history, 'rel="hub"', 'rel="prev-archive"'),
    Rule("an archive names the current feed", places_in_history, "<title>Harbour", "<fh:archive/><title>Harbour"),
    Rule("a vacancy's terms have their form", vacancy_terms, "date>2026-03-31<", "date>31 March 2026<"),
    Rule("content is safe HTML with absolute addresses", atom_content, "&lt;p&gt;", "&lt;img src=x onerror=y&gt;"),
)

# RSS


def rss_required(rss: etree._Element, _: str) -> Faults:
    if rss.get("version") != "2.0":
        yield f"version {rss.get('version')}"
    yield from exactly_one(rss[0], "title", "link", "description")


def rss_single(rss: etree._Element, _: str) -> Faults:
    yield from at_most_one(
        rss[0], "language", "lastBuildDate", "ttl", "image", "generator", "copyright", "docs", "pubDate"
    )
    for item in rss.iter("item"):
        yield from at_most_one(item, "title", "link", "description", "guid", "pubDate", "source", "author")


def rss_self(rss: etree._Element, served_at: str) -> Faults:
    selves = [link.get("href") for link in rss[0].findall(f"{ATOM}link") if link.get("rel") == "self"]
    if selves != [served_at]:
        yield f"self links {selves}, served at {served_at}"


def rss_items(rss: etree._Element, _: str) -> Faults:
    for item in rss.iter("item"):
        if not any(texts(item, "title") + texts(item, "description")):
            yield "an item with neither title nor description"


def rss_guids(rss: etree._Element, _: str) -> Faults:
    for item in rss.iter("item"):
        yield from exactly_one(item, "guid")
        for guid in item.findall("guid"):
            if guid.get("isPermaLink", "true") == "true" and not HTTP_URI.fullmatch(guid.text or ""):
                yield f"a guid that claims to be an address: {guid.text}"


def rss_unique_guids(rss: etree._Element, _: str) -> Faults:
    yield from repeated(texts(rss, ".//guid"), "guid")


def rss_dates(rss: etree._Element, _: str) -> Faults:
    yield from unmatched(RFC_822, texts(rss, ".//pubDate") + texts(rss, ".//lastBuildDate"), "an RFC 822 date")
    for item in rss.iter("item"):
        yield from exactly_one(item, "pubDate")


def rss_links(rss: etree._Element, _: str) -> Faults:
    yield from unmatched(HTTP_URI, texts(rss, ".//link"), "an absolute address")


def rss_enclosures(rss: etree._Element, _: str) -> Faults:
    for item in rss.iter("item"):
        yield from at_most_one(item, "enclosure")
    for enclosure in rss.iter("enclosure"):
        yield from unmatched(HTTP_URI, [enclosure.get("url")], "an absolute address")
        yield from unmatched(re.compile(r"\d+"), [enclosure.get("length")], "a length")
        yield from unmatched(re.compile(r"[\w.+-]+/[\w.+-]+"), [enclosure.get("type")], "a media type")


def rss_source(rss: etree._Element, _: str) -> Faults:
    for item in rss.iter("item"):
        yield from exactly_one(item, "source")
    yield from unmatched(HTTP_URI, (source.get("url") for source in rss.iter("source")), "an absolute address")


def rss_image(rss: etree._Element, _: str) -> Faults:
    for image in rss.iter("image"):
        yield from exactly_one(image, "url", "title", "link")
        yield from unmatched(re.compile(r".+\.(png|jpe?g|gif)", re.IGNORECASE), texts(image, "url"), "PNG, JPEG or GIF")
        for name in ("title", "link"):
            if texts(image, name) != texts(rss[0], name):
                yield f"the image's {name} is not the channel's"


def rss_language(rss: etree._Element, _: str) -> Faults:
    yield from unmatched(LANGUAGE, texts(rss[0], "language"), "a language tag")


def rss_rhythm(rss: etree._Element, _: str) -> Faults:
    yield from unmatched(re.compile(r"[1-9]\d*"), texts(rss[0], "ttl"), "minutes")
    yield from unmatched(
        re.compile("hourly|daily|weekly|monthly|yearly"), texts(rss[0], f"{SY}updatePeriod"), "a period"
    )
    yield from unmatched(re.compile(r"[1-9]\d*"), texts(rss[0], f"{SY}updateFrequency"), "a frequency")


def rss_author(rss: etree._Element, _: str) -> Faults:
    for author in rss.iter("author"):
        yield from unmatched(re.compile(r".+@.+"), [author.text], "an e-mail address")


def rss_media(rss: etree._Element, _: str) -> Faults:
    for element in (*rss.iter(f"{MEDIA}content"), *rss.iter(f"{MEDIA}thumbnail")):
        yield from unmatched(HTTP_URI, [element.get("url")], "an absolute address")
        yield from unmatched(re.compile(r"\d+"), (element.get(n, "0") for n in ("width", "height")), "pixels")


def rss_content(rss: etree._Element, _: str) -> Faults:
    for text in texts(rss, ".//item/description") + texts(rss, f".//{CONTENT}encoded"):
        yield from unsafe_markup(text)


RSS_RULES: tuple[Rule, ...] = (
    Rule(
        "channel has one title, link and description", rss_required, "<description>News", "<description/><description>N"
    ),
    Rule("what may stand once stands once", rss_single, "<ttl>", "<ttl>5</ttl><ttl>"),
    Rule("one self link, where the feed stands", rss_self, 'rel="self"', 'rel="alternate"'),
    Rule("items have a title or a description", rss_items, "<item><title>", "<item/><item><title>"),
    Rule("a guid says that it is no address", rss_guids, ' isPermaLink="false"', ""),
    Rule("no guid stands twice", rss_unique_guids, "000000000002</guid>", "000000000001</guid>"),
    Rule("dates are RFC 822 with four digits of year", rss_dates, "Mar 2026", "Mar 26"),
    Rule("links are absolute addresses", rss_links, "<link>https://courier.example/", "<link>/"),
    Rule("one enclosure with address, length and type", rss_enclosures, ' length="123456"', ""),
    Rule(
        "every item names its source and the source's address", rss_source, '<source url="https:', '<source url="feed:'
    ),
    Rule("the image bears the channel's title and link", rss_image, "<image><url>", "<image><title>T</title><url>"),
    Rule("the language is well-formed", rss_language, "<language>en-GB", "<language>English, British"),
    Rule("ttl and sy: are whole numbers and known words", rss_rhythm, "updatePeriod>hourly", "updatePeriod>often"),
    Rule("an author is an e-mail address", rss_author, "<item>", "<item><author>Ada Finch</author>"),
    Rule("pictures have absolute addresses and sizes in pixels", rss_media, 'width="1200"', 'width="100%"'),
    Rule("the image is of a kind that RSS knows", rss_image, "static/logo.png</url>", "static/logo.svg</url>"),
    Rule("namespaces are known", known_namespaces, "http://search.yahoo.com/mrss/", "http://media.example/"),
    Rule("there is one way back and one way on", places_in_history, 'rel="hub"', 'rel="prev-archive"'),
    Rule("an archive names the current feed", places_in_history, "<title>Harbour", "<fh:archive/><title>Harbour"),
    Rule("a vacancy's terms have their form", vacancy_terms, "salary>28000<", "salary>£28,000 to £31,000<"),
    Rule("descriptions are safe HTML", rss_content, "&lt;p&gt;The", "&lt;script&gt;x&lt;/script&gt;&lt;p&gt;The"),
)

# JSON Feed


def json_required(feed: dict[str, Any], _: str) -> Faults:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    if not feed.get("title") or not isinstance(feed.get("items"), list):
        yield "no title or no list of items"


def json_self(feed: dict[str, Any], served_at: str) -> Faults:
    if feed.get("feed_url") != served_at:
        yield f"feed_url {feed.get('feed_url')}, served at {served_at}"


def json_ids(feed: dict[str, Any], _: str) -> Faults:
    ids = [item.get("id") for item in feed["items"]]
    if not all(isinstance(value, str) and value for value in ids):
        yield f"ids that are no texts: {ids}"
    yield from repeated(map(str, ids), "id")


def json_content(feed: dict[str, Any], _: str) -> Faults:
    for item in feed["items"]:
        if not item.get("content_html") and not item.get("content_text"):
            yield f"{item.get('id')} has no content"
        yield from unsafe_markup(item.get("content_html", "<p></p>"))


def json_dates(feed: dict[str, Any], _: str) -> Faults:
    for item in feed["items"]:
        yield from unmatched(RFC_3339, [item.get("date_published"), item.get("date_modified")], "an RFC 3339 date")


def json_addresses(feed: dict[str, Any], _: str) -> Faults:
    named = ("url", "external_url", "image", "home_page_url", "feed_url", "next_url", "icon", "favicon")
    for holder in (feed, *feed["items"]):
        yield from unmatched(HTTP_URI, (holder[name] for name in named if name in holder), "an absolute address")


def json_authors(feed: dict[str, Any], _: str) -> Faults:
    for item in feed["items"]:
        for author in item.get("authors", [{}]):
            if not author.keys() & {"name", "url", "avatar"}:
                yield f"{item.get('id')} has an author without a name"


def json_attachments(feed: dict[str, Any], _: str) -> Faults:
    for item in feed["items"]:
        for attachment in item.get("attachments", []):
            yield from unmatched(HTTP_URI, [attachment.get("url")], "an absolute address")
            yield from unmatched(re.compile(r"[\w.+-]+/[\w.+-]+"), [attachment.get("mime_type")], "a media type")
            if not isinstance(attachment.get("size_in_bytes", 0), int):
                yield "a size that is no number"


def json_tags(feed: dict[str, Any], _: str) -> Faults:
    for item in feed["items"]:
        if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
            yield f"{item.get('id')} has tags that are no texts"


def json_extensions(feed: dict[str, Any], _: str) -> Faults:
    known_head = {
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "description",
        "next_url",
        "icon",
        "favicon",
        "authors",
        "language",
    }
    known_item = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"}
    known_item |= {"date_published", "date_modified", "authors", "tags", "language", "attachments"}
    for holder, known in ((feed, known_head | {"hubs", "items"}), *((item, known_item) for item in feed["items"])):
        for name in holder.keys() - known:
            if not name.startswith("_"):
                yield f"{name} is ours but does not start with an underscore"


JSON_RULES: tuple[Rule, ...] = (
    Rule("it says its version and has a title and items", json_required, "version/1.1", "version/1.2"),
    Rule("feed_url is where the feed stands", json_self, "example/feed.json", "example/feed/feed.json"),
    Rule("ids are texts and none stands twice", json_ids, '000000000002"', '000000000001"'),
    Rule("every item has safe content", json_content, '"content_html":"<p>', '"content_html":"<p onclick=x>'),
    Rule("dates are RFC 3339 with a zone", json_dates, '+00:00","date_modified"', '","date_modified"'),
    Rule("addresses are absolute", json_addresses, '"url":"https://courier.example/news/1"', '"url":"/news/1"'),
    Rule("authors have names", json_authors, '{"name":"Ada Finch"}', "{}"),
    Rule("attachments have an address and a type", json_attachments, '"mime_type":"audio/mpeg",', ""),
    Rule("tags are texts", json_tags, '"tags":["Industry News"]', '"tags":[7]'),
    Rule("what is ours starts with an underscore", json_extensions, '"_aggregator"', '"aggregator"'),
)
