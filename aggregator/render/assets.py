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
#: Where pictures of entries stand that come from us.
PICTURE_FOLDER = "picture/"
#: File name to media type.
ASSETS = {
    "style.css": "text/css",
    "feed.css": "text/css",
    "icon.svg": "image/svg+xml",
    "embed-height.js": "text/javascript",
}


@lru_cache(maxsize=16)
def asset(name: str, site: Site) -> bytes:
    """The bytes of one of ASSETS. Style sheets begin with the site's colours; that of feeds speaks its language."""
    stored = stored_file(name)
    match name:
        case "style.css":
            return colours(site.light, site.dark).encode() + stored
        case "feed.css":
            return stored + _explanation(site.language).encode()
        case _:
            return stored


@lru_cache(maxsize=16)
def stored_file(name: str) -> bytes:
    """A file of this room's folder, as it is."""
    return files("aggregator.render").joinpath("static", name).read_bytes()


@lru_cache(maxsize=16)
def versioned(name: str, site: Site) -> str:
    """Its path from the site's root, with a mark that changes when it does, so that caches may keep it long."""
    return f"{ASSET_FOLDER}{name}?v={version_of(asset(name, site))}"


def version_of(content: bytes) -> str:
    """A short mark that changes with the content."""
    return blake2b(content, digest_size=5).hexdigest()


def colours(light: Palette, dark: Palette) -> str:
    """Light unless the reader's system is dark, and always on paper."""
    first = f":root {{ {_variables(light)} }}\n"
    second = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(dark)} }} }}\n"
    return first + (second if dark != light else "") + "\n"


def _variables(palette: Palette) -> str:
    return " ".join(f"--{field.name}: {getattr(palette, field.name)};" for field in fields(palette))


def _explanation(language: str) -> str:
    messages = messages_for(language)
    said = {"about": messages.feed["about"], "closes": messages.words["closes"].partition("{date}")[0]}
    return f"\n:root {{ {' '.join(f'--{name}: {_quoted(text)};' for name, text in said.items())} }}\n"


def _quoted(text: str) -> str:
    """A text as CSS writes it."""
    return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))
