"""Pictures and players: rescued before the allow-list would lose them, trackers taken out after it."""

from __future__ import annotations

import re
from html import escape

from aggregator.markup.elements import ATTRIBUTE
from aggregator.markup.text import clean_text, unescaped


def rescue_media(html: str) -> str:
    """Pictures that wait for a script get their address, frames of video players become links."""
    if "<![CDATA[" in html:  # wrapped once too often
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    if "<i" not in html and "<I" not in html:
        return _WRAPPER.sub("", html)
    has_lazy = _NOSCRIPT_TAG.search(html) and "data-" in html.lower()
    html = _IMAGE_SOURCE.sub(_plain_image, html)
    if has_lazy:  # the same picture once more
        html = _NOSCRIPT.sub("", html)
    return _IFRAME.sub(_video_link, _WRAPPER.sub("", html))


def _plain_image(tag: re.Match[str]) -> str:
    # HTML keeps the first of two attributes of one name.
    if _HIDDEN.search(tag[0]):
        return f'<img width="1" height="1" {tag[0][4:]}'
    lazy = _LAZY.search(tag[0])
    return f'<img src="{lazy[1]}" {tag[0][4:]}' if lazy else tag[0]


def _video_link(tag: re.Match[str]) -> str:
    attributes = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(tag[1])}
    address = unescaped(attributes.get("src") or attributes.get("data-src") or "").strip()
    address = re.sub(r"^(?:https?:)?//", "", address)
    for pattern, name, page in _VIDEO_HOSTS:
        if found := pattern.match(address):
            title = clean_text(unescaped(attributes.get("title", ""))) or name
            return f'<p><a href="{page.format(found[1])}">Video: {escape(title)}</a></p>{tag[0]}'
    return tag[0]


def shown_image(attributes: str) -> str:
    """The picture as it is shown, from attributes that the allow-list let through; empty if it is none to look at."""
    named = dict(_CLEAN_ATTRIBUTE.findall(attributes))
    source = named.get("src", "")
    if not source.startswith(("http://", "https://")) or _TRACKER.match(source):
        return ""
    if any(int(named[side]) <= 1 for side in ("width", "height") if side in named):
        return ""
    alt = "" if "alt" in named else ' alt=""'
    return f'<img{attributes}{alt} loading="lazy" referrerpolicy="no-referrer" />'


_IMAGE_SOURCE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_LAZY = re.compile(r"""\sdata-(?:lazy-|orig-)?(?:src|original|file)\s*+=\s*+["']?([^\s"'<>]++)""", re.IGNORECASE)
_HIDDEN = re.compile(
    r"""\sstyle\s*+=\s*+["'][^"'<>]*?
    (?:display\s*+:\s*+none|(?<![-\w])(?:width|height)\s*+:\s*+[01](?:px)?\s*+[;"'!])""",
    re.IGNORECASE | re.VERBOSE,
)
#: Elements that change how a parser reads what is inside, which is all that we want of them.
_WRAPPER = re.compile(r"</?(?:marquee|noscript|object)\b[^<>]*+>", re.IGNORECASE)
_NOSCRIPT_TAG = re.compile("<noscript", re.IGNORECASE)
#: The group is not possessive, which Python 3.11.2 reads wrongly; there is one way through it.
_NOSCRIPT = re.compile(r"<noscript\b[^<>]*+>[^<]*+(?:<(?!/?noscript\b)[^<]*+)*</noscript\s*+>", re.IGNORECASE)
_IFRAME = re.compile(r"<iframe\b([^<>]*+)>", re.IGNORECASE)
_CLEAN_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_TRACKER = re.compile(
    r"""https?://(?:
        (?:[\w-]+\.)*(?:
            adsymptotic\.com|amazon-adsystem\.com|assoc-amazon\.[\w.]+|chartbeat\.net|doubleclick\.net|feedsportal\.com
            |google-analytics\.com|imrworldwide\.com|krxd\.net|piwik\.pro|quantserve\.com|scorecardresearch\.com
            |statcounter\.com|stats\.wordpress\.com|stats\.wp\.com)(?:[/:?]|$)
        |(?:beacon|counter|matomo|piwik|pixel|pixel-[\w-]+|tracking)\.[\w-]+\.[\w.]+(?:[/:?]|$)
        |(?:[\w-]+\.)*(?:
            list-manage\.com/track|feedblitz\.com/stats|feedburner\.com/~(?:r|ff)/|feeds\.wordpress\.com/1\.0/
            |facebook\.com/tr\b|ads\.linkedin\.com/|bat\.bing\.com/|medium\.com/_/stat|t\.co/i/adsct
            |blogger\.googleusercontent\.com/tracker/|analytics\.twitter\.com/)
        |[^/]++/(?:[^?\#/]*+/)*+(?:
            (?:1px|1x1|beacon|blank|pixel|spacer|tracker|tracking|transparent)\.(?:gif|png)
            |(?:clear|count|counter|track)\.gif
            |(?:beacon|matomo|open|piwik|pixel|track)\.(?:php|aspx))(?:[?\#]|$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)

#: Players whose frames we turn into links: host and path of the frame, its name, the address of the video's own page.
_VIDEO_HOSTS = tuple(
    (re.compile(frame), name, page)
    for frame, name, page in (
        (r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})", "YouTube", "https://www.youtube.com/watch?v={}"),
        (r"player\.vimeo\.com/video/([0-9]+)", "Vimeo", "https://vimeo.com/{}"),
        (r"(?:\w+\.)?dailymotion\.com/embed/video/(\w+)", "Dailymotion", "https://www.dailymotion.com/video/{}"),
        (r"embed(?:-ssl)?\.ted\.com/talks/([\w/-]+)", "TED", "https://www.ted.com/talks/{}"),
        (r"(?:www\.)?loom\.com/embed/(\w+)", "Loom", "https://www.loom.com/share/{}"),
        (r"fast\.wistia\.(?:net|com)/embed/iframe/(\w+)", "Wistia", "https://fast.wistia.net/embed/iframe/{}"),
    )
)
