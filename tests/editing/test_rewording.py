"""The text of a post, written anew on both databases: shown, searched, written down, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.editing import acts, posting
from aggregator.editing.acts import Hand, NotPossible
from aggregator.editing.posting import Post
from aggregator.models.entry import Entry
from aggregator.store import acts as audit
from aggregator.store import entries
from aggregator.store.engine import Store
from tests.editing.test_acts import showing
from tests.publish.shelf import SETTINGS, come_in, follow, go_out
from tests.samples import NOON, a_prepared

HOUR = timedelta(hours=1)


@pytest.fixture
def posted(store: Store) -> int:
    follow(store)
    with store.writing() as tx:
        wanted = Post(title="By hand", text="Of *otters*.")
        entry_id = posting.post(tx, Hand("Ada", NOON, SETTINGS), wanted, "k1")
    go_out(store)
    return entry_id


def reword(store: Store, entry_id: int, text: str, **wanted: str) -> bool:
    with store.writing() as tx:
        by = Hand("Ada", NOON + HOUR, SETTINGS)
        return acts.edit(tx, by, entry_id, wanted, text=text)  # type: ignore[arg-type]  # single fields


def entry(store: Store, entry_id: int) -> Entry:
    with store.reading() as tx:
        return entries.load(tx, [entry_id], with_bodies=True)[0]


def test_a_new_text_is_shown_summed_up_and_found_and_moves_updated(store: Store, posted: int) -> None:
    before = entry(store, posted)
    assert reword(store, posted, "Of **herons**.\n\n<script>alert(1)</script>")
    after = entry(store, posted)
    assert "<strong>herons</strong>" in after.body_html
    assert "<script" not in after.body_html
    assert after.summary.startswith("Of herons.")
    assert after.changed_at == NOON + HOUR
    assert (after.published_id, after.publication_number) == (before.published_id, before.publication_number)
    assert showing(store, "By hand", ["search/?q=herons", "search/?q=otters"]) == {"search/?q=herons"}
    assert showing(store, "herons", ["", "rss.xml", "feed.json"]) == {"", "rss.xml", "feed.json"}


def test_the_rules_read_the_new_text(store: Store, posted: int) -> None:
    assert entry(store, posted).agencies == ()
    reword(store, posted, "Of the Otter Trust.")
    assert entry(store, posted).agencies == ("Otter Trust",)


def test_a_summary_by_hand_stays_over_a_new_text(store: Store, posted: int) -> None:
    with store.writing() as tx:
        acts.edit(tx, Hand("Ada", NOON, SETTINGS), posted, {"summary": "Ours"})
    reword(store, posted, "Of herons.")
    assert entry(store, posted).summary == "Ours"
    with store.writing() as tx:
        acts.edit(tx, Hand("Ada", NOON, SETTINGS), posted, {}, left=["summary"])
    assert entry(store, posted).summary == "Of herons."


def test_a_new_text_is_written_down_and_taken_back(store: Store, posted: int) -> None:
    before = entry(store, posted)
    reword(store, posted, "Of herons.", title="Anew")
    with store.writing() as tx:
        noted = audit.newest(tx, limit=1)[0]
        acts.undo(tx, Hand("Ada", NOON + 2 * HOUR, SETTINGS), noted.id)
    assert (noted.before["text"], noted.after["text"]) == ("Of *otters*.", "Of herons.")
    after = entry(store, posted)
    assert (after.title, after.body_html, after.summary) == (before.title, before.body_html, before.summary)
    assert after.content_hash == before.content_hash


def test_the_same_text_again_is_no_act(store: Store, posted: int) -> None:
    assert not reword(store, posted, "Of *otters*.")


def test_only_a_posts_text_can_be_written_and_only_so_much_of_it(store: Store, posted: int) -> None:
    (theirs,) = come_in(store, "Otter", a_prepared("one"))
    with pytest.raises(NotPossible, match="posted at the desk"):
        reword(store, theirs, "Ours")
    with pytest.raises(NotPossible, match="at most"):
        reword(store, posted, "x" * 100_001)
