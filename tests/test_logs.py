"""Events: one a line, with an action, and never with a secret."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from aggregator.errors import StoreError
from aggregator.logs import LogUnwritable, configure_logs, get_logger, masked


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield io.StringIO()
    root.setLevel(level)
    root.handlers[:] = handlers
    logging.captureWarnings(False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_event_is_one_line_of_json_with_its_action_first(stream: io.StringIO) -> None:
    configure_logs(stream=stream)
    get_logger("aggregator.pipeline").info("feed_polled", message="3 new entries.", source="Ein Blatt für alle", new=3)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert list(told)[:4] == ["time", "level", "action", "message"]
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "info",
        "action": "feed_polled",
        "message": "3 new entries.",
        "logger": "aggregator.pipeline",
        "source": "Ein Blatt für alle",
        "new": 3,
    }
    assert "für" in line


def test_terminal_gets_lines_for_people() -> None:
    root = logging.getLogger()
    terminal, handlers = Terminal(), list(root.handlers)
    try:
        configure_logs(stream=terminal)
        get_logger("x").warning("feed_throttled", message="Come back later.", source="A paper", seconds=60)
    finally:
        root.handlers[:] = handlers
        logging.captureWarnings(False)
    (line,) = terminal.getvalue().splitlines()
    assert "warning" in line
    assert "feed_throttled   Come back later. source='A paper' seconds=60" in line
    assert "\x1b[33m" in line


def test_form_can_be_chosen_whatever_the_stream(stream: io.StringIO) -> None:
    configure_logs(form="people", stream=stream)
    get_logger("x").info("started", message="Here we go.")
    assert stream.getvalue().rstrip().endswith("info     started          Here we go.")
    assert "\x1b" not in stream.getvalue()


def test_level_decides_what_is_told(stream: io.StringIO) -> None:
    configure_logs("warning", stream=stream)
    log = get_logger("x")
    log.info("quiet")
    log.debug("quieter")
    log.error("loud")
    assert [json.loads(line)["action"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_configuring_again_replaces_the_first_time(stream: io.StringIO) -> None:
    first = io.StringIO()
    configure_logs(stream=first)
    configure_logs(stream=stream)
    get_logger("x").info("once")
    assert first.getvalue() == ""
    assert len(stream.getvalue().splitlines()) == 1


def test_libraries_are_told_the_same_way_and_not_for_every_request(stream: io.StringIO) -> None:
    configure_logs(stream=stream)
    logging.getLogger("some.library").warning("lost %s to %s", 3, "https://me:pw@host.example/")
    logging.getLogger("httpx").info("one request")
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert (told["action"], told["level"], told["logger"]) == ("library_said", "warning", "some.library")
    assert told["message"] == "lost 3 to https://***@host.example/"


def test_warnings_of_python_are_events_too(stream: io.StringIO) -> None:
    configure_logs(stream=stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old ways", stacklevel=1)
    assert "old ways" in json.loads(stream.getvalue())["message"]


@pytest.mark.parametrize("form", ["json", "people"])
def test_traceback_is_told_without_its_secrets(form: str, stream: io.StringIO) -> None:
    configure_logs(form=form, stream=stream)  # type: ignore[arg-type]  # a parameter is a plain string
    try:
        raise StoreError("can't reach postgresql://desk:hunter2@db.example/news")
    except StoreError:
        get_logger("x").exception("poll_failed", source="A paper")
    told = stream.getvalue()
    assert "Traceback" in told
    assert "postgresql://***@db.example/news" in told
    assert "hunter2" not in told
    assert (len(told.splitlines()) == 1) is (form == "json")


def test_context_is_told_with_each_event(stream: io.StringIO) -> None:
    configure_logs(stream=stream)
    with structlog.contextvars.bound_contextvars(source="A paper"):
        get_logger("x").info("entry_stored")
    get_logger("x").bind(source="Bound").info("entry_stored")
    assert [json.loads(line)["source"] for line in stream.getvalue().splitlines()] == ["A paper", "Bound"]


def test_hostile_text_stays_on_its_line_and_gives_no_orders(stream: io.StringIO) -> None:
    configure_logs(form="people", stream=stream)
    get_logger("x").info("feed_polled", message="a\nfake line", title="\x1b[2J\u202egnp.exe", other="two\r\nlines here")
    assert len(stream.getvalue().splitlines()) == 1
    assert stream.getvalue().rstrip("\n").isprintable()


@pytest.mark.parametrize("form", ["json", "people"])
def test_no_character_breaks_the_log(form: str) -> None:
    root = logging.getLogger()
    handlers = list(root.handlers)
    raw = io.BytesIO()
    narrow = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    try:
        configure_logs(form=form, stream=narrow)  # type: ignore[arg-type]  # a parameter is a plain string
        get_logger("x").info("feed_polled", title="lone \udc80 für", blob=b"\xff\xfe", thing=object)
    finally:
        root.handlers[:] = handlers
        logging.captureWarnings(False)
    narrow.flush()
    assert b"feed_polled" in raw.getvalue()
    assert len(raw.getvalue().splitlines()) == 1
    narrow.close()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://user:pa55@host.example/feed", "https://***@host.example/feed"),
        ("https://token@host.example/feed", "https://***@host.example/feed"),
        ("https://host.example/feed?page=2&token=abc#x", "https://host.example/feed?page=2&token=***#x"),
        ("https://host.example/?api_key=abc&q=1", "https://host.example/?api_key=***&q=1"),
        ("https://host.example/?access_token=abc", "https://host.example/?access_token=***"),
        ("https://host.example/?X-Amz-Signature=abc&key=def", "https://host.example/?X-Amz-Signature=***&key=***"),
        ("Authorization: Bearer abcdefgh", "Authorization: Bearer ***"),
        ("authorization=Basic abcd", "authorization=Basic ***"),
        ("refused Bearer abcdefgh", "refused Bearer ***"),
        ("it sent Basic dXNlcjpwYXNz to us", "it sent Basic *** to us"),
        ("{'password': 'hunter2', 'user': 'desk'}", "{'password': '***', 'user': 'desk'}"),
        ("set DB_PASSWORD=hunter2 first", "set DB_PASSWORD=*** first"),
        ("https://host.example/@someone/post", "https://host.example/@someone/post"),
        ("mail news@example.org about tokens", "mail news@example.org about tokens"),
        ("the author of basic income", "the author of basic income"),
        ({"password": "x", "Author": "A. Smith"}, {"password": "***", "Author": "A. Smith"}),
        ({"headers": {"X-Api-Key": "x", "Accept": "*/*"}}, {"headers": {"X-Api-Key": "***", "Accept": "*/*"}}),
        ([("Authorization", "secret"), ("Accept", "text")], [["Authorization", "***"], ["Accept", "text"]]),
        ([(b"Cookie", b"a=1")], [["Cookie", "***"]]),
        ({"token": None, "has_token": True, "tokens": 3}, {"token": None, "has_token": True, "tokens": 3}),
        ({"smtp": {"auth": ("me", "x")}}, {"smtp": {"auth": "***"}}),
        (StoreError("at https://u:p@h.example/"), "at https://***@h.example/"),
        (b"https://u:p@h.example/", "https://***@h.example/"),
    ],
)
def test_secrets_are_masked_wherever_they_stand(value: object, shown: object) -> None:
    assert masked(value) == shown


def test_asking_for_a_logger_loads_nothing() -> None:
    code = "import sys; from aggregator.logs import get_logger; get_logger('x'); print('structlog' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_log_file_that_is_moved_away_is_made_anew(stream: io.StringIO, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "desk.json"
    configure_logs(stream=stream, file=log)
    get_logger("x").info("first")
    log.rename(tmp_path / "old.json")
    get_logger("x").info("second")
    assert [json.loads(line)["action"] for line in log.read_text().splitlines()] == ["second"]
    assert stream.getvalue() == ""


def test_a_log_that_can_not_be_written_is_told_at_the_start(stream: io.StringIO, tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(LogUnwritable, match="can't be written"):
        configure_logs(stream=stream, file=tmp_path / "logs" / "desk.json")


def test_a_disk_that_fills_up_costs_lines_and_is_told_once(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(stream=stream, file=Path("/dev/full"))
    for _ in range(3):
        get_logger("x").info("lost")
    assert capsys.readouterr().err.count("can't be written") == 1
