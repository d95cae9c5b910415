"""The view `workforce`: staff, agency cover and monthly caseloads, as three offices keep them.

    teams.csv            TEAM, SERVICE
    workers.csv          WORKER_ID (SW number, as in the SSDA903's SW_ID; FS of family support), TEAM, ROLE, FTE, START,
                         END: from human resources, who hold permanent staff only
    agency_workers.csv   AGENCY_REF, TEAM, FTE, START, END: from the agency's invoices, which know no SW number
    workforce_months.csv MONTH, TEAM, POSTS_FTE, PERMANENT_FTE, AGENCY_FTE, VACANT_FTE, DAYS_LOST, CASES: from the
                         performance team, at the first of each month
    caseloads.csv        WORKER_ID, TEAM, FTE, CHILDREN, IN_CARE: on the last day, from the case system, agency
                         included; the teams that hold children
    definitions.csv      FROM, MEASURE, DEFINITION: what a case was, from when

CASES counts families until the council changes its mind and counts children: a break in the series, not in the work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.around.establishment import holding_services
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

FAMILIES = "A case is a family with at least one child open to the team, counted once."
CHILDREN = "A case is a child open to the team."


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The six tables; `year` is not used."""
    journeys = council.journeys
    posts = journeys["posts"].join(journeys["teams"].select("team", TEAM="code"), on="team", maintain_order="left")
    kept = pl.col("end").is_null() | (pl.col("end") >= council.spec.opening)
    workers = (
        journeys["workers"]
        .filter(kept)
        .join(posts.select("post", "TEAM", FTE="fte"), on="post", maintain_order="left")
        .sort("TEAM", "start", "worker")
    )
    dates = (pl.col("start").alias("START"), pl.col("end").alias("END"))
    agency = workers.filter("agency").sort("start", "worker")
    return {
        "teams": journeys["teams"].select(pl.col("code").alias("TEAM"), pl.col("service").alias("SERVICE")),
        "workers": workers.filter(~pl.col("agency")).select(
            pl.col("worker_id").alias("WORKER_ID"),
            "TEAM",
            pl.col("role").alias("ROLE"),
            "FTE",
            *dates,
        ),
        "agency_workers": agency.select(
            pl.format("AGY{}", (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(4)).alias("AGENCY_REF"),
            "TEAM",
            "FTE",
            *dates,
        ),
        "workforce_months": _months(council),
        "caseloads": _caseloads(council, posts),
        "definitions": _definitions(council),
    }


def _months(council: Council) -> pl.DataFrame:
    journeys = council.journeys
    change = journeys["planted_counting"]["from_month"][0]
    cases = pl.when(pl.col("month") < change).then("families").otherwise("children")
    return (
        journeys["workforce_months"]
        .join(journeys["teams"].select("team", TEAM="code"), on="team", maintain_order="left")
        .select(
            pl.col("month").alias("MONTH"),
            "TEAM",
            *(pl.col(name).alias(name.upper()) for name in ("posts_fte", "permanent_fte", "agency_fte", "vacant_fte")),
            pl.col("days_lost").alias("DAYS_LOST"),
            cases.alias("CASES"),
        )
    )


def _caseloads(council: Council, posts: pl.DataFrame) -> pl.DataFrame:
    journeys = council.journeys
    held = (
        journeys["worker_spells"]
        .filter(pl.col("end").is_null())
        .group_by("worker")
        .agg(
            CHILDREN=pl.col("person").n_unique().cast(pl.Int64),
            IN_CARE=pl.col("period").drop_nulls().len().cast(pl.Int64),
        )
    )
    holding = journeys["teams"].filter(pl.col("service").is_in(holding_services()))
    return (
        journeys["workers"]
        .filter(pl.col("end").is_null() & ~pl.col("manager"))
        .join(posts.join(holding, on="team", how="semi").select("post", "TEAM", FTE="fte"), on="post")
        .join(held, on="worker", how="left", maintain_order="left")
        .sort("TEAM", "worker")
        .select(
            pl.col("worker_id").alias("WORKER_ID"),
            "TEAM",
            "FTE",
            pl.col("CHILDREN", "IN_CARE").fill_null(0),
        )
    )


def _definitions(council: Council) -> pl.DataFrame:
    change = council.journeys["planted_counting"]["from_month"][0]
    return pl.DataFrame(
        {"FROM": [council.spec.opening, change], "MEASURE": ["CASES", "CASES"], "DEFINITION": [FAMILIES, CHILDREN]}
    )


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/workforce/: one CSV file a table."""
    write_csv_tables(council.view_tables("workforce", year), folder)


view = View(name="workforce", tables=tables, writers={"csv": write_csv}, yearly=False)
