"""Reasons in plain words."""

from __future__ import annotations

import pytest

from aggregator.models.rules import AgencyRule, CategoryRule, LabelRule, Phrase, Reason, Rule, TagInput
from aggregator.render.messages import messages_for
from aggregator.render.reasons import because
from aggregator.tag.tagger import compile_rules


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(rule="hand"), "somebody at the desk said so"),
        (Reason(rule="vacancy"), "its page is that of a vacancy"),
        (Reason(rule="relevance"), "nothing that `relevance:` asks for is in it"),
        (Reason(rule="not"), "nothing that its `not` names is in it"),
        (
            Reason(rule="not", phrase="film", field="title", place="Otters in a film"),
            "`not` rules it out: its title has “film” (“Otters in a film”)",
        ),
        (
            Reason(rule="phrase", phrase="otter*", field="summary", place="two otters"),
            "its summary says “otter*” (“two otters”)",
        ),
        (
            Reason(rule="regex", phrase="/ott.r/", field="body", place="an otter"),
            "its text matches “/ott.r/” (“an otter”)",
        ),
        (
            Reason(rule="agency", phrase="The Weir", field="title", place="The Weir"),
            "its title names “The Weir” (“The Weir”)",
        ),
        (Reason(rule="agency", phrase="Weir", field="publisher", place="The Weir"), "its publisher is The Weir"),
        (Reason(rule="domain", phrase="weir.example", field="url"), "its link leads to weir.example"),
        (Reason(rule="label", phrase="job", field="label", place="Job"), "its publisher labels it “Job”"),
        (
            Reason(rule="source", phrase="News", field="source", place="Otter Times"),
            "everything of its source Otter Times gets News",
        ),
        (Reason(rule="source", phrase="sector"), "its source is of scope sector"),
        (Reason(rule="source"), "it comes from such a source"),
    ],
)
def test_each_kind_of_reason_has_its_words(reason: Reason, sentence: str) -> None:
    assert because(reason, messages_for("en")) == sentence


def test_every_reason_that_tagging_gives_can_be_said() -> None:
    rule = Rule(any=(Phrase("otter*"), Phrase("/b.at/")), none_of=(Phrase("film"),))
    tagger = compile_rules(
        categories=[
            CategoryRule(name="Wildlife", rule=rule),
            CategoryRule(name="Not film", rule=Rule(none_of=(Phrase("film"),))),
            CategoryRule(name="Jobs", vacancy=True),
            CategoryRule(name="Members", agency=True),
            CategoryRule(name="Sector", scopes=("sector",)),
        ],
        agencies=[AgencyRule(name="Weir", site="http://weir.example/")],
        relevance=Rule(),
    )
    item = TagInput(
        title="Otters of Weir on a boat",
        url="http://weir.example/1",
        labels=("news",),
        source="Otter Times",
        agency="Weir",
        categories=("Given",),
        label_rules=(LabelRule(label="news", category="Labelled"),),
        is_vacancy=True,
    )
    verdict = tagger.tag(item)
    assert {tag.name for tag in verdict.tags} == {
        "Wildlife", "Not film", "Jobs", "Members", "Sector", "Given", "Labelled", "Weir",
    }  # fmt: skip
    for tag in verdict.tags:
        for reason in tag.reasons:
            assert "None" not in because(reason, messages_for("en")), reason
