"""The view `templates`: five locked report workbooks and the map of the cells that may be written.

    cell_map.csv              TEMPLATE, SHEET, CELL, NAME, KIND (number, percent, date, text), LABEL, DEFINITION
    <template>.xlsx           a protected sheet with merged titles, formulas and notes; only mapped cells are unlocked,
                              and each is a named cell; a second sheet holds the definitions, hidden and locked

The sheets look alike and are not: where the first cell lies differs between councils and templates, so an address
learned from one council's template is wrong in another's. The map is what to go by.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from synthetic_data.around.tables import around_table
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

LABEL_COLUMN, VALUE_COLUMN = 1, 3  # B and D
FORMATS = {"number": "#,##0", "percent": "0.0%", "date": "dd/mm/yyyy", "text": "@"}
# Formulas a template works out by itself, from named cells: (template, label, formula, kind).
FORMULAS = (
    ("front_door", "All referrals", "=SUM({first}:{last})", "number"),
    ("children_in_care", "All ages", "=SUM({first}:{last})", "number"),
    ("regional_return", "In 45 working days", "=IFERROR(region_assessed_in_time/region_assessments,0)", "percent"),
    ("regional_return", "In 15 working days", "=IFERROR(region_conferences_in_time/region_conferences,0)", "percent"),
    ("scrutiny", "Change in children in care", "=IFERROR(scrutiny_in_care/scrutiny_in_care_before-1,0)", "percent"),
)
SUMMED = {"front_door": "By source", "children_in_care": "Age"}


def first_row(la_code: str, template: str) -> int:
    """The row (0 is the sheet's first) of a template's first section heading: 5 to 9."""
    return 5 + (int(la_code) + sum(template.encode())) % 5


def layout(la_code: str) -> pl.DataFrame:
    """Every mapped cell: template, title, sheet, section, label, name, kind, definition, row (0 is first), cell."""
    placed: list[dict[str, Any]] = []
    for (template,), cells in around_table("template_cells").partition_by(
        "template", as_dict=True, maintain_order=True
    ).items():  # fmt: skip
        row, section = first_row(la_code, str(template)), None
        for cell in cells.iter_rows(named=True):
            # A heading row before each section, and an empty row before the heading.
            row += 1 if cell["section"] == section else 2 if section else 1
            section = cell["section"]
            placed.append({**cell, "row": row, "cell": f"{'ABCDEF'[VALUE_COLUMN]}{row + 1}"})
    return pl.DataFrame(placed).drop("source")


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The cell map; `year` is not used."""
    columns = ("template", "sheet", "cell", "name", "kind", "label", "definition")
    return {"cell_map": layout(council.spec.la_code).select(pl.col(name).alias(name.upper()) for name in columns)}


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/templates/cell_map.csv."""
    write_csv_tables(council.view_tables("templates", year), folder)


def write_xlsx(council: Council, year: str, folder: Path) -> None:
    """OUT/templates/<template>.xlsx, the same bytes for the same council."""
    for (template,), cells in layout(council.spec.la_code).partition_by(
        "template", as_dict=True, maintain_order=True
    ).items():  # fmt: skip
        _write_template(folder / f"{template}.xlsx", str(template), cells, council)


def _write_template(path: Path, template: str, cells: pl.DataFrame, council: Council) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        # A fixed date, so that equal councils give equal bytes.
        made = datetime(council.spec.horizon.year, council.spec.horizon.month, council.spec.horizon.day)
        book.set_properties({"title": cells["title"][0], "subject": "Synthetic data", "created": made})
        look = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "left", "valign": "vcenter"}),
            "note": book.add_format({"italic": True, "font_color": "#595959"}),
            "heading": book.add_format({"bold": True, "bottom": 1}),
            "plain": book.add_format({}),
            **{kind: book.add_format({"num_format": form, "locked": False, "border": 1, "bg_color": "#FFF8E1"})
               for kind, form in FORMATS.items()},
            **{f"worked {kind}": book.add_format({"num_format": form, "bold": True}) for kind, form in FORMATS.items()},
        }  # fmt: skip
        sheet = book.add_worksheet(cells["sheet"][0])
        sheet.set_column(LABEL_COLUMN, LABEL_COLUMN, 44)
        sheet.set_column(VALUE_COLUMN, VALUE_COLUMN, 16)
        sheet.merge_range(1, 1, 1, 5, f"{council.spec.name} Council: {cells['title'][0]}", look["title"])
        sheet.merge_range(2, 1, 2, 5, "Synthetic data. Write only in the cells of cell_map.csv.", look["note"])
        section = None
        for cell in cells.iter_rows(named=True):
            if cell["section"] != section:
                section = cell["section"]
                sheet.write(cell["row"] - 1, LABEL_COLUMN, section, look["heading"])
            sheet.write(cell["row"], LABEL_COLUMN, cell["label"], look["plain"])
            sheet.write_blank(cell["row"], VALUE_COLUMN, None, look[cell["kind"]])
            column = cell["cell"].rstrip("0123456789")
            book.define_name(cell["name"], f"='{cell['sheet']}'!${column}${cell['row'] + 1}")
        _write_formulas(sheet, template, cells, look)
        sheet.protect("", {"select_locked_cells": True, "select_unlocked_cells": True})
        _write_definitions(book, cells, look)


def _write_formulas(sheet: Any, template: str, cells: pl.DataFrame, look: dict[str, Any]) -> None:
    row = int(cells["row"].to_numpy().max()) + 2
    summed = cells.filter(pl.col("section") == SUMMED.get(template, ""))["cell"].to_list() or [""]
    for number, (_, label, formula, kind) in enumerate(entry for entry in FORMULAS if entry[0] == template):
        sheet.write(row + number, LABEL_COLUMN, label, look["heading"])
        worked = formula.format(first=summed[0], last=summed[-1])
        sheet.write_formula(row + number, VALUE_COLUMN, worked, look[f"worked {kind}"], 0)


def _write_definitions(book: Any, cells: pl.DataFrame, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Definitions")
    sheet.set_column(0, 1, 60)
    sheet.write_row(0, 0, ["Cell name", "Definition"], look["heading"])
    for number, (name, definition) in enumerate(cells.select("name", "definition").iter_rows(), start=1):
        sheet.write_row(number, 0, [name, definition], look["plain"])
    sheet.protect("")
    sheet.hide()


view = View(name="templates", tables=tables, writers={"csv": write_csv, "xlsx": write_xlsx}, yearly=False)
