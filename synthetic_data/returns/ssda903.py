"""The SSDA903 return: children looked after, one collection year at a time, in that year's own codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.codes import codes_before, columns_of, tables_in
from synthetic_data.dates import first_day, last_day
from synthetic_data.places.postcodes import postcodes
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    from synthetic_data.council import Council

SHORT_BREAKS = ["V3", "V4"]


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """Every table of the return for one collection year, in the DfE's order of tables and columns."""
    cut = YearCut(council, year)
    return {name: MAKERS[name](cut).select(columns_of(name)) for name in tables_in(year) if name in MAKERS}


class YearCut:
    """What the return of one year draws on: the year's episodes, and the children who have any."""

    def __init__(self, council: Council, year: str) -> None:
        self.council, self.year = council, year
        self.first, self.last = first_day(year), last_day(year)
        self.journeys = council.journeys
        self.children = self.journeys["entrants"].select("person", "child_id", "sex", "dob", "ethnicity", "uasc")
        episodes = self.journeys["care_episodes"].filter(
            (pl.col("start") <= self.last) & (pl.col("end").is_null() | (pl.col("end") >= self.first))
        )
        still_open = pl.col("end").is_null() | (pl.col("end") > self.last)
        self.episodes = episodes.with_columns(
            pl.when(~still_open).then(pl.col(name)).alias(name) for name in ("end", "reason_end", "change_reason")
        )
        cared = self.episodes.group_by("person").agg(
            (~pl.col("legal_status").is_in(SHORT_BREAKS)).any().alias("not_only_short_breaks")
        )
        self.cared = self.children.join(cared, on="person", maintain_order="left").sort("child_id")

    def translated(self, code_set: str, column: str) -> pl.Expr:
        """A column in the codes of this collection year."""
        return pl.col(column).cast(pl.String).replace(codes_before(code_set, self.year)).alias(column)

    def with_child(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with CHILD and DOB put in front, in order of child."""
        named = self.children.select("person", pl.col("child_id").alias("CHILD"), pl.col("dob").alias("DOB"))
        return table.join(named, on="person", maintain_order="left")


def header(cut: YearCut) -> pl.DataFrame:
    """One row a child with an episode in the year."""
    children = cut.cared.join(cut.journeys["identities"], on="person", maintain_order="left")
    has_number = pl.col("upn").is_not_null() & (pl.col("upn_from") <= cut.last)
    under_school_age = pl.col("dob") >= pl.date(cut.last.year - 5, 9, 1)
    never_here = pl.when("uasc").then(pl.lit("UN3")).otherwise(pl.lit("UN2"))
    return children.select(
        pl.col("child_id").alias("CHILD"),
        cut.translated("SEX", "sex").alias("SEX"),
        pl.col("dob").alias("DOB"),
        pl.col("ethnicity").cast(pl.String).alias("ETHNIC"),
        pl.when(has_number).then("upn").when(under_school_age).then(pl.lit("UN1")).otherwise(never_here).alias("UPN"),
        pl.when((pl.col("sex") == "F") & pl.col("not_only_short_breaks")).then(pl.lit("0")).alias("MOTHER"),
        pl.lit(None, pl.Date).alias("MC_DOB"),
    )


def episodes(cut: YearCut) -> pl.DataFrame:
    """One row an episode of the year, in order of child and start."""
    families = cut.journeys["children"].select("person", "family", pl.col("uasc").alias("alone"))
    homes = cut.journeys["homes"].filter(pl.col("place").is_not_null())
    addresses = cut.journeys["placement_addresses"]
    home_post = homes.select("family", postcodes(homes["place"].to_numpy(), "HOME_POST"))
    place_post = addresses.select("placement_key", "provider", postcodes(addresses["place"].to_numpy(), "PL_POST"))
    urns = cut.journeys["providers"].select("provider", pl.col("urn").alias("URN"))
    respite = pl.col("legal_status").is_in(SHORT_BREAKS)
    return (
        cut.with_child(cut.episodes)
        .join(families, on="person", maintain_order="left")
        .join(home_post, on="family", how="left", maintain_order="left")
        .rename({"provider": "sector"})
        .join(place_post, on="placement_key", how="left", maintain_order="left")
        .join(urns, on="provider", how="left", maintain_order="left")
        .sort("CHILD", "start")
        .select(
            "CHILD",
            pl.col("start").alias("DECOM"),
            pl.col("reason_new").alias("RNE"),
            pl.col("legal_status").alias("LS"),
            pl.col("need").cast(pl.String).alias("CIN"),
            cut.translated("PLACE", "placement").alias("PLACE"),
            pl.col("sector").alias("PLACE_PROVIDER"),
            pl.col("end").alias("DEC"),
            pl.col("reason_end").alias("REC"),
            pl.col("change_reason").alias("REASON_PLACE_CHANGE"),
            pl.when(~respite & ~pl.col("alone")).then("HOME_POST").alias("HOME_POST"),
            pl.when(~respite).then("PL_POST").alias("PL_POST"),
            pl.when(~respite).then("URN").alias("URN"),
        )
    )


def reviews(cut: YearCut) -> pl.DataFrame:
    """Reviews held in the year."""
    held = cut.journeys["reviews"].filter(pl.col("review").is_between(cut.first, cut.last))
    return (
        cut.with_child(held)
        .sort("CHILD", "review")
        .select("CHILD", "DOB", pl.col("review").alias("REVIEW"), pl.col("code").alias("REVIEW_CODE"))
    )


def uasc(cut: YearCut) -> pl.DataFrame:
    """Unaccompanied asylum-seeking children with an episode in the year; DUC is the day that status ended in it."""
    children = cut.cared.filter("uasc")
    eighteenth = pl.col("dob").dt.offset_by("18y")
    return children.select(
        pl.col("child_id").alias("CHILD"),
        cut.translated("SEX", "sex").alias("SEX"),
        pl.col("dob").alias("DOB"),
        pl.when(eighteenth.is_between(cut.first, cut.last)).then(eighteenth).alias("DUC"),
    )


MAKERS: dict[str, Callable[[YearCut], pl.DataFrame]] = {
    "header": header,
    "episodes": episodes,
    "reviews": reviews,
    "uasc": uasc,
}


def write_csv(council: Council, year: str, folder: Path) -> None:
    """The return as CSV files, named as the DfE names the tables."""
    write_csv_tables(council.view_tables("ssda903", year), folder)


view = View(name="ssda903", tables=tables, writers={"csv": write_csv})
