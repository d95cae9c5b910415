"""Ten years of children in care beside those that were counted: in care on 31 March, starting and ceasing in each year.

A part of the report, not of the count of figures within their limits: most of what was counted before 2024 is written
down from memory, as care_years.csv says.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from synthetic_data.council import Council, CouncilSpec

YEARS = 10
"""How many years a run must have so that all of care_years.csv lies in it."""


class CareYear(NamedTuple):
    """A figure ("stock", "starts" or "ceases") of one year to 31 March, as published and as simulated."""

    figure: str
    title: str
    year_end: int
    published: int
    synthetic: int


def care_years(specs: Sequence[CouncilSpec], executor: Executor | None = None) -> list[CareYear]:
    """The figures of care_years.csv beside those of these councils, which have to be all England, of YEARS years.

    Children are counted as DfE counts them: once a year however often they start or cease, and without short breaks.
    """
    largest_first = sorted(specs, key=lambda spec: -spec.children_in_care)
    found = executor.map(_counted, largest_first) if executor else map(_counted, largest_first)
    total: dict[tuple[str, int], int] = {}
    for council in found:
        for key, number in council.items():
            total[key] = total.get(key, 0) + number
    return [
        CareYear(row["figure"], row["title"], year, int(row["published"]), total[row["figure"], year])
        for row in _rows()
        for year in (int(row["year_end"]),)
    ]


def _counted(spec: CouncilSpec) -> dict[tuple[str, int], int]:
    """One council's figures by name and year."""
    periods = Council(spec).journeys["care_periods"].filter(~pl.col("short_breaks"))
    counted: dict[tuple[str, int], int] = {}
    for year in sorted({int(row["year_end"]) for row in _rows()}):
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        open_then = (pl.col("start") <= last) & (pl.col("end").is_null() | (pl.col("end") > last))
        for figure, chosen in (
            ("stock", open_then),
            ("starts", pl.col("start").is_between(first, last)),
            ("ceases", pl.col("end").is_between(first, last)),
        ):
            counted[figure, year] = periods.filter(chosen)["person"].n_unique()
    return counted


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with Path(__file__).with_name("care_years.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
