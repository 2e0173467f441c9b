"""The files that pages and feeds need beside them: style sheets and the icon."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files

from aggregator.models.output import Site
from aggregator.models.palette import Palette
from aggregator.render.messages import messages_for

#: Where they stand, from the site's root.
ASSET_FOLDER = "static/"
#: File name to media type.
ASSETS = {
    "style.css": "text/css",
    "feed.css": "text/css",
    "desk.css": "text/css",
    "icon.svg": "image/svg+xml",
}


@lru_cache(maxsize=16)
def asset(name: str, site: Site) -> bytes:
    """The bytes of one of ASSETS. Style sheets begin with the site's colours; that of feeds speaks its language."""
    stored = files("aggregator.render").joinpath("static", name).read_bytes()
    match name:
        case "style.css":
            return _colours(site).encode() + stored
        case "feed.css":
            return stored + _explanation(site.language).encode()
        case _:
            return stored


@lru_cache(maxsize=16)
def versioned(name: str, site: Site) -> str:
    """Its path from the site's root, with a mark that changes when it does, so that caches may keep it long."""
    return f"{ASSET_FOLDER}{name}?v={blake2b(asset(name, site), digest_size=5).hexdigest()}"


def _colours(site: Site) -> str:
    """Light unless the reader's system is dark, and always on paper."""
    light, dark = _variables(site.light), _variables(site.dark)
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n\n"


def _variables(palette: Palette) -> str:
    return " ".join(f"--{field.name}: {getattr(palette, field.name)};" for field in fields(palette))


def _explanation(language: str) -> str:
    messages = messages_for(language)
    said = {"about": messages.feed["about"], "closes": messages.words["closes"].partition("{date}")[0]}
    return f"\n:root {{ {' '.join(f'--{name}: {_quoted(text)};' for name, text in said.items())} }}\n"


def _quoted(text: str) -> str:
    """A text as CSS writes it."""
    return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))
