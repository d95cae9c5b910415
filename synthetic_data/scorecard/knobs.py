"""The knobs that `fit` turns: factors on rows of calibration tables, listed in knobs.toml."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.errors import PlainError

HERE = Path(__file__).parent
CALIBRATION = HERE.parent / "calibration"
FILES = ("knobs.toml", "knobs_before.toml")
KINDS = ("scale", "odds")


@dataclass(frozen=True)
class Knob:
    """One factor on the rows of calibration table `table` where each column of `where` has one of the values given.

    kind: "scale" multiplies, "odds" turns the odds of a chance.
    """

    name: str
    side: str
    table: str
    columns: tuple[str, ...]
    where: dict[str, list[str]] = field(default_factory=dict)
    kind: str = "scale"

    def rows(self, table: pl.DataFrame) -> np.ndarray:
        """True for the rows it turns."""
        chosen = np.ones(table.height, bool)
        for column, values in self.where.items():
            chosen &= table[column].cast(pl.String).is_in(values).to_numpy()
        return chosen

    def turn(self, table: pl.DataFrame, by: float) -> pl.DataFrame:
        """The table with the knob turned by `by` on the log scale. Raises PlainError when that turns no row."""
        chosen, factor = self.rows(table), float(np.exp(by))
        if not chosen.any():
            raise PlainError(f"The knob {self.name!r} turns no row of {self.table}.csv: correct knobs.toml.")
        for column in self.columns:
            values = table[column].cast(pl.Float64).to_numpy().copy()
            here = values[chosen]
            values[chosen] = here * factor / (1 - here + here * factor) if self.kind == "odds" else here * factor
            table = table.with_columns(pl.Series(column, values))
        return table


def knobs(side: str | None = None) -> tuple[Knob, ...]:
    """The knobs of FILES, or those of one side ("care", "need", or "before": care in the years before)."""
    files = (tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in FILES)
    entries = [entry for file in files for entry in file["knob"]]
    return tuple(knob for entry in entries for knob in _expanded(entry) if side in (None, knob.side))


def _expanded(entry: Mapping[str, Any]) -> list[Knob]:
    """One knob, or one for each of `values` (or list of values) of the column that `each` names."""
    where = {column: [str(value) for value in values] for column, values in entry.get("where", {}).items()}
    column = entry["column"]
    plain: dict[str, Any] = {name: entry[name] for name in ("side", "table", "kind") if name in entry}
    plain["columns"] = tuple(column) if isinstance(column, list) else (column,)
    if "each" not in entry:
        return [Knob(name=entry["name"], where=where, **plain)]
    found = []
    for value in entry["values"]:
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        told = f"{entry['each']} " if values[0].isdigit() else ""
        name = f"{entry['name']}: {told}{' '.join(values)}"
        found.append(Knob(name=name, where=where | {entry["each"]: values}, **plain))
    return found


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
        for column in {column for knob in which if knob.table == name for column in knob.columns}:
            for row, value in zip(rows, table[column], strict=True):
                if f"{value:.5g}" != f"{float(row[column]):.5g}":
                    row[column] = f"{value:.5g}"
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        part.replace(path)
