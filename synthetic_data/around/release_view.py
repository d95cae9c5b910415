"""The view `release`: what the council has been asked to publish, before anything is hidden.

everybody.csv   PLACEMENT, AGE, CHILDREN: in care on 31 March, one row a cell, totals called All
requested.csv   WHO (All, Boys), PLACEMENT, AGE, CHILDREN: the same in coarser groups, for everybody and for the boys

Short breaks are left out. Cells without a child are there, with nought. What the two tables of `requested` give away
together can be worked out. It draws no random numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.around.tables import around_table
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

NAME, ALL, ELSEWHERE = "release", "All", "Elsewhere"
AGES = ("Under 5", "5 to 9", "10 to 15", "16 and over")  # DfE's bands, with those under one among the under fives
FROM_AGE = (5, 10, 16)
COARSER_AGES = {"Under 5": "Under 10", "5 to 9": "Under 10"}
SHORT_BREAKS = ("V3", "V4")


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """Both tables, of the council's last 31 March; `year` is not used."""
    placed = _placed(council)
    coarser = placed.with_columns(
        pl.col("PLACEMENT").replace(_placements("coarser")), pl.col("AGE").replace(COARSER_AGES)
    )
    two = [_counted(coarser, "coarser", ALL), _counted(coarser.filter(pl.col("sex") == "M"), "coarser", "Boys")]
    return {"requested": pl.concat(two), "everybody": _counted(placed, "placement").drop("WHO")}


def _placements(column: str) -> dict[str, str]:
    """What each group of placements is called in `column` of release_groups.csv."""
    groups = around_table("release_groups").unique("placement", keep="first", maintain_order=True)
    return dict(zip(groups["placement"], groups[column], strict=True)) | {ELSEWHERE: ELSEWHERE}


def _placed(council: Council) -> pl.DataFrame:
    """Each child in care on the last day once: sex, PLACEMENT, AGE."""
    day = council.spec.horizon
    covers = (pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") > day))
    people = council.journeys["entrants"].select("person", "sex", "dob")
    here = council.journeys["care_episodes"].filter(covers, ~pl.col("legal_status").is_in(SHORT_BREAKS))
    here = here.unique("person", keep="last", maintain_order=True).join(people, on="person")
    groups = {row["code"]: row["placement"] for row in around_table("release_groups").to_dicts()}
    had_birthday = pl.col("dob").dt.strftime("%m%d") <= f"{day:%m%d}"
    age = day.year - pl.col("dob").dt.year() - 1 + had_birthday.cast(pl.Int32)
    band = pl.lit(AGES[0])
    for label, first in zip(AGES[1:], FROM_AGE, strict=True):
        band = pl.when(age >= first).then(pl.lit(label)).otherwise(band)
    return here.select(
        pl.col("sex").cast(pl.String),
        pl.col("placement").cast(pl.String).replace_strict(groups, default=ELSEWHERE).alias("PLACEMENT"),
        band.alias("AGE"),
    )


def _counted(placed: pl.DataFrame, column: str, who: str = ALL) -> pl.DataFrame:
    """The table with its totals; `column` of release_groups.csv names the placements, and the ages follow."""
    placements = dict.fromkeys(_placements(column).values())
    ages = AGES if column == "placement" else dict.fromkeys(COARSER_AGES.get(age, age) for age in AGES)
    inner = placed.group_by("PLACEMENT", "AGE").agg(pl.len())
    down, across, both = pl.lit(ALL).alias("PLACEMENT"), pl.lit(ALL).alias("AGE"), placed.select(pl.len())
    counts = pl.concat(
        [
            inner,
            placed.group_by("PLACEMENT").agg(pl.len()).with_columns(across),
            placed.group_by("AGE").agg(pl.len()).with_columns(down),
            both.with_columns(down, across),
        ],
        how="diagonal",
    )
    cells = [(p, a) for p in [*placements, ALL] for a in [*ages, ALL]]
    every = pl.DataFrame(cells, schema=["PLACEMENT", "AGE"], orient="row")
    joined = every.join(counts, on=["PLACEMENT", "AGE"], how="left", maintain_order="left")
    children = pl.col("len").fill_null(0).cast(pl.Int64).alias("CHILDREN")
    return joined.select(pl.lit(who).alias("WHO"), "PLACEMENT", "AGE", children)


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/release/: one CSV file a table."""
    write_csv_tables(council.view_tables(NAME, year), folder)


view = View(name=NAME, tables=tables, writers={"csv": write_csv}, yearly=False)
