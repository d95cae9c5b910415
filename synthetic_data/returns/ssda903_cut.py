"""What the SSDA903 draws on: the episodes of each collection year, the children who have any, and the care leavers.

All years are cut together, because one look at ten years costs little more than one at a single year. Every table has
one row for each year that the row belongs to, with that year's number (`year`, 0 for the first) and its days `first`
and `last`; nothing later than `last` shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from synthetic_data.codes import codes_before
from synthetic_data.dates import day_number, first_day, last_day
from synthetic_data.tables import rows_of

if TYPE_CHECKING:
    from synthetic_data.council import Council

SHORT_BREAKS = ["V3", "V4"]
CHILD = ["year", "person"]  # a child of one year's return


class YearsCut:
    """A council's children in care in collection years that follow each other, as the return of each may know them."""

    def __init__(self, council: Council, years: Sequence[str]) -> None:
        self.council, self.names = council, tuple(years)
        self.days = pl.DataFrame(
            [pl.Series("first", map(first_day, years)), pl.Series("last", map(last_day, years))],
        )
        self._edges = [*map(day_number, self.days["first"]), day_number(self.days["last"][-1]) + 1]
        self.journeys = council.journeys
        self.children = self.journeys["entrants"].select("person", "child_id", "sex", "dob", "ethnicity", "uasc")

    def in_each_year(self, table: pl.DataFrame, since: str, until: str) -> pl.DataFrame:
        """The rows of each year on some day of which they stood, both days included (a blank `until`: they stand yet),
        year after year and otherwise in the order of the table."""
        last_year = len(self.names) - 1
        begun = np.maximum(self._year_of(table[since], blank=last_year + 1), 0)
        ended = np.minimum(self._year_of(table[until], blank=last_year), last_year)
        times = np.maximum(ended + 1 - begun, 0)
        rows = np.repeat(np.arange(table.height), times)
        year = begun[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
        order = np.argsort(year, kind="stable")
        return self.with_days(table[rows[order]].with_columns(pl.Series("year", year[order])))

    def _year_of(self, days: pl.Series, blank: int) -> np.ndarray:
        """The number of the year that each day lies in: -1 for days before the first, one too many for days after."""
        found = np.searchsorted(self._edges, days.cast(pl.Int32).to_numpy(), side="right") - 1
        return np.where(days.is_null().to_numpy(), blank, found)

    def with_days(self, table: pl.DataFrame) -> pl.DataFrame:
        """A table that has the number of the year, with the year's first and last day put on."""
        return table.hstack(rows_of(self.days, table["year"]))

    def of_each_year(self, table: pl.DataFrame) -> list[pl.DataFrame]:
        """The rows of each year, from a table in order of `year`; that column is left out."""
        ends = np.searchsorted(table["year"].to_numpy(), np.arange(len(self.names)), side="right").tolist()
        rows = table.drop("year")
        return [rows.slice(begin, end - begin) for begin, end in zip([0, *ends], ends, strict=False)]

    @cached_property
    def episodes(self) -> pl.DataFrame:
        """Episodes of each year; an end after its 31 March is not known yet."""
        ended = pl.col("end") <= pl.col("last")
        return self.in_each_year(self.journeys["care_episodes"], "start", "end").with_columns(
            pl.when(ended).then(pl.col(name)).alias(name) for name in ("reason_end", "change_reason", "end")
        )

    @cached_property
    def cared(self) -> pl.DataFrame:
        """Children with an episode in the year, with not_only_short_breaks and last_day (null: still in care)."""
        care = self.episodes.group_by(CHILD).agg(
            (~pl.col("legal_status").is_in(SHORT_BREAKS)).any().alias("not_only_short_breaks"),
            pl.when(pl.col("end").is_null().any()).then(None).otherwise(pl.col("end").max()).alias("last_day"),
        )
        return self.with_days(self.children.join(care, on="person").sort("year", "child_id"))

    @cached_property
    def leavers(self) -> pl.DataFrame:
        """Birthdays from 17 to 21 in the year of young people who had left care.

        At 17 and 18, only those who were not in care on or after their 17th birthday in the year: of the others the
        return asks nothing yet (DfE rules 1007 and 1016).
        """
        due = self.in_each_year(self.journeys["leaver_birthdays"], "birthday", "birthday")
        born = rows_of(self.children.select("dob"), self.episodes["person"])
        seventeen = pl.col("dob").dt.offset_by("17y")
        lately = self.episodes.hstack(born).filter(pl.col("end").is_null() | (pl.col("end") >= seventeen)).select(CHILD)
        asked = due.filter(pl.col("age") < 19).join(lately, on=CHILD, how="anti")
        return pl.concat([due.filter(pl.col("age") >= 19), asked])

    @cached_property
    def leavers_only(self) -> pl.DataFrame:
        """Care leavers without an episode in the year."""
        leavers = self.leavers.select(*CHILD, "first", "last").unique(CHILD)
        return leavers.join(self.cared, on=CHILD, how="anti").join(self.children, on="person")

    def translated(self, code_set: str, column: str) -> pl.Expr:
        """A column in the codes of each collection year."""
        code = pl.col(column).cast(pl.String)
        years_of: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for number, year in enumerate(self.names):
            years_of.setdefault(tuple(codes_before(code_set, year).items()), []).append(number)
        found = code
        for before, years in years_of.items():
            found = pl.when(pl.col("year").is_in(years)).then(code.replace(dict(before))).otherwise(found)
        return found.alias(column)

    @cached_property
    def named(self) -> pl.DataFrame:
        """CHILD and DOB of each person."""
        return self.children.select(pl.col("child_id").alias("CHILD"), pl.col("dob").alias("DOB"))

    def with_child(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with CHILD and DOB put on."""
        return table.hstack(rows_of(self.named, table["person"]))
