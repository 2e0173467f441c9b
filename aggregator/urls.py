"""Addresses as values: made absolute, judged, levelled for comparison. Nothing here resolves or fetches anything.

`canonicalize` gives an address that still works; `address_key` goes further and is only good for comparing.
"""

from __future__ import annotations

import re
import string
import unicodedata
from hashlib import blake2b
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    unquote_to_bytes,
    urljoin,
    urlsplit,
    urlunsplit,
)

#: Longer addresses are treated as broken (RELIABILITY §3); browsers and servers give up earlier.
MAX_LENGTH = 4096

_DEFAULT_PORTS = {"http": 80, "https": 443}

#: Parameters that only say who sent the visitor. Known names only: an unknown one may choose the page.
_TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id yclid ysclid igshid igsh srsltid mc_cid
    mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id
    _openstat s_cid cmpid wickedid wt_mc wt_zmc at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4
    at_format at_link_id at_link_origin at_link_type at_bbc_team at_ptr_name _ga _gl ga_source ga_medium ga_campaign
    ga_term ga_content xtor ocid mibextid guccounter guce_referrer guce_referrer_sig ns_mchannel ns_source ns_campaign
    ns_linkname ns_fee __twitter_impression
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "itm_")

#: Session identifiers that servers put into addresses of visitors without cookies.
_SESSION = frozenset({"phpsessid", "jsessionid", "aspsessionid", "cfid", "cftoken", "zenid", "osccsid"})
#: These names are ordinary words too; they count as a session only with a value like a digest.
_SESSION_IF_DIGEST = frozenset({"sid", "session", "sessionid", "session_id", "s"})
_DIGEST = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|shtml|php[345]?|aspx?|jsp|cfm)$", re.IGNORECASE)
_AMP_PARAMETERS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
_AMP_CACHE = re.compile(r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[acv]|(?:www\.)?google\.[a-z.]+/amp)/(s/)?(?=\w)")
_SIDE_HOSTS = frozenset({"m", "mobile", "amp", "wap", "touch"})
#: Services that send visitors on to an address which stands in theirs: host, path, and the parameter that holds it.
_CARRIERS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"lm?\.(?:facebook|instagram)\.com"), "/l.php", ("u",)),
    (re.compile(r"(?:www\.)?youtube\.com"), "/redirect", ("q",)),
    (re.compile(r"[a-z0-9-]+\.safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), "/redir/redirect", ("url",)),
    (re.compile(r"out\.reddit\.com"), "", ("url",)),
)
#: Services that tell only who asks where they lead: short links, feeds' and newsletters' click counters.
_SHORT_LINK_HOSTS = """
    bit.ly bitly.com j.mp t.co ow.ly buff.ly lnkd.in tinyurl.com dlvr.it ift.tt trib.al goo.gl is.gd v.gd fb.me rb.gy
    cutt.ly shorturl.at tiny.cc t.ly amzn.to wp.me po.st mailchi.mp eepurl.com
"""
_SHORT_LINKS = frozenset(_SHORT_LINK_HOSTS.split())
_COUNTERS = re.compile(
    r"feedproxy\.google\.com/|(?:feeds\d?\.)?feedburner\.com/~r/|feeds\.[\w.-]+/~r/|[\w.-]*feedsportal\.com/"
    r"|feeds\.feedblitz\.com/|[\w.-]+\.list-manage\d?\.com/track/click|(?:[\w.-]+\.)?mandrillapp\.com/track/click"
    r"|[\w.-]+\.rs6\.net/|[\w.-]+\.ct\.sendgrid\.net/|[\w.-]+/ls/click\?upn=|[\w.-]*cmail\d+\.com/t/"
    r"|[\w.-]*createsend\d?\.com/t/|[\w.-]+\.hubspotlinks\.com/|[\w.-]+\.convertkit-mail\d?\.com/"
    r"|(?:[\w.-]+\.)?substack\.com/redirect/|link\.mail\.beehiiv\.com/|click\.e?mail\.[\w.-]+/"
)
#: Second labels that stand below a country's domain like a domain of their own.
_SECOND_LEVEL_NAMES = "ac co com edu gov gob gouv go ltd me net nhs ne or org plc police sch"
_SHARED_SECOND_LEVEL = frozenset(_SECOND_LEVEL_NAMES.split())

#: Letters that are no letter with an accent.
_IN_ASCII = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE"})
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
#: What may stand in a path, and in a query or fragment, beside unreserved characters (RFC 3986 §3.3, §3.4).
#: Nothing to level: what most paths and parameters look like.
_LEVEL = re.compile(r"[A-Za-z0-9._~/=,:+-]*")
_PATH_SAFE = "/%:@!$&'()*+,;="
_QUERY_SAFE = _PATH_SAFE + "?"

_NEVER_IN_ADDRESS = re.compile(
    r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+$|^[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+|[\t\r\n]"
)
#: What most addresses look like: whole, with nothing to mend, resolve or doubt. One look spares taking them apart.
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9._~/%+,:@!$&'()*=-]*(?:\?[A-Za-z0-9._~/%+,:@!$&'()*=?-]+)?)?"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def is_plain(url: str) -> bool:
    """Whether this is an http or https address that stays what it is when it is joined to a base and judged."""
    return len(url) <= MAX_LENGTH and _PLAIN.fullmatch(url) is not None


def absolutize(url: str, base: str | None) -> str | None:
    """The address made absolute against `base`; None when nothing absolute comes of it.

    White space and line breaks that editors leave in attributes go, as browsers do it (WHATWG URL §4.4), and so does
    what no address may contain. The scheme is not judged: see `is_http`.
    """
    if is_plain(url):
        return url
    url = _SURROGATE.sub("\ufffd", _NEVER_IN_ADDRESS.sub("", url)).replace(" ", "%20")
    if not url:
        return None
    try:
        joined = urljoin(base, url) if base else url
        parts = urlsplit(joined)
        _ = parts.port
    except ValueError:  # an unclosed IPv6 bracket, a port that is no number
        return None
    if not parts.scheme or (parts.scheme in _DEFAULT_PORTS and not parts.hostname):
        return None
    return joined


def is_http(url: str | None) -> bool:
    """Whether this is a whole http or https address of bearable length."""
    if not url or len(url) > MAX_LENGTH:
        return False
    if is_plain(url):
        return True
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)


def host_of(url: str) -> str:
    """The host name in lower case and ASCII, without port; empty when there is none."""
    try:
        return _ascii_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def may_share_secrets(url: str, home: str) -> bool:
    """Whether what was given for `home` (a password, a key) may go to this address: the same server, or its https."""
    try:
        there, here = urlsplit(url), urlsplit(home)
        ports = [parts.port or _DEFAULT_PORTS.get(parts.scheme.lower()) for parts in (there, here)]
    except ValueError:
        return False
    if not there.hostname or there.hostname != here.hostname:
        return False
    schemes = (here.scheme.lower(), there.scheme.lower())
    return (schemes[0] == schemes[1] and ports[0] == ports[1]) or (schemes == ("http", "https") and ports == [443, 80])


def canonicalize(url: str) -> str:
    """The same address in its plainest form that still leads to the page. Idempotent; anything not http(s) comes back
    stripped but otherwise as it is, and nothing raises.

    - scheme and host in lower case, host in ASCII (RFC 3986 §6.2.2.1, UTS 46), no default port, no user name
    - percent-encoding levelled (RFC 3986 §6.2.2.2), dot segments resolved (§5.2.4)
    - no tracking parameters, session ids, index file, trailing slash; other parameters keep their order
    - AMP copies, mobile hosts and services that carry an address in theirs lead to the page itself
    - no fragment, unless it is a script's route (`#!`, `#/`)
    """
    url = _NEVER_IN_ADDRESS.sub("", url)
    if not is_http(url):
        return url
    for _ in range(3):  # an AMP cache address holds another address, which may come out as one more
        plain = _plainest(_out_of_amp_cache(_carried(url)))
        if plain == url:
            break
        url = plain
    return url


def address_key(url: str) -> str:
    """What two spellings of one page's address have in common: the canonical form without scheme and `www.`.

    For comparing only. Sites move from http to https, and to or from `www.`, without their pages becoming others.
    """
    return key_of_canonical(canonicalize(url))


def key_of_canonical(canonical: str) -> str:
    """The address key of an address that is canonical already."""
    if not is_http(canonical):
        return canonical
    rest = canonical.split("://", 1)[1]
    return rest.removeprefix("www.") if rest.count(".") > 1 else rest


def is_redirector(url: str) -> bool:
    """Whether an address is one of a service that only leads on to the page, and only tells whoever asks it where."""
    if not is_http(url):
        return False
    host = host_of(url).removeprefix("www.")
    return host in _SHORT_LINKS or _COUNTERS.match(f"{host}/{url.split('://', 1)[1].partition('/')[2]}") is not None


#: Numbers and marks that systems put around the words of an address.
_NO_WORD = re.compile(r"[\d\W_]+|(?=[a-f]*\d)[0-9a-f]{6,}", re.IGNORECASE)


def slugify(text: str, *, max_length: int = 80) -> str:
    """Lower-case ASCII words joined by hyphens, for addresses: "Åsa's News & Jobs" → "asas-news-jobs".

    Words of other scripts become a short mark that stays the same. Empty only where there is no letter or digit.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_IN_ASCII))
    ascii_only = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:max_length].strip("-")
    if not slug and any(character.isalnum() for character in text):
        return f"n-{blake2b(text.casefold().encode(), digest_size=5).hexdigest()}"
    return slug


def words_of_address(url: str) -> str | None:
    """The last words of an address as a person would write them: ".../2024/otters-return-812.html" → "Otters return".

    None where it ends in numbers and marks alone.
    """
    for above, part in enumerate(reversed([part for part in urlsplit(url).path.split("/") if part][-2:])):
        words = re.sub(r"[-_+\s]+", " ", re.sub(r"\.\w{2,5}$", "", unquote(part))).split()
        while words and _NO_WORD.fullmatch(words[-1]):
            words.pop()
        while words and _NO_WORD.fullmatch(words[0]):
            words.pop(0)
        said = " ".join(words)
        if len(words) >= 2 or (len(said) >= 4 and not above):
            return said[:1].upper() + said[1:]
    return None


def _plainest(url: str) -> str:
    parts = urlsplit(url)
    host = _main_host(_ascii_host(parts.hostname or ""))
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    netloc = (f"[{host}]" if ":" in host else host) + port
    return urlunsplit(
        SplitResult(parts.scheme, netloc, _plain_path(parts.path), _plain_query(parts.query), _route(parts.fragment))
    )


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if host.isascii() or len(host) > 253:  # longer is no name (RFC 1035 §2.3.4), and idna is slow on it
        return host
    import idna  # its tables take a while to load, and few hosts need them

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return host


def _main_host(host: str) -> str:
    """The host without its mobile or AMP twin: `m.paper.co.uk` → `www.paper.co.uk`, `en.m.wiki.org` → `en.wiki.org`."""
    labels = host.split(".")
    if len(labels) >= 3 and labels[0] in _SIDE_HOSTS and _is_a_domain(labels[1:]):
        return ".".join(["www", *labels[1:]])
    if len(labels) >= 4 and labels[1] in _SIDE_HOSTS and _is_a_domain(labels[2:]):
        return ".".join([labels[0], *labels[2:]])
    return host


def _is_a_domain(labels: list[str]) -> bool:
    """Whether these labels are one site's own name, neither a public suffix nor an address in digits."""
    if labels[-1].isdigit() or len(labels) < 2:
        return False
    shared = len(labels[-1]) == 2 and labels[-2] in _SHARED_SECOND_LEVEL
    return len(labels) == (3 if shared else 2)


def _out_of_amp_cache(url: str) -> str:
    match = _AMP_CACHE.match(url)
    if not match:
        return url
    inner = ("https://" if match.group(1) else "http://") + url[match.end() :]
    return inner if is_http(inner) and "." in host_of(inner) else url


def _carried(url: str) -> str:
    """The address that a service's address carries, if it does."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for hosts, path, names in _CARRIERS:
        if hosts.fullmatch(host) and parts.path.startswith(path):
            values = dict(parse_qsl(parts.query))
            inner = next((values[name] for name in names if is_http(values.get(name))), None)
            return inner or url
    return url


def _plain_path(path: str) -> str:
    path = _level_escapes(_PATH_SESSION.sub("", path) if ";" in path else path, _PATH_SAFE)
    path = _INDEX_FILE.sub("/", _without_dot_segments(path))
    path = path.rstrip("/")
    if path.endswith("/amp"):
        path = path.removesuffix("/amp").rstrip("/")
    elif path.endswith((".amp", ".amp.html")):
        path = path.replace(".amp", "") if path.count(".amp") == 1 else path
    return path or "/"


def _without_dot_segments(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _plain_query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_noise(*_name_and_value(pair))]
    return "&".join(_level_escapes(pair, _QUERY_SAFE) for pair in kept)


def _name_and_value(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return (unquote_to_bytes(name).decode("utf-8", "replace") if "%" in name else name).lower(), value


def _is_noise(name: str, value: str) -> bool:
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or name in _SESSION
        or name.startswith("aspsessionid")
        or (name in _SESSION_IF_DIGEST and _DIGEST.fullmatch(value) is not None)
        or (name, value.lower()) in _AMP_PARAMETERS
    )


def _route(fragment: str) -> str:
    return _level_escapes(fragment, _QUERY_SAFE) if fragment.startswith(("!", "/")) and len(fragment) > 1 else ""


def _level_escapes(text: str, safe: str) -> str:
    """Escapes in upper case, none where a plain character would do, one wherever it must be."""
    if _LEVEL.fullmatch(text):
        return text
    text = quote(_SURROGATE.sub("\ufffd", text), safe=safe)
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _ESCAPE.sub(_level_escape, text)


def _level_escape(match: re.Match[str]) -> str:
    character = chr(int(match.group(1), 16))
    return character if character in _UNRESERVED else match.group(0).upper()
