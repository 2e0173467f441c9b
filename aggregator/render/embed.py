"""Lists inside other people's pages: the document that is framed, its colours, and the page that makes the snippet."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import urlencode

from aggregator.colours import tinted
from aggregator.models.embedding import MOST_ENTRIES, Embedding, Look
from aggregator.models.output import EmbedList, Site, SnippetPage
from aggregator.render.assets import colours, stored_file, version_of, versioned
from aggregator.render.cards import days_of
from aggregator.render.frame import near, page_words, rendered_template, way_up, window_title
from aggregator.render.heads import RSS_FILE
from aggregator.render.messages import messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_site

SNIPPET_PATH = "embed/snippet/"
#: Of a frame that can't tell how high it is: so much for the ends, and for each entry.
_ENDS_HEIGHT, _ENTRY_HEIGHT = 120, 110


def render_embed(listed: EmbedList) -> bytes:
    """The list, with every link leading out of the frame."""
    site = outgoing_site(listed.site)
    messages = messages_for(site.language)
    root = "./"
    entries = [outgoing(entry) for entry in listed.entries]
    if not listed.wanted.pictures:
        entries = [replace(entry, image=None) for entry in entries]
    days = days_of(entries, site, root, messages, by_closing=False)
    said = messages.embed
    heading = legible(listed.name) or site.title
    return rendered_template(
        "embed.html",
        {
            "site": site,
            "words": messages.words,
            "root": root,
            "near": lambda url: near(url, site, root),
            "style": _style_address(site, listed.wanted.look),
            "script": root + versioned("embed-height.js", site),
            "heading": heading,
            "shows_heading": listed.wanted.heading,
            "title": window_title(heading, 1, site, messages),
            "list_page": root + listed.path,
            "cards": [card for day in days for card in day.cards],
            "notice": (said["empty"] if listed.is_known else said["unknown"]).format(site=site.title),
            "more": said["more"].format(site=site.title),
            "feed": root + listed.path + RSS_FILE,
        },
    )


def render_style(site: Site, look: Look) -> bytes:
    """The style sheet of the list in these colours."""
    return _colours(site, look).encode() + stored_file("embed.css")


def _colours(site: Site, look: Look) -> str:
    """Somebody's paper is meant whatever the reader's system is; other colours are, for the scheme that they suit."""
    own = {"paper": look.paper, "ink": look.ink}
    light, dark = tinted(site.light, accent=look.accent, **own), tinted(site.dark, accent=look.accent)
    if look.scheme == "dark":
        light = dark = tinted(site.dark, accent=look.accent, **own)
    elif look.scheme == "light" or look.paper:
        dark = light
    return colours(light, dark)


def _style_address(site: Site, look: Look) -> str:
    return "embed.css?" + urlencode(look.said | {"v": version_of(render_style(site, look))})


def render_snippet(page: SnippetPage) -> bytes:
    """A form without a script: what it is sent with comes back as lines to copy, and as the list itself."""
    site = outgoing_site(page.site)
    messages = messages_for(site.language)
    said, wanted = messages.embed, page.wanted
    root = way_up(SNIPPET_PATH)
    return rendered_template(
        "snippet.html",
        page_words(site, root, messages)
        | {
            "said": said,
            "title": window_title(said["title"], 1, site, messages),
            "searched": "",
            "wanted": wanted,
            "categories": legible(page.categories),
            "agencies": legible(page.agencies),
            "jobs": page.jobs,
            "most": MOST_ENTRIES,
            "colours": [
                (name, said[name], getattr(wanted.look, name) or getattr(site.light, name))
                for name in ("accent", "paper", "ink")
            ],
            "has_colours": any((wanted.look.accent, wanted.look.paper, wanted.look.ink)),
            "script": _script(site, wanted),
            "frame": _frame(site, wanted),
            "preview": f"{root}embed?{wanted.query}" if wanted.query else f"{root}embed",
            "height": _height(wanted),
        },
    )


def _script(site: Site, wanted: Embedding) -> str:
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in wanted.said.items())
    return f'<script src="{escape(site.address("embed.js"))}"{attributes} async></script>'


def _frame(site: Site, wanted: Embedding) -> str:
    address = site.address("embed") + (f"?{wanted.query}" if wanted.query else "")
    return (
        f'<iframe src="{escape(address)}" title="{escape(site.title)}" width="100%" height="{_height(wanted)}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def _height(wanted: Embedding) -> int:
    return _ENDS_HEIGHT + _ENTRY_HEIGHT * min(wanted.entries, 6)
