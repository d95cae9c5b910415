"""The SSDA903 return: children looked after, one collection year at a time, in that year's own codes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from synthetic_data.codes import columns_of, tables_in
from synthetic_data.returns.ssda903_cut import YearCut
from synthetic_data.returns.ssda903_tables import MAKERS
from synthetic_data.returns.ssda903_xml import write_xml
from synthetic_data.views import LazyTables, View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from synthetic_data.council import Council


def tables(council: Council, year: str) -> LazyTables:
    """Every table of the return for one collection year, in the DfE's order of tables and columns."""
    cut = YearCut(council, year)
    return LazyTables({name: partial(_table, cut, name) for name in tables_in(year)})


def _table(cut: YearCut, name: str) -> pl.DataFrame:
    return MAKERS[name](cut).select(columns_of(name))


def write_csv(council: Council, year: str, folder: Path) -> None:
    """The return as CSV files, named as the DfE names the tables."""
    write_csv_tables(council.view_tables("ssda903", year), folder)


view = View(name="ssda903", tables=tables, writers={"csv": write_csv, "xml": write_xml}, usual_formats=("csv",))
