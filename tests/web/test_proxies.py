"""Who asks, and by which scheme: believed from trusted proxies only."""

from __future__ import annotations

import pytest

from aggregator.web.proxies import vouched

TRUSTED = ("127.0.0.1/32", "10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(
    ("peer", "headers", "expected"),
    [
        ("203.0.113.9", {"x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "https"}, None),
        ("127.0.0.1", {}, ("127.0.0.1", None)),
        ("127.0.0.1", {"x-forwarded-for": "198.51.100.1"}, ("198.51.100.1", None)),
        (
            "127.0.0.1",
            {"x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "https"},
            ("198.51.100.1", "https"),
        ),
        ("127.0.0.1", {"x-forwarded-proto": "https"}, ("127.0.0.1", "https")),
        # what the client wrote itself stands further left, and is not believed
        ("127.0.0.1", {"x-forwarded-for": "1.1.1.1, 198.51.100.1, 10.2.3.4"}, ("198.51.100.1", None)),
        ("127.0.0.1", {"x-forwarded-for": "10.9.9.9, 10.2.3.4"}, ("10.9.9.9", None)),
        ("127.0.0.1", {"x-forwarded-for": "198.51.100.1:4711"}, ("198.51.100.1", None)),
        ("fd00::1", {"x-forwarded-for": "[2001:db8::7]:4711"}, ("2001:db8::7", None)),
        ("::ffff:127.0.0.1", {"x-forwarded-for": "198.51.100.1"}, ("198.51.100.1", None)),
        ("127.0.0.1", {"x-forwarded-for": "unknown"}, ("127.0.0.1", None)),
        ("127.0.0.1", {"x-forwarded-for": "198.51.100.1, nonsense"}, ("127.0.0.1", None)),
        ("127.0.0.1", {"x-forwarded-proto": "javascript"}, ("127.0.0.1", None)),
        ("127.0.0.1", {"forwarded": "for=198.51.100.1;proto=https"}, ("198.51.100.1", "https")),
        ("127.0.0.1", {"forwarded": 'For="[2001:db8::7]:80"; Proto=http'}, ("2001:db8::7", "http")),
        (
            "127.0.0.1",
            {"forwarded": "for=1.1.1.1, for=198.51.100.1;proto=https, for=10.1.1.1"},
            ("198.51.100.1", "https"),
        ),
        ("127.0.0.1", {"forwarded": "for=_hidden;proto=https"}, ("127.0.0.1", "https")),
        (
            "127.0.0.1",
            {"forwarded": "for=198.51.100.1", "x-forwarded-for": "203.0.113.5"},
            ("198.51.100.1", None),
        ),
    ],
)
def test_client_and_scheme_are_those_that_trusted_proxies_vouch_for(
    peer: str, headers: dict[str, str], expected: tuple[str, str | None] | None
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    assert vouched(peer, raw, TRUSTED) == expected
