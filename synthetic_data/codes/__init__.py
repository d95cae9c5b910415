"""Code sets and layouts of the returns by collection year, as CSV tables with a source column.

`ssda903.csv`: code_set, code, meaning, first_year and last_year in which the code is valid (blank: before all, after
all), before (the code that earlier years used for the same thing). `ssda903_tables.csv`: the columns of each table in
order, their kind (text, code, date, number) and the first collection year that has the table.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.tables import own_table

if TYPE_CHECKING:
    import polars as pl

_FOLDER = Path(__file__).parent


@cache
def _read(name: str) -> pl.DataFrame:
    import polars as pl

    return own_table(_FOLDER / f"{name}.csv", text=True).with_columns(
        pl.col("first_year").fill_null(""), pl.col("last_year").fill_null("9999") if name == "ssda903" else pl.lit(0)
    )


@cache
def valid_codes(code_set: str, year: str) -> dict[str, str]:
    """Code and meaning of every code of one SSDA903 code set that is valid in a collection year."""
    table = _read("ssda903")
    rows = table.filter((table["code_set"] == code_set) & (table["first_year"] <= year) & (table["last_year"] >= year))
    return dict(rows.select("code", "meaning").rows())


@cache
def codes_before(code_set: str, year: str) -> dict[str, str]:
    """For each code that did not exist yet in `year`: the code that was then used for the same thing."""
    table = _read("ssda903")
    rows = table.filter((table["code_set"] == code_set) & (table["first_year"] > year) & table["before"].is_not_null())
    return dict(rows.select("code", "before").rows())


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The columns of one SSDA903 table, in the DfE's order."""
    layout = _read("ssda903_tables")
    return tuple(layout.filter(layout["table"] == table)["column"])


@cache
def tables_in(year: str) -> tuple[str, ...]:
    """The SSDA903 tables of a collection year, in the DfE's order."""
    layout = _read("ssda903_tables")
    return tuple(layout.filter(layout["first_year"] <= year)["table"].unique(maintain_order=True))
