"""The SSDA903 as one XML file a year: a CHILD element each, holding its HEADER and its EPISODEs.

The parts that repeat (reviews, missing, adoption decisions, ...) lie inside HEADER; CHILD is CHILDID there and PLACE is
PL. Elements follow data-to-insight csc-validator-be-903 @10ad07c. A part that repeats has every element, empty where it
is blank: that validator otherwise reads another row's value there. Blanks of the child's own are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    from synthetic_data.council import Council

FILE_NAME = "ssda903.xml"
# Tables that repeat within HEADER, in order, and the element of one row.
REPEATED = {
    "reviews": "AREVIEW",
    "missing": "AMISSING",
    "placed_for_adoption": "AD_PLACED",
    "previous_permanence": "PERMANENCE",
    "oc2": "OC2",
    "sw_episodes": "SW_EPISODE",
    "dolo": "DOLO",
}
ONE_A_CHILD = ("oc3", "ad1")  # their items are elements of HEADER itself
NOT_REPEATED = ("CHILD", "DOB")


def write_xml(council: Council, year: str, folder: Path) -> None:
    """Write the return of one year as `ssda903.xml`: UTF-8, dates dd/mm/yyyy as in the CSV form."""
    tables = council.view_tables("ssda903", year)
    header = tables["header"].join(
        tables["uasc"].select("CHILD", "DUC", pl.lit("1").alias("UASC")), on="CHILD", how="left", maintain_order="left"
    )
    header = header.with_columns(pl.col("UASC").fill_null("0"))
    for name in ONE_A_CHILD:
        header = header.join(tables[name].drop("DOB"), on="CHILD", how="left", maintain_order="left")
    whole = header.select("CHILD", _elements(header.rename({"CHILD": "CHILDID"})).alias("own"))
    for name, element in REPEATED.items():
        if name in tables:
            whole = whole.join(_rows(tables[name], element), on="CHILD", how="left", maintain_order="left")
    inside = pl.concat_str("own", *(name for name in whole.columns if name in REPEATED.values()), ignore_nulls=True)
    episodes = _rows(tables["episodes"].rename({"PLACE": "PL"}), "EPISODE")
    children = (
        whole.select("CHILD", inside.alias("HEADER"))
        .join(episodes, on="CHILD", how="left", maintain_order="left")
        .select(
            pl.concat_str(
                pl.lit("<CHILD><HEADER>"),
                "HEADER",
                pl.lit("</HEADER>"),
                "EPISODE",
                pl.lit("</CHILD>"),
                ignore_nulls=True,
            )
        )
    )
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<SSDA903>", *children.to_series().to_list(), "</SSDA903>", ""]
    (folder / FILE_NAME).write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _rows(table: pl.DataFrame, element: str) -> pl.DataFrame:
    """CHILD and one column, named after the element: all of a child's rows as XML text."""
    inner = _elements(table.drop(NOT_REPEATED, strict=False), blank=True)
    row = pl.concat_str(pl.lit(f"<{element}>"), inner, pl.lit(f"</{element}>"))
    return (
        table.select("CHILD", row.alias(element)).group_by("CHILD", maintain_order=True).agg(pl.col(element).str.join())
    )


def _elements(table: pl.DataFrame, blank: bool = False) -> pl.Series:
    """Each row's values as a run of elements; a blank value leaves an empty one, or none."""
    parts = []
    for name, kind in table.schema.items():
        text = pl.col(name).dt.strftime("%d/%m/%Y") if kind == pl.Date else pl.col(name).cast(pl.String)
        escaped = text.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
        filled = pl.concat_str(pl.lit(f"<{name}>"), escaped, pl.lit(f"</{name}>"))
        parts.append(filled.fill_null(f"<{name}/>" if blank else ""))
    return table.select(pl.concat_str(parts)).to_series()
