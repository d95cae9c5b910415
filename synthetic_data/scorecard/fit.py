"""Fit calibration tables to the published figures: the method of simulated moments, with a record of every knob.

    python -m synthetic_data.scorecard.fit care --every 4 --rounds 2     (see --help)

A *knob* (knobs.toml) multiplies some rows of one calibration table by a common factor: how many children come into care
at an age, how likely a plan is, how long a kind of placement lasts. Each round simulates England in memory, turns every
knob a little to see which figures follow (equal seeds give equal lives, so a small turn shows clearly), and solves for
the turns that bring all figures nearest to the published ones, each measured in units of its own gate. Small turns are
preferred to large ones. The tables are written back, so that next year's figures are fitted by running this again.
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
from synthetic_data.scorecard.published import tables
from synthetic_data.scorecard.simulated import SIDES, count, side_of

HERE = Path(__file__).parent
CALIBRATION = HERE.parent / "calibration"
NUDGE = 0.06
"""How far each knob is turned, on the log scale, to see what follows."""
FURTHEST = 0.35
"""How far one round may turn a knob, on the log scale."""
STIFFNESS = 0.15
"""Weight of a turn against figures: 1 would weigh a turn by NUDGE as much as a figure at the edge of its gate."""


@dataclass(frozen=True)
class Knob:
    """One factor on the rows of calibration table `table` where each column of `where` has one of the values given.

    kind "scale" multiplies `column`; "odds" multiplies the odds of a share, for columns that are a chance of their own.
    """

    name: str
    side: str
    table: str
    column: str
    kind: str = "scale"
    where: dict[str, list[str]] = field(default_factory=dict)
    moves: tuple[str, ...] = ()
    nudge: float = NUDGE

    def rows(self, table: pl.DataFrame) -> np.ndarray:
        """True for the rows it turns."""
        chosen = np.ones(table.height, bool)
        for column, values in self.where.items():
            chosen &= table[column].cast(pl.String).is_in(values).to_numpy()
        return chosen

    def turn(self, table: pl.DataFrame, by: float) -> pl.DataFrame:
        """The table with the knob turned by `by` on the log scale."""
        values = table[self.column].cast(pl.Float64).to_numpy().copy()
        chosen, factor = self.rows(table), float(np.exp(by))
        if not chosen.any():
            raise ValueError(f"the knob {self.name!r} turns no row of {self.table}.csv")
        here = values[chosen]
        values[chosen] = here * factor / (1 - here + here * factor) if self.kind == "odds" else here * factor
        return table.with_columns(pl.Series(self.column, values))


def knobs(side: str | None = None) -> tuple[Knob, ...]:
    """The knobs of knobs.toml, or those of one side ("care" or "need")."""
    found = []
    for entry in tomllib.loads((HERE / "knobs.toml").read_text(encoding="utf-8"))["knob"]:
        found += list(_expanded(entry))
    return tuple(knob for knob in found if side in (None, knob.side))


def _expanded(entry: Mapping[str, Any]) -> list[Knob]:
    """One knob, or one for each value of the column named in `each`."""
    where = {column: [str(value) for value in values] for column, values in entry.get("where", {}).items()}
    plain = {name: entry[name] for name in ("side", "table", "column", "kind", "nudge") if name in entry}
    plain["moves"] = tuple(entry["moves"])
    if "each" not in entry:
        return [Knob(name=entry["name"], where=where, **plain)]
    column, values = entry["each"]["column"], entry["each"]["values"]
    groups = [[str(one) for one in value] if isinstance(value, list) else [str(value)] for value in values]
    return [Knob(name=f"{entry['name']}: {' '.join(g)}", where=where | {column: g}, **plain) for g in groups]


def turned(which: Sequence[Knob], by: Iterable[float]) -> dict[str, pl.DataFrame]:
    """The calibration tables that change when these knobs are turned, as they then are."""
    calibration = Calibration()
    changed: dict[str, pl.DataFrame] = {}
    for knob, step in zip(which, by, strict=True):
        changed[knob.table] = knob.turn(changed.get(knob.table, calibration[knob.table]), step)
    return changed


def distances(
    specs: Sequence[CouncilSpec], changed: Mapping[str, pl.DataFrame], side: str, executor: Executor | None = None
) -> tuple[list[str], np.ndarray]:
    """How far each figure of a side ("table: category") lies from the published one, in units of England's gate."""
    counted, children = count(specs, changed, (side,), executor)
    names, found = [], []
    for table in tables():
        if side_of(table) != side:
            continue
        here = counted[table.id]
        whole = sum(here.get(category, (0,))[0] for category in table.expected)
        for category, published in table.expected.items():
            numbers = here.get(category, (0, 0))
            ours = value_of(table, numbers, whole, children[table.year])
            names.append(f"{table.id}: {category}")
            found.append((ours - published) / strict_limit(table, published, numbers[0]))
    return names, np.array(found)


def slopes_of(which: Sequence[Knob], specs: Sequence[CouncilSpec], side: str, executor: Executor | None) -> np.ndarray:
    """What a turn by 1 of each knob (columns) does to each distance (rows), near where the tables now stand.

    Knobs that move different comparisons are turned together, so that they share a simulation.
    """
    names, base = distances(specs, {}, side, executor)
    of_table = np.array([name.split(":")[0] for name in names])
    slopes = np.zeros((len(names), len(which)))
    for together in _apart(which):
        steps = [knob.nudge if position in together else 0.0 for position, knob in enumerate(which)]
        moved = distances(specs, turned(which, steps), side, executor)[1] - base
        for position in together:
            its_own = np.isin(of_table, which[position].moves)
            slopes[its_own, position] = moved[its_own] / which[position].nudge
    return slopes


def _apart(which: Sequence[Knob]) -> list[list[int]]:
    """Positions of knobs in as few groups as a greedy search finds, no two of a group moving the same comparison."""
    groups: list[tuple[set[str], list[int]]] = []
    for position in sorted(range(len(which)), key=lambda at: -len(which[at].moves)):
        moves = set(which[position].moves)
        for taken, members in groups:
            if not taken & moves:
                taken |= moves
                members.append(position)
                break
        else:
            groups.append((moves, [position]))
    return [members for _, members in groups]


def solve(now: np.ndarray, slopes: np.ndarray, stiffness: float = STIFFNESS) -> np.ndarray:
    """The turns (log scale) that bring the distances `now` nearest to 0, given what a turn by 1 does to each."""
    stiff = stiffness / NUDGE * np.eye(slopes.shape[1])
    found, *_ = np.linalg.lstsq(np.vstack([slopes, stiff]), np.concatenate([-now, np.zeros(len(stiff))]), rcond=None)
    return np.clip(found, -FURTHEST, FURTHEST)


def write_tables(changed: Mapping[str, pl.DataFrame], which: Sequence[Knob], folder: Path = CALIBRATION) -> None:
    """Write the turned columns back into the CSV files, and nothing else of them."""
    for name, table in changed.items():
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or []), list(reader)
        for knob in which:
            if knob.table == name:
                for position in np.flatnonzero(knob.rows(table)):
                    rows[position][knob.column] = f"{table[knob.column][int(position)]:.5g}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@click.command()
@click.argument("side", type=click.Choice(SIDES))
@click.option("--rounds", default=2, show_default=True, help="How often to measure, solve and measure again.")
@click.option("--every", default=4, show_default=True, help="Use every n-th council to see what follows a turn.")
@click.option("--seeds", default=1, show_default=True, help="Measure the distances over this many seeds.")
@click.option("--workers", default=2, show_default=True)
@click.option("--write/--try", default=False, help="Write the calibration tables, or only say what would change.")
def fit(side: str, rounds: int, every: int, seeds: int, workers: int, write: bool) -> None:
    """Fit the knobs of one SIDE of the simulation (care, then need: the second depends on the first)."""
    which = knobs(side)
    turns = np.zeros(len(which))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        slopes = slopes_of(which, england_specs(1, 2026, 3)[::every], side, pool) if rounds else None
        for number in range(rounds + 1):
            changed = turned(which, turns)
            measured = [distances(england_specs(s, 2026, 3), changed, side, pool) for s in range(1, seeds + 1)]
            names, now = measured[0][0], np.mean([one[1] for one in measured], axis=0)
            click.echo(f"round {number}: {np.mean(np.abs(now) <= 1):.1%} of {len(now)} figures within the gate")
            if slopes is not None and number < rounds:
                turns = turns + solve(now, slopes)
    for knob, step in zip(which, turns, strict=True):
        click.echo(f"{np.exp(step):8.3f}  {knob.name}")
    for name, off in sorted(zip(names, now, strict=True), key=lambda pair: -abs(pair[1])):
        if abs(off) > 1:
            click.echo(f"{off:+8.2f}  {name}")
    if write:
        write_tables(turned(which, turns), which)


if __name__ == "__main__":
    fit()
