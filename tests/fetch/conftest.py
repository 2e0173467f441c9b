"""Fetchers for tests: loopback allowed, no gaps, ample time. A test that means to meet a limit scales it down."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from typing import Any

import pytest

from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchPolicy
from tests.fetch.site import Site

_SSL = ssl.create_default_context()


def quick_policy(**changes: Any) -> FetchPolicy:
    limits: dict[str, Any] = {
        "timeout_seconds": 10.0,
        "max_bytes": 100_000,
        "per_host_gap_seconds": 0.0,
        "allow_private": ("127.0.0.0/8",),
        "robots": "never",
    }
    return FetchPolicy(**(limits | changes))


def quick_fetcher(policy: FetchPolicy | None = None, **changes: Any) -> Fetcher:
    return Fetcher(policy or quick_policy(), ssl_context=_SSL, **changes)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as scripted:
        yield scripted


@pytest.fixture
async def other_site() -> AsyncIterator[Site]:
    async with Site("127.0.0.2") as scripted:
        yield scripted
