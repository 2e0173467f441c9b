"""What changed rules would change: one entry's old verdict against its new one."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.rules import Tag, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDifference:
    """Tags that an entry gains and loses, in the order of their verdicts; reasons alone make no difference."""

    gained: tuple[Tag, ...] = ()
    lost: tuple[Tag, ...] = ()
    #: It is kept now and was not, or the other way round; None if that stays.
    now_relevant: bool | None = None

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.now_relevant is not None)


def compare(old: Verdict, new: Verdict) -> TagDifference:
    """What an entry gains and loses by going from one verdict to another."""
    before, after = {_key(tag) for tag in old.tags}, {_key(tag) for tag in new.tags}
    return TagDifference(
        gained=tuple(tag for tag in new.tags if _key(tag) not in before),
        lost=tuple(tag for tag in old.tags if _key(tag) not in after),
        now_relevant=new.relevant if new.relevant != old.relevant else None,
    )


def _key(tag: Tag) -> tuple[str, str]:
    return tag.kind, tag.name
