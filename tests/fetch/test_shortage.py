"""Out of file descriptors: no server is to blame, so nobody backs off from one."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator

from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Waiting
from tests.fetch.conftest import quick_fetcher, quick_policy


@contextlib.contextmanager
def no_more_files() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken: list[int] = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, limits[1]))
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        yield
    finally:
        for one in taken:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


async def test_a_shortage_of_our_own_is_waited_for_and_is_no_failure() -> None:
    async with quick_fetcher(quick_policy()) as fetcher:
        with no_more_files():
            outcome = await fetcher.get(FetchRequest(url="http://127.0.0.1:1026/"))
        assert isinstance(outcome, Waiting), outcome
        assert outcome.cause.code == "short_of_files"
        assert outcome.until is not None
        later = await fetcher.get(FetchRequest(url="http://127.0.0.1:1026/"))
        assert not isinstance(later, Waiting)
