"""Rows per processor second on the same tables: Faker, mimesis, our generator with all its logic, and bare writing.

Every contender makes the tables of one council, column for column, as CSV: the SSDA903, every view, and every view of
ten years, as all England is written. Ours simulates whole lives and cuts the tables from them; the peers
(benchmarks/peers.py) draw each cell at random; the bare writers are given our tables in memory and only write them.
Each runs in a process of its own with one thread, its modules compiled beforehand. Two rates are given, because
start-up is dear beside one council and nothing beside England:

    one council     all processor seconds of the process, Python and imports included
    steady          ours: a second council in the same process; peers: the loop alone, imports left out

    python benchmarks/data.py [--write]

`--write` puts the figures into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

HEADING = "## Data: Faker, mimesis, our generator, and writing alone"
SIZE, SEED = "medium", 1
NAIVE = "faker_naive"
Figures = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """What every contender has to write: the tables of these returns, of so many years."""

    title: str
    returns: str
    years: int

    def council(self, seed: int) -> Any:
        """The council, not yet simulated."""
        from synthetic_data.council import Council, CouncilSpec

        return Council(CouncilSpec.named(size=SIZE, seed=seed, years=self.years))


SETS = {
    "ssda903": Work("SSDA903, three years", "ssda903", 3),
    "all": Work("Every view, three years", "all", 3),
    "ten": Work("Every view, ten years", "all", 10),
}


def _tables(work: Work) -> list[tuple[str, Any]]:
    """Every table of the returns that is written as CSV, by a name of its own."""
    from synthetic_data.views import VIEWS, view_named

    council = work.council(SEED)
    found = []
    for name in sorted(VIEWS) if work.returns == "all" else [work.returns]:
        view = view_named(name)
        if "csv" not in view.writers:
            continue
        for year in council.spec.collection_years if view.yearly else council.spec.collection_years[-1:]:
            for table, frame in council.view_tables(name, year).items():
                found.append((f"{name}-{year}-{table}".replace("/", "-"), frame))
    return found


def _ours(work: Work, _shapes: Path, folder: Path) -> Figures:
    from synthetic_data.write import read_manifest, write

    figures: Figures = {}
    for order, name in enumerate(("one", "steady")):
        began = time.process_time() if order else 0.0
        write(work.council(SEED + order), folder / name, (work.returns,), ("csv",))
        figures[name] = time.process_time() - began
        manifest = read_manifest(folder / name) or {"files": []}
        figures[f"{name}_rows"] = sum(item["rows"] or 0 for item in manifest["files"] if "/" in item["path"])
    return figures


def _peer(name: str) -> Callable[[Work, Path, Path], Figures]:
    def run(_work: Work, shapes: Path, folder: Path) -> Figures:
        import peers

        described = json.loads(shapes.read_text(encoding="utf-8"))
        make = getattr(peers, name)
        few = [shape | {"rows": min(shape["rows"], 2)} for shape in described]
        make(few, folder)  # imports, and each provider's first call
        began = time.process_time()
        make(described, folder)
        rows = sum(shape["rows"] for shape in described)
        return {
            "one": time.process_time(),
            "steady": time.process_time() - began,
            "one_rows": rows,
            "steady_rows": rows,
        }

    return run


def _bare(write: Callable[[Any, Path], None]) -> Callable[[Work, Path, Path], Figures]:
    def run(work: Work, _shapes: Path, folder: Path) -> Figures:
        tables = _tables(work)
        write(tables[0][1], folder / "warm.csv")
        began = time.process_time()
        for name, table in tables:
            write(table, folder / f"{name}.csv")
        return {"steady": time.process_time() - began, "steady_rows": sum(table.height for _, table in tables)}

    return run


def _polars(table: Any, path: Path) -> None:
    table.write_csv(path, date_format="%d/%m/%Y")


def _pyarrow(table: Any, path: Path) -> None:
    from pyarrow import csv as arrow_csv

    arrow_csv.write_csv(table.to_arrow(), path)


CONTENDERS: dict[str, tuple[str, Callable[[Work, Path, Path], Figures]]] = {
    NAIVE: ("Faker, naive loop (a call a cell, a dict a row, pandas)", _peer(NAIVE)),
    "faker_best": ("Faker, best loop (no proxy, no weights, by column)", _peer("faker_best")),
    "mimesis": ("mimesis, by column", _peer("mimesis")),
    "ours": ("ours, all logic in", _ours),
    "polars": ("bare write, Polars", _bare(_polars)),
    "pyarrow": ("bare write, pyarrow (ISO dates)", _bare(_pyarrow)),
}


def run_here(name: str, work: str, shapes: Path, folder: Path) -> Figures:
    """Run one contender in this process. work: a name in SETS."""
    figures = CONTENDERS[name][1](SETS[work], shapes, folder)
    return figures | {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def run_apart(name: str, work: str, shapes: Path) -> Figures:
    """Run one contender in a fresh process with one thread."""
    from processes import environment

    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        command = [sys.executable, __file__, "--one", name, work, str(shapes), folder]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout)
    return figures


def run_all() -> dict[str, dict[str, Figures]]:
    """Every contender's figures for each set of tables."""
    from peers import shape_of

    found: dict[str, dict[str, Figures]] = {}
    compiled: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        for key, work in SETS.items():
            shapes = Path(folder) / f"{key}.json"
            described = [shape_of(name, table) for name, table in _tables(work)]
            shapes.write_text(json.dumps(described), encoding="utf-8")
            if work.returns not in compiled:
                for name in CONTENDERS:
                    run_apart(name, key, shapes)  # compiles what it imports, and does not count
                compiled.add(work.returns)
            found[key] = {name: run_apart(name, key, shapes) for name in CONTENDERS}
    return found


def _rate(figures: Figures, name: str) -> float | None:
    return figures[f"{name}_rows"] / figures[name] if name in figures else None


def as_markdown(found: dict[str, dict[str, Figures]]) -> str:
    """The figures as Markdown."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("Faker", "mimesis", "polars", "pyarrow", "numpy"))
    lines = [
        HEADING,
        "",
        f"The tables of one {SIZE} council as CSV, each contender the same tables and columns. "
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, one thread each, load "
        f"{os.getloadavg()[0]:.1f} at the end; {versions}. Processor seconds, not wall. *One council* counts start-up; "
        "*steady* does not (ours: a second council in the same process). `python benchmarks/data.py --write`",
    ]
    for key, by_name in found.items():
        naive = {name: _rate(by_name[NAIVE], name) or 1.0 for name in ("one", "steady")}
        lines += [
            "",
            f"**{SETS[key].title}**",
            "",
            "| | rows | one council: CPU s | rows/CPU-s | times naive | steady: CPU s | rows/CPU-s | times naive "
            "| MiB |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for name, figures in by_name.items():
            cells = []
            for kind in ("one", "steady"):
                rate = _rate(figures, kind)
                cells += ["", "", ""] if rate is None else [
                    f"{figures[kind]:.2f}", f"{rate:,.0f}", f"{rate / naive[kind]:.1f}"
                ]  # fmt: skip
            lines.append(
                f"| {CONTENDERS[name][0]} | {figures['steady_rows']:,} | {' | '.join(cells)} | {figures['mib']:.0f} |"
            )
        ours, bare = _rate(by_name["ours"], "steady") or 1.0, _rate(by_name["polars"], "steady") or 0.0
        lines += ["", f"The bare Polars write is {bare / ours:.1f} times as fast as ours in its stride (aim: 3)."]
    return "\n".join(lines)


def main() -> None:
    """Run every contender and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", nargs=4, metavar=("NAME", "WORK", "SHAPES", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        name, work, shapes, folder = chosen.one
        sys.stdout.write(json.dumps(run_here(name, work, Path(shapes), Path(folder))))
        return
    section = as_markdown(run_all())
    sys.stdout.write(section + "\n")
    if chosen.write:
        from results import keep

        keep(section)


if __name__ == "__main__":
    main()
