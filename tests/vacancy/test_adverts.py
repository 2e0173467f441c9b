"""Many more adverts and lookalikes of our own pens, a line each: a floor under quality.

They are read on the day they name, else on 10 June 2025.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregator.extract.vacancy import find_vacancy

ADVERTS = [json.loads(line) for line in (Path(__file__).parent / "adverts.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("advert", ADVERTS, ids=[advert["name"] for advert in ADVERTS])
def test_an_advert_of_the_collection_keeps_being_read_rightly(advert: dict[str, Any]) -> None:
    today = date.fromisoformat(advert.get("read", "2025-06-10"))
    found = find_vacancy(advert["html"].encode(), url=advert["url"], today=today)
    stated = found and {field: str(value) for field, value in asdict(found).items() if value is not None}
    assert stated == advert["expected"]
