"""The calibration that the front door runs on: its figures, its tables, and how both change over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from synthetic_data.draws import era_days
from synthetic_data.journeys.front_door_draws import census_year

SHARES = "front_door_shares_by_year"


@dataclass(frozen=True)
class Mechanism:
    """The calibration the front door runs on: figures by name, and the tables that lengths are drawn from."""

    figures: dict[str, float]
    tables: dict[str, pl.DataFrame]

    def __getitem__(self, figure: str) -> float:
        return self.figures[figure]

    def with_figure(self, figure: str, value: float) -> Mechanism:
        """The same with one figure changed: what differs in this council."""
        return Mechanism(self.figures | {figure: value}, self.tables)

    def with_table(self, name: str, table: pl.DataFrame) -> Mechanism:
        """The same with one table changed."""
        return Mechanism(self.figures, self.tables | {name: table})

    @cached_property
    def eras(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """front_door_eras.csv by path: the day numbers from which its ratios hold, and the ratios, 1 before the first
        day."""
        by_path = self.tables["front_door_eras"].sort("from_day").partition_by("path", as_dict=True)
        return {
            str(path): (np.array(era_days(era)), np.concatenate([[1.0], era["ratio"].to_numpy()]))
            for (path,), era in by_path.items()
        }

    def of_era(self, name: str, days: np.ndarray) -> np.ndarray:
        """The ratio that front_door_eras.csv has for `name` on each day number; 1 before its first."""
        begins, ratios = self.eras.get(name, (np.array([]), np.ones(1)))
        return np.asarray(ratios[np.searchsorted(begins, days, side="right")])

    @cached_property
    def _years(self) -> tuple[int, int]:
        """The first and the last census year of front_door_shares_by_year.csv, by the year they end in."""
        ends = self.tables[SHARES]["year_end"].to_numpy()
        return int(ends.min()), int(ends.max())

    def year_of(self, days: np.ndarray) -> np.ndarray:
        """The row of `by_year` that holds on each day number."""
        first, last = self._years
        return np.clip(census_year(days), first, last + 1) - first

    def by_year(self, table: str, codes: Sequence[str]) -> np.ndarray:
        """How many times as likely each of `codes` (column) of a table was in each year of
        front_door_shares_by_year.csv (row) as it is in the year that the table is of; the last row is of the years
        after, and is 1. The first year's holds before it too."""
        first, last = self._years
        rows = self.tables[SHARES].filter(pl.col("table") == table)
        ratios = np.ones((last - first + 2, len(codes)))
        place = {str(code): column for column, code in enumerate(codes)}
        for year_end, code, ratio in rows.select("year_end", pl.col("code").cast(pl.String), "ratio").rows():
            ratios[year_end - first, place[code]] = ratio
        return ratios
