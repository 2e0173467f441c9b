"""Sayings as the store keeps them: JSON, with a mark on each value that JSON has no type for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from aggregator.models.saying import Saying, Value
from aggregator.outcomes import Cause


def pack(saying: Saying) -> dict[str, Any]:
    """The saying as JSON can hold it."""
    return {"key": saying.key, "values": {name: _packed(value) for name, value in saying.values}}


def unpack(packed: dict[str, Any]) -> Saying:
    """The saying again."""
    return Saying(packed["key"], tuple((name, _unpacked(value)) for name, value in packed["values"].items()))


def _packed(value: Value) -> Any:
    match value:
        case Saying():
            return {"saying": pack(value)}
        case Cause():
            return {"cause": [value.code, value.message]}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case _:
            return value


def _unpacked(packed: Any) -> Value:
    match packed:
        case {"saying": saying}:
            return unpack(saying)
        case {"cause": [str(code), str(message)]}:
            return Cause(code, message)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"seconds": float(seconds)}:
            return timedelta(seconds=seconds)
        case list():
            return tuple(packed)
        case str() | int() | float():
            return packed
    raise ValueError(packed)
