"""Faults of whole files: what happens to a table between the case system and the analyst's desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from synthetic_data.faults.draft import Draft, Table
from synthetic_data.streams import stream

FILE = "<file>"
# Name of the fault -> what it is. One of them befalls each report when the level is heavy, one report when it is light.
FILE_FAULTS = {
    "byte_order_mark": "The file begins with an invisible mark.",
    "western_encoding": "The file is in the Western European code page, not UTF-8.",
    "semicolons": "Columns are separated by semicolons.",
    "junk_heading": "Lines above the headings say who ran the report.",
    "totals_row": "A line below the data says how many rows there are.",
    "renamed_column": "A column has another name than last month.",
    "extra_column": "A column of row numbers has been added in front.",
}
Row = list[str]


def write_tables(
    draft: Draft, folder: Path, level: str, seed: int, la_code: str
) -> list[dict[str, str | bool | int | None]]:
    """Write every table as CSV, the reports with a file fault now and then; return the key's rows for those faults."""
    rng = stream(seed, la_code, "faults.files")
    reports = [name for name in draft.tables if "/" not in name]
    chosen = [list(FILE_FAULTS)[number] for number in rng.random(len(FILE_FAULTS)).argsort()]
    spared = 0 if level == "heavy" else len(reports) - 1 if level == "light" else len(reports)
    befallen = dict(zip(reports[spared:], chosen, strict=False))
    key = []
    for name, table in draft.tables.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(table, befallen.get(name, "")))
        if name in befallen:
            key.append(_key_row(name, befallen[name], seed))
    return key


def _bytes(table: Table, fault: str) -> bytes:
    head, body = (
        list(table.columns),
        [[cell or "" for cell in row] for row in zip(*table.columns.values(), strict=True)],
    )
    if fault == "renamed_column":
        head[1] = head[1].replace(" ", "_").lower()
    if fault == "extra_column":
        head, body = ["", *head], [[str(number), *row] for number, row in enumerate(body, 1)]
    lines: list[Row] = [head, *body]
    if fault == "junk_heading":
        lines = [[f"Report: {table.name}"], ["Run by: reporting service"], [], *lines]
    if fault == "totals_row":
        lines = [*lines, ["Total", str(len(body)), *[""] * (len(head) - 2)]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";" if fault == "semicolons" else ",", lineterminator="\n").writerows(lines)
    encoding = {"byte_order_mark": "utf-8-sig", "western_encoding": "cp1252"}.get(fault, "utf-8")
    return text.getvalue().encode(encoding, errors="replace")


def _key_row(name: str, fault: str, seed: int) -> dict[str, str | bool | int | None]:
    return {
        "error_id": f"FILE-{name}",
        "error_type": fault,
        "family": "files",
        "table": FILE,
        "row_key": f"{name}.csv",
        "column": "",
        "clean": "",
        "dirty": FILE_FAULTS[fault],
        "repairable": True,
        "related_row_key": "",
        "difficulty": "medium",
        "rule_codes": "",
        "seed": seed,
    }


def write_workbook(tables: Mapping[str, Table], path: Path, level: str) -> None:
    """Write tables as sheets of one workbook, all cells text as the export has them; with faults, a merged title
    above each.
    """
    import datetime

    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": "Synthetic data: describes nobody", "created": datetime.datetime(2026, 4, 1)})
        bold = book.add_format({"bold": True})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            top = 0
            if level != "none":
                sheet.merge_range(
                    0, 0, 0, len(table.columns) - 1, f"{name.replace('_', ' ').capitalize()} report", bold
                )
                top = 2
            sheet.write_row(top, 0, list(table.columns), bold)
            for number, row in enumerate(zip(*table.columns.values(), strict=True), top + 1):
                sheet.write_row(number, 0, [cell or "" for cell in row])
