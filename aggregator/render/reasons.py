"""A reason as a sentence's end, for people: "Category Boats, because …". Its words stand in the message catalogue."""

from __future__ import annotations

from aggregator.models.rules import Reason
from aggregator.render.messages import Messages


def because(reason: Reason, messages: Messages) -> str:
    """The end of a sentence that says what the reason is."""
    said = messages.reasons
    match reason.rule:
        case "hand":
            return said["hand"]
        case "vacancy":
            return said["vacancy"]
        case "domain":
            return said["domain"].format(phrase=reason.phrase)
        case "label":
            return said["label"].format(label=reason.place or reason.phrase)
        case "relevance":
            return said["relevance"]
        case "not" if reason.phrase:
            return said["ruled_out"].format(found=_found(reason, said["has"], messages))
        case "not":
            return said["not_named"]
        case "source" if reason.field and reason.place:
            return said["source_gives"].format(source=reason.place, phrase=reason.phrase)
        case "source" if reason.field:
            return said["its_source_gives"].format(phrase=reason.phrase)
        case "source" if reason.phrase:
            return said["scope"].format(phrase=reason.phrase)
        case "source":
            return said["source"]
        case "agency" if reason.field == "publisher":
            return said["publisher"].format(name=reason.place or reason.phrase)
        case "agency":
            return _found(reason, said["names"], messages)
        case "regex":
            return _found(reason, said["matches"], messages)
        case _:
            return _found(reason, said["says"], messages)


def _found(reason: Reason, sentence: str, messages: Messages) -> str:
    where = messages.reasons[f"in_{reason.field}" if reason.field else "in_it"]
    found = sentence.format(where=where, phrase=reason.phrase)
    return messages.reasons["with_place"].format(found=found, place=reason.place) if reason.place else found
