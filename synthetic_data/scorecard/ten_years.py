"""Ten years of children in care and of the front door beside those that were counted.

In care on 31 March (unaccompanied children also apart), starting and ceasing in each year; referrals, section 47
enquiries, and children in need and protection plans on 31 March. A part of the report, not of the count of figures
within their limits: where what was counted comes from, ten_years.csv says.
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
from synthetic_data.scorecard.childhoods import Childhood, Counts, childhoods, first_times

YEARS = 10
"""How many years a run must have so that all of ten_years.csv lies in it."""


class Year(NamedTuple):
    """A figure ("stock", "referrals", ...) of one year to 31 March, as published and as simulated."""

    figure: str
    title: str
    year_end: int
    published: int
    synthetic: int


class TenYears(NamedTuple):
    """What only a long run shows: its figures year by year, and what happens in a childhood."""

    years: list[Year]
    childhoods: list[Childhood]


def ten_years(specs: Sequence[CouncilSpec], executor: Executor | None = None) -> TenYears:
    """The figures of ten_years.csv beside those of these councils, which have to be all England, of YEARS years; and
    childhoods at the rates of the last of them.

    Children in care are counted as DfE counts them: once a year however often they start or cease, and without short
    breaks. Referrals, enquiries and protection plans count each time; children in need on 31 March once.
    """
    largest_first = sorted(specs, key=lambda spec: -spec.children_in_care)
    found = executor.map(_counted, largest_first) if executor else map(_counted, largest_first)
    total: Counter[tuple[str, int]] = Counter()
    known: Counts = Counter()
    for by_year, by_age in found:
        total.update(by_year)
        known.update(by_age)
    years = [
        Year(figure, title, year, published, total[figure, year])
        for (figure, year), (title, published) in _published().items()
    ]
    return TenYears(years, childhoods(known))


def _counted(spec: CouncilSpec) -> tuple[dict[tuple[str, int], int], Counts]:
    """One council's figures by name and year, and who came to be known, by age."""
    journeys = Council(spec).journeys
    periods = journeys["care_periods"].filter(~pl.col("short_breaks"))
    referrals, enquiries = journeys["referrals"], journeys["enquiries"]
    needed = referrals.filter(~pl.col("nfa")).select("person", start="date", end="closed")
    plans = journeys["protection_plans"]
    counted: dict[tuple[str, int], int] = {}
    for year in sorted({year for _, year in _published()}):
        first, last = first_day(collection_year(year)), last_day(collection_year(year))
        open_then = (pl.col("start") <= last) & (pl.col("end").is_null() | (pl.col("end") > last))
        started, ended = (pl.col(day).is_between(first, last) for day in ("start", "end"))
        found = {
            "stock": periods.filter(open_then)["person"].n_unique(),
            "starts": periods.filter(started)["person"].n_unique(),
            "ceases": periods.filter(ended)["person"].n_unique(),
            "unaccompanied": periods.filter(open_then & pl.col("uasc"))["person"].n_unique(),
            "referrals": referrals.filter(pl.col("date").is_between(first, last)).height,
            "enquiries": enquiries.filter(started).height,
            "in need": needed.filter(open_then)["person"].n_unique(),
            "plans": plans.filter(open_then).height,
        }
        counted |= {(figure, year): number for figure, number in found.items()}
    return counted, first_times(journeys)


@cache
def _published() -> dict[tuple[str, int], tuple[str, int]]:
    """The title and the published number of each figure and year, in the order of ten_years.csv."""
    with Path(__file__).with_name("ten_years.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["figure"], int(row["year_end"])): (row["title"], int(row["published"])) for row in csv.DictReader(file)
        }
