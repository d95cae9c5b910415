"""Ten years of children in care beside those that were counted: in care on 31 March, starting and ceasing in each year.

A part of the report, not of the count of figures within their limits: most of what was counted before 2024 is written
down from memory, as care_years.csv says.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import collection_year, first_day, last_day

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
    total: Counter[tuple[str, int]] = Counter()
    for council in found:
        total.update(council)
    return [
        CareYear(figure, title, year, published, total[figure, year])
        for (figure, year), (title, published) in _published().items()
    ]


def _counted(spec: CouncilSpec) -> dict[tuple[str, int], int]:
    """One council's figures by name and year."""
    periods = Council(spec).journeys["care_periods"].filter(~pl.col("short_breaks"))
    counted: dict[tuple[str, int], int] = {}
    for year in sorted({year for _, year in _published()}):
        first, last = first_day(collection_year(year)), last_day(collection_year(year))
        open_then = (pl.col("start") <= last) & (pl.col("end").is_null() | (pl.col("end") > last))
        for figure, chosen in (
            ("stock", open_then),
            ("starts", pl.col("start").is_between(first, last)),
            ("ceases", pl.col("end").is_between(first, last)),
        ):
            counted[figure, year] = periods.filter(chosen)["person"].n_unique()
    return counted


@cache
def _published() -> dict[tuple[str, int], tuple[str, int]]:
    """The title and the published number of each figure and year, in the order of care_years.csv."""
    with Path(__file__).with_name("care_years.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["figure"], int(row["year_end"])): (row["title"], int(row["published"])) for row in csv.DictReader(file)
        }
