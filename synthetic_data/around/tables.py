"""The CSV tables beside this module: figures, shares and words, each row with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from synthetic_data.tables import own_table


@cache
def around_table(name: str) -> pl.DataFrame:
    """The table in `<name>.csv`."""
    return own_table(Path(__file__).with_name(f"{name}.csv"))


def around_figure(name: str) -> float:
    """The one number called `name` in figures.csv."""
    found = _figures().get(name, [])
    if len(found) != 1:
        raise KeyError(f"figures.csv holds {len(found)} figures called {name!r}")
    return found[0]


@cache
def _figures() -> dict[str, list[float]]:
    rows: dict[str, list[float]] = {}
    for name, value in around_table("figures").select("figure", pl.col("value").cast(pl.Float64)).iter_rows():
        rows.setdefault(name, []).append(value)
    return rows
