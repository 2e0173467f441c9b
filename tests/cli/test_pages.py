"""`listing` on saved pages, and `import-opml` of lists that name nothing, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aggregator.cli.app import app
from tests.parse_listing.site import articles, english

CARDS = "".join(
    f'<article><h2><a href="/news/{n}-{item.title.lower().replace(" ", "-")}">{item.title}</a></h2>'
    f"<time>{english(item.day)}</time></article>"
    for n, item in enumerate(articles(6))
)


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ("", "http://localhost"),
        ('<link rel="canonical" href="https://quay.example/news/">', "https://quay.example"),
        ('<meta property="og:url" content="https://quay.example/news/">', "https://quay.example"),
        ('<link rel="canonical" href="javascript:alert(1)">', "http://localhost"),
    ],
    ids=["no address", "canonical", "og:url", "no web address"],
)
def test_a_saved_page_shows_its_list(tmp_path: Path, head: str, site: str) -> None:
    page = tmp_path / "news.html"
    page.write_text(f"<html><head><title>News</title>{head}</head><body><h1>News</h1>{CARDS}</body></html>")
    ended = CliRunner().invoke(app, ["listing", str(page), "--json"])
    assert ended.exit_code == 0
    said = json.loads(ended.stdout)
    assert not said["unsure"]
    assert [item["title"] for item in said["items"]] == [item.title for item in articles(6)]
    assert all(item["url"].startswith(f"{site}/news/") for item in said["items"])


def test_a_list_that_names_nothing_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text("sources: []\n")
    cut = tmp_path / "cut.opml"
    cut.write_text("<opml><body><outl")
    ended = CliRunner().invoke(app, ["import-opml", str(cut), "--config", str(config)])
    assert ended.exit_code == 1
    assert "names no feed or page" in ended.output
    assert config.read_text() == "sources: []\n"
