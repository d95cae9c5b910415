"""Who the case system holds as one family: the family number of every child who was ever referred.

    families/families.csv        LAchildID, FamilyNumber

No return asks for it. Unaccompanied children have no family here, so no row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    from synthetic_data.council import Council

NAME = "families"


def tables(council: Council, _year: str) -> dict[str, pl.DataFrame]:
    """One row a child, by child; children of one family share its number."""
    referred = council.journeys["referrals"]["person"].unique()
    known = council.journeys["children"].filter(pl.col("person").is_in(referred.implode()) & ~pl.col("uasc"))
    number = pl.concat_str(pl.lit("F"), pl.col("family").cast(pl.String).str.zfill(6))
    return {NAME: known.sort("child_id").select(pl.col("child_id").alias("LAchildID"), number.alias("FamilyNumber"))}


def write_csv(council: Council, year: str, folder: Path) -> None:
    """Write the table as a CSV file."""
    write_csv_tables(council.view_tables(NAME, year), folder)


view = View(name=NAME, tables=tables, writers={"csv": write_csv}, yearly=False)
