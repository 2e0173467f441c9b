"""Our feeds obey what validators check; and the checks are able to fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from aggregator.models.output import Archive, Channel, OutEntry, Pages
from aggregator.render.atom import render_atom
from aggregator.render.json_feed import render_json_feed
from aggregator.render.rss import render_rss
from tests.render.feed_rules import ATOM_RULES, JSON_RULES, RSS_RULES, Rule, broken, faults, parse
from tests.render.samples import CHANNEL, ENTRIES, SITE, VACANCY, entry

Renderer = Callable[[Channel, Sequence[OutEntry]], bytes]
FORMATS: dict[str, tuple[Renderer, Sequence[Rule]]] = {
    "atom.xml": (render_atom, ATOM_RULES),
    "rss.xml": (render_rss, RSS_RULES),
    "feed.json": (render_json_feed, JSON_RULES),
}
ROWS = [(file, rule) for file, (_, rules) in FORMATS.items() for rule in rules]

CATEGORY = replace(
    CHANNEL, path="category/industry-news/", title="Industry News", hub=None, archive=Archive(), categories=()
)
OLD_RUN = replace(CHANNEL, path="archive/7/", archive=Archive(previous="archive/6/", next="archive/8/", current=""))
SECOND_PAGE = replace(
    CHANNEL,
    path="agency/beacon/page/2/",
    home="agency/beacon/",
    archive=Archive(),
    pages=Pages(first="agency/beacon/", newer="agency/beacon/", older="agency/beacon/page/3/"),
)
SEARCH = replace(CHANNEL, path="search/", query="q=night%20keeper&page=2")


@pytest.mark.parametrize("file", FORMATS)
@pytest.mark.parametrize(
    ("channel", "entries"),
    [
        (CHANNEL, ENTRIES),
        (CATEGORY, (entry(1),)),
        (OLD_RUN, ENTRIES),
        (SEARCH, ENTRIES),
        (SECOND_PAGE, (*ENTRIES, VACANCY)),
        (replace(CHANNEL, updated=None), ()),
        (
            replace(CHANNEL, site=replace(SITE, icon=None, logo=None, rights=None, description=""), description=""),
            ENTRIES,
        ),
    ],
    ids=["everything", "a category", "an archive", "a search", "a second page", "empty", "a bare site"],
)
def test_a_feed_obeys_every_rule(file: str, channel: Channel, entries: Sequence[OutEntry]) -> None:
    render, _ = FORMATS[file]
    assert faults(render(channel, entries), channel.address(file)) == []


@pytest.mark.parametrize(("file", "rule"), ROWS, ids=[f"{file}: {rule.name}" for file, rule in ROWS])
def test_a_feed_that_breaks_a_rule_is_noticed(file: str, rule: Rule) -> None:
    render, _ = FORMATS[file]
    document = parse(broken(render(CHANNEL, (*ENTRIES, VACANCY)), rule))
    assert list(rule.check(document, CHANNEL.address(file)))
