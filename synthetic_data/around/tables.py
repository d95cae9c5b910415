"""The CSV tables beside this module: figures, shares and words, each row with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl


@cache
def around_table(name: str) -> pl.DataFrame:
    """The table in `<name>.csv`."""
    return pl.read_csv(Path(__file__).with_name(f"{name}.csv"), infer_schema_length=None)


def around_figure(name: str) -> float:
    """The one number called `name` in figures.csv."""
    rows = around_table("figures").filter(pl.col("figure") == name)
    if rows.height != 1:
        raise KeyError(f"figures.csv holds {rows.height} figures called {name!r}")
    return float(rows["value"][0])
