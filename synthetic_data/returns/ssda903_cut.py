"""What one collection year's SSDA903 draws on: the year's episodes, the children who have any, and the care leavers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.codes import codes_before
from synthetic_data.dates import first_day, last_day
from synthetic_data.tables import rows_of

if TYPE_CHECKING:
    from synthetic_data.council import Council

SHORT_BREAKS = ["V3", "V4"]


class YearCut:
    """One year of a council's children in care, as the return of that year may know it: nothing later shows."""

    def __init__(self, council: Council, year: str) -> None:
        self.council, self.year = council, year
        self.first, self.last = first_day(year), last_day(year)
        self.journeys = council.journeys
        self.children = self.journeys["entrants"].select("person", "child_id", "sex", "dob", "ethnicity", "uasc")

    @cached_property
    def episodes(self) -> pl.DataFrame:
        """Episodes of the year; an end after 31 March is not known yet."""
        overlap = (pl.col("start") <= self.last) & (pl.col("end").is_null() | (pl.col("end") >= self.first))
        ended = pl.col("end") <= self.last
        return (
            self.journeys["care_episodes"]
            .filter(overlap)
            .with_columns(pl.when(ended).then(pl.col(name)).alias(name) for name in ("reason_end", "change_reason"))
            .with_columns(pl.when(ended).then("end").alias("end"))
        )

    @cached_property
    def cared(self) -> pl.DataFrame:
        """Children with an episode in the year, with not_only_short_breaks and last_day (null: still in care)."""
        care = self.episodes.group_by("person").agg(
            (~pl.col("legal_status").is_in(SHORT_BREAKS)).any().alias("not_only_short_breaks"),
            pl.when(pl.col("end").is_null().any()).then(None).otherwise(pl.col("end").max()).alias("last_day"),
        )
        return self.children.join(care, on="person", maintain_order="left").sort("child_id")

    @cached_property
    def leavers(self) -> pl.DataFrame:
        """Birthdays from 17 to 21 in the year of young people who had left care.

        At 17 and 18, only those who were not in care on or after their 17th birthday in the year: of the others the
        return asks nothing yet (DfE rules 1007 and 1016).
        """
        due = self.journeys["leaver_birthdays"].filter(pl.col("birthday").is_between(self.first, self.last))
        care = self.episodes.join(self.children.select("person", "dob"), on="person")
        seventeen = pl.col("dob").dt.offset_by("17y")
        lately = care.filter(pl.col("end").is_null() | (pl.col("end") >= seventeen))["person"].unique().to_list()
        return due.filter((pl.col("age") >= 19) | ~pl.col("person").is_in(lately))

    @cached_property
    def leavers_only(self) -> pl.DataFrame:
        """Care leavers without an episode in the year."""
        return self.children.join(self.leavers.select("person"), on="person", how="semi").join(
            self.cared.select("person"), on="person", how="anti"
        )

    def translated(self, code_set: str, column: str) -> pl.Expr:
        """A column in the codes of this collection year."""
        return pl.col(column).cast(pl.String).replace(codes_before(code_set, self.year)).alias(column)

    @cached_property
    def named(self) -> pl.DataFrame:
        """CHILD and DOB of each person."""
        return self.children.select(pl.col("child_id").alias("CHILD"), pl.col("dob").alias("DOB"))

    def with_child(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with CHILD and DOB put on."""
        return table.hstack(rows_of(self.named, table["person"]))
