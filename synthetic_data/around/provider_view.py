"""The view `providers`: the register, inspections, monthly nights and events, as a commissioning team keeps them.

    providers.csv        URN, NAME, TYPE, SECTOR, LA_CODE, POSTCODE, REGISTERED_PLACES, REGISTERED, CLOSED: those the
                         council has used
    inspections.csv      URN, INSPECTION_DATE, GRADE
    provider_months.csv  URN, MONTH (its first day), NIGHTS, NOTIFICATIONS: buildings only
    notifications.csv    NOTIFICATION, HOME, POSTCODE, EVENT_DATE, EVENT, CHILD_AGE, CHILD_SEX, PLACING_LA

As in life the notifications carry no registration number and no child's id: a home is known by name and postcode, a
child by age, sex and placing council.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.places.postcodes import postcodes
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

SECTORS = {
    "PR1": "Own provision",
    "PR2": "Other local authority",
    "PR3": "Other public",
    "PR4": "Private",
    "PR5": "Voluntary",
}


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The four tables; `year` is not used."""
    journeys = council.journeys
    register = journeys["providers"].with_columns(postcodes(journeys["providers"]["place"].to_numpy(), "POSTCODE"))
    keyed = register.select("provider", pl.col("urn").alias("URN"))
    return {
        "providers": register.sort("kind", "urn").select(
            pl.col("urn").alias("URN"),
            pl.col("name").alias("NAME"),
            pl.col("kind").str.to_titlecase().str.replace("'S", "'s").alias("TYPE"),
            pl.col("sector").replace_strict(SECTORS).alias("SECTOR"),
            pl.col("la_code").alias("LA_CODE"),
            "POSTCODE",
            pl.col("registered_places").alias("REGISTERED_PLACES"),
            pl.col("registered").alias("REGISTERED"),
            pl.col("closed").alias("CLOSED"),
        ),
        "inspections": journeys["inspections"]
        .join(keyed, on="provider", maintain_order="left")
        .select("URN", pl.col("date").alias("INSPECTION_DATE"), pl.col("grade").alias("GRADE")),
        "provider_months": journeys["provider_months"]
        .join(keyed, on="provider", maintain_order="left")
        .select(
            "URN",
            pl.col("month").alias("MONTH"),
            pl.col("nights").alias("NIGHTS"),
            pl.col("notifications").alias("NOTIFICATIONS"),
        ),
        "notifications": _notifications(council, register),
    }


def _notifications(council: Council, register: pl.DataFrame) -> pl.DataFrame:
    children = council.journeys["children"].select(pl.col("person").alias("child_person"), "sex", "dob")
    events = (
        council.journeys["notifications"]
        .join(register.select("provider", "name", "POSTCODE"), on="provider", maintain_order="left")
        .join(children, on="child_person", how="left", maintain_order="left")
    )
    birthday_to_come = pl.col("date").dt.strftime("%m%d") < pl.col("dob").dt.strftime("%m%d")
    return events.select(
        pl.col("notification").alias("NOTIFICATION"),
        pl.col("name").alias("HOME"),
        "POSTCODE",
        pl.col("date").alias("EVENT_DATE"),
        pl.col("event").alias("EVENT"),
        (pl.col("date").dt.year() - pl.col("dob").dt.year() - birthday_to_come.cast(pl.Int32)).alias("CHILD_AGE"),
        pl.col("sex").cast(pl.String).alias("CHILD_SEX"),
        pl.when(pl.col("dob").is_not_null())
        .then(pl.lit(council.spec.name))
        .otherwise(pl.lit("Another council"))
        .alias("PLACING_LA"),
    )


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/providers/: one CSV file a table."""
    write_csv_tables(council.view_tables("providers", year), folder)


view = View(name="providers", tables=tables, writers={"csv": write_csv}, yearly=False)
