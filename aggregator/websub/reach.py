"""Whether hubs can call us: they do so at the public address of the site, so it has to be one."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aggregator.fetch.guard import Exceptions, is_public, is_web_port

#: Names that lead nowhere on the internet (RFC 2606, 6761, 6762, 8375).
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid", ".example", ".onion")
_PORTS = {"http": 80, "https": 443}


def why_unreachable(site_url: str, allow_private: tuple[str, ...] = ()) -> str | None:
    """Why no hub can call us at the site's address, as a sentence; None if they can.

    What `allow_private` names counts as public: hubs that stand there are asked too.
    """
    parts = urlsplit(site_url)
    host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
    exceptions = Exceptions.read(allow_private)
    if (host, port) in exceptions.services:
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        reachable = "." in host and not f".{host}".endswith(_PRIVATE_ENDINGS)
    else:
        if exceptions.allow_address(address):
            return None
        reachable = is_public(address)
    if reachable and is_web_port(port):
        return None
    return f"Its hub can't push: nobody can call us at {site_url}. Set site.url to the public address of the desk."
