"""The names of a well-formed document's elements, as feedparser would call them: `dc:creator` → "dc_creator".

feedparser goes by prefixes, and by addresses only where it knows them. The fast lane reads a document only if both
ways lead to the same name for every element; where they may not, it says so and leaves the document to feedparser.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

#: Addresses in lower case → the prefix that stands for them; none for the dialects themselves. Only those that hold
#: something that we read or that feedparser treats specially.
_KNOWN = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://podlove.org/simple-chapters": "psc",
    "http://webfeeds.org/rss/1.0": "webfeeds",
}
XML = "http://www.w3.org/XML/1998/namespace"
ATOM, RSS_10, RSS_09 = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
)
#: Under these prefixes stands something that we read or feedparser treats specially.
_TELLING = frozenset(_KNOWN.values()) - {""} | {"xml", "xmlns"}
#: All prefixes that feedparser gives to addresses it knows: one of them for another address confuses it.
_OTHERS = """
    admin ag annotate audio blogchannel co cp email ev fm foaf geo icbm image l pingback prism rdfs ref reqv search
    slash soap ss str sub szf taxo thr ti trackback wfw wiki xlink
"""
_TAKEN = _TELLING | frozenset(_OTHERS.split())
#: Declaring it makes feedparser see an attribute more.
_XLINK = "http://www.w3.org/1999/xlink"


class Unsure(Exception):  # no error: the other lane reads the document
    """Here the two lanes might differ."""


class Names:
    """The names of elements in a document that declares these namespaces, as (prefix, address), in its order.

    No element of a vocabulary that means nothing to us may go by one of the names that are `meant` for ours.
    """

    def __init__(self, declared: Iterable[tuple[str, str]], meant: Collection[str]) -> None:
        self._meant = meant
        self._found: dict[str, str] = {}
        addresses: dict[str, str] = {}
        prefixes: dict[str, str] = {}
        #: The dialect that feedparser takes from the first declaration of one; "" without any.
        self.first_dialect = ""
        for prefix, address in declared:
            _check(prefix, address)
            known = known_prefix(address)
            if prefix and addresses.setdefault(prefix.lower(), address) != address:
                raise Unsure(f"{prefix} stands for two namespaces")
            if known is None and prefixes.setdefault(address, prefix) != prefix:
                raise Unsure(f"{address} has two prefixes")
            lowered = address.lower()
            if not self.first_dialect and (lowered in (ATOM, RSS_10) or (lowered == RSS_09 and not prefix)):
                self.first_dialect = lowered

    def of(self, element: etree._Element) -> str:
        """The name of an element."""
        tag = str(element.tag)
        return self._found.get(tag) or self._learn(tag, element.prefix)

    def _learn(self, tag: str, prefix: str | None) -> str:
        address, _, local = tag.rpartition("}")
        if not tag.isascii() or ":" in local:  # expat knows fewer letters than libxml2
            raise Unsure("a name that not every parser takes")
        known = known_prefix(address[1:]) if address else ""
        space = (prefix or "").lower() if known is None else known
        name = (f"{space}_{local}" if space else local).lower()
        if known is None and name in self._meant:
            raise Unsure(tag)
        self._found[tag] = name
        return name


def known_prefix(address: str) -> str | None:
    """What feedparser calls this namespace, "" for the dialects' own; None for one without meaning to us."""
    address = address.lower()
    if "backend.userland.com/rss" in address:
        return ""
    return _KNOWN.get(address)


def _check(prefix: str, address: str) -> None:
    """Raises Unsure at a declaration that feedparser may take otherwise than by its address."""
    known = known_prefix(address)
    if not address.isascii() or not prefix.isascii() or address.split() != [address]:
        raise Unsure("a namespace that not every parser takes")
    taken = prefix.lower() in (_TAKEN if known is not None else _TELLING)
    if (taken and prefix.lower() != known) or address == _XLINK:
        raise Unsure(f"{prefix} for {address}")
