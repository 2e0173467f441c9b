"""A reason as a sentence's end, for people: "Category Boats, because …"."""

from __future__ import annotations

from aggregator.models.rules import Field, Reason

_FIELDS: dict[Field, str] = {
    "title": "its title",
    "summary": "its summary",
    "body": "its text",
    "url": "its address",
    "label": "the publisher's label",
    "author": "the name of its author",
    "publisher": "the name of its publisher",
    "source": "the name of its source",
}


def because(reason: Reason) -> str:
    """The end of a sentence that says what the reason is."""
    match reason.rule:
        case "hand":
            return "somebody at the desk said so"
        case "vacancy":
            return "its page is that of a vacancy"
        case "domain":
            return f"its link leads to {reason.phrase}"
        case "label":
            return f"its publisher labels it “{reason.place or reason.phrase}”"
        case "relevance":
            return "nothing that `relevance:` asks for is in it"
        case "not" if reason.phrase:
            return f"`not` rules it out: {_found(reason, 'has')}"
        case "not":
            return "nothing that its `not` names is in it"
        case "source" if reason.field:
            return f"everything of its source {reason.place or ''}".rstrip() + f" gets {reason.phrase}"
        case "source" if reason.phrase:
            return f"its source is of scope {reason.phrase}"
        case "source":
            return "it comes from such a source"
        case "agency" if reason.field == "publisher":
            return f"its publisher is {reason.place or reason.phrase}"
        case "agency":
            return _found(reason, "names")
        case "regex":
            return _found(reason, "matches")
        case _:
            return _found(reason, "says")


def _found(reason: Reason, verb: str) -> str:
    where = _FIELDS[reason.field] if reason.field else "it"
    place = f" (“{reason.place}”)" if reason.place else ""
    return f"{where} {verb} “{reason.phrase}”{place}"
