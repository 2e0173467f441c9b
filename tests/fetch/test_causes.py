"""The table of causes is complete, and its sentences are fit for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aggregator.fetch
from aggregator.fetch.causes import SENTENCES, cause

ROOM = Path(aggregator.fetch.__file__).parent
SOURCES = "\n".join(path.read_text() for path in sorted(ROOM.glob("*.py")) if path.name != "causes.py")


@pytest.mark.parametrize("code", SENTENCES)
def test_a_cause_has_a_plain_code_and_a_whole_sentence(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    details = dict.fromkeys(re.findall(r"{(\w+)}", SENTENCES[code]), "x")
    message = cause(code, **details).message
    assert message[0].isupper() or message.startswith("x")
    assert message[-1] in ".?)"
    assert "{" not in message


@pytest.mark.parametrize("code", SENTENCES)
def test_every_cause_is_given_somewhere(code: str) -> None:
    assert f'"{code}"' in SOURCES
