"""What a person at the desk does, on both databases: shown so in every output, written down, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from aggregator.admission import is_reviewed
from aggregator.config.settings import Retention
from aggregator.editing import acts, posting, removal
from aggregator.editing.acts import Hand, MarkAct, NotPossible
from aggregator.editing.posting import Post
from aggregator.housekeeping import end_pins, prune
from aggregator.models.article import Vacancy
from aggregator.models.entry import Entry, Standing
from aggregator.models.feed import Image
from aggregator.models.output import Gone, Rendered
from aggregator.models.rules import HandTag
from aggregator.publish import Outputs
from aggregator.store import acts as audit
from aggregator.store import browsing, edits, entries, stories, tagging
from aggregator.store.engine import Store
from aggregator.store.stories import Joining
from tests.publish.shelf import SETTINGS, come_in, follow, go_out
from tests.samples import NOON, a_prepared, a_source

LATER = NOON + timedelta(hours=1)
PLACES = ("", "rss.xml", "atom.xml", "feed.json", "source/otter/", "source/otter/rss.xml", "search/?q=river")


@pytest.fixture
def desk(store: Store) -> Store:
    follow(store)
    come_in(
        store,
        "Otter",
        *(a_prepared(key, title=f"River {key}", text=f"River {key}", published=NOON) for key in ("one", "two")),
    )
    go_out(store)
    return store


def by_ada(now: datetime = LATER) -> Hand:
    return Hand("Ada", now, SETTINGS)


def ids(store: Store, *titles: str) -> list[int]:
    with store.reading() as tx:
        every = entries.load(tx, list(range(1, 50)))
    return [one.id for title in titles for one in every if one.title == title]


def entry(store: Store, entry_id: int) -> Entry:
    with store.reading() as tx:
        return entries.load(tx, [entry_id], with_bodies=True)[0]


def do(store: Store, act: MarkAct, *titles: str, now: datetime = LATER, days: int = 7) -> int:
    chosen = ids(store, *titles)
    with store.writing() as tx:
        return acts.mark(tx, by_ada(now), act, chosen, days=days)


def undo(store: Store, now: datetime = LATER) -> None:
    with store.writing() as tx:
        last = audit.newest(tx, limit=1)[0]
        acts.undo(tx, by_ada(now), last.id)


def showing(store: Store, words: str, places: Sequence[str] = PLACES) -> set[str]:
    outputs = Outputs(store, SETTINGS)
    found = set()
    for place in places:
        output = outputs.produce(place)
        if isinstance(output, Rendered) and words.encode() in output.body:
            found.add(place)
    return found


def log(store: Store) -> list[tuple[str, str]]:
    with store.reading() as tx:
        return [(one.act, one.title) for one in audit.newest(tx, limit=50)]


def test_what_is_hidden_is_shown_nowhere_and_what_is_shown_again_everywhere(desk: Store) -> None:
    assert showing(desk, "River two") == set(PLACES)
    assert do(desk, "hide", "River two") == 1
    assert showing(desk, "River two") == set()
    path = Outputs(desk, SETTINGS).produce(f"entry/{head(entry(desk, ids(desk, 'River two')[0]))}")
    assert path is None
    assert do(desk, "hide", "River two") == 0, "it is hidden already"
    assert do(desk, "show", "River two") == 1
    assert showing(desk, "River two") == set(PLACES)


def head(one: Entry) -> str:
    return one.published_id.removeprefix("urn:uuid:").replace("-", "")[:16]


@pytest.mark.parametrize("act", ["hide", "pin", "keep", "leave_out", "put_first"])
def test_updated_and_the_published_id_stay_where_no_reader_should_notice(desk: Store, act: MarkAct) -> None:
    (one,) = ids(desk, "River one")
    before = entry(desk, one)
    do(desk, act, "River one")
    after = entry(desk, one)
    assert (after.changed_at, after.published_id, after.publication_number) == (
        before.changed_at,
        before.published_id,
        before.publication_number,
    )
    assert after.change_number > before.change_number, "outputs are made anew"


@pytest.mark.parametrize("act", ["hide", "pin", "keep", "leave_out", "put_first"])
def test_an_act_is_written_down_with_who_when_before_and_after_and_can_be_taken_back(desk: Store, act: MarkAct) -> None:
    (one,) = ids(desk, "River one")
    do(desk, act, "River one")
    with desk.reading() as tx:
        (noted,) = audit.newest(tx, limit=5)
    assert (noted.who, noted.act, noted.at, noted.title) == ("Ada", act, LATER, "River one")
    assert noted.published_id == entry(desk, one).published_id
    (mark,) = noted.before
    assert noted.before[mark] is None
    assert noted.after[mark] is not None
    undo(desk)
    with desk.reading() as tx:
        back, first = audit.newest(tx, limit=5)
    assert (back.act, back.undoes, first.undone_by) == ("undo", first.id, back.id)
    assert back.after == noted.before
    with desk.writing() as tx, pytest.raises(NotPossible, match="already"):
        acts.undo(tx, by_ada(), first.id)


def test_what_somebody_changed_again_is_not_taken_back_over_their_head(desk: Store) -> None:
    do(desk, "pin", "River one", days=2)
    do(desk, "pin", "River one", days=5)
    with desk.writing() as tx, pytest.raises(NotPossible, match="again since"):
        acts.undo(tx, by_ada(), 1)


def test_an_edit_shows_in_every_output_and_moves_updated(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    picture = Image("http://otter.example/new.jpg", alt="An otter")
    with desk.writing() as tx:
        assert acts.edit(tx, by_ada(), one, {"title": "Brook one", "summary": "Of a brook.", "image": picture})
        assert not acts.edit(tx, by_ada(), one, {"title": "Brook one"}), "nothing changes"
    assert showing(desk, "Brook one", ("", "rss.xml", "search/?q=brook")) == {"", "rss.xml", "search/?q=brook"}
    after = entry(desk, one)
    assert (after.summary, after.image, after.changed_at) == ("Of a brook.", picture, LATER)


def test_a_picture_alone_does_not_move_updated(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    before = entry(desk, one).changed_at
    with desk.writing() as tx:
        acts.edit(tx, by_ada(), one, {"image": Image("http://otter.example/new.jpg")})
    assert entry(desk, one).changed_at == before


def test_upstream_changes_overwrite_nothing_that_was_edited_and_stand_once_it_is_taken_back(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    with desk.writing() as tx:
        acts.edit(tx, by_ada(), one, {"title": "By hand", "image": None})
    upstream = a_prepared("one", title="Upstream again", summary="Theirs", content_hash=b"other", published=NOON)
    with desk.writing() as tx:
        edits.update_changed(tx, entry_source(desk, one), [upstream], LATER)
    after = entry(desk, one)
    assert (after.title, after.summary) == ("By hand", "Theirs")
    undo(desk)
    assert entry(desk, one).title == "Upstream again"


def entry_source(store: Store, entry_id: int) -> int:
    return entry(store, entry_id).source_id


def test_a_page_that_prints_the_time_stays_noise_after_an_edit(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    with desk.writing() as tx:
        acts.edit(tx, by_ada(), one, {"title": "By hand"})
    source_id, counted = entry_source(desk, one), []
    for number in range(26):
        noise = a_prepared("one", title="River one", content_hash=str(number).encode(), published=NOON)
        with desk.writing() as tx:
            counted.append(bool(edits.update_changed(tx, source_id, [noise], LATER)))
    assert counted == [True] * 24 + [False] * 2


def test_a_field_is_left_to_the_source_again(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    with desk.writing() as tx:
        acts.edit(tx, by_ada(), one, {"title": "By hand"})
    with desk.writing() as tx:
        assert acts.edit(tx, by_ada(), one, {}, left=["title"])
    assert entry(desk, one).title == "River one"


@pytest.mark.parametrize("wanted", [{"title": ""}, {"title": "x" * 301}, {"summary": "x" * 1001}])
def test_an_edit_that_no_output_could_bear_is_refused(desk: Store, wanted: dict[str, str]) -> None:
    (one,) = ids(desk, "River one")
    with desk.writing() as tx, pytest.raises(NotPossible):
        acts.edit(tx, by_ada(), one, wanted)  # type: ignore[arg-type]  # a table of single fields


def test_a_pin_stands_above_everything_until_its_days_are_over(desk: Store) -> None:
    come_in(desk, "Otter", a_prepared("new", title="River new", published=LATER), now=LATER)
    go_out(desk, now=LATER)
    do(desk, "pin", "River one", days=2)
    front = body_of(desk, "")
    assert front.index("River one") < front.index("River new")
    assert front.count(">Otter Trust: Otter - River one<") <= 1
    rss = body_of(desk, "rss.xml")
    with desk.writing() as tx:
        assert end_pins(tx, NOON + timedelta(days=1)) == 0
        assert end_pins(tx, NOON + timedelta(days=2)) == 1
    front = body_of(desk, "")
    assert front.index("River one") > front.index("River new")
    assert rss.index("River new") < rss.index("River one"), "feeds keep their order"


def body_of(store: Store, place: str) -> str:
    output = Outputs(store, SETTINGS).produce(place)
    assert isinstance(output, Rendered)
    return output.body.decode()


@pytest.mark.parametrize("days", [0, 366])
def test_a_pin_holds_for_a_day_to_a_year(desk: Store, days: int) -> None:
    with pytest.raises(NotPossible):
        do(desk, "pin", "River one", days=days)


async def test_retention_passes_by_what_is_kept(desk: Store) -> None:
    do(desk, "keep", "River one")
    removed = await prune(desk, Retention(days=30, keep_at_least=0), NOON + timedelta(days=90))
    assert removed == 1
    assert ids(desk, "River one", "River two") == ids(desk, "River one") != []


def test_what_waits_for_review_is_shown_nowhere_until_approved(desk: Store) -> None:
    come_in(desk, "Otter", a_prepared("wait", title="River wait", published=NOON), standing=Standing.REVIEW)
    assert go_out(desk) == 0
    assert showing(desk, "River wait") == set()
    assert do(desk, "approve", "River wait") == 1
    assert go_out(desk, now=LATER) == 1
    assert showing(desk, "River wait") == set(PLACES)
    assert do(desk, "approve", "River wait", "River one") == 0, "nothing waits"


def test_an_approval_taken_back_waits_again_or_once_it_is_out_is_hidden(desk: Store) -> None:
    come_in(
        desk,
        "Otter",
        *(a_prepared(key, title=f"River {key}", published=NOON) for key in ("three", "four")),
        standing=Standing.REVIEW,
    )
    do(desk, "approve", "River three")
    undo(desk)
    assert entry(desk, ids(desk, "River three")[0]).standing is Standing.REVIEW
    do(desk, "approve", "River four")
    go_out(desk)
    undo(desk)
    assert entry(desk, ids(desk, "River four")[0]).standing is Standing.OUT
    assert showing(desk, "River four") == set()


def test_what_was_old_when_it_came_is_approved_without_being_news(desk: Store) -> None:
    old = a_prepared("old", title="River old", published=NOON - timedelta(days=60))
    come_in(desk, "Otter", old, standing=Standing.REVIEW)
    do(desk, "approve", "River old")
    assert go_out(desk) == 0
    assert showing(desk, "River old") == {"source/otter/", "source/otter/rss.xml", "search/?q=river"} | set()


@pytest.mark.parametrize(
    ("review", "approved", "waits"), [(False, 0, False), (True, 99, True), (2, 1, True), (2, 2, False)]
)
def test_review_holds_never_always_or_until_so_many_were_approved(
    review: bool | int, approved: int, waits: bool
) -> None:
    assert is_reviewed(a_source(review=review), approved) is waits


def test_approvals_count_unless_taken_back(desk: Store) -> None:
    come_in(desk, "Otter", *(a_prepared(key, title=f"River {key}") for key in ("a", "b")), standing=Standing.REVIEW)
    do(desk, "approve", "River a", "River b")
    source_id = entry_source(desk, ids(desk, "River a")[0])
    undo(desk)
    with desk.reading() as tx:
        assert audit.approved(tx, source_id) == 1


def test_categories_set_by_hand_are_written_down_and_taken_back(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    with desk.writing() as tx:
        acts.set_tags(tx, by_ada(), [one], [HandTag(kind="category", name="Campaigns", added=True)])
    assert "Campaigns" in entry(desk, one).categories
    assert log(desk) == [("set", "River one")]
    undo(desk)
    assert "Campaigns" not in entry(desk, one).categories
    with desk.reading() as tx:
        assert tagging.corrections(tx, [one]) == {}


def test_a_post_goes_out_credited_to_the_desk_with_a_feed_of_its_own(desk: Store) -> None:
    wanted = Post(
        title="Night keeper wanted",
        text="Come and **keep** otters.\n\n<script>alert(1)</script> [us](http://otter.example/jobs)",
        categories=("Jobs",),
        agency="Otter Trust",
        vacancy=Vacancy(employer="Otter Trust", location="Leeds", closes=(NOON + timedelta(days=9)).date()),
    )
    with desk.writing() as tx:
        first = posting.post(tx, by_ada(), wanted, "k1")
        assert posting.post(tx, by_ada(), wanted, "k1") == first, "sent twice, it is one"
    assert go_out(desk, now=LATER) == 1
    one = entry(desk, first)
    assert (one.categories, one.agencies, one.source_name) == (("Jobs",), ("Otter Trust",), "Desk")
    assert "<strong>keep</strong>" in one.body_html
    assert "<script" not in one.body_html
    places = ("", "rss.xml", "jobs/", "source/desk/", "source/desk/rss.xml", "agency/otter-trust/", "jobs.ics")
    assert showing(desk, "Night keeper wanted", places) == set(places)
    follow(desk)
    assert showing(desk, "Night keeper wanted", places) == set(places), "the settings know no such source"
    undo(desk)
    assert showing(desk, "Night keeper wanted", places) == set()


@pytest.mark.parametrize(
    "wanted",
    [
        Post(title=" "),
        Post(title="x" * 301),
        Post(title="Link", link="javascript:alert(1)"),
        Post(title="Picture", image=Image("data:image/png;base64,AAAA")),
        Post(title="Category", categories=("None such",)),
        Post(title="Agency", agency="Nobody"),
        Post(title="Long", text="x" * 100_001),
    ],
    ids=lambda post: post.title.strip()[:8],
)
def test_a_post_that_could_not_stand_is_refused(desk: Store, wanted: Post) -> None:
    with desk.writing() as tx, pytest.raises(NotPossible):
        posting.post(tx, by_ada(), wanted, "k1")


def test_a_take_down_leaves_who_and_when_in_the_audit_but_nothing_of_what_it_said(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    published_id, place = entry(desk, one).published_id, f"entry/{head(entry(desk, one))}"
    with desk.writing() as tx:
        acts.edit(tx, by_ada(), one, {"title": "A name that must go"})
        taken = removal.take_down(tx, by_ada(), published_id)
    assert [one.published_id for one in taken] == [published_id]
    with desk.reading() as tx:
        noted = audit.newest(tx, published_id=published_id, limit=5)
    assert [(one.act, one.title, one.before, one.after) for one in noted] == [
        ("remove", "", {}, {}),
        ("edit", "", {}, {}),
    ]
    assert isinstance(Outputs(desk, SETTINGS).produce(place), Gone)
    with desk.writing() as tx, pytest.raises(NotPossible):
        acts.undo(tx, by_ada(), noted[0].id)


def test_changed_rules_leave_alone_what_the_desk_has_decided(desk: Store) -> None:
    (one,) = ids(desk, "River one")
    do(desk, "keep", "River one")
    with desk.reading() as tx:
        assert [found.is_decided for found in tagging.load(tx, [one, *ids(desk, "River two")])] == [True, False]


def test_when_the_lead_of_a_story_is_hidden_the_next_goes_out_and_nobody_names_what_is_hidden(desk: Store) -> None:
    first, second = ids(desk, "River one", "River two")
    come_in(desk, "Heron", a_prepared("three", title="River three", published=NOON), standing=Standing.KEPT_BACK)
    (third,) = ids(desk, "River three")
    with desk.writing() as tx:
        joining = [Joining(first, first, "", leads=True), Joining(third, first, "the same words")]
        stories.join(tx, joining, NOON)
    assert showing(desk, "River three", ("rss.xml",)) == set()
    with desk.reading() as tx:
        assert list(stories.related(tx, [first])) == [first]
    do(desk, "hide", "River three")
    with desk.reading() as tx:
        assert stories.related(tx, [first]) == {}
    do(desk, "show", "River three")
    do(desk, "hide", "River one")
    assert go_out(desk, now=LATER) == 1
    assert showing(desk, "River three", ("", "rss.xml")) == {"", "rss.xml"}
    assert showing(desk, "River one") == set()
    assert entry(desk, second).standing is Standing.OUT


def test_the_site_as_files_has_neither_what_is_hidden_nor_what_waits(desk: Store) -> None:
    come_in(desk, "Otter", a_prepared("wait", title="River wait", published=NOON), standing=Standing.REVIEW)
    do(desk, "hide", "River two")
    with desk.reading() as tx:
        assert [one.title for one in browsing.every_address(tx)] == ["River one"]
