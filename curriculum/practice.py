"""Small tables and dates written by hand in an exercise file, and values said in words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from synthetic_data.errors import PlainError

BLANK = "-"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE = re.compile(r"-?(0|[1-9]\d*)")  # 007 is a code, not a number
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
TYPES = ("text", "date", "int", "float", "bool")


def table(text: str) -> pd.DataFrame:
    """A table from columns of text: first line the names, then a row a line, `-` a blank, double quotes around spaces.

    A column of yyyy-mm-dd is dates, of whole numbers is int (float when it has blanks or decimals), anything else
    text. Say otherwise in the heading: `SEX:text`, `n:float`, `seen:bool`, `DEC:date`. Codes that look like numbers
    (SEX 1 or 2) are text in every return, so mark them `SEX:text`. Raises PlainError naming a row of the wrong length.
    """
    rows = [_values(line) for line in text.strip().splitlines() if line.strip()]
    if not rows:
        raise PlainError("The practice table is empty: give it a line of column names and a line for each row.")
    heading, *body = rows
    for number, row in enumerate(body, start=1):
        if len(row) != len(heading):
            seen = f"{' '.join(row)}: {len(row)} values for {len(heading)} columns"
            raise PlainError(f"Row {number} of the practice table does not fit its heading ({seen}).")
    columns: dict[str, pd.Series[Any]] = {}
    for position, named in enumerate(heading):
        name, _, wanted = named.partition(":")
        columns[name] = _column(name, [row[position] for row in body], wanted)
    return pd.DataFrame(columns)


def as_in_the_file(table: pd.DataFrame) -> pd.DataFrame:
    """A table as read from its CSV with every value as text: dates dd/mm/yyyy, blanks missing."""
    written = {}
    for name, column in table.items():
        if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
            written[name] = column.dt.strftime("%d/%m/%Y").astype("str")
        else:
            written[name] = column.map(
                lambda value: value if isinstance(value, str) else f"{value:g}", na_action="ignore"
            )
    return pd.DataFrame({name: column.astype("str") for name, column in written.items()}, index=table.index)


def days(*dates: str) -> tuple[pd.Timestamp, ...]:
    """Days to ask a function on, from yyyy-mm-dd."""
    for day in dates:
        if not DATE.fullmatch(day):
            raise PlainError(f'Write the day "{day}" as year-month-day, such as 2026-03-31.')
    return tuple(pd.Timestamp(day) for day in dates)


def spoken(value: object) -> str:
    """A value as a message says it: a day as 31 March 2026, 1,234, a table by its size, a list by its items."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, bool) or value is None:
        return {True: "True", False: "False", None: "nothing"}[value]
    if isinstance(value, int | float):
        return f"{value:,.6g}" if isinstance(value, float) else f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(map(spoken, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {spoken(item)}" for name, item in value.items())
    if isinstance(value, pd.DataFrame):
        return f"a table of {len(value):,} rows and {value.shape[1]} columns"
    return str(value)


def shape_of(value: object) -> str:
    """A value's kind in plain words: "whole number", "true or false", "text", "date", "table", "column", "list"..."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, pd.DataFrame):
        return "table"
    if isinstance(value, pd.Series):
        return "column"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int):
        return "whole number"
    if isinstance(value, float):
        return "number"
    if isinstance(value, pd.Timestamp):
        return "date"
    if isinstance(value, Mapping):
        return "dictionary"
    return "list" if isinstance(value, list | tuple | set) else "value"


def _values(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters, lexer.escape = True, '"', "", ""
    return list(lexer)


def _column(name: str, values: list[str], wanted: str) -> pd.Series[Any]:
    filled = [value for value in values if value != BLANK]
    kind = wanted or _guess(filled)
    if kind not in TYPES:
        known = ", ".join(TYPES)
        raise PlainError(f'Column {name} of the practice table has the type "{kind}"; choose one of {known}.')
    present: list[Any] = [None if value == BLANK else value for value in values]
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(present, dtype="str"), format="%Y-%m-%d"))
    if kind == "bool":
        return pd.Series([value == "True" for value in values])
    if kind in ("int", "float"):
        return pd.Series(present, dtype="float" if None in present or kind == "float" else "int64")
    return pd.Series(present, dtype="str")


def _guess(filled: list[str]) -> str:
    if filled and all(DATE.fullmatch(value) for value in filled):
        return "date"
    if filled and all(WHOLE.fullmatch(value) for value in filled):
        return "int"
    if filled and all(NUMBER.fullmatch(value) for value in filled):
        return "float"
    return "text"
