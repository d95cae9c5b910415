"""What the lists of Annex A draw on: who was known when, in the words of the template."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data import codes
from synthetic_data.around.holders import duty, last_holders
from synthetic_data.tables import own_table, rows_of

if TYPE_CHECKING:
    from synthetic_data.council import Council

WINDOW, YEAR = "-6mo", "-12mo"


@cache
def _table(name: str) -> pl.DataFrame:
    return own_table(Path(codes.__file__).parent / f"{name}.csv", text=True)


@cache
def columns_of(name: str) -> dict[str, str]:
    """Columns of one list in order, with their kind (text, code, date, number)."""
    rows = _table("annex_a_lists").filter(pl.col("list") == name)
    return dict(rows.select("column", "kind").rows())


@cache
def _words(code_set: str) -> dict[str, str]:
    """The template's words for each code of a set."""
    return dict(_table("annex_a").filter(pl.col("code_set") == code_set).select("code", "label").rows())


def yes_or_no(condition: str | pl.Expr) -> pl.Expr:
    """The template's words for a condition."""
    return pl.when(condition).then(pl.lit("a) Yes")).otherwise(pl.lit("b) No"))


def back(day: date, span: str) -> date:
    """The day that lies a span such as "-6mo" from another."""
    return pl.Series([day]).dt.offset_by(span).item()


class ListCut:
    """The council as at the last day of its data."""

    def __init__(self, council: Council) -> None:
        self.council, self.journeys = council, council.journeys
        self.day = council.spec.horizon

    def label(self, code_set: str, column: str) -> pl.Expr:
        """The template's words for the codes in a column, blank where the column is."""
        return pl.col(column).cast(pl.String).replace_strict(_words(code_set), default=None, return_dtype=pl.String)

    def lately(self, column: str) -> pl.Expr:
        """In the six months up to the day: from 1 October for 31 March."""
        return (pl.col(column) > back(self.day, WINDOW)) & (pl.col(column) <= self.day)

    def in_a_year(self, column: str) -> pl.Expr:
        """In the twelve months up to the day."""
        return (pl.col(column) > back(self.day, YEAR)) & (pl.col(column) <= self.day)

    def among(self, column: str, values: pl.Series) -> pl.Expr:
        """Whether a column's value is one of `values`."""
        return pl.col(column).is_in(values.unique().implode())

    def open_now(self, table: str) -> pl.DataFrame:
        """Rows of a table of spells that have not ended."""
        return self.journeys[table].filter(pl.col("end").is_null())

    def counted(self, table: str, column: str, name: str) -> pl.DataFrame:
        """How many rows each person has in the twelve months up to the day."""
        rows = self.journeys[table].filter(self.in_a_year(column))
        return rows.group_by("person").agg(pl.len().cast(pl.Int64).alias(name))

    @cached_property
    def in_care(self) -> pl.DataFrame:
        """Periods of care open on the day, other than short breaks."""
        return self.open_now("care_periods").filter(~pl.col("short_breaks"))

    @cached_property
    def children(self) -> pl.DataFrame:
        """Every child in the template's first columns; of a child not yet born nothing but the id and ethnicity is
        known."""
        disabled = self.journeys["disabilities"]["person"]
        born = pl.col("dob") <= self.day
        years = pl.lit(self.day.year, pl.Int64) - pl.col("dob").dt.year()
        month_and_day = pl.col("dob").dt.month().cast(pl.Int64) * 100 + pl.col("dob").dt.day()
        had_birthday = month_and_day <= self.day.month * 100 + self.day.day
        sex = pl.when(born).then(pl.col("sex").cast(pl.String)).otherwise(pl.lit("U"))
        return (
            self.journeys["children"]
            .with_columns(sex=sex)
            .select(
                pl.col("child_id").alias("Child Unique ID"),
                self.label("SEX", "sex").alias("Gender"),
                self.label("ETHNICITY", "ethnicity").alias("Ethnicity"),
                pl.when(born).then(pl.col("dob")).alias("Date of Birth"),
                pl.when(born).then(years - (~had_birthday).cast(pl.Int64)).alias("Age of Child (Years)"),
                yes_or_no(self.among("person", disabled)).alias("Does the Child have a Disability"),
                "family",
                "uasc",
                "dob",
            )
        )

    def with_child(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the child's own columns put to them."""
        return rows.hstack(rows_of(self.children, rows["person"]))

    @cached_property
    def allocated(self) -> pl.DataFrame:
        """The worker and team each person has, or had last: person, Allocated Team, Allocated Worker."""
        return last_holders(self.journeys, self.day).select(
            "person", pl.col("code").alias("Allocated Team"), pl.col("worker_id").alias("Allocated Worker")
        )

    def with_worker(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with Allocated Team and Allocated Worker put to them; the duty manager where nobody is allocated."""
        team, worker = duty(self.journeys)
        return rows.join(self.allocated, on="person", how="left").with_columns(
            pl.col("Allocated Team").fill_null(team), pl.col("Allocated Worker").fill_null(worker)
        )

    def shaped(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The template's columns in order, text as text and numbers as numbers, by child and then by the rest."""
        kinds = {"date": pl.Date, "number": pl.Int64}
        columns = columns_of(name)
        table = rows.select(pl.col(column).cast(kinds.get(kind, pl.String)) for column, kind in columns.items())
        return table.sort(list(columns), nulls_last=True)
