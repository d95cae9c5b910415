"""The calibration with something changed, for tests that a figure moves what it should."""

from __future__ import annotations

import polars as pl

from synthetic_data.calibration import Calibration


def with_figures(table: str, **figures: float) -> Calibration:
    """The calibration with some figures of a table changed."""
    rows = Calibration()[table]
    assert set(figures) <= set(rows["figure"])
    value = pl.col("figure").replace_strict(figures, default=pl.col("value"), return_dtype=pl.Float64)
    return Calibration({table: rows.with_columns(value=value)})
