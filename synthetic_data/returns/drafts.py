"""The draft of this year's SSDA903 as the case system gave it, errors and all: what an analyst cleans and sends.

    drafts/header.csv, episodes.csv, reviews.csv, ...    the return's tables, every cell as the text that was entered
    drafts/people.csv                                    the case system's own report: who they are and their team

They are the extracts with light errors planted (synthetic_data.faults), so the same faults stand in the extracts that
`academy data --faults light` writes. LINE is the line of the file as a spreadsheet shows it: the headings are line 1.
The key of what was planted is `planted_in`; no file of this view holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthetic_data.faults.draft import as_frame, is_return
from synthetic_data.returns.extracts import drafted
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from synthetic_data.council import Council

NAME = "drafts"
LEVEL = "light"
FIRST_LINE = 2  # below the headings
REPORTS = ("people",)


def tables(council: Council, _year: str) -> dict[str, pl.DataFrame]:
    """The draft return of the council's last collection year, and the people report: all text, LINE first."""
    draft, _ = drafted(council, council.spec.collection_years[-1], LEVEL)
    kept = [table for name, table in draft.tables.items() if is_return(name) or name in REPORTS]
    return {table.name.rpartition("/")[2]: _numbered(as_frame(table)) for table in kept}


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    lines = pl.int_range(FIRST_LINE, FIRST_LINE + pl.len()).cast(pl.String).alias("LINE")
    return frame.select(lines, pl.all())


def planted_in(council: Council) -> list[dict[str, str]]:
    """The answer key, a row for each altered row: fault, table, LINE (blank for a row that was lost), column, child.

    For references, tests and coaches. It is worked out again each time and never written.
    """
    year = council.spec.collection_years[-1]
    dirty, planted = drafted(council, year, LEVEL)
    lines = {
        (name, key): str(place)
        for name, table in dirty.tables.items()
        for place, key in enumerate(table.keys, FIRST_LINE)
    }
    return [
        {
            "fault": one.fault.name,
            "table": change.table.rpartition("/")[2],
            "LINE": lines.get((change.table, change.row_key), ""),
            "column": change.column,
            "child": one.child,
        }
        for one in planted
        for change in one.changes
        if is_return(change.table) or change.table in REPORTS
    ]


def write_csv(council: Council, year: str, folder: Path) -> None:
    """Write each table as a CSV file of text."""
    write_csv_tables(council.view_tables(NAME, year), folder)


view = View(name=NAME, tables=tables, writers={"csv": write_csv}, yearly=False)
