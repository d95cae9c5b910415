"""Columns of the front door's tables from arrays of day numbers and positions, cut at the last day known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from synthetic_data.draws import in_order
from synthetic_data.journeys.front_door_paths import NONE, Episodes


def dates(days: np.ndarray, last: int) -> pl.Series:
    """Dates, null where there is none or it lies after the last day known."""
    known = (days != NONE) & (days <= last)
    frame = pl.DataFrame({"day": days.astype(np.int32), "known": known})
    return frame.select(pl.when("known").then("day").cast(pl.Date)).to_series()


def codes(positions: np.ndarray, names: Sequence[str]) -> pl.Series:
    """The code at each position of `names`, null where there is none (a negative position)."""
    frame = pl.DataFrame({"at": positions.astype(np.int16)})
    return frame.select(pl.when(pl.col("at") >= 0).then("at").cast(pl.UInt8)).to_series().cat.to(pl.Enum(names))


def begun(e: Episodes, spells: Sequence[str], last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Row, start, end and which of `spells`, for all that began by the last day, in order of row and start."""
    start = np.stack([e[f"{spell}_start"] for spell in spells], axis=1)
    end = np.stack([e[f"{spell}_end"] for spell in spells], axis=1)
    row, which = np.nonzero((start != NONE) & (start <= last))
    order = in_order(row, start[row, which])
    row, which = row[order], which[order]
    return row, start[row, which], end[row, which], which
