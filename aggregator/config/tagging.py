"""What may be written of rules and agencies: `relevance`, `vacancies`, `categories`, `agencies`.

rules.py makes values of it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from aggregator.config.model import Model
from aggregator.config.scalars import (
    AgencyCondition,
    Name,
    OneOrMany,
    WebAddress,
)
from aggregator.models.rules import Field as EntryField
from aggregator.models.rules import Scope

#: A list of phrases, fields and rules; rules.py reads it, since every phrase keeps its line.
Group = object


class RuleConfig(Model):
    """When something applies: one of `any`, all of `all` and none of `not` are found in an entry."""

    any: Group = Field(default=(), description="One of these is enough.")
    all: Group = Field(default=(), description="Each of these must be there.")
    none_of: Group = Field(default=(), alias="not", description="None of these may be there.")
    threshold: float | None = Field(
        default=None, gt=0, le=1000, description="Count points instead: `any` holds when its hits reach this many."
    )
    weights: dict[EntryField, Annotated[float, Field(ge=0, le=1000)]] = Field(
        default={},
        description="With a threshold: the points of one hit, by the field that it is found in (1 if not said).",
    )
    scopes: Annotated[tuple[Scope, ...], OneOrMany()] = Field(
        default=(), alias="from", description="Only for entries of these sources: member, sector, broad."
    )
    agency: AgencyCondition | None = Field(
        default=None,
        description="true: only entries that name or come from an agency; about: only those that come from one, or "
        "name one in the title or early in the summary; false: only the others.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        """Nothing at all is an empty rule, a bare list is `any`."""
        if value is None:
            return {}
        return {"any": value} if isinstance(value, list) else value


class CategoryConfig(RuleConfig):
    """A category and when an entry gets it. If nothing is said, only sources and labels give it."""

    vacancy: bool | None = Field(default=None, description="true: only vacancies; false: anything but vacancies.")
    unless: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(), description="Other categories: where one of them applies, this one does not."
    )


class AgencyConfig(Model):
    """A member organisation and the names it goes by."""

    site: WebAddress | None = Field(default=None, description="Its home page. A link to this site counts as naming it.")
    aliases: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="Other names. Words in capitals are looked for in capitals only."
    )
    none_of: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), alias="not", description="False friends: a name inside one of these does not count."
    )
    by_name: bool = Field(
        default=True,
        description="false: its name is an ordinary word, so only aliases and sources count.",
    )
    short_names: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="Initials and other short names, which may mean other things too."
    )
    context: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="The bare name and short names count only where one of these words stands in the entry."
    )
    unless: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(),
        description="The bare name and short names do not count where one of these words stands in the entry.",
    )
    other_sites: Annotated[tuple[WebAddress, ...], OneOrMany()] = Field(
        default=(), description="Further sites of its own, such as a former address."
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_said(cls, value: object) -> object:
        return {} if value is None else value
