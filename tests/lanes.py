"""Feeds of every dialect, made of what feeds are made of in an order that nobody would choose, and the comparison of
the two lanes that read them. Used by tests/parse/test_lanes.py and by scripts/fuzz."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from aggregator.errors import ParseError
from aggregator.models.feed import ParsedEntry, ParsedFeed
from aggregator.parse.decoding import decode
from aggregator.parse.document import MAX_ENTRIES, find_feed
from aggregator.parse.fast.lane import read_fast
from aggregator.parse.feed import parse_feed

URL = "https://feeds.example/dir/feed.xml"

_ROOTS = (
    ('<rss version="2.0"{}><channel{}>', "</channel></rss>", "item"),
    ('<rss version="0.92"{}><channel{}>', "</channel></rss>", "item"),
    ('<feed xmlns="http://www.w3.org/2005/Atom"{}{}>', "</feed>", "entry"),
    ('<rdf:RDF xmlns="http://purl.org/rss/1.0/"{}><channel{}></channel>', "</rdf:RDF>", "item"),
    ('<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/"{}><channel{}>', "</channel></rdf:RDF>", "item"),
)
_NAMESPACES = (
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("webfeeds", "http://webfeeds.org/rss/1.0"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("georss", "http://www.georss.org/georss"),
    ("openSearch", "http://a9.com/-/spec/opensearch/1.1/"),
    ("own", "https://feeds.example/ns"),
)
_SELDOM = (
    ("dc", "https://purl.org/dc/elements/1.1/"),
    ("m", "http://search.yahoo.com/mrss/"),
    ("slash", "http://purl.org/dc/elements/1.1/"),
    ("xlink", "http://www.w3.org/1999/xlink"),
    ("", "https://feeds.example/ns"),
    ("dc", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://www.w3.org/2005/Atom"),
    ("rss", "http://backend.userland.com/rss2"),
)
_NAMES = """
    title link guid id description summary content author pubDate published updated category enclosure source
    rights language generator comments subtitle copyright managingEditor webMaster lastBuildDate ttl icon logo
    image textInput skipHours skipDays hour day name uri url email contributor issued modified created keywords
    tagline abstract body info docs cloud date items width height tags item entry channel label authors
    title_detail dc:title dc:creator dc:date dc:subject dc:description dc:publisher dc:language dc:rights
    dc:contributor dc:source dcterms:created dcterms:issued dcterms:modified dcterms:valid content:encoded
    content:items media:content media:thumbnail media:group media:title media:description media:credit
    media:keywords media:category media:rating media:player media:license itunes:author itunes:summary
    itunes:subtitle itunes:image itunes:keywords itunes:category itunes:owner itunes:explicit itunes:name
    itunes:email itunes:duration atom:link atom:id atom:title atom:summary atom:content atom:author atom:name
    atom:updated atom:category sy:updatePeriod sy:updateFrequency slash:comments feedburner:origLink
    webfeeds:icon rdf:li georss:point georss:box openSearch:totalResults own:title own:thing
"""
#: What most entries are made of, so that most documents are read by the fast lane.
_USUAL = """
    title link guid description pubDate category dc:creator dc:date content:encoded summary content updated
    author enclosure source media:content media:thumbnail media:group itunes:image id published dc:subject
    atom:link
"""
_CHILDREN = {
    "author": ("name", "name", "uri", "email"),
    "atom:author": ("atom:name", "name", "uri"),
    "contributor": ("name", "url"),
    "source": ("title", "link", "id", "updated", "author", "rights", "icon", "category"),
    "image": ("title", "link", "url", "width", "description"),
    "textInput": ("title", "link", "name"),
    "skipHours": ("hour",),
    "skipDays": ("day",),
    "media:group": ("media:content", "media:thumbnail", "media:title", "media:description", "media:credit"),
    "media:content": ("media:title", "media:thumbnail", "media:credit", "media:description", "media:keywords"),
    "itunes:owner": ("itunes:name", "itunes:email"),
    "itunes:category": ("itunes:category",),
    "own:thing": ("title", "link", "own:thing", "dc:creator"),
    "items": ("rdf:li",),
}
_ATTRIBUTES = """
    href url uri rel type term scheme domain label isPermaLink length title medium width height xml:base
    xml:lang base lang src mode text rdf:about rdf:resource own:href own:thing version lastmod hreflang HREF
    Type fileSize
"""
_VALUES = {
    "rel": ("alternate", "self", "hub", "via", "related", "enclosure", "Self", "edit", ""),
    "type": ("text", "html", "text/html", "text/plain", "image/png", "audio/mpeg", "HTML", "application/xml"),
    "isPermaLink": ("true", "false", "False", " false "),
    "medium": ("image", "video"),
    "length": ("0", "1234", "x"),
    "width": ("16", "1200"),
    "height": ("9", "0"),
    "xml:lang": ("en", "en_GB", "", "de-DE"),
    "xml:base": ("http://base.example/a/", "sub/", "//other.example/x", "", "javascript:x", "../../y?q"),
    "mode": ("escaped", "base64"),
}
_ADDRESSES = (
    *("https://news.example/a", "http://news.example/b?x=1&amp;y=2", "/rel/ative", "relative", "//other.example/z"),
    *("http:///three.example/q", "javascript:alert(1)", "mailto:a@b.example", "tag:x,2025:1", "#frag", "../up"),
    *(
        "http://news.example/&amp;amp;x",
        "https://feeds.example/p?a=1&amp;lt;b",
        "http://[::1",
        "",
        " https://w.example/ ",
    ),
    *(
        "https://cdn.example/p.jpg",
        "https://cdn.example/a.mp3",
        "https://feeds.example/caf\xc3\xa9",
        "HTTPS://UP.example/",
    ),
)
_TEXTS = (
    *("Plain words", "", "  spaced \n out\t", "Fish &amp; chips", "&lt;b&gt;bold&lt;/b&gt; &amp;amp; more", "5 &lt; 6"),
    *("<![CDATA[<p>In <i>CDATA</i> &amp; so on</p>]]>", "a<![CDATA[b]]>c", "<!-- said -->after", "one<!-- x -->two"),
    *("one<?pi x?>two", "caf\xe9", "caf\xc3\xa9", "\u201cquotes\u201d", "it\x92s", "it&#146;s", "&#x85;next", "\x85"),
    *(
        "\u2003wide\u2003",
        "jane@example.org (Jane Doe)",
        "Jane &lt;jane@example.org&gt;",
        "a,b, c ,",
        "&#13;\n",
        "\xa0",
    ),
    *("Fri, 14 Mar 2025 10:00:00 GMT", "2025-03-14T10:00:00Z", "yesterday", "en-GB", "60", "daily", "Sunday", "7"),
    *(
        "&#x1F600; \U0001f600",
        "&#38;lt;b>",
        "]] &gt;",
        "&quot;&apos;",
        "r&#233;sum&#xE9;",
        "&nbsp;",
        "AT&T",
        "&#0000000065;",
    ),
    *(
        "&nbsp;",
        "AT&T",
        "&#0000000065;",
        "&#13;\n",
        "\xc2\xa3",
        "\xe2\x82\xac",
        "<![CDATA[ & &nbsp; ]]>",
        "\r\nline\rend",
    ),
)
_MARKUP = (
    *("<b>inline</b>", "text <i>and</i> tail", "<p/>", '<a href="x">y</a>'),
    *('<div xmlns="http://www.w3.org/1999/xhtml">A <b class="x &quot;y&quot;">b</b> &amp; c<br/></div>',),
    *(' <div xmlns="http://www.w3.org/1999/xhtml"><p>1</p><!-- c --><p>2 &lt; 3</p></div> ',),
    *('<div xmlns="http://www.w3.org/1999/xhtml">1</div><div xmlns="http://www.w3.org/1999/xhtml">2</div>',),
    *(
        'x<p xmlns="http://www.w3.org/1999/xhtml">1</p>',
        "<svg xmlns='http://www.w3.org/2000/svg'><title>t</title></svg>",
    ),
    *("<h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:P ID='1' Title='T'>x</h:P><h:img src='i'/></h:div>",),
    *('<div xmlns="http://www.w3.org/1999/xhtml" xml:base="in/" xml:lang="fr"><body>b</body></div>',),
    *('<div xmlns="http://www.w3.org/1999/xhtml">caf\xc3\xa9 it\x92s</div>',),
)


_HEAD = """
    title link description language image ttl skipHours skipDays id updated atom:link icon logo subtitle rights
    author sy:updatePeriod itunes:image itunes:summary itunes:owner webfeeds:icon lastBuildDate dc:date
    generator category
"""
_OFTEN = {
    "link": ("href", "rel", "type"),
    "atom:link": ("href", "rel", "type", "title"),
    "enclosure": ("url", "type", "length"),
    "media:content": ("url", "type", "medium", "width", "height", "fileSize"),
    "media:thumbnail": ("url", "width"),
    "itunes:image": ("href",),
    "category": ("term", "scheme", "domain", "label"),
    "itunes:category": ("text",),
    "guid": ("isPermaLink",),
    "source": ("url",),
}
_TYPED = ("content", "summary", "title", "rights", "subtitle", "atom:summary", "atom:title", "description")
_TYPES = ("text", "html", "xhtml", "text/html")
_HOLDS_ADDRESS = ("link", "url", "uri", "icon", "logo", "guid", "id", "origLink")


def feed_of(rng: random.Random) -> str:
    """A feed that the fast lane takes more often than not."""
    start, end, entry = rng.choice(_ROOTS)
    mixture = _Mixture(rng, is_atom=entry == "entry")
    chosen = dict(_NAMESPACES)
    if rng.random() < 0.1:
        chosen.update([rng.choice(_SELDOM)])
    declared = [f' xmlns{":" if prefix else ""}{prefix}="{address}"' for prefix, address in chosen.items()]
    rng.shuffle(declared)
    own = rng.choice(("", "", "", ' xml:base="http://base.example/a/"', ' xml:lang="en_GB"', ' lang="fr"'))
    parts = [mixture.element(mixture.name_from(_HEAD)) for _ in range(rng.randint(0, 7))]
    parts += [mixture.entry(entry) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.2:
        rng.shuffle(parts)
    return start.format("".join(declared) + own, "") + "".join(parts) + end


class _Mixture:
    """Elements of feeds, some of them `odd`: in a place that isn't theirs, or with attributes that aren't."""

    def __init__(self, rng: random.Random, *, is_atom: bool) -> None:
        self._rng = rng
        self._is_atom = is_atom
        self._odd = rng.choice((0.0, 0.0, 0.01, 0.05))

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def name_from(self, names: str) -> str:
        return self._rng.choice((_NAMES if self._chance(max(self._odd, 0.03)) else names).split())

    def entry(self, name: str) -> str:
        children = [self.element(self.name_from(_USUAL)) for _ in range(self._rng.randint(0, 12))]
        about = f' rdf:about="{self._rng.choice(_ADDRESSES)}"' if self._chance(0.2) else ""
        return f"<{name}{about}>{''.join(children)}</{name}>"

    def element(self, name: str, depth: int = 0) -> str:
        attributes = "".join(self._attributes(name))
        inside = self._inside(name, attributes, depth)
        if not inside and self._chance(0.5):
            return f"<{name}{attributes}/>"
        return f"<{name}{attributes}>{inside}</{name}>{self._rng.choice(('', '', '', ' ', chr(10)))}"

    def _inside(self, name: str, attributes: str, depth: int) -> str:
        rng, kinds = self._rng, _CHILDREN.get(name)
        if name in ("link", "atom:link") and attributes and not self._chance(self._odd):
            return ""
        if depth < 3 and kinds and self._chance(0.7):
            return "".join(self.element(rng.choice(kinds), depth + 1) for _ in range(rng.randint(0, 4)))
        if depth < 3 and self._chance(self._odd):
            return self.element(rng.choice(_NAMES.split()), depth + 1)
        if ' type="xhtml"' in attributes or (name in _TYPED and self._chance(self._odd)):
            return rng.choice(_MARKUP)
        if name.endswith(_HOLDS_ADDRESS) and self._chance(0.8):
            return rng.choice(_ADDRESSES)
        if name == "summary" and not self._is_atom and self._chance(0.9):
            return "In plain words"
        return rng.choice(_TEXTS) + (rng.choice(_TEXTS) if self._chance(0.2) else "")

    def _attributes(self, name: str) -> list[str]:
        rng = self._rng
        if name in _TYPED and not self._chance(self._odd):
            kind = rng.choice(_TYPES if self._is_atom else ("html", "text/html"))
            own = rng.choice(("", "", "", "", ' xml:base="sub/"', ' xml:lang="cy"'))
            return [f' type="{kind}"' if self._chance(0.3) else "", own]
        names = [often for often in _OFTEN.get(name, ()) if self._chance(0.5)]
        if self._chance(self._odd * 2):
            names.append(rng.choice(_ATTRIBUTES.split()))
        return [f' {each}="{self._value(each)}"' for each in dict.fromkeys(names)]

    def _value(self, name: str) -> str:
        if name in _VALUES:
            return self._rng.choice(_VALUES[name])
        if name in ("href", "url", "uri", "src", "rdf:about", "rdf:resource", "own:href", "HREF", "base"):
            return self._rng.choice(_ADDRESSES)
        return self._rng.choice(("a", "B c", "", "https://scheme.example/", "caf\xc3\xa9", "x &amp; y"))


def difference(document: bytes) -> str | None:
    """Where the lanes differ over the document; "" where they agree, None where the fast one leaves it."""
    prolog = find_feed(decode(document))
    fast = read_fast(prolog, url=URL, max_entries=MAX_ENTRIES)
    if fast is None:
        return None
    try:
        slow = parse_feed(prolog, url=URL, max_entries=MAX_ENTRIES)
    except ParseError as error:
        return f"the slow lane refuses: {error}"
    return "; ".join(_differences("feed", fast, slow))


def _differences(where: str, fast: Any, slow: Any) -> list[str]:
    if fast == slow:
        return []
    if isinstance(fast, ParsedFeed | ParsedEntry):
        fields = [field.name for field in dataclasses.fields(fast)]
        return [
            said
            for name in fields
            for said in _differences(f"{where}.{name}", getattr(fast, name), getattr(slow, name))
        ]
    if isinstance(fast, tuple) and isinstance(slow, tuple) and len(fast) == len(slow):
        members = enumerate(zip(fast, slow, strict=True))
        return [said for number, member in members for said in _differences(f"{where}[{number}]", *member)]
    return [f"{where}: {fast!r:.300} and {slow!r:.300}"]
