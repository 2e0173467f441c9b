"""How events are told: one a line, with a stable `action`, its fields, and a sentence for people.

    log = get_logger(__name__)
    log.info("feed_polled", message="3 new entries.", source="A paper", new=3)

Lines for people on a terminal, JSON otherwise. What libraries log through the standard library comes out the same
way. Secrets are masked in every field, address, header and traceback before a line is made of them.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, cast

from aggregator.errors import AggregatorError

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

Form = Literal["auto", "people", "json"]

MASK = "***"

#: Libraries whose every request or tick is not an event of ours.
_TALKATIVE = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "procrastinate",
    "psycopg.pool",
    "sqlalchemy",
    "trafilatura",
    "uvicorn.access",
    "watchfiles",
)
_HANDLER_NAME = "aggregator"


def get_logger(name: str) -> BoundLogger:
    """A logger for a module. structlog is loaded when the first event is told, not when the module is."""
    return cast("BoundLogger", _Later(name))


class LogUnwritable(AggregatorError):
    """The log can't be kept where it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"The log {path} can't be written ({reason}).")


def configure_logs(
    level: str = "info", form: Form = "auto", stream: TextIO | None = None, *, file: Path | None = None
) -> None:
    """Sends every event of at least this level to the file, or to the stream (standard error if neither is given).

    A file that is moved away, as by logrotate, is made anew with the next event. Can be called again. Raises
    LogUnwritable.
    """
    import structlog

    stream = stream or sys.stderr
    is_terminal = file is None and stream.isatty()
    for_people = form == "people" or (form == "auto" and is_terminal)
    handler = logging.StreamHandler(_Forgiving(stream)) if file is None else _log_file(file)
    handler.name = _HANDLER_NAME
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_common(), structlog.stdlib.ExtraAdder(), _name_foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _mask_fields,
                _line_for_people(is_terminal) if for_people else _line_of_json,
            ],
        )
    )
    root = logging.getLogger()
    for earlier in [old for old in root.handlers if old.name == _HANDLER_NAME]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level.upper())
    # clients that speak no HTTP, or come when all places are taken, are counted, not told one by one
    logging.getLogger("uvicorn.error").setLevel(max(root.level, logging.ERROR))
    for talkative in _TALKATIVE:
        logging.getLogger(talkative).setLevel(max(root.level, logging.WARNING))
    logging.captureWarnings(True)


def masked(value: object, name: str = "") -> object:
    """The value with nothing secret left in it, at any depth. `name` is that of the field or header it belongs to."""
    if name and _SECRET_NAME.search(name) and value is not None and not isinstance(value, bool):
        return MASK
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return _mask_text(value)
    if isinstance(value, Mapping):
        return {str(key): masked(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], (str, bytes)):  # a header
            header = value[0].decode("latin-1") if isinstance(value[0], bytes) else value[0]
            return [_mask_text(header), masked(value[1], header)]
        return [masked(inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _mask_text(str(value))


_WORD = (
    r"(?:passw(?:or)?d|pwd|secret|token|auth|authori[sz]ation|cookie|credentials?|signature"
    r"|(?:api|private|access)[_-]?key)"
)
#: `x-api-key`, `access_token`, `Proxy-Authorization`, but not `author` or `tokens`.
_SECRET_NAME = re.compile(rf"(?:^|[_.\-]){_WORD}$", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)[^\s/?#@]+@")
_IN_QUERY = re.compile(rf"([?&;](?:[\w.\-]*[_.\-])?(?:{_WORD}|sig|key)=)[^&;#\s\"'<>]+", re.IGNORECASE)
#: Not "basic income".
_IN_HEADER = re.compile(r"\b((?i:bearer)|(?i:basic|digest)(?=\s+\S*[A-Z0-9=]))\s+[A-Za-z0-9+/=_.~\-]{6,}")
_IN_ASSIGNMENT = re.compile(
    rf"""((?:\b|_){_WORD}["']?\s*[:=]\s*["']?(?:(?:bearer|basic|digest)\s+)?+)(?!\*\*\*)[^\s"',;&}})]+""", re.IGNORECASE
)


def _mask_text(text: str) -> str:
    text = _IN_ADDRESS.sub(f"{MASK}@", text)
    text = _IN_QUERY.sub(rf"\1{MASK}", text)
    text = _IN_HEADER.sub(rf"\1 {MASK}", text)
    return _IN_ASSIGNMENT.sub(rf"\1{MASK}", text)


def _log_file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _File(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise LogUnwritable(path, error.strerror or str(error)) from error


class _File(logging.handlers.WatchedFileHandler):
    """A full disk costs lines of the log, and is told once on standard error; it does not cost the daemon."""

    _is_told = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.reopenIfNeeded()
            logging.StreamHandler.emit(self, record)
        except OSError as error:  # its folder is gone
            self._tell(error)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        self._tell(sys.exc_info()[1])

    def _tell(self, error: BaseException | None) -> None:
        if not self._is_told:
            self._is_told = True
            sys.stderr.write(f"The log {self.baseFilename} can't be written: {error}\n")


class _Later:
    """Stands for a logger until its first use."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._logger: BoundLogger | None = None

    def __getattr__(self, attribute: str) -> Any:
        if self._logger is None:
            import structlog

            self._logger = structlog.wrap_logger(
                logging.getLogger(self._name),
                processors=[
                    structlog.stdlib.filter_by_level,
                    structlog.contextvars.merge_contextvars,
                    *_common(),
                    structlog.processors.EventRenamer("action"),
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
                ],
                wrapper_class=structlog.stdlib.BoundLogger,
                context_class=dict,
                cache_logger_on_first_use=True,
            )
        return getattr(self._logger, attribute)


class _Forgiving:
    """A stream that takes any character, also where the terminal's encoding or a lone surrogate forbids it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def flush(self) -> None:
        self._stream.flush()


_Event = MutableMapping[str, Any]


def _common() -> list[Any]:
    import structlog

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]


def _name_foreign(logger: Any, method: str, event: _Event) -> _Event:
    """A library's sentence is no action of ours."""
    event["message"] = event.pop("event")
    event["action"] = "library_said"
    return event


def _mask_fields(logger: Any, method: str, event: _Event) -> _Event:
    return {key: masked(value, key) for key, value in event.items()}


_FIRST = ("time", "level", "action", "message")


def _line_of_json(logger: Any, method: str, event: _Event) -> str:
    first = {key: event[key] for key in _FIRST if key in event}
    return json.dumps({**first, **event}, ensure_ascii=False)


_COLOURS = {"debug": "2", "info": "32", "warning": "33", "error": "31", "critical": "31;1"}


def _line_for_people(in_colour: bool) -> Any:
    def line(logger: Any, method: str, event: _Event) -> str:
        told = dict(event)
        level = str(told.pop("level", "info"))
        shown = f"\x1b[{_COLOURS.get(level, '0')}m{level:<8}\x1b[0m" if in_colour else f"{level:<8}"
        told.pop("logger", None)
        time = str(told.pop("time", "")).replace("T", " ")[:19]
        action, message, exception = told.pop("action", ""), told.pop("message", ""), told.pop("exception", "")
        fields = [f"{key}={_shown(value)}" for key, value in told.items()]
        first = " ".join(filter(None, [time, shown, f"{action:<16}", _printable(str(message)), *fields])).rstrip()
        return f"{first}\n{exception}" if exception else first

    return line


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return repr(text) if " " in text or not text else _printable(text)


def _printable(text: str) -> str:
    """On one line, and unable to give the terminal orders."""
    return text if text.isprintable() else repr(text)[1:-1]
