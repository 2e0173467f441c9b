"""How entries are tagged: what feeds.yaml says, as plain values for the tag stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["member", "sector", "broad"]

#: The parts of an entry that a phrase can be looked for in.
Field = Literal["title", "summary", "body", "url", "label", "author", "publisher", "source"]
FIELDS: tuple[Field, ...] = ("title", "summary", "body", "url", "label", "author", "publisher", "source")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a rule: words, `word*` for endings, or `/regex/`, in some fields (none named: the default ones)."""

    text: str
    fields: tuple[Field, ...] = ()
    #: The line of feeds.yaml it stands on, for explanations and warnings.
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """True when one of `any`, all of `all` and none of `none_of` hold; empty groups do not count.

    Members of a group are phrases or rules again.
    """

    any: tuple[Phrase | Rule, ...] = ()
    all: tuple[Phrase | Rule, ...] = ()
    none_of: tuple[Phrase | Rule, ...] = ()
    #: With a threshold, `any` counts points by field instead of asking for one hit.
    threshold: float | None = None
    weights: tuple[tuple[Field, float], ...] = ()
    #: Only for entries of sources of these scopes; empty means all.
    scopes: tuple[Scope, ...] = ()
    #: Only for entries that do (True) or don't (False) name or come from an agency; with `about_agency`, are about one.
    agency: bool | None = None
    about_agency: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.any or self.all or self.none_of)

    @property
    def is_plain(self) -> bool:
        """A mere list of alternatives, which may as well stand in the list around it."""
        return self == Rule(any=self.any)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """A category of ours and when it applies. The order of the rules is the order of `categories:`."""

    name: str
    rule: Rule = Rule()
    #: Only entries of sources of these scopes; empty means all.
    scopes: tuple[Scope, ...] = ()
    #: The entry must (True) or must not (False) be a vacancy; None does not ask.
    vacancy: bool | None = None
    #: The entry must (True) or must not (False) name or come from an agency.
    agency: bool | None = None
    #: With `agency`: only one that the entry is about counts: named in the title, early in the summary, or a source's.
    about_agency: bool = False
    #: Where one of these categories applies, this one does not.
    unless: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRule:
    """A member organisation and the names it goes by."""

    name: str
    site: str | None = None
    aliases: tuple[str, ...] = ()
    #: False friends: a name inside one of these does not count.
    none_of: tuple[str, ...] = ()
    #: The bare name is not looked for (it is an ordinary word); the aliases and the sources still count.
    by_name: bool = True
    #: Words one of which must stand in the entry too before the bare name counts.
    context: tuple[str, ...] = ()
    #: Initials and other short names. They count as the bare name does: only beside a word of `context`, if any.
    short_names: tuple[str, ...] = ()
    #: Words beside which the bare name and the short names mean something else.
    unless: tuple[str, ...] = ()
    #: Further sites of its own, such as a former address.
    other_sites: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRule:
    """A publisher's label that stands for a category of ours."""

    label: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a tag stands on an entry."""

    #: "source", "agency", "phrase", "regex", "label", "domain", "vacancy", "hand", …
    rule: str
    phrase: str | None = None
    field: Field | None = None
    #: The words around the hit, as the entry has them.
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A category or an agency that an entry carries."""

    kind: Literal["category", "agency"]
    name: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TagInput:
    """What tagging looks at. Texts are plain."""

    title: str = ""
    summary: str = ""
    body: str = ""
    url: str = ""
    labels: tuple[str, ...] = ()
    author: str = ""
    publisher: str = ""
    source: str = ""
    scope: Scope = "sector"
    #: The agency that the source belongs to, and the categories that it always gives.
    agency: str | None = None
    categories: tuple[str, ...] = ()
    #: Publisher's label → our category, as the source says.
    label_rules: tuple[LabelRule, ...] = ()
    is_vacancy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of tagging: whether the entry is kept, and what it carries, in the order of the config."""

    relevant: bool
    tags: tuple[Tag, ...] = ()
    #: Why it is relevant, or is not.
    reasons: tuple[Reason, ...] = ()
