"""Draws that the front door makes many of: from shares, by band of age, from banded lengths, on working days.

Every draw is an inverse cumulative share of a uniform number, so that equal uniforms give equal choices on every
machine.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.draws import DAYS_IN_YEAR, steps_reached, to_another_day
from synthetic_data.ladders import Ladder

CHILDHOOD = 18  # years
CENTURY = 36_525  # days: longer than anything here lasts, and shorter than the calendar
UNBORN = 0  # the first band of age
BANDS = ("unborn", "under_1", "age_1_to_4", "age_5_to_9", "age_10_to_15", "age_16_to_17")
BAND_STARTS = np.array([0, 1, 5, 10, 16])
AGES = range(-1, 18)  # -1 stands for the unborn
BAND_OF_AGE = np.searchsorted(BAND_STARTS, AGES, side="right")


def band_of(born: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The position in BANDS of someone's age on a day: 0 before birth, 5 from the 16th birthday on."""
    years = np.floor((day - born) / DAYS_IN_YEAR)
    return np.where(day < born, UNBORN, np.searchsorted(BAND_STARTS, years, side="right"))


def age_of(born: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The position in AGES of someone's age on a day: 0 before birth, 1 in the first year, 18 from 17 on."""
    return np.where(day < born, 0, np.minimum((day - born) / DAYS_IN_YEAR, AGES[-1]).astype(np.int64) + 1)


def census_year(days: np.ndarray) -> np.ndarray:
    """The year in which the census year of each day ends, on 31 March."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + (months + 9) // 12


def choose(uniform: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The choice each uniform number falls on, with chances in proportion to `shares`."""
    ladder = np.cumsum(shares)
    return Ladder(ladder / ladder[-1]).reached(uniform)


def choose_by(uniform: np.ndarray, rows: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """As `choose`, each number with its own row of `shares` (one row for each value of `rows`)."""
    ladder = np.cumsum(shares, axis=1)
    ladder = ladder[:, :-1] / ladder[:, -1:]
    return steps_reached(ladder, rows, uniform)


def banded(uniform: np.ndarray, table: pl.DataFrame, weight: str) -> np.ndarray:
    """Whole lengths from a table of bands from_day to_day (both included) with weights, even within each band."""
    weights = table[weight].to_numpy().astype(float)
    low, high = table["from_day"].to_numpy(), table["to_day"].to_numpy()
    ladder = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    band = Ladder(ladder[1:]).reached(uniform)
    within = (uniform - ladder[band]) / (ladder[band + 1] - ladder[band])
    return (low[band] + np.floor(within * (high - low + 1)[band])).astype(np.int64)


def waiting(uniform: np.ndarray, mean: float | np.ndarray) -> np.ndarray:
    """Whole days of an exponential wait with this mean, at most a century: the tail of a long one has no end."""
    return np.minimum(np.floor(-np.log1p(-uniform) * mean), CENTURY).astype(np.int64)


def off_rest_days(days: np.ndarray, uniform: np.ndarray, kept: float = 0.0) -> np.ndarray:
    """Move weekends and bank holidays on to the next working day, but for the share `kept` where they are."""
    return to_another_day(days, uniform, kept, within=1)


def tilted(table: pl.DataFrame, share: str, mix: np.ndarray) -> np.ndarray:
    """Shares by band of age (one row a band) that give back the table's overall `share` when ages are mixed as `mix`.

    The table's columns named in BANDS say how much likelier than even each choice is at that age; rows and columns
    are
    fitted in turn, so that neither the overall share nor the mix of ages moves.
    """
    overall = table[share].to_numpy().astype(float)
    overall = overall / overall.sum()
    joint = table.select(BANDS).to_numpy().T * overall[None, :] * mix[:, None]
    for _ in range(50):
        joint *= (mix / joint.sum(axis=1))[:, None]
        joint *= (overall / joint.sum(axis=0))[None, :]
    return joint / joint.sum(axis=1)[:, None]
