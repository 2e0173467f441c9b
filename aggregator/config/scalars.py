"""The small values people write in feeds.yaml and what they may be: durations, sizes, addresses, names.

Each reader takes what was written and returns the plain value, or raises ValueError with what is allowed,
never with the value itself (it may be secret; whoever reports it decides what to show).
"""

from __future__ import annotations

import ipaddress
import re
import string
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from aggregator.urls import slugify

TITLE_FIELDS = ("category", "publisher", "title", "source")

_DURATION = re.compile(r"(?:(\d{1,5})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,8})s)?", re.ASCII)
_DURATION_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_SIZE = re.compile(r"(\d{1,12}) ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?", re.ASCII)
_SIZE_UNITS = {
    "B": 1,
    "kB": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MAIL_ADDRESS = re.compile(
    r"(?P<name>[^<>]*<)?(?P<address>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,250})(?(name)>)"
)
_MAIL_SERVER = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]{2,45}\]?")
#: Headers that belong to the exchange itself, not to whoever configures it.
_OUR_HEADERS = frozenset(
    ["host", "connection", "keep-alive", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect"]
) | {"accept-encoding", "if-none-match", "if-modified-since"}


def read_duration(value: object) -> timedelta:
    """`30s`, `60m`, `2h30m`, `1d`, `2w` as a timedelta."""
    if isinstance(value, timedelta):  # from Python, not from a file
        return value
    match = _DURATION.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise ValueError("must be a length of time with its unit, such as 30s, 60m, 2h30m, 1d or 2w")
    return timedelta(**{unit: int(count or 0) for unit, count in zip(_DURATION_UNITS, match.groups(), strict=True)})


def write_duration(value: timedelta) -> str:
    """The shortest way to write a duration: 2h30m."""
    seconds, text = int(value.total_seconds()), ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def read_size(value: object) -> int:
    """`512KiB`, `10MiB`, `1000000` as a number of bytes."""
    match = _SIZE.fullmatch(str(value)) if isinstance(value, str | int) else None
    if match is None:
        raise ValueError("must be a size such as 512KiB, 10MiB or a plain number of bytes")
    return int(match[1]) * _SIZE_UNITS[match[2] or "B"]


def read_web_address(value: object) -> str:
    """An absolute http(s) address; `feed:` in front of one is dropped."""
    url = _without_feed_scheme(value.strip()) if isinstance(value, str) else ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # brackets that hold no address, a port that is no number
        usable = False
    if not usable:
        raise ValueError("must be a web address that begins with https:// or http://")
    if re.search(r"[\s\x00-\x1f\x7f\\]", url):
        raise ValueError("must be a web address without spaces or backslashes in it")
    if "@" in parts.netloc:
        raise ValueError("must not carry a user or password (they belong under `auth:`)")
    return url


def _without_feed_scheme(url: str) -> str:
    """`feed://host/…` means http, `feed:https://…` what stands behind the colon."""
    rest = re.sub(r"^feed:", "", url, flags=re.IGNORECASE)
    return f"http:{rest}" if rest != url and rest.startswith("//") else rest


def read_site_address(value: object) -> str:
    """The public address of the site: absolute, ending in a slash."""
    url = read_web_address(value)
    if urlsplit(url).query or urlsplit(url).fragment:
        raise ValueError("must be a web address without ? or # in it")
    return url if url.endswith("/") else f"{url}/"


def read_private_place(value: object) -> str:
    """A network (`10.0.0.0/8`, `127.0.0.1`) or `host:port` that may be dialled although it is not public."""
    if isinstance(value, str):
        try:
            return str(ipaddress.ip_network(value, strict=False))
        except ValueError:
            match = _HOST_PORT.fullmatch(value)
            if match and 0 < int(match[2]) < 65536:
                return value.lower()
    raise ValueError("must be a network such as 10.0.0.0/8, or host:port")


def check_language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("must be a language tag such as en, en-GB or cy")
    return value


def check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, KeyError, OSError):  # a path, an unknown name, a folder of names
        raise ValueError("must be a time zone such as Europe/London or UTC") from None
    return value


def check_contact(value: str) -> str:
    if not re.fullmatch(r"[^\s@()<>]+@[^\s@()<>]+|https?://[^\s()<>]+", value):
        raise ValueError("must be a mail address or a web address")
    return value


def check_mail_address(value: str) -> str:
    """`news@example.org` or `News & Jobs <news@example.org>`."""
    found = _MAIL_ADDRESS.fullmatch(value.strip())
    if found is None or not re.fullmatch(r"[^\x00-\x1f\x7f<>]*", (found["name"] or "").rstrip("<")):
        raise ValueError("must be a mail address such as news@example.org or News <news@example.org>")
    return value.strip()


def check_mail_server(value: str) -> str:
    if not _MAIL_SERVER.fullmatch(value):
        raise ValueError("must be the name of a mail server such as smtp.example.org (its port has a key of its own)")
    return value


def check_name(value: str) -> str:
    """A name: one line, with something in it that an address can be made of."""
    name = " ".join(value.split())
    if not name or not slugify(name) or len(name) > 200:
        raise ValueError("must be a name with letters or digits in it, at most 200 characters")
    return name


def check_title_template(value: str) -> str:
    allowed = "must contain {title} and no other braces than " + ", ".join(f"{{{name}}}" for name in TITLE_FIELDS)
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(value)]
    except ValueError:
        raise ValueError(allowed) from None
    names = [name for name, _, _ in parts if name is not None]
    decorated = any(spec or conversion for _, spec, conversion in parts)
    if "title" not in names or decorated or not set(names) <= set(TITLE_FIELDS):
        raise ValueError(allowed)
    return value


def check_user_agent(text: str) -> str:
    if not re.fullmatch(r"[\x20-\x7e]{1,500}", text):
        raise ValueError("must be 1 to 500 characters of plain ASCII on one line")
    return text


def check_colour(text: str) -> str:
    """A colour as six hexadecimal digits, in lower case."""
    if not re.fullmatch(_COLOUR_PATTERN, text):
        raise ValueError("must be a colour such as #17505c, in quotes")
    digits = text.removeprefix("#").lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def read_network(value: object) -> str:
    """A network, or one address of it."""
    try:
        return str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        raise ValueError("must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8") from None


def check_token(token: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9\-._~+/=]{16,200}", token):
        raise ValueError("must be 16 to 200 letters, digits and -._~+/=")
    return token


def read_domain(value: object) -> str:
    """A domain name, in lower case."""
    name = value.rstrip(".").lower() if isinstance(value, str) else ""
    if not _DOMAIN.fullmatch(name):
        raise ValueError("must be a domain such as example.org")
    return name


def check_headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError("must be names and values of HTTP headers; a name has no spaces or colons")
        if name.lower() in _OUR_HEADERS:
            raise ValueError(f"must leave {name} alone; we set that header ourselves")
        if not re.fullmatch(r"[\x20-\x7e\t]*", value):
            raise ValueError("must be names and values of HTTP headers; a value is one line of plain ASCII")
    return headers


def read_agency_condition(value: object) -> object:
    """A switch with a third place."""
    if isinstance(value, bool) or value in ("about", "yes", "no", "on", "off"):
        return value
    raise ValueError("must be true, false or about")


def check_selector(value: str) -> str:
    import soupsieve  # only configs with selectors pay for it

    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        reason = str(error).splitlines()[0].rstrip(".:")
        raise ValueError(f"must be a CSS selector ({reason})") from None
    return value


class OneOrMany:
    """Marks a tuple that may be written as a single value too."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_list, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def between(least: timedelta, most: timedelta) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if not least <= value <= most:
            raise ValueError(f"must be between {write_duration(least)} and {write_duration(most)}")
        return value

    return AfterValidator(check)


def _text_schema(pattern: str, **more: Any) -> WithJsonSchema:
    """Text of this form, or filled in from the environment."""
    return WithJsonSchema({"type": "string", "pattern": rf"^({pattern})$|\$\{{", **more})


_COLOUR_PATTERN = r"#([0-9A-Fa-f]{3}){1,2}"
_ADDRESS_PATTERN = r"([Ff][Ee][Ee][Dd]:)?([Hh][Tt][Tt][Pp][Ss]?:)?//.+"

Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    _text_schema(r"(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?", examples=["60m", "2h30m", "1d"]),
]
Size = Annotated[
    int, BeforeValidator(read_size), _text_schema(_SIZE.pattern, type=["string", "integer"], examples=["10MiB"])
]
WebAddress = Annotated[str, BeforeValidator(read_web_address), _text_schema(_ADDRESS_PATTERN)]
SiteAddress = Annotated[str, BeforeValidator(read_site_address), _text_schema(_ADDRESS_PATTERN)]
PrivatePlace = Annotated[str, BeforeValidator(read_private_place), WithJsonSchema({"type": "string"})]
Network = Annotated[str, BeforeValidator(read_network), WithJsonSchema({"type": "string"})]
Token = Annotated[str, AfterValidator(check_token)]
Language = Annotated[str, AfterValidator(check_language)]
Timezone = Annotated[str, AfterValidator(check_timezone)]
Colour = Annotated[str, AfterValidator(check_colour), _text_schema(_COLOUR_PATTERN)]
Contact = Annotated[str, AfterValidator(check_contact)]
Name = Annotated[str, AfterValidator(check_name)]
MailAddress = Annotated[str, AfterValidator(check_mail_address)]
TitleTemplate = Annotated[str, AfterValidator(check_title_template)]
Domain = Annotated[str, BeforeValidator(read_domain), WithJsonSchema({"type": "string", "examples": ["example.org"]})]
UserAgent = Annotated[str, AfterValidator(check_user_agent)]
Headers = Annotated[dict[str, str], AfterValidator(check_headers)]
AgencyCondition = Annotated[bool | Literal["about"], BeforeValidator(read_agency_condition)]
Selector = Annotated[str, AfterValidator(check_selector)]
