"""Every tag says why it stands there: rule, phrase, field, and the words as the entry has them."""

from __future__ import annotations

import pytest

from aggregator.models.rules import AgencyRule, CategoryRule, LabelRule, Reason, Rule, TagInput
from tests.tag.rules import any_of, phrases, reasons, tagger


def test_phrase_shows_its_place_as_written() -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of("foster carer*", "Barnardo's")))
    verdict = desk.tag(
        TagInput(title="Why ex-Foster-Carers’ groups trust Barnardos", summary="A foster\u00a0carer’s view")
    )
    assert reasons(verdict, "News") == (
        Reason(
            rule="phrase", phrase="foster carer*", field="title", place="Why ex-Foster-Carers’ groups trust Barnardos"
        ),
        Reason(rule="phrase", phrase="foster carer*", field="summary", place="A foster carer’s view"),
    )


LONG = "One two three four five six seven eight — it’s nine &\nten: “HIT” a b c d e f g h i j"


@pytest.mark.parametrize(
    ("phrase", "place"),
    [
        ("hit", "… seven eight — it’s nine & ten: “HIT” a b c d e f g …"),
        ("nine and ten", "… four five six seven eight — it’s nine & ten: “HIT” a b c d e f …"),
        ("one", "One two three four five six seven eight …"),
        ("i j", "… b c d e f g h i j"),
        ("/h.t/", "… seven eight — it’s nine & ten: “HIT” a b c d e f g …"),
    ],
)
def test_place_is_the_words_around_the_hit(phrase: str, place: str) -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of(phrase)))
    kind = "regex" if phrase.startswith("/") else "phrase"
    assert reasons(desk.tag(TagInput(summary=LONG)), "News") == (
        Reason(rule=kind, phrase=phrase, field="summary", place=place),
    )


def test_label_that_holds_a_phrase_is_shown_whole_and_alone() -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of("foster care")))
    assert reasons(desk.tag(TagInput(labels=("Law", "Foster Care", "UK"))), "News") == (
        Reason(rule="phrase", phrase="foster care", field="label", place="Foster Care"),
    )


def test_each_part_of_an_all_shows_a_place() -> None:
    desk = tagger(CategoryRule(name="News", rule=Rule(all=(any_of("ann", "anna"), *phrases("bob")))))
    assert [
        (reason.phrase, reason.field) for reason in reasons(desk.tag(TagInput(title="anna", summary="bob")), "News")
    ] == [
        ("anna", "title"),
        ("bob", "summary"),
    ]


def test_no_more_than_a_few_places_are_shown() -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of("a", "b", "c", "d")))
    assert len(reasons(desk.tag(TagInput(title="a b c d", summary="a b c d a b c d")), "News")) == 2


@pytest.mark.parametrize(
    ("category", "item", "expected"),
    [
        (
            CategoryRule(name="X"),
            TagInput(categories=("X",), source="A feed"),
            Reason(rule="source", phrase="X", field="source", place="A feed"),
        ),
        (
            CategoryRule(name="X"),
            TagInput(labels=("Law ",), label_rules=(LabelRule(label="law", category="X"),)),
            Reason(rule="label", phrase="law", field="label", place="Law "),
        ),
        (CategoryRule(name="X", vacancy=True), TagInput(is_vacancy=True), Reason(rule="vacancy")),
        (
            CategoryRule(name="X", vacancy=True),
            TagInput(title="Closing date: May"),
            Reason(rule="phrase", phrase="closing date", field="title", place="Closing date: May"),
        ),
        (CategoryRule(name="X", scopes=("sector",)), TagInput(), Reason(rule="source", phrase="sector")),
        (
            CategoryRule(name="X", agency=True),
            TagInput(title="On TACT"),
            Reason(rule="agency", phrase="TACT", field="title", place="On TACT"),
        ),
        (CategoryRule(name="X", rule=Rule(none_of=phrases("law"))), TagInput(title="x"), Reason(rule="not")),
        (CategoryRule(name="X", rule=Rule(any=(Rule(scopes=("sector",)),))), TagInput(), Reason(rule="source")),
    ],
)
def test_category_says_what_gave_it(category: CategoryRule, item: TagInput, expected: Reason) -> None:
    desk = tagger(category, agencies=(AgencyRule(name="TACT"),), vacancy=any_of("closing date"))
    assert reasons(desk.tag(item), "X") == (expected,)


def test_source_and_words_are_both_shown() -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of("law")))
    assert [reason.rule for reason in reasons(desk.tag(TagInput(title="law", categories=("news",))), "News")] == [
        "source",
        "phrase",
    ]


def test_agency_says_how_it_was_found() -> None:
    desk = tagger(agencies=(AgencyRule(name="TACT", site="https://tact.example/", aliases=("Tact Care",)),))
    item = TagInput(
        title="Tact Care’s week",
        url="https://www.tact.example/1",
        agency="TACT",
        source="Its news",
        summary="Here is what TACT did.",
    )
    assert reasons(desk.tag(item), "TACT") == (
        Reason(rule="source", phrase="TACT", field="source", place="Its news"),
        Reason(rule="agency", phrase="Tact Care", field="title", place="Tact Care’s week"),
        Reason(rule="agency", phrase="TACT", field="summary", place="Here is what TACT did."),
    )
    linked = desk.tag(TagInput(url="https://www.tact.example/1"))
    assert reasons(linked, "TACT") == (
        Reason(rule="domain", phrase="tact.example", field="url", place="https://www.tact.example/1"),
    )
    published = desk.tag(TagInput(publisher="tact care"))
    assert reasons(published, "TACT") == (
        Reason(rule="agency", phrase="tact care", field="publisher", place="tact care"),
    )


def test_verdict_says_why_an_entry_is_kept_or_dropped() -> None:
    desk = tagger(
        agencies=(AgencyRule(name="TACT"),),
        relevance=Rule(any=phrases("foster care"), none_of=(*phrases("dogs", "cats"), any_of("horses"))),
    )

    def why(**item: str) -> tuple[Reason, ...]:
        return desk.tag(TagInput(scope="broad", **item)).reasons  # type: ignore[arg-type]  # only texts are passed

    assert why(title="On foster care") == (
        Reason(rule="phrase", phrase="foster care", field="title", place="On foster care"),
    )
    assert why(title="On TACT") == (Reason(rule="agency", phrase="TACT", field="title", place="On TACT"),)
    assert why(title="On football") == (Reason(rule="relevance"),)
    assert why(title="Foster care for horses") == (
        Reason(rule="relevance"),
        Reason(rule="not", phrase="horses", field="title", place="Foster care for horses"),
    )
    assert desk.tag(TagInput(title="On football", scope="sector")).reasons == (Reason(rule="source", phrase="sector"),)
