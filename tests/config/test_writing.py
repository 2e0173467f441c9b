"""Sources are added to feeds.yaml, and every other byte of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.config.loader import read_settings
from aggregator.config.writing import add_sources, with_sources
from aggregator.errors import ConfigError

NEW = {"name": "Otter: News", "url": "http://otter.example/feed"}
LINE = "- {name: 'Otter: News', url: 'http://otter.example/feed'}\n"

BY_HAND = """\
# Our desk. Please ask Ada before changing anything!
site:   {title: "River News" , url: http://news.example/}

sources:
    # the papers
    - http://post.example/feed   # daily
    - name: The Courier          # weekly
      url:  'http://courier.example/rss'

    # nothing below here

retention:
  days: 0     # keep all
"""


def test_only_the_added_lines_change() -> None:
    changed = with_sources(BY_HAND.encode(), [NEW]).decode()
    before, after = BY_HAND.split("\n    # nothing below")
    assert changed == before + "    " + LINE + "\n    # nothing below" + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources:\n- http://a.example/\n", "sources:\n- http://a.example/\n" + LINE),
        ("sources:\n  - http://a.example/", "sources:\n  - http://a.example/\n  " + LINE),
        ("sources:\n", "sources:\n  " + LINE),
        ("sources:   # none yet\nsite: {}\n", "sources:   # none yet\n  " + LINE + "site: {}\n"),
        ("site: {title: X}\n", "site: {title: X}\nsources:\n  " + LINE),
        ("site: {title: X}", "site: {title: X}\nsources:\n  " + LINE),
        ("", "sources:\n  " + LINE),
        ("# just a comment\n", "# just a comment\nsources:\n  " + LINE),
        ("\ufeffsources:\n  - http://a.example/\n", "\ufeffsources:\n  - http://a.example/\n  " + LINE),
        (
            "sources:\n  - {name: A,\n     url: http://a.example/}  # two lines\n# end\n",
            "sources:\n  - {name: A,\n     url: http://a.example/}  # two lines\n  " + LINE + "# end\n",
        ),
        (
            "sources:\n  - name: |\n      Ä long\n      name\n    url: http://a.example/\n",
            "sources:\n  - name: |\n      Ä long\n      name\n    url: http://a.example/\n  " + LINE,
        ),
    ],
    ids=[
        "not indented",
        "no newline at the end",
        "no list",
        "a comment in its place",
        "no key",
        "no key, no newline",
        "an empty file",
        "only a comment",
        "a BOM",
        "braces over two lines",
        "text over two lines",
    ],
)
def test_every_way_of_writing_is_kept(before: str, after: str) -> None:
    assert with_sources(before.encode(), [NEW]).decode() == after


def test_windows_line_ends_stay() -> None:
    before = "sources:\r\n  - http://a.example/\r\n"
    assert with_sources(before.encode(), [NEW]).decode() == before + "  " + LINE.replace("\n", "\r\n")


def test_a_source_with_only_an_address_is_written_short_and_a_long_one_over_lines() -> None:
    long = {"name": "N" * 60, "url": "http://long.example/" + "x" * 40, "categories": ["Member News"], "paused": True}
    changed = with_sources(b"sources:\n  - http://a.example/\n", [{"url": "http://b.example/"}, long]).decode()
    assert "\n  - http://b.example/\n" in changed.replace("'", "")
    assert "\n    categories: [Member News]\n    paused: true\n" in changed


def test_what_was_written_reads_back_as_meant() -> None:
    names = ["yes", "1:30", "#tag", "- dash", "{brace}", "it's “quoted”", "Ünïcode", "a: b", "*star", "trailing "]
    new = [{"name": name, "url": f"http://site{number}.example/"} for number, name in enumerate(names)]
    settings = read_settings(with_sources(b"sources: \n", new), "feeds.yaml")
    assert settings.faulty == ()
    assert [source.name for source in settings.sources] == [name.strip() for name in names]


@pytest.mark.parametrize(
    "content",
    ["sources: [http://a.example/]\n", "sources: nothing\n", "sources: {a: b}\n", "sources: [\n", "a: b\n- c\n"],
)
def test_what_can_not_be_added_to_is_left_alone_with_the_reason(content: str, tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(content)
    with pytest.raises(ConfigError):
        add_sources(file, [NEW])
    assert file.read_text() == content
    assert list(tmp_path.iterdir()) == [file]


def test_the_file_as_it_was_stands_beside_it_and_its_rights_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "real.yaml", tmp_path / "feeds.yaml"
    file.write_text(BY_HAND)
    file.chmod(0o640)
    link.symlink_to(file)
    add_sources(link, [NEW])
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "real.yaml.bak").read_text() == BY_HAND
    assert "Otter: News" in file.read_text()


def test_a_file_that_is_missing_or_may_not_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        add_sources(tmp_path / "feeds.yaml", [NEW])
