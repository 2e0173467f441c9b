"""The rules of feeds.yaml (`any`, `all`, `not`, phrases, fields) as the plain values that tagging reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aggregator.config.document import Path
from aggregator.config.report import Report
from aggregator.config.tagging import AgencyConfig, CategoryConfig, RuleConfig
from aggregator.models.rules import FIELDS, AgencyRule, CategoryRule, Field, Phrase, Rule

LineAt = Callable[[Path], int | None]

_RULE_KEYS = ("any", "all", "not", "threshold", "weights", "from", "agency")
_LONGEST_PHRASE = 1000


class RuleReader:
    """Reads rules out of one document; what is wrong in them goes to its report."""

    def __init__(self, report: Report, line_at: LineAt) -> None:
        self._report = report
        self._line_at = line_at

    def category(self, name: str, value: Any, path: Path) -> CategoryRule | None:
        config = self._report.validate(CategoryConfig, value, path)
        if config is None:
            self._look_for_more_faults(value, path)
            return None
        rule = self._rule(config, path, value)
        return CategoryRule(
            name=name,
            rule=rule,
            scopes=rule.scopes,
            vacancy=config.vacancy,
            agency=rule.agency,
            about_agency=rule.about_agency,
            unless=config.unless,
            line=self._line_at(path),
        )

    def agency(self, name: str, value: Any, path: Path) -> AgencyRule | None:
        config = self._report.validate(AgencyConfig, value, path)
        if config is None:
            return None
        said = config.model_dump()
        return AgencyRule(name=name, line=self._line_at(path), **said)

    def rule(self, value: Any, path: Path) -> Rule:
        """The rule at `path`; an empty one if it can't be read."""
        config = self._report.validate(RuleConfig, value, path)
        if config is None:
            self._look_for_more_faults(value, path)
            return Rule()
        return self._rule(config, path, value)

    def _look_for_more_faults(self, value: Any, path: Path) -> None:
        """A wrong key beside a group must not hide what is wrong inside the group."""
        if isinstance(value, dict):
            for key in ("any", "all", "not"):
                self._group(value.get(key, ()), (*path, key))

    def _rule(self, config: RuleConfig, path: Path, value: Any) -> Rule:
        any_path = path if isinstance(value, list) else (*path, "any")
        all_of = self._group(config.all, (*path, "all"), alternatives_stay_together=True)
        return Rule(
            any=self._group(config.any, any_path),
            all=all_of,
            none_of=self._group(config.none_of, (*path, "not")),
            threshold=config.threshold,
            weights=tuple(config.weights.items()),
            scopes=config.scopes,
            agency=None if config.agency is None else bool(config.agency),
            about_agency=config.agency == "about",
        )

    def _group(self, value: Any, path: Path, *, alternatives_stay_together: bool = False) -> tuple[Phrase | Rule, ...]:
        """The members of a group. Phrases of one field are alternatives, also where all members must hold."""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return tuple(self._phrases(value, (), path))
        if not isinstance(value, list | tuple):
            self._report.add(path, "must be a list of phrases or rules", show=True)
            return ()
        members: list[Phrase | Rule] = []
        for index, item in enumerate(value):
            for alternatives in self._item(item, (*path, index)):
                if alternatives_stay_together and len(alternatives) > 1:
                    members.append(Rule(any=alternatives))
                else:
                    members.extend(alternatives)
        return tuple(members)

    def _item(self, item: Any, path: Path) -> list[tuple[Phrase | Rule, ...]]:
        """What one item of a group asks for: a list of conditions, each a tuple of alternatives."""
        if isinstance(item, list):
            return [(self.rule(item, path),)]
        if not isinstance(item, dict):
            return [tuple(self._phrases(item, (), path))]
        if any(key in _RULE_KEYS for key in item):
            return [(self.rule(item, path),)]
        return [self._field_phrases(key, value, (*path, key)) for key, value in item.items()]

    def _field_phrases(self, key: str, value: Any, path: Path) -> tuple[Phrase | Rule, ...]:
        """The phrases under `title:` or `title or summary:`."""
        words = tuple(word.strip() for word in re.split(r"\s+or\s+|,", key))
        fields: tuple[Field, ...] = tuple(field for field in FIELDS if field in words)
        for word in words:
            if word not in FIELDS:
                self._report.add_unknown(path, f"unknown key `{word}`", word, (*FIELDS, *_RULE_KEYS))
        return tuple(self._listed(value, fields, path))

    def _listed(self, value: Any, fields: tuple[Field, ...], path: Path) -> list[Phrase]:
        """The phrases of a list, and of lists inside it: long ones are easier to read in groups."""
        if not isinstance(value, list):
            return self._phrases(value, fields, path)
        return [phrase for index, item in enumerate(value) for phrase in self._listed(item, fields, (*path, index))]

    def _phrases(self, value: Any, fields: tuple[Field, ...], path: Path) -> list[Phrase]:
        """The phrase at `path`, as a list that is empty if it is none."""
        if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
            self._report.add(
                path, 'must be a phrase, `word*` or /regex/ (in quotes if it holds ": " or " #")', show=True
            )
            return []
        text = str(value).strip()
        complaint = _complaint(text)
        if complaint:
            self._report.add(path, complaint, show=True)
            return []
        return [Phrase(text, fields, self._line_at(path))]


def _complaint(text: str) -> str | None:
    """What is wrong with a phrase, if anything."""
    if len(text) > _LONGEST_PHRASE:
        return f"must be at most {_LONGEST_PHRASE} characters long"
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return _regex_complaint(text[1:-1])
    if not any(character.isalnum() for character in text):
        return "must have a letter or digit in it"
    return None


def _regex_complaint(pattern: str) -> str | None:
    import re2  # only rules with a regex pay for it

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else error.args[0]
        return f"must be a regular expression that RE2 knows ({reason})"
    return None
