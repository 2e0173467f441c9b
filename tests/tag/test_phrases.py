"""What a phrase finds and, more important, what it does not."""

from __future__ import annotations

import pytest

from aggregator.models.rules import Phrase, Rule
from tests.tag.rules import any_of, holds

FOUND = [
    # whole words, wherever they stand
    ("foster care", "Foster care"),
    ("foster care", "What foster care means"),
    ("foster care", "All about foster care"),
    ("foster care", "“Foster care” explained"),
    ("foster care", "(foster care)"),
    ("foster care", "Why foster care?"),
    ("foster care", "foster care: a guide"),
    ("foster care", "adoption/foster care"),
    ("foster care", "No more foster care."),
    ("Ofsted", "Ofsted"),
    # case
    ("foster care", "FOSTER CARE"),
    ("Foster Care", "foster care"),
    ("ofsted", "OFSTED"),
    ("ÉCOLE", "une ECOLE"),
    # apostrophes
    ("Barnardo's", "Barnardo's shops"),
    ("Barnardo's", "Barnardo’s shops"),
    ("Barnardo's", "Barnardos shops"),
    ("Barnardo's", "Barnardo`s shops"),
    ("Barnardo’s", "Barnardo's shops"),
    ("Barnardos", "Barnardo’s shops"),
    ("Barnardo's", "Barnardos’ shops"),
    ("children's home", "a childrens' home"),
    ("children's home", "a childrens home"),
    ("don't", "dont"),
    ("Ofsted", "Ofsted's report"),
    ("Ofsted", "Ofsted’s report"),
    ("Ofsted", "the report is Ofsted's"),
    ("foster carer", "a foster carer's story"),
    ("foster carer", "says ‘foster carer’ Ann"),
    ("TACT", "TACT’s carers"),
    # hyphens and dashes
    ("foster carer", "foster-carer"),
    ("foster-carer", "foster carer"),
    ("foster carer", "foster–carer"),
    ("foster carer", "foster\u2011carer"),
    ("looked after child", "a looked-after child"),
    ("looked-after-child", "a looked-after child"),
    ("foster", "ex-foster child"),
    ("well being", "well-being"),
    # spaces
    ("foster care", "foster  care"),
    ("foster care", "foster\ncare"),
    ("foster care", "foster\tcare"),
    ("foster care", "foster\u00a0care"),
    ("  foster   care ", "foster care"),
    ("foster care", "foster\u200b care"),
    ("Ofsted", "Of\u00adsted"),
    # accents and letters
    ("café", "cafe"),
    ("cafe", "café"),
    ("cafe", "cafe\u0301"),
    ("naïve", "NAIVE"),
    ("Zoë", "Zoe"),
    ("straße", "Strasse"),
    ("Ælfric", "aelfric"),
    ("Søren", "Soren"),
    ("Łódź", "lodz"),
    ("Москва", "МОСКВА зовёт"),
    ("ﬁnance", "finance"),
    # and
    ("Children & Young People", "Children and Young People Now"),
    ("children and young people", "Children & Young People Now"),
    # endings
    ("foster carer*", "foster carers"),
    ("foster carer*", "foster carer"),
    ("foster carer*", "foster carer's"),
    ("child*", "childhood"),
    ("adopt*", "Adoption"),
    ("foster* carer*", "fostering carers"),
    ("foster* carer*", "foster carer"),
    ("foster* child", "a fostered child"),
    ("minister* said", "ministers said so"),
    ("2024*", "2024/25"),
    # capitals
    ("TACT", "TACT speaks"),
    ("TACT", "(TACT)"),
    ("LGA report", "an LGA Report"),
    ("the MP", "The MP"),
    ("TACT*", "TACTful"),
    ("I can", "i can"),
    ("N1", "n1 buses"),
    # punctuation in and around a phrase
    ("Who Cares?", "Who cares? Scotland"),
    ("Who Cares? Scotland", "at Who Cares? Scotland"),
    ("£25", "only £25 a day"),
    ("£25", "only (£25)"),
    ("£*", "costs £38,950"),
    ("C++", "uses C++ daily"),
    (".NET", "a .NET job"),
    ("#Fostering", "use #fostering today"),
    ("Yes!", "Yes! We did"),
    ("W/C", "interviews W/C 24th"),
    ("St. Christopher's", "at St. Christopher’s"),
    ("Smith - Jones", "Smith - Jones"),
    ("10,000", "10,000 carers"),
    ("e.g.", "e.g. foster care"),
    ("AT&T", "AT&T"),
]

NOT_FOUND = [
    # parts of words
    ("pact", "a big impact"),
    ("pact", "compact"),
    ("pact", "pacts"),
    ("act", "tactful acting"),
    ("care", "careful"),
    ("care", "scare"),
    ("foster", "fostering"),
    ("foster carer", "foster carers"),
    ("Ofsted", "Ofsteds"),
    ("MP", "MPs"),
    ("break", "daybreak"),
    ("break", "breaks"),
    ("naïve", "naïveté"),
    ("сад", "Ленинград"),
    ("25", "125"),
    ("25", "£25"),
    ("N1", "N17"),
    # words in another order, or parted
    ("foster carer", "carer foster"),
    ("foster carer", "foster, carer"),
    ("foster carer", "foster/carer"),
    ("foster carer", "foster. Carer"),
    ("foster carer", "foster - carer"),
    ("foster carer", "foster – carer"),
    ("foster carer", "foster—carer"),
    ("foster carer", "foster and carer"),
    ("foster carer", "foster “carer”"),
    ("looked after child", "looked after: child"),
    # capitals
    ("TACT", "tact"),
    ("TACT", "Tact"),
    ("TACT", "with tact and care"),
    ("ÉCOLE", "école"),
    ("LGA report", "lga report"),
    ("LGA report", "Lga Report"),
    ("the MP", "the mp"),
    ("IT", "it"),
    ("US", "tell us"),
    ("WHO", "who"),
    # endings are asked for
    ("child*", "grandchild"),
    ("foster carer*", "foster care"),
    ("foster* carer", "fostering good carer"),
    ("adopt*", "readopt"),
    ("foster* carer", "foster carers"),
    # punctuation that is asked for
    ("Who Cares?", "who cares"),
    ("C++", "C"),
    ("£25", "25"),
    ("£25", "£250"),
    (".NET", "net"),
    ("#Fostering", "fostering"),
    ("Smith - Jones", "Smith Jones"),
    # nothing to look for
    ("...", "wait ..."),
    ("*", "anything"),
    ("'", "it's"),
]


@pytest.mark.parametrize(("phrase", "text"), FOUND)
def test_phrase_is_found(phrase: str, text: str) -> None:
    assert holds(any_of(phrase), title=text)


@pytest.mark.parametrize(("phrase", "text"), NOT_FOUND)
def test_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not holds(any_of(phrase), title=text)


def test_phrase_does_not_reach_from_one_field_into_the_next() -> None:
    assert not holds(any_of("foster care"), title="foster", summary="care")


def test_phrase_does_not_reach_from_one_label_into_the_next() -> None:
    assert not holds(any_of("foster care"), labels=("foster", "care"))
    assert holds(any_of("foster care"), labels=("news", "foster care"))


def test_control_characters_in_a_text_part_no_fields() -> None:
    assert holds(any_of("care", fields=("summary",)), title="a\x1eb\x1ec", summary="care")
    assert not holds(any_of("care", fields=("title",)), title="a\x1eb\x1ec", summary="care")


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ("title", {"title": "foster care"}),
        ("summary", {"summary": "foster care"}),
        ("body", {"body": "foster care", "summary": "other"}),
        ("url", {"url": "https://example.org/foster-care/1"}),
        ("label", {"labels": ("Foster care",)}),
        ("author", {"author": "Foster Care"}),
        ("publisher", {"publisher": "Foster Care"}),
        ("source", {"source": "Foster care"}),
    ],
)
def test_phrase_is_looked_for_in_the_field_that_it_names(field: str, item: dict[str, object]) -> None:
    assert holds(any_of("foster care", fields=(field,)), **item)
    others = [
        name for name in ("title", "summary", "body", "url", "label", "author", "publisher", "source") if name != field
    ]
    assert not holds(any_of("foster care", fields=tuple(others)), **item)


def test_phrase_that_names_no_field_is_looked_for_in_title_summary_and_labels() -> None:
    rule = any_of("foster care")
    assert holds(rule, title="foster care")
    assert holds(rule, summary="foster care")
    assert holds(rule, labels=("foster care",))
    assert not holds(rule, summary="other", body="foster care", url="http://a/foster-care", author="foster care")


def test_opening_of_a_body_stands_in_for_a_missing_summary() -> None:
    rule = any_of("foster care")
    assert holds(rule, body="foster care")
    assert not holds(rule, body="x " * 400 + "foster care")


def test_what_follows_the_opening_of_a_long_summary_counts_as_body() -> None:
    text = "x " * 400 + "foster care"
    assert not holds(any_of("foster care"), summary=text)
    assert holds(any_of("foster care", fields=("body",)), summary=text)


def test_hundreds_of_phrases_are_told_apart() -> None:
    rule = Rule(any=tuple(Phrase(f"phrase {number}") for number in range(700)))
    assert holds(rule, title="here is phrase 699 of many")
    assert not holds(rule, title="here is phrase 700 of many")


def test_phrases_that_begin_alike_are_all_found() -> None:
    rule = Rule(
        all=tuple(Phrase(text) for text in ("foster", "foster care", "foster care plan*", "care", "care plans"))
    )
    assert holds(rule, title="A foster care plan's end: foster care plans, care plans")
