"""How the front door changes over the years: with the number of children, and in what becomes of referrals."""

from __future__ import annotations

import numpy as np

from synthetic_data.council import CouncilSpec
from synthetic_data.draws import DAYS_IN_YEAR, era_days
from synthetic_data.journeys.front_door_draws import census_year
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import PATHS
from synthetic_data.places.scale import FULL_SIZE_MID_YEAR, children_in_area

MIDDLE = 183
"""Days from 1 April to the middle of the census year."""
ALL = "all"
"""In front_door_eras.csv: every path, thus all referrals."""
BEFORE = 5 * 365
"""Days before the span in which most episodes began that run into it."""
DRAWN = 5
"""How many of PATHS are drawn from chances."""


def growth(spec: CouncilSpec, first: int, last: int) -> np.ndarray:
    """Children in the area on each day from first to last, to those of the year that rates are calibrated on.

    The number of a mid-year, which rates of the census year around it are reckoned by, holds in the middle of that
    year, and changes evenly between one and the next.
    """
    ends = np.arange(census_year(np.array([first]))[0], census_year(np.array([last]))[0] + 1)
    children = [children_in_area(spec, int(end) - 1) for end in ends]
    middle = (ends - 1971) * DAYS_IN_YEAR + 90 + MIDDLE  # 1 April 1970 is day 90
    grown = np.interp(np.arange(first, last + 1), middle, children) / children_in_area(spec, FULL_SIZE_MID_YEAR)
    return np.asarray(grown)


def eras(by: Mechanism, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many times as many referrals there are in each era, and take each path (a row each), and the era of each day
    from first to last.

    By front_door_eras.csv: a ratio holds from its `from_day` until the next one of the path; before the first, it is
    1. The paths that are not named take up the rest.
    """
    begins = np.sort(era_days(by.tables["front_door_eras"]))
    starts = np.concatenate([begins[:1] - 1, begins])
    ratios = np.column_stack([by.of_era(path, starts) for path in PATHS[:DRAWN]])
    return by.of_era(ALL, starts), ratios, np.searchsorted(begins, np.arange(first, last + 1), side="right")


def before(by: Mechanism, first: int, opening: int, last: int) -> float:
    """How many times as many referrals, for as many children, there were in the years before the first day of the span
    as there are from `opening` to the last."""
    earlier, kept = (by.of_era(ALL, np.arange(*days)) for days in ((first - BEFORE, first), (opening, last + 1)))
    return float(earlier.mean() / kept.mean())
