"""The message catalogue, the style sheets, the list of sources, and bytes made ready to serve."""

from __future__ import annotations

import gzip
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from lxml import etree

from aggregator.models.alarm import AlarmKind
from aggregator.models.output import Outline
from aggregator.models.rules import FIELDS, Reason
from aggregator.outcomes import Cause
from aggregator.render import atom, json_feed, opml, rss
from aggregator.render.assets import ASSETS, asset, versioned
from aggregator.render.messages import combined, messages_for
from aggregator.render.opml import render_opml
from aggregator.render.reasons import because
from aggregator.render.rendered import rendered
from aggregator.render.status_page import _URGENCY
from aggregator.schedule import Health
from tests.render.samples import BEACON, COURIER, NOON, SITE

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["en", "en-GB", "tlh", "", "../../etc/passwd"])
def test_a_language_that_nobody_has_translated_is_english(language: str) -> None:
    assert messages_for(language).language == "en"
    assert messages_for(language).words["browse"] == "Browse Categories"


def test_a_translation_may_leave_out_what_it_does_not_know() -> None:
    welsh: dict[str, dict[str, Any]] = {"words": {"source": "Ffynhonnell: {link}"}, "dates": {"weekdays": ["Llun"] * 7}}
    made = combined("cy", welsh)
    assert made.words["source"] == "Ffynhonnell: {link}"
    assert made.words["older"] == "Older"
    assert made.dates.weekday_of(NOON.date()) == "Llun"
    assert made.dates.date_of(NOON.date()) == "14 March 2026"


def test_no_word_of_the_catalogue_lies_idle() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("aggregator/render", "aggregator/render/templates", "aggregator/publish")
        for path in sorted(ROOT.joinpath(folder).iterdir())
        if path.suffix in {".py", ".html"}
    )
    said = set(re.findall(r"words\.(\w+)|words\[\"(\w+)\"\]|\"((?:entries|vacancies)_(?:one|other))\"", sources))
    assert {name for names in said for name in names if name} == set(messages_for("en").words)


def test_no_word_of_letters_lies_idle() -> None:
    templates = sorted((ROOT / "aggregator/render/templates/letters").iterdir())
    sources = "".join(path.read_text(encoding="utf-8") for path in templates)
    said = set(re.findall(r"\bwords\.(\w+)", sources))
    for name in ("letters", "alarm_feed", "review_feed"):
        code = (ROOT / f"aggregator/render/{name}.py").read_text(encoding="utf-8")
        said |= set(re.findall(r"letters\[\"(\w+)\"\]", code))
    said |= {f"kind_{kind}" for kind in get_args(AlarmKind)}
    assert said == set(messages_for("en").letters)


@pytest.mark.parametrize(
    ("part", "files", "more"),
    [
        ("embed", ("embed.py", "templates/embed.html", "templates/snippet.html"), {"auto", "light", "dark"}),
        ("status", ("status_page.py", "templates/status.html"), set()),
        ("reasons", ("reasons.py",), {f"in_{field}" for field in FIELDS}),
    ],
)
def test_no_word_of_other_parts_lies_idle(part: str, files: tuple[str, ...], more: set[str]) -> None:
    """`more` are the words that are looked up by what they are about."""
    code = "".join((ROOT / "aggregator/render" / file).read_text(encoding="utf-8") for file in files)
    said = set(re.findall(rf"(?:\bsaid|messages\.{part})(?:\.(?!format|items)|\[\")(\w+)", code))
    words = set(getattr(messages_for("en"), part))
    assert said | more | (set(re.findall(r"\"(\w+)\"", code)) & words) == words


def test_every_health_has_its_word_and_no_other() -> None:
    healths = {*get_args(Health), "paused", "held", "misconfigured"}
    assert set(messages_for("en").health) == healths == set(_URGENCY)


def test_another_language_gives_its_own_reasons() -> None:
    french = combined("fr", {"reasons": {"says": "{where} dit « {phrase} »", "in_title": "son titre"}})
    reason = Reason(rule="phrase", phrase="loutre", field="title")
    assert because(reason, french) == "son titre dit « loutre »"


def test_another_language_tells_causes_by_their_code_and_else_as_they_were_noted() -> None:
    french = combined("fr", {"causes": {"gone": "La source n'existe plus."}})
    assert french.cause(Cause("gone", "It is gone.")) == "La source n'existe plus."
    assert french.cause(Cause("slow", "It took 31 s.")) == "It took 31 s."
    assert messages_for("en").cause(Cause("gone", "It is gone.")) == "It is gone."


def test_messages_name_only_what_is_filled_in() -> None:
    fields = {
        name: {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        for name, text in messages_for("en").words.items()
    }
    assert {name: found for name, found in fields.items() if found} == {
        "source": {"link"},
        "also_reported": {"publishers"},
        "page_number": {"number"},
        "by": {"authors"},
        "and_more": {"authors"},
        "entries_one": {"count"},
        "entries_other": {"count"},
        "vacancies_one": {"count"},
        "vacancies_other": {"count"},
        "with_closed": {"entries", "count"},
        "because": {"topic", "reason"},
        "picture_by": {"credit"},
        "read_on": {"publisher"},
        "closed_on": {"date"},
        "closes": {"date"},
        "interviews": {"date"},
        "closing": {"title"},
    }


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_s_address_changes_when_the_file_does(name: str) -> None:
    assert asset(name, SITE)
    assert re.fullmatch(rf"static/{re.escape(name)}\?v=[0-9a-f]{{10}}", versioned(name, SITE))


def test_a_feed_explains_itself_in_a_browser() -> None:
    assert asset("feed.css", SITE).endswith(
        b':root { --about: "This is a news feed. Copy its address into a feed reader or newsletter tool to be told of '
        b'new entries."; --closes: "Closes "; }\n'
    )


def test_the_list_of_sources_names_feeds_and_pages() -> None:
    document = etree.fromstring(render_opml(SITE, [Outline("Press", (COURIER,)), Outline("Members", (BEACON,))]))
    assert document.findtext("head/title") == SITE.title
    lines: Any = document.xpath("body/outline/outline")
    assert [dict(line.attrib) for line in lines] == [
        {
            "text": "The Courier",
            "type": "rss",
            "title": "The Courier",
            "xmlUrl": "https://courier.example/feed/",
            "htmlUrl": "https://courier.example/",
        },
        {"text": "Beacon Trust", "type": "link", "url": "https://beacon.example/news/"},
    ]


def test_bytes_made_ready_depend_on_nothing_but_themselves() -> None:
    body = b"<p>news</p>" * 50
    first, second = (rendered(body, "text/html", NOON) for _ in range(2))
    assert first == second
    assert first.gzip is not None
    assert gzip.decompress(first.gzip) == body
    assert first.etag != first.gzip_etag
    assert first.etag != rendered(body + b" ", "text/html", NOON).etag
    assert rendered(os.urandom(64), "image/png").gzip is None


def test_last_modified_is_in_utc_and_whole_seconds() -> None:
    local = datetime.fromisoformat("2026-07-01T09:30:00.9+01:00")
    assert rendered(b"", "text/html", local).last_modified == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("media_type", "content_type", "browser_type"),
    [
        (atom.MEDIA_TYPE, "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8"),
        (rss.MEDIA_TYPE, "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8"),
        (opml.MEDIA_TYPE, "text/x-opml; charset=utf-8", "application/xml; charset=utf-8"),
        (json_feed.MEDIA_TYPE, "application/feed+json", "application/json"),
        ("text/html", "text/html; charset=utf-8", None),
        ("image/svg+xml", "image/svg+xml", None),
    ],
)
def test_content_types_say_the_encoding_and_what_browsers_can_show(
    media_type: str, content_type: str, browser_type: str | None
) -> None:
    made = rendered(b"x", media_type)
    assert (made.content_type, made.browser_type) == (content_type, browser_type)
