"""`aggregator poll`: one pass over what is due, by ourselves or through the daemon that holds the database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened_in_force,
    plain_failures,
    run_async,
    tell,
)
from aggregator.cli.show import console, is_terminal, json_line, line
from aggregator.errors import AggregatorError, StoreInUse
from aggregator.outcomes import PollOutcome, PollReport

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.config.settings import Settings
    from aggregator.pipeline.desk import PolledSource
    from aggregator.store.engine import Store
    from aggregator.store.sources import SourceStanding

OnReport = Callable[[PollReport], None]

#: How often we look what the daemon has done.
LOOK_SECONDS = 0.25


class NoSuchSource(AggregatorError):
    """`--source` names none of the config's."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no source {name!r} in the settings.{hint}")


@plain_failures
def poll(
    every: Annotated[bool, typer.Option("--all", help="All sources, due or not.")] = False,
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="This source; may be repeated.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Visit what is due, once, and say what each source had. While a daemon runs, it does the work."""
    from aggregator.logs import configure_logs
    from aggregator.pipeline.desk import take_over, utc_now

    configure_logs(level="error")
    with opened_in_force(config, database) as (store, in_force):
        settings = in_force.settings
        if in_force.refused:
            raise typer.Exit(WRONG_USE)
        with store.writing() as tx:
            known = take_over(tx, settings, utc_now())
        wanted = _wanted(store, known, every=every, names=source or [])
        with _reporting(len(wanted), as_json=as_json) as on_report:
            reports = run_async(_poll(store, settings, wanted, on_report))
    if settings.faulty or any(report.outcome in (PollOutcome.FAILED, PollOutcome.GONE) for report in reports):
        raise typer.Exit(FAILED)


def _wanted(
    store: Store, known: Mapping[int, PolledSource], *, every: bool, names: Sequence[str]
) -> dict[int, PolledSource]:
    from aggregator import schedule
    from aggregator.pipeline.desk import utc_now
    from aggregator.store import polling

    if names:
        by_name = {polled.source.name: polled for polled in known.values()}
        for name in names:
            if name not in by_name:
                raise NoSuchSource(name, list(by_name))
        return {by_name[name].id: by_name[name] for name in names}
    if every:
        return dict(known)
    now = utc_now()
    with store.reading() as tx:
        due = polling.due(tx, now, latest=now + schedule.RETRY_AFTER_CEILING)
    return {source_id: known[source_id] for source_id in due if source_id in known}


async def _poll(
    store: Store, settings: Settings, wanted: Mapping[int, PolledSource], on_report: OnReport
) -> list[PollReport]:
    """Through the daemon as long as there is one; what it leaves undone, by ourselves."""
    reports: list[PollReport] = []
    while True:
        left = {source_id: polled for source_id, polled in wanted.items() if polled.source.name not in _done(reports)}
        if not left:
            return reports
        try:
            with store.hold("aggregator poll"):
                return reports + await _poll_ourselves(store, settings, left, on_report)
        except StoreInUse as holder:
            if not reports:
                tell(f"{holder}; it is asked to do the work")
            reports += await _ask_holder(store, left, on_report)


def _done(reports: Sequence[PollReport]) -> set[str]:
    return {report.source for report in reports}


async def _poll_ourselves(
    store: Store, settings: Settings, wanted: Mapping[int, PolledSource], on_report: OnReport
) -> list[PollReport]:
    from aggregator import publish
    from aggregator.articles import Articles
    from aggregator.fetch.client import Fetcher
    from aggregator.fetch.hosts import HostPause
    from aggregator.housekeeping import close_vacancies
    from aggregator.pipeline.desk import fetch_policy, tagger_for, utc_now
    from aggregator.pipeline.intake import Intake, poll_each
    from aggregator.store import hosts
    from aggregator.workers.pool import Workers

    pauses = await store.read(lambda tx: hosts.pauses(tx, utc_now()))
    before = [HostPause(host, until) for host, until in pauses.items()]
    async with Fetcher(fetch_policy(settings), pauses=before) as fetcher, Workers() as workers:
        intake = Intake(store, fetcher, workers, settings, tagger_for(settings))
        reports = await poll_each(intake, wanted.values(), on_report)
        articles = Articles(
            store, fetcher, workers, intake.tagger, {one.id: one.source for one in wanted.values()}, utc_now
        )
        while await articles.read_due():
            pass
        after = {pause.host: pause.until for pause in fetcher.pauses()}
        await store.write(lambda tx: hosts.save_pauses(tx, after))
    await store.write(lambda tx: close_vacancies(tx, settings.site.timezone, utc_now()))
    told = publish.Told()
    while await store.read(lambda tx: publish.is_waiting(tx, utc_now())):
        await store.write(lambda tx: publish.publish(tx, settings, utc_now(), told))
    return reports


async def _ask_holder(store: Store, wanted: Mapping[int, PolledSource], on_report: OnReport) -> list[PollReport]:
    """Make the sources due and watch whoever holds the database visit them; ends early when it leaves."""
    from aggregator.pipeline.desk import utc_now
    from aggregator.store import polling, sources

    asked = utc_now()
    await store.write(lambda tx: polling.make_due(tx, list(wanted), asked))
    reports: list[PollReport] = []
    left = set(wanted)
    while left and _is_held(store):
        await asyncio.sleep(LOOK_SECONDS)
        for standing in await store.read(sources.standings):
            if standing.source.id in left and _visited_since(standing, asked):
                left.discard(standing.source.id)
                reports.append(_report(standing))
                on_report(reports[-1])
    return reports


def _is_held(store: Store) -> bool:
    try:
        with store.hold("aggregator poll"):
            return False
    except StoreInUse:
        return True


def _visited_since(standing: SourceStanding, asked: datetime) -> bool:
    state = standing.state
    if state.outcome is PollOutcome.WAITING:
        return state.next_poll is not None and state.next_poll > asked
    return state.last_poll is not None and state.last_poll >= asked


def _report(standing: SourceStanding) -> PollReport:
    state = standing.state
    return PollReport(
        source=standing.source.name,
        url=state.url,
        outcome=state.outcome or PollOutcome.FAILED,
        status=state.status,
        new=standing.last_new,
        updated=standing.last_updated,
        entries=standing.entries,
        cause=state.cause,
        next_poll=state.next_poll,
        seconds=standing.last_seconds,
    )


@contextlib.contextmanager
def _reporting(total: int, *, as_json: bool) -> Iterator[OnReport]:
    """What to do with each report: a row below a growing bar, a plain line, or JSON."""
    if as_json:
        yield lambda report: json_line(_as_json(report))
    elif is_terminal():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console(), transient=True) as progress:
            task = progress.add_task("Polling", total=total)

            def on_report(report: PollReport) -> None:
                progress.console.print("  ".join(_cells(report)), markup=False, highlight=False)
                progress.advance(task)

            yield on_report
    else:
        yield lambda report: line(_cells(report))


def _cells(report: PollReport) -> tuple[str, ...]:
    said = report.outcome.value.replace("_", " ")
    if report.new or report.updated:
        said += f" ({report.new} new, {report.updated} edited)"
    return (report.source, said, f"{report.entries} entries", report.cause.message if report.cause else "")


def _as_json(report: PollReport) -> dict[str, Any]:
    return {
        "source": report.source,
        "url": report.url,
        "outcome": report.outcome.value,
        "status": report.status,
        "new": report.new,
        "updated": report.updated,
        "entries": report.entries,
        "cause": {"code": report.cause.code, "message": report.cause.message} if report.cause else None,
        "next_poll": report.next_poll,
        "seconds": report.seconds,
    }
