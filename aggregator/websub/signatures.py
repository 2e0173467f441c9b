"""Whether a push was signed with the secret that its hub and we share. Pure."""

from __future__ import annotations

import hashlib
import hmac

#: What the specification allows (section 7).
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def sign(secret: bytes, body: bytes, method: str = "sha256") -> str:
    """What X-Hub-Signature says of this body."""
    return f"{method}={hmac.new(secret, body, _METHODS[method]).hexdigest()}"


def is_signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether this X-Hub-Signature is right, in a time that tells nothing of how wrong it is."""
    method, _, given = signature.strip().partition("=")
    if method.lower() not in _METHODS or not given.isascii():
        return False
    return hmac.compare_digest(sign(secret, body, method.lower()), f"{method.lower()}={given.strip().lower()}")
