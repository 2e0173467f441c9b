"""Measures ours and its peers over the same feeds, side by side in one run.

    scripts/bench                          1,000 made feeds, five rounds: what docs/benchmarks/ shows
    scripts/bench --sources 100 --rounds 1   a short look
    scripts/bench --feeds FOLDER           real feeds (.xml, .xml.gz) instead, repeated as needed
    scripts/bench --scaling                ours alone over 100, 1,000 and 10,000 sources, time and memory

A round of the comparison: a first poll of all from nothing; again with nothing new, answered with 304; again with
nothing new, answered in full; again with one new entry in each feed. Every program does each of them in turn before the
next one. A run without a peer is no result: what is missing is told, and nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.peers import material, memory, report, serving
from benchmarks.peers.contenders import ROOT, Contender, Newsboat, Ours, Reader
from benchmarks.peers.measure import Taken
from benchmarks.peers.server import Server, serve

SCALES = (100, 1_000, 10_000)
RESULTS = ROOT / "docs" / "benchmarks"

FIRST, NOT_MODIFIED, UNCHANGED, ONE_NEW = "first poll", "again: all 304", "again: all 200, unchanged", "one new in each"
Results = dict[str, dict[str, list[dict[str, float]]]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--feeds", type=Path, help="a folder of real feeds, .xml or .xml.gz")
    parser.add_argument("--scaling", action="store_true", help="ours alone, over ever more sources")
    parser.add_argument("--reader-python", help="a Python that has `reader`; scripts/bench brings one")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    real = sorted(arguments.feeds.glob("*.xml*")) if arguments.feeds else []
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.scaling:
        _scaling(arguments, real)
    else:
        _comparison(arguments, real)
    return 0


def _comparison(arguments: argparse.Namespace, real: Sequence[Path]) -> None:
    contenders: list[Contender] = [Ours(), Reader(arguments.reader_python or sys.executable), Newsboat()]
    results: Results = {}
    idle: list[float] = []
    rates: list[Any] = []
    for number in range(arguments.rounds):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            ours = _round(Path(folder), arguments, real, contenders, results)
            idle.append(ours.idle().wall)
            rates += serving.compare(ours, 1)
        _say(f"round {number + 1} of {arguments.rounds}\n{report.table(results, Ours.name)}")
    shown = {phase: dict(of.items()) for phase, of in results.items()}
    more = {"start_and_leave_seconds": idle, "serving": [{"ours": asdict(a), "bare": asdict(b)} for a, b in rates]}
    title = f"{arguments.sources:,} {'real' if real else 'made'} feeds, medians of {arguments.rounds}"
    name = f"{'real' if real else 'made'}-{arguments.sources}"
    settings = {
        key: str(value) for key, value in vars(arguments).items() if key not in ("out", "feeds", "reader_python")
    }
    _write(arguments.out / f"{name}.json", json.dumps(report.as_json(settings, shown, more), indent=1) + "\n")
    _write(arguments.out / f"{name}.svg", report.chart(shown, title))
    _write(arguments.out / f"{name}.md", _page(title, shown, more))


def _round(
    folder: Path,
    arguments: argparse.Namespace,
    real: Sequence[Path],
    contenders: Sequence[Contender],
    results: Results,
) -> Ours:
    feeds = material.place(folder / "feeds", arguments.sources, arguments.seed, real)
    with serve(folder / "nginx", folder / "feeds") as server:
        addresses = [server.url(feed) for feed in feeds]
        for contender in contenders:
            (folder / contender.name).mkdir()
            contender.begin(folder / contender.name, addresses)
        _phase(FIRST, server, contenders, results)
        _phase(NOT_MODIFIED, server, contenders, results)
        server.with_validators(False)
        _phase(UNCHANGED, server, contenders, results)
        for feed in feeds:
            material.add_one(feed)
        server.with_validators(True)
        _phase(ONE_NEW, server, contenders, results)
    (ours,) = [contender for contender in contenders if isinstance(contender, Ours)]
    return ours


def _phase(phase: str, server: Server, contenders: Sequence[Contender], results: Results) -> None:
    for contender in contenders:
        server.forget()
        taken = contender.poll()
        results.setdefault(phase, {}).setdefault(contender.name, []).append(
            _figures(taken, server, to_end=phase in (FIRST, ONE_NEW))
        )
        _say(f"{phase}: {contender.name} {results[phase][contender.name][-1]['seconds']:.2f} s")


def _figures(taken: Taken, server: Server, *, to_end: bool) -> dict[str, float]:
    """Seconds from the first request to the last word of the program, or `to_end`: to the end of its process.

    Ours lets entries out after its last word about a poll, so that where something is new only the end counts.
    """
    requests = server.requests()
    until = taken.ended_at if to_end or not taken.lines else taken.last_line_at
    return {
        "seconds": until - requests[0][0],
        "process": taken.wall,
        "cpu": taken.cpu,
        "peak": taken.peak,
        "requests": len(requests),
        "answered_304": sum(status == 304 for _, status in requests),
    }


def _scaling(arguments: argparse.Namespace, real: Sequence[Path]) -> None:
    rows: list[dict[str, Any]] = []
    for sources in SCALES:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            feeds = material.place(folder / "feeds", sources, arguments.seed, real)
            with serve(folder / "nginx", folder / "feeds") as server:
                ours = Ours()
                ours.begin(folder, [server.url(feed) for feed in feeds])
                first = ours.poll()
                again = [_again(ours, server) for _ in range(3)]
                (folder / "desk.db").unlink()  # the daemon starts from nothing
                holds = memory.held(ours, sources) if sources >= 1_000 else None
            rows.append(
                {"sources": sources, "first": first.as_json(), "again": again, "memory": holds and asdict(holds)}
            )
            _say(json.dumps(rows[-1]))
    _write(arguments.out / "scaling.json", json.dumps(rows, indent=1) + "\n")


def _again(ours: Ours, server: Server) -> dict[str, float]:
    server.forget()
    return _figures(ours.poll(), server, to_end=False)


def _page(title: str, results: Results, more: dict[str, Any]) -> str:
    idle = sorted(more["start_and_leave_seconds"])[len(more["start_and_leave_seconds"]) // 2]
    lines = [f"# {title}\n", report.table(results, Ours.name)]
    lines.append(
        "Seconds run from the first request to the end of the process where something is new, else to the last word "
        f"of the program; starting and leaving with nothing to do takes ours {idle:.2f} s.\n"
    )
    for kind, what in (("whole", "A feed in full"), ("unmodified", "A feed not modified")):
        ours = sorted(row["ours"][kind] for row in more["serving"])[len(more["serving"]) // 2]
        bare = sorted(row["bare"][kind] for row in more["serving"])[len(more["serving"]) // 2]
        lines.append(f"{what}: {ours:,.0f} answers a second, a bare Starlette {bare:,.0f} ({ours / bare:.2f} ×).\n")
    return "\n".join(lines)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    _say(str(file))


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
