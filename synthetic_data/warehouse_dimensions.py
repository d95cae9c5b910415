"""Dimensions of the warehouse that describe services, codes and days."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data import codes
from synthetic_data.calibration import Calibration
from synthetic_data.dates import collection_year, is_working_day
from synthetic_data.tables import own_table

if TYPE_CHECKING:
    from datetime import date

    from synthetic_data.council import Council


@cache
def described(name: str) -> pl.DataFrame:
    """One of the tables of codes/ by name, all columns text."""
    return own_table(Path(codes.__file__).parent / f"{name}.csv", text=True)


def columns_of(table: str) -> dict[str, str]:
    """Columns of a table in order, with their kind: key, text, date, number or flag."""
    return _columns()[table]


@cache
def _columns() -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in described("warehouse_tables").select("table", "column", "kind").rows():
        columns.setdefault(table, {})[column] = kind
    return columns


def services(council: Council) -> dict[str, pl.DataFrame]:
    """Teams, workers and providers."""
    journeys = council.journeys
    workers = journeys["workers"].join(journeys["posts"].select("post", "team"), on="post")
    return {
        "dim_team": journeys["teams"].rename({"team": "team_key", "code": "team_code"}),
        "dim_worker": workers.with_columns(worker_key="worker", team_key="team", start_date="start", end_date="end"),
        "dim_provider": journeys["providers"].select(
            "urn", "kind", "sector", provider_key="provider", provider="name", in_area="inside_area"
        ),
    }


@cache
def meanings() -> dict[str, pl.DataFrame]:
    """The small dimensions: each code of the returns with its meaning, and broad groups where statistics use them."""
    census, grouped = described("cin_census"), described("warehouse")

    def of_census(code_set: str, name: str) -> pl.DataFrame:
        rows = census.filter(pl.col("code_set") == code_set)
        return rows.select(pl.col("code").alias(f"{name}_code"), pl.col("meaning").alias(name))

    def of_903(code_set: str, name: str) -> pl.DataFrame:
        # Codes of all years: a period of care may have begun under one that is no longer used.
        rows = described("ssda903").filter(pl.col("code_set") == code_set).unique("code", maintain_order=True)
        return rows.select(pl.col("code").alias(f"{name}_code"), pl.col("meaning").alias(name))

    def with_group(table: pl.DataFrame, code_set: str, name: str) -> pl.DataFrame:
        groups = grouped.filter(pl.col("code_set") == code_set).select(
            pl.col("code").alias(f"{name}_code"), pl.col("meaning").alias(f"{name}_group")
        )
        return table.join(groups, on=f"{name}_code", how="left")

    broad = dict(Calibration()["need_ethnicity"].select("code", "group").rows())
    ethnic = of_census("ETHNICITY", "ethnicity").with_columns(
        ethnic_group=pl.col("ethnicity_code").replace_strict(broad, default="Unknown")
    )
    return {
        "dim_ethnicity": ethnic,
        "dim_need": of_census("NEED", "need"),
        "dim_source": with_group(of_census("REFERRAL_SOURCE", "source"), "SOURCE", "source"),
        "dim_closure_reason": of_census("CLOSURE", "closure_reason"),
        "dim_factor": of_census("FACTOR", "factor"),
        "dim_category": of_census("CATEGORY", "category"),
        "dim_legal_status": of_903("LS", "legal_status"),
        "dim_placement": with_group(of_903("PLACE", "placement"), "PLACEMENT", "placement"),
        "dim_end_reason": of_903("REC", "end_reason"),
    }


def calendar(council: Council) -> pl.DataFrame:
    """Every day of the years kept and of the year before them."""
    first: date = council.spec.opening.replace(year=council.spec.opening.year - 1)
    days = pl.date_range(first, council.spec.horizon, "1d", eager=True).alias("date_key")
    working = is_working_day(days.cast(pl.Int32).to_numpy())
    ends = [collection_year(end) for end in range(first.year + 1, council.spec.year_end + 1)]
    since = pl.col("date_key").dt.offset_by("-3mo")
    year = (since.dt.year() - first.year).replace_strict(dict(enumerate(ends)), return_dtype=pl.String)
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    month = pl.col("date_key").dt.month()
    quarter = pl.format("{} Q{}", year, ((month - 4) % 12) // 3 + 1)
    return pl.DataFrame([days]).with_columns(
        year=pl.col("date_key").dt.year().cast(pl.Int64),
        month=month.cast(pl.Int64),
        month_start=pl.col("date_key").dt.truncate("1mo"),
        quarter=quarter,
        collection_year=year,
        weekday=(pl.col("date_key").dt.weekday() - 1).replace_strict(dict(enumerate(names)), return_dtype=pl.String),
        is_working_day=pl.Series(working, dtype=pl.Boolean),
    )
