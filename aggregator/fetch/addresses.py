"""Reading an address: what we would ask of whom. Whether that may be dialled is the guard's matter."""

from __future__ import annotations

import re
import socket

import httpx

from aggregator.errors import FetchError
from aggregator.fetch.causes import cause
from aggregator.outcomes import Cause

DEFAULT_PORTS = {"http": 80, "https": 443}
#: httpx lets more through than names are made of, and what follows a strange character is read differently elsewhere.
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", re.ASCII)
_LONGEST_URL = 8192
_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")


def read_address(text: str) -> httpx.URL:
    """The http(s) address that `text` means: feed: resolved, fragment dropped, numeric hosts in their plain form.

    User and password stay in it; see `take_credentials`.
    """
    try:
        if len(text) > _LONGEST_URL:
            raise httpx.InvalidURL("too long")
        url = httpx.URL(_without_feed_scheme(text.strip()))
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: idna and ipaddress leak through httpx
        raise FetchError(text, _invalid(text)) from error
    return _checked(url, text)


def join_address(base: httpx.URL, target: str) -> httpx.URL:
    """Where a redirect from `base` leads. Credentials in it are dropped: nobody else gives us a password to send."""
    try:
        if len(target) > _LONGEST_URL:
            raise httpx.InvalidURL("too long")
        url = base.join(target)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(str(base), _invalid(target)) from error
    return _checked(url, target).copy_with(userinfo=b"")


def take_credentials(url: httpx.URL) -> tuple[httpx.URL, tuple[str, str] | None]:
    """The address without the user and password written into it, and these."""
    if not url.userinfo:
        return url, None
    return url.copy_with(userinfo=b""), (url.username, url.password)


def without_credentials(text: str) -> str:
    """An address as it may be shown, whether or not it can be read."""
    return _CREDENTIALS.sub("", text)


def origin(url: httpx.URL) -> tuple[str, bytes, int]:
    """What credentials belong to: scheme, host and port."""
    return url.scheme, url.raw_host.lower(), port_of(url)


def port_of(url: httpx.URL) -> int:
    return url.port or DEFAULT_PORTS[url.scheme]


def _invalid(text: str) -> Cause:
    return cause("address_invalid", url=without_credentials(text)[:200])


def _without_feed_scheme(text: str) -> str:
    """feed://host/path and feed:https://host/path, as old browsers hand them out."""
    if text[:5].lower() != "feed:":
        return text
    rest = text[5:]
    return f"http:{rest}" if rest.startswith("//") else rest


def _checked(url: httpx.URL, text: str) -> httpx.URL:
    if url.scheme not in DEFAULT_PORTS:
        raise FetchError(text, cause("address_scheme", scheme=url.scheme) if url.scheme else _invalid(text))
    if not _HOST.fullmatch(url.raw_host):
        raise FetchError(text, _invalid(text))
    if (plain := _plain_ipv4(url.host)) != url.host:
        url = url.copy_with(host=plain)
    return url.copy_with(fragment=None) if url.fragment else url


def _plain_ipv4(host: str) -> str:
    """2130706433, 0x7f.1 and 0177.0.0.1 in dotted form, so that everybody after us reads the same address."""
    if not host[:1].isdigit():
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return host
