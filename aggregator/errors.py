"""The one tree of errors. An exception carries fields and makes its own message; foreign ones are translated
once, at the edge that met them.

    AggregatorError
    ├── ConfigError        the config can't be used; every problem at once          exit 2
    ├── StoreError         the database can't be used
    │   ├── StoreInUse         another daemon holds it
    │   └── SchemaMismatch     made by a newer version, or not ours
    ├── FeedError          costs that source that poll
    │   ├── FetchError         no usable response
    │   └── ParseError         a response that is no feed
    ├── ExtractError       costs the article text; the entry still goes out
    ├── PictureError       costs the picture
    ├── DeliveryError      costs a message this attempt
    └── WorkerError        costs the document that a child process was working on
        ├── WorkerTimeout      it took longer than it may
        └── WorkerCrashed      the process died: out of memory, a fault in a library
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.outcomes import Cause, HttpHints


class AggregatorError(Exception):
    """Whatever we raise on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a config file. Lines count from 1."""

    file: str
    line: int | None
    #: Where in the file, as people write it: `sources[3].url`.
    key: str
    message: str
    #: The name of the source it lies in, when it costs only that source.
    source: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(AggregatorError):
    """The config file can't be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StoreError(AggregatorError):
    """The database can't be used; `reason` is a sentence for people."""

    def __init__(self, reason: str, *, url: str | None = None) -> None:
        self.reason, self.url = reason, url
        super().__init__(reason)


class StoreInUse(StoreError):
    """Another daemon holds this database."""


class SchemaMismatch(StoreError):
    """The database was made by a newer version, or is not one of ours."""


class FeedError(AggregatorError):
    """Costs a source this poll. `cause` says why."""

    def __init__(self, url: str, cause: Cause) -> None:
        self.url, self.cause = url, cause
        super().__init__(f"{url}: {cause.message}")

    def __reduce__(self) -> tuple[type[FeedError], tuple[str, Cause]]:
        return type(self), (self.url, self.cause)  # they cross the border of a worker process


class FetchError(FeedError):
    """No usable response."""

    def __init__(self, url: str, cause: Cause, *, status: int | None = None, hints: HttpHints | None = None) -> None:
        self.status, self.hints = status, hints or HttpHints()
        super().__init__(url, cause)


class ParseError(FeedError):
    """A response that can't be read as what it should be."""


class ExtractError(AggregatorError):
    """Costs the article text of one page; `cause` says why."""

    def __init__(self, url: str, cause: Cause) -> None:
        self.url, self.cause = url, cause
        super().__init__(f"{url}: {cause.message}")

    def __reduce__(self) -> tuple[type[ExtractError], tuple[str, Cause]]:
        return type(self), (self.url, self.cause)


class PictureError(AggregatorError):
    """A picture can't be shown by us."""


class DeliveryError(AggregatorError):
    """A message could not be handed over; `is_final`: and never will be."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        self.reason, self.is_final = reason, is_final
        super().__init__(reason)


class WorkerError(AggregatorError):
    """A child process did not bring its job to an end."""

    #: The stable code of the cause.
    code = "worker_failed"

    @property
    def cause(self) -> Cause:
        return Cause(self.code, str(self))


class WorkerTimeout(WorkerError):
    """The job took longer than it may; its process was killed."""

    code = "document_too_slow"

    def __init__(self, limit_seconds: float) -> None:
        self.limit_seconds = limit_seconds
        super().__init__(f"The document took more than {limit_seconds:g} s to work through.")


class WorkerCrashed(WorkerError):
    """The process died in mid-job; `reason` is the end of a sentence that begins with the worker."""

    code = "document_too_heavy"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The worker process did not finish: {reason}.")
