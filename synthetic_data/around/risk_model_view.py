"""The view `risk_model`: what a supplier hands over for a trial of their risk model, on last year's referrals.

scores.csv   CHILD, REFERRED, GROUP, EARLIER, ENQUIRY (yes, no), SCORE (0 to 99), IN_CARE (yes, no: within a year)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

NAME = "risk_model"


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The one table; `year` is not used."""
    ids = council.journeys["children"].select("person", pl.col("child_id").alias("CHILD"))
    scores = council.journeys["risk_scores"].join(ids, on="person")

    def yes_or_no(column: str) -> pl.Expr:
        return pl.when(column).then(pl.lit("yes")).otherwise(pl.lit("no"))

    return {
        "scores": scores.select(
            "CHILD",
            pl.col("referred").alias("REFERRED"),
            pl.col("group").alias("GROUP"),
            pl.col("earlier").alias("EARLIER"),
            yes_or_no("enquiry").alias("ENQUIRY"),
            pl.col("score").alias("SCORE"),
            yes_or_no("outcome").alias("IN_CARE"),
        ).sort("CHILD")
    }


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/risk_model/: one CSV file."""
    write_csv_tables(council.view_tables(NAME, year), folder)


view = View(name=NAME, tables=tables, writers={"csv": write_csv}, yearly=False)
