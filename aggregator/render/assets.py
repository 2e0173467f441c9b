"""The files that pages and feeds need beside them: style sheets and the icon."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files

from aggregator.render.messages import messages_for

#: Where they stand, from the site's root.
ASSET_FOLDER = "static/"
#: File name to media type.
ASSETS = {
    "style.css": "text/css",
    "feed.css": "text/css",
    "icon.svg": "image/svg+xml",
}


@lru_cache(maxsize=16)
def asset(name: str, language: str) -> bytes:
    """The bytes of one of ASSETS. The style of feeds speaks the reader's language, since feeds can't."""
    stored = files("aggregator.render").joinpath("static", name).read_bytes()
    if name != "feed.css":
        return stored
    messages = messages_for(language)
    said = {"about": messages.feed["about"], "closes": messages.words["closes"].partition("{date}")[0]}
    return stored + f"\n:root {{ {' '.join(f'--{name}: {_quoted(text)};' for name, text in said.items())} }}\n".encode()


def _quoted(text: str) -> str:
    """A text as CSS writes it."""
    return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))


@lru_cache(maxsize=16)
def versioned(name: str, language: str) -> str:
    """Its path from the site's root, with a mark that changes when it does, so that caches may keep it long."""
    return f"{ASSET_FOLDER}{name}?v={blake2b(asset(name, language), digest_size=5).hexdigest()}"
