"""Fit calibration tables to the published figures, a knob for each figure that can be aimed at.

    python -m synthetic_data.scorecard.fit care --rounds 6 --write      (then the same for need; --help)

A *knob* (knobs.toml) multiplies some rows of one calibration table by a common factor: how many children come into care
at an age, how likely a plan is, how long a kind of placement lasts. It *drives* one published figure. Each round
simulates all England in memory, compares, and turns every knob by the ratio of published to simulated figure (to a
power that says how the figure answers); a few rounds settle it, as in iterative proportional fitting, though through
the whole simulation. The tables are written back. Next year's figures are fitted by running this again.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.england import england_specs
from synthetic_data.scorecard.compare import strict_limit, value_of
from synthetic_data.scorecard.published import england_children, seeds_fitted, tables
from synthetic_data.scorecard.simulated import SIDES, count

HERE = Path(__file__).parent
CALIBRATION = HERE.parent / "calibration"
FURTHEST = 0.3
"""How far one round may turn a knob, on the log scale."""
GENTLY = 0.7
"""Part of the way that each round goes: figures lean on one another."""


@dataclass(frozen=True)
class Knob:
    """One factor on the rows of calibration table `table` where each column of `where` has one of the values given.

    drives: comparison and category (measures.toml) whose figure it brings to the published one. power: the factor is
    that of the figure to this power (negative where more makes the figure less). amount: for a table of shares, the
    number of children per head of population is aimed at, not the share. kind "odds" turns the odds of a chance.
    """

    name: str
    side: str
    table: str
    columns: tuple[str, ...]
    drives: tuple[str, str]
    where: dict[str, list[str]] = field(default_factory=dict)
    kind: str = "scale"
    power: float = 1.0
    amount: bool = False

    def rows(self, table: pl.DataFrame) -> np.ndarray:
        """True for the rows it turns."""
        chosen = np.ones(table.height, bool)
        for column, values in self.where.items():
            chosen &= table[column].cast(pl.String).is_in(values).to_numpy()
        return chosen

    def turn(self, table: pl.DataFrame, by: float) -> pl.DataFrame:
        """The table with the knob turned by `by` on the log scale. Raises ValueError when that turns no row."""
        chosen, factor = self.rows(table), float(np.exp(by))
        if not chosen.any():
            raise ValueError(f"the knob {self.name!r} turns no row of {self.table}.csv")
        for column in self.columns:
            values = table[column].cast(pl.Float64).to_numpy().copy()
            here = values[chosen]
            values[chosen] = here * factor / (1 - here + here * factor) if self.kind == "odds" else here * factor
            table = table.with_columns(pl.Series(column, values))
        return table


def knobs(side: str | None = None) -> tuple[Knob, ...]:
    """The knobs of knobs.toml, or those of one side ("care" or "need")."""
    entries = tomllib.loads((HERE / "knobs.toml").read_text(encoding="utf-8"))["knob"]
    return tuple(knob for entry in entries for knob in _expanded(entry) if side in (None, knob.side))


def _expanded(entry: Mapping[str, Any]) -> list[Knob]:
    """One knob, or one for each value (or list of values) of a column that is paired with a category in `each`."""
    where = {column: [str(value) for value in values] for column, values in entry.get("where", {}).items()}
    plain = {name: entry[name] for name in ("side", "table", "kind", "power", "amount") if name in entry}
    column = entry["column"]
    plain["columns"] = tuple(column) if isinstance(column, list) else (column,)
    if "each" not in entry:
        return [Knob(name=entry["name"], where=where, drives=(entry["drives"], entry["category"]), **plain)]
    found = []
    for value, category in entry["pairs"]:
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        name = f"{entry['name']}: {' '.join(values)}"
        found.append(
            Knob(name=name, where=where | {entry["each"]: values}, drives=(entry["drives"], category), **plain)
        )
    return found


@dataclass(frozen=True)
class Measured:
    """One run of England: each figure's distance from the published one in units of its gate, and the log of the
    ratio of published to simulated, as share and as number of children."""

    distance: dict[tuple[str, str], float]
    short: dict[tuple[str, str], float]
    short_in_number: dict[tuple[str, str], float]

    def wanted(self, knob: Knob) -> float:
        """The turn that this run asks of a knob."""
        short = (self.short_in_number if knob.amount else self.short)[knob.drives]
        return float(np.clip(GENTLY * knob.power * short, -FURTHEST, FURTHEST))

    @property
    def within(self) -> float:
        """The share of figures within their gates."""
        return float(np.mean([abs(distance) <= 1 for distance in self.distance.values()]))


def measure(
    specs: Sequence[CouncilSpec], changed: Mapping[str, pl.DataFrame], side: str, executor: Executor | None = None
) -> Measured:
    """Simulate these councils with `changed` calibration tables and compare one side with the published figures."""
    counted, children = count(specs, changed, (side,), executor)
    run = Measured({}, {}, {})
    for table in tables():
        if table.side != side:
            continue
        here = counted[table.id]
        whole = sum(here.get(category, (0,))[0] for category in table.expected)
        for category, published in table.expected.items():
            numbers, key = here.get(category, (0, 1)), (table.id, category)
            ours = value_of(table, numbers, whole, children[table.year])
            run.distance[key] = (ours - published) / strict_limit(table, published, numbers[0])
            run.short[key] = float(np.log(published / ours)) if ours > 0 and published > 0 else FURTHEST
            if table.kind == "shares" and published > 0:
                heads = published * table.whole / england_children(table.year)
                run.short_in_number[key] = float(np.log(heads / max(numbers[0], 0.5) * children[table.year]))
    return run


def turned(which: Sequence[Knob], by: Iterable[float]) -> dict[str, pl.DataFrame]:
    """The calibration tables that change when these knobs are turned, as they then are."""
    calibration = Calibration()
    changed: dict[str, pl.DataFrame] = {}
    for knob, step in zip(which, by, strict=True):
        changed[knob.table] = knob.turn(changed.get(knob.table, calibration[knob.table]), step)
    return changed


def write_tables(changed: Mapping[str, pl.DataFrame], which: Sequence[Knob], folder: Path = CALIBRATION) -> None:
    """Write the turned cells back into the CSV files, and nothing else of them."""
    for name, table in changed.items():
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or []), list(reader)
        for knob in which:
            if knob.table == name:
                for column in knob.columns:
                    for position in np.flatnonzero(knob.rows(table)):
                        rows[position][column] = f"{table[column][int(position)]:.5g}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@click.command()
@click.argument("side", type=click.Choice(SIDES))
@click.option("--rounds", default=4, show_default=True, help="How often to turn the knobs; each takes some minutes.")
@click.option("--workers", default=2, show_default=True)
@click.option("--write/--try", default=False, help="Write the calibration tables, or only say what would change.")
def fit(side: str, rounds: int, workers: int, write: bool) -> None:
    """Fit the knobs of one SIDE of the simulation (care, then need: the second depends on the first).

    Each round takes the mean of the Englands of the `seeds` in knobs.toml. Score it on another: academy scorecard
    --england --seed 1 --seed 4.
    """
    which = knobs(side)
    turns = np.zeros(len(which))
    best = (0.0, turns)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for number in range(rounds + 1):
            runs = [measure(england_specs(seed, 2026, 3), turned(which, turns), side, pool) for seed in seeds_fitted()]
            within = float(np.mean([run.within for run in runs]))
            off = {key: float(np.mean([run.distance[key] for run in runs])) for key in runs[0].distance}
            spread = float(np.sqrt(np.mean(np.square(list(off.values())))))
            click.echo(
                f"round {number}: {within:.1%} of {len(off)} figures within the gate; typical distance {spread:.2f}"
            )
            for (table, category), distance in sorted(off.items(), key=lambda item: -abs(item[1])):
                if abs(distance) > 1:
                    click.echo(f"    {distance:+6.2f}  {table}: {category}")
            if within > best[0]:
                best = (within, turns)
            turns = turns + np.mean([[run.wanted(knob) for knob in which] for run in runs], axis=0)
    for knob, step in zip(which, best[1], strict=True):
        click.echo(f"{np.exp(step):8.3f}  {knob.name}")
    if write:
        write_tables(turned(which, best[1]), which)


if __name__ == "__main__":
    fit()
