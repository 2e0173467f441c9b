"""The decoder by itself: however the body is cut into pieces, in bounded slices, without holding anybody up."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.fetch.decode import SLICE_BYTES, BadBody, make_decoder
from aggregator.fetch.policy import MEBIBYTE, FetchRequest
from aggregator.outcomes import Failed, Fetched
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Site, Until, response

QUICK = settings(derandomize=True, max_examples=50, deadline=None)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def two_members(body: bytes) -> bytes:
    half = len(body) // 2
    return gzip.compress(body[:half]) + gzip.compress(body[half:])


def quick_gzip(body: bytes) -> bytes:
    return gzip.compress(body, 1)


def quick_zlib(body: bytes) -> bytes:
    return zlib.compress(body, 1)


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", quick_gzip),
    "two members": ("gzip", two_members),
    "zlib": ("deflate", quick_zlib),
    "raw": ("deflate", raw_deflate),
    "plain": ("", bytes),
}


@pytest.mark.parametrize("packer", PACKERS)
@QUICK
@given(body=st.binary(max_size=5000), piece=st.integers(1, 700))
def test_a_body_is_the_same_however_it_is_cut(packer: str, body: bytes, piece: int) -> None:
    coding, pack = PACKERS[packer]
    packed = pack(body)
    decoder = make_decoder(coding)
    unpacked = b"".join(
        part for start in range(0, len(packed), piece) for part in decoder.feed(packed[start : start + piece])
    )
    decoder.finish()
    assert unpacked == body


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@QUICK
@given(body=st.binary(min_size=1, max_size=2000))
def test_any_bytes_are_unpacked_or_named_bad(coding: str, body: bytes) -> None:
    decoder = make_decoder(coding)
    try:
        sum(len(part) for part in decoder.feed(body))
        decoder.finish()
    except BadBody as error:
        assert error.cause.code in {"compression_broken", "body_cut_short"}


@pytest.mark.parametrize("packer", ["gzip", "zlib", "raw"])
def test_a_slice_is_never_larger_than_promised(packer: str) -> None:
    coding, pack = PACKERS[packer]
    sizes = [len(part) for part in make_decoder(coding).feed(pack(bytes(5_000_000)))]
    assert max(sizes) <= SLICE_BYTES
    assert sum(sizes) == 5_000_000


#: 200 MiB of zeros.
_ZEROS = zlib.compressobj(9, zlib.DEFLATED, 31)
ONCE = b"".join([*(_ZEROS.compress(bytes(MEBIBYTE)) for _ in range(200)), _ZEROS.flush()])


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (gzip.compress(ONCE), "gzip, gzip", "compression_unknown"),
        (ONCE, "gzip", "body_too_large"),
        (gzip.compress(bytes(60_000)) * 2000, "gzip", "body_too_large"),
        (gzip.compress(b"") * 60_000, "gzip", "body_too_large"),
    ],
    ids=["packed twice", "packed once", "in many members", "in members of nothing"],
)
async def test_a_bomb_takes_no_more_than_the_limit(body: bytes, coding: str, code: str, site: Site) -> None:
    site.answers["/"] = response(body, ("Content-Encoding", coding))
    async with quick_fetcher(quick_policy(max_bytes=MEBIBYTE)) as fetcher:
        await fetcher.get(FetchRequest(url=site.url("/warm-up")))
        tracemalloc.start()
        try:
            outcome = await fetcher.get(FetchRequest(url=site.url()))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == code
    assert peak < 6 * MEBIBYTE


async def test_twenty_bombs_take_hardly_more_than_two(site: Site) -> None:
    site.answers["/"] = response(ONCE, ("Content-Encoding", "gzip"))
    policy = quick_policy(max_bytes=5 * MEBIBYTE, per_host=20)
    async with quick_fetcher(policy) as fetcher:
        await fetcher.get(FetchRequest(url=site.url("/warm-up")))
        tracemalloc.start()
        try:
            outcomes = await asyncio.gather(*(fetcher.get(FetchRequest(url=site.url())) for _ in range(20)))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert {outcome.cause.code for outcome in outcomes if isinstance(outcome, Failed)} == {"body_too_large"}
    assert len(outcomes) == 20
    assert peak < 40 * MEBIBYTE


async def test_a_large_body_that_waits_for_others_loses_none_of_its_time(site: Site) -> None:
    honest, enough = bytes(2 * MEBIBYTE), asyncio.Event()
    site.answers = {
        "/slow": [response(bytes(MEBIBYTE + 9), length=4 * MEBIBYTE), Until(enough)],
        "/honest": response(honest),
    }
    policy = quick_policy(max_bytes=5 * MEBIBYTE, per_host=5, min_speed_seconds=0.5, min_bytes_per_second=2 * MEBIBYTE)
    async with quick_fetcher(policy) as fetcher:
        slow = [asyncio.ensure_future(fetcher.get(FetchRequest(url=site.url("/slow")))) for _ in range(3)]
        await site.is_asked(3)
        await asyncio.sleep(0.2)
        patient = asyncio.ensure_future(fetcher.get(FetchRequest(url=site.url("/honest"), timeout_seconds=0.5)))
        await asyncio.sleep(0.8)
        assert not patient.done()
        enough.set()
        outcome, *_ = await asyncio.gather(patient, *slow)
    assert isinstance(outcome, Fetched)
    assert outcome.body == honest


@pytest.mark.parametrize("packer", ["gzip", "zlib", "plain"])
async def test_ten_mebibytes_do_not_hold_the_event_loop(packer: str, site: Site) -> None:
    words = (b" ".join(str(n).encode() for n in range(150_000)) * 15)[: 10 * MEBIBYTE]
    coding, pack = PACKERS[packer]
    site.answers["/"] = response(pack(words), ("Content-Encoding", coding))
    gaps: list[float] = []  # of processor time, so that a busy machine makes no difference

    async def watch() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            gaps.append(now - before)
            before = now

    async with quick_fetcher(quick_policy(max_bytes=10 * MEBIBYTE)) as fetcher:
        watcher = asyncio.ensure_future(watch())
        outcome = await fetcher.get(FetchRequest(url=site.url()))
        watcher.cancel()
    assert isinstance(outcome, Fetched)
    assert outcome.body == words
    assert max(gaps) < 0.1
