"""How a host wants to be asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HostManners:
    """What one visitor of a host must tell the next, in seconds from now: whoever reads it has another clock."""

    #: How long it still wants to be left alone.
    paused_seconds: float = 0.0
    #: The gap that it wishes for, if that is longer than ours.
    gap_seconds: float = 0.0
    #: How long the gap after the last request still takes.
    free_in_seconds: float = 0.0
