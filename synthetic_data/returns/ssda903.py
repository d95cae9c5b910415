"""The SSDA903 return: children looked after, each collection year in that year's own codes."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from synthetic_data.codes import columns_of, tables_in
from synthetic_data.returns.ssda903_cut import YearsCut
from synthetic_data.returns.ssda903_tables import MAKERS
from synthetic_data.returns.ssda903_xml import write_xml
from synthetic_data.views import LazyTables, View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from synthetic_data.council import Council


def every_year(council: Council) -> dict[str, LazyTables]:
    """Every table of the return for each collection year, in the DfE's order of tables and columns."""
    cut = YearsCut(council, council.spec.collection_years)

    @cache
    def of_each_year(name: str) -> list[pl.DataFrame]:
        return cut.of_each_year(MAKERS[name](cut).select("year", *columns_of(name)))

    def table(name: str, number: int) -> pl.DataFrame:
        return of_each_year(name)[number]

    return {
        year: LazyTables({name: partial(table, name, number) for name in tables_in(year)})
        for number, year in enumerate(cut.names)
    }


def tables(council: Council, year: str) -> LazyTables:
    """The tables of one collection year."""
    return every_year(council)[year]


def write_csv(council: Council, year: str, folder: Path) -> None:
    """The return as CSV files, named as the DfE names the tables."""
    write_csv_tables(council.view_tables("ssda903", year), folder)


view = View(
    name="ssda903",
    tables=tables,
    writers={"csv": write_csv, "xml": write_xml},
    usual_formats=("csv",),
    every_year=every_year,
)
