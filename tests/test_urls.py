"""Addresses and the parts of them that we make."""

from __future__ import annotations

import pytest

from aggregator.urls import slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Industry News", "industry-news"),
        ("Barnardo's", "barnardos"),
        ("Barnardo’s", "barnardos"),
        ("St. Christopher's", "st-christophers"),
        ("BBC News: UK", "bbc-news-uk"),
        ("Who Cares? Scotland", "who-cares-scotland"),
        ("Ünï-Cödé & Straße", "uni-code-strasse"),
        ("snake_case", "snake-case"),
        ("日本", "日本"),
        ("  --  ", ""),
        ("../../etc", "etc"),
    ],
)
def test_names_become_parts_of_addresses(name: str, slug: str) -> None:
    assert slugify(name) == slug
