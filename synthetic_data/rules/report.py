"""Say what a check of a folder found: a summary to read on screen and an error list to work through."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from synthetic_data.errors import PlainError, cannot_write
from synthetic_data.rules.validation import Validation

FORMATS = (".csv", ".xlsx")
LIST_COLUMNS = {
    "return": "Return",
    "year": "Year",
    "rule": "Rule",
    "severity": "Severity",
    "title": "What is wrong",
    "child": "Child",
    "table": "Table",
    "file": "File",
    "row": "Row",
    "columns": "Columns",
    "values": "Values",
    "message": "In full",
    "what_to_do": "What to do",
}
WIDTHS = {"Return": 12, "What is wrong": 40, "Child": 14, "Columns": 24, "Values": 44, "In full": 60, "What to do": 60}


def summary(validation: Validation) -> pd.DataFrame:
    """Findings counted by return, year and rule (findings, children, title), errors first and the most first."""
    if validation.findings.empty:
        return pd.DataFrame(columns=["return", "year", "rule", "severity", "findings", "children", "title"])
    counted = (
        validation.findings.groupby(["return", "year", "rule", "severity", "title"], sort=False, dropna=False)
        .agg(findings=("rule", "size"), children=("child", "nunique"))
        .reset_index()
    )
    counted = counted.sort_values(
        ["return", "year", "severity", "findings", "rule"], ascending=[True, True, True, False, True], ignore_index=True
    )
    return counted[["return", "year", "rule", "severity", "findings", "children", "title"]]


def write_list(validation: Validation, path: Path) -> None:
    """Write the error list, one row a finding, as CSV or Excel by the file's ending; an earlier file is replaced whole.

    Raises PlainError when the ending is neither .csv nor .xlsx, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise PlainError(f"--out {path} must end in .csv or .xlsx.")
    findings = validation.findings[list(LIST_COLUMNS)].rename(columns=LIST_COLUMNS)
    staged = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        if path.suffix.lower() == ".csv":
            findings.to_csv(staged, index=False, encoding="utf-8-sig")  # the mark lets Excel read it as UTF-8
        else:
            _write_excel(findings, staged)
        staged.replace(path)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    finally:
        staged.unlink(missing_ok=True)


def _write_excel(findings: pd.DataFrame, path: Path) -> None:
    """One sheet with a heading that stays in view and filters on every column; values are text, never formulas."""
    import xlsxwriter

    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    ) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("Errors")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(findings.columns):
            sheet.set_column(column, column, WIDTHS.get(name, 10))
            sheet.write_string(0, column, name, heading)
        for number, row in enumerate(findings.itertuples(index=False), start=1):
            for column, value in enumerate(row):
                if pd.isna(value):
                    continue
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write_number(number, column, float(value))
        if len(findings):
            sheet.autofilter(0, 0, len(findings), len(findings.columns) - 1)
