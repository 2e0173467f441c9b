"""The small values people write in the config."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.config.scalars import read_duration, read_private_place, read_size, write_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0s", 0),
        ("45s", 45),
        ("60m", 3600),
        ("2h30m", 9000),
        ("2h 30m", 9000),
        ("90m", 5400),
        ("1d", 86_400),
        ("1d12h", 129_600),
        ("2w", 1_209_600),
        ("1w2d3h4m5s", 788_645),
    ],
)
def test_durations_are_read_as_people_write_them(written: str, seconds: int) -> None:
    assert read_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    ["", "60", 60, 1.5, None, True, "1.5h", "-5m", "m", "30m2h", "5 minutes", "1M", "٣m", "999999999999s", ["1h"]],
)
def test_what_is_no_duration_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="with its unit, such as 30s"):
        read_duration(written)


@pytest.mark.parametrize(("seconds", "written"), [(0, "0s"), (300, "5m"), (9000, "2h30m"), (90_061, "1d1h1m1s")])
def test_durations_are_written_as_short_as_can_be(seconds: int, written: str) -> None:
    assert write_duration(timedelta(seconds=seconds)) == written
    assert read_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (1000, 1000),
        ("1000", 1000),
        ("512B", 512),
        ("2kB", 2000),
        ("2KB", 2000),
        ("2KiB", 2048),
        ("3MB", 3_000_000),
        ("10MiB", 10_485_760),
        ("10 MiB", 10_485_760),
        ("1GB", 1_000_000_000),
        ("1GiB", 1_073_741_824),
    ],
)
def test_sizes_are_read_as_people_write_them(written: object, size: int) -> None:
    assert read_size(written) == size


@pytest.mark.parametrize("written", ["", "MiB", "10 megabytes", "-1", -1, 1.5, "1.5MiB", "10mib", None, True, "٣", [1]])
def test_what_is_no_size_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="such as 512KiB"):
        read_size(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("127.0.0.1", "127.0.0.1/32"),
        ("::1", "::1/128"),
        ("fd00::/8", "fd00::/8"),
        ("NAS.local:8080", "nas.local:8080"),
        ("10.0.0.1:80", "10.0.0.1:80"),
        ("[::1]:8080", "[::1]:8080"),
    ],
)
def test_private_places_are_networks_or_host_and_port(written: str, read: str) -> None:
    assert read_private_place(written) == read


@pytest.mark.parametrize(
    "written", ["nas.local", "nas.local:0", "nas.local:65536", "10.0.0.0/33", "http://x:80", "", None, 8080]
)
def test_what_is_no_private_place_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="host:port"):
        read_private_place(written)
