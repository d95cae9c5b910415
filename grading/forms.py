"""Form checks: faults any answer can have whatever the exercise, found from its kind and columns alone.

They need no expected answer, only what the exercise's public card says is wanted, so an assignment can make them on the
learner's machine.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from grading import columns
from grading.plain import NotData, Plain, describe, kind_of, shorten

# The shapes of a card, as kinds of plain values. Shapes with no single kind ("value") are not checked.
KIND_OF_SHAPE = {
    "whole number": "number",
    "number": "number",
    "text": "text",
    "letter": "text",
    "query": "text",
    "file name": "text",
    "date": "date",
    "true or false": "yes/no",
    "table": "table",
    "column": "table",
    "list": "list",
    "dictionary": "dictionary",
}
A_SHAPE = {
    "whole number": "one whole number",
    "number": "one number",
    "text": "text between quotes",
    "letter": "one letter between quotes",
    "query": "a SQL query between quotes",
    "file name": "the name of a file between quotes",
    "date": "a date",
    "true or false": "True or False",
    "table": "a table",
    "column": "one column",
    "list": "a list",
    "dictionary": "a dictionary",
}
DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True)
class Fault:
    """A fault of form: what the answer `shows`, and its likely `cause` (both whole sentences)."""

    shows: str
    cause: str


def fault_of(value: Plain, expected: Any, exercise: Any) -> Fault | None:
    """The fault of form in `value`, from what `exercise` wants; None when its form is right."""
    shape = exercise.shape
    if expected is not None and kind_of(expected) in {"table", "list", "dictionary"}:
        shape = shape if KIND_OF_SHAPE.get(shape) else kind_of(expected)
    wanted = tuple(exercise.wanted_columns)
    if not wanted and isinstance(expected, pd.DataFrame):
        wanted = tuple(columns.with_index(expected).columns)
    fault = form_fault(value, shape, wanted, function=exercise.kind in ("function", "pipeline"))
    return fault or _wrong_kinds(value, expected, wanted)


def form_fault(value: Plain, shape: str, wanted: Sequence[str] = (), *, function: bool = False) -> Fault | None:
    """The fault of form in `value` when `shape` and `wanted` columns were asked for; None when it is right."""
    thing = "Your function gave back" if function else "Your answer is"
    kind = KIND_OF_SHAPE.get(shape)
    if value is None:
        return _nothing(thing, function)
    if isinstance(value, NotData):
        return Fault(f"{thing} {value.what}.", f"What was asked is {A_SHAPE.get(shape, 'plain data')}.")
    if kind == "table":
        return _table_fault(value, thing, shape, wanted)
    if kind is None or kind_of(value) == kind:
        return _fraction(value, thing, shape)
    if kind in {"list", "dictionary"} and kind_of(value) in {"table", "list", "dictionary"}:
        return None
    return _other_kind(value, thing, shape, kind)


def _nothing(thing: str, function: bool) -> Fault:
    if function:
        return Fault("Your function gave back nothing.", "It may print its answer, or lack a line with `return`.")
    return Fault(
        f"{thing} empty (None, or a blank value).", "The last step may change something in place and give back nothing."
    )


def _fraction(value: Plain, thing: str, shape: str) -> Fault | None:
    if shape == "whole number" and isinstance(value, float) and not value.is_integer():
        return Fault(
            f"{thing} {describe(value)}, not a whole one.", "It may be an average or a share where a count was asked."
        )
    return None


def _other_kind(value: Plain, thing: str, shape: str, kind: str) -> Fault:
    wanted = A_SHAPE[shape]
    shows = f"{thing} {describe(value)}, and {wanted} was asked for."
    have = kind_of(value)
    if have == "text" and kind == "number":
        return Fault(shows, "A number inside quotes is text: take the quotes away, or use `int(...)`.")
    if have == "text" and kind == "date":
        return Fault(
            shows, "A date inside quotes is text: `pd.Timestamp(...)` or `pd.to_datetime(...)` makes it a date."
        )
    if have in {"table", "list"} and kind in {"number", "text", "date", "yes/no"}:
        return Fault(
            shows, "One step may be missing at the end: counting the rows, adding them up, or picking one value."
        )
    if have == "number" and kind == "text":
        return Fault(shows, "Codes and ids are text: put quotes around them, or read the column as text.")
    return Fault(shows, "The last step may give back something other than the answer itself.")


def _table_fault(value: Plain, thing: str, shape: str, wanted: Sequence[str]) -> Fault | None:
    frame = columns.shaped_like(value, list(wanted))
    if frame is None:
        single, plain_list = "The last step may count or pick a single value.", "A list has no columns to tell apart."
        cause = plain_list if kind_of(value) == "list" else single
        return Fault(f"{thing} {describe(value)}, and {A_SHAPE[shape]} was asked for.", cause)
    have = [str(name) for name in frame.columns]
    if twice := [name for name in wanted if have.count(name) > 1]:
        cause = "Tables joined side by side may each have brought it: keep one."
        return Fault(f"{thing} a table with more than one column called {twice[0]}.", cause)
    lacking = [name for name in wanted if name not in have]
    if not lacking:
        return None
    close = difflib.get_close_matches(lacking[0].lower(), [name.lower() for name in have], n=1)
    near = next((name for name in have if close and name.lower() == close[0]), "")
    cause = (
        f"It may be called {near}: names must agree letter by letter."
        if near
        else "It may have been dropped or renamed."
    )
    return Fault(f"{thing} a table with no column called {lacking[0]}; it has {shorten(', '.join(have), 60)}.", cause)


def _wrong_kinds(value: Plain, expected: Any, wanted: Sequence[str]) -> Fault | None:
    """A column that holds another kind of value than was asked: dates left as text, ids turned into numbers."""
    if not isinstance(expected, pd.DataFrame):
        return None
    frame = columns.shaped_like(value, list(wanted))
    asked = columns.with_index(expected)
    if isinstance(value, pd.Series) and len(wanted) > 1 and _only_row_numbers(value, asked[wanted[0]]):
        return Fault(
            f"Your answer is {describe(value)}, and a table was asked for.",
            f"The other columns may have been left behind: {shorten(', '.join(wanted), 60)} were asked for.",
        )
    for name in wanted:
        if frame is None or name not in frame or name not in asked:
            continue
        mine, theirs = columns.Column.of(frame[name]), columns.Column.of(asked[name])
        if not mine.same_kind(theirs):
            return Fault(
                f"Column {name} of your answer holds {mine.kind}s, and {theirs.kind}s were asked for.",
                _why(mine, theirs),
            )
    return None


def _only_row_numbers(value: pd.Series, first: pd.Series) -> bool:
    """Whether a column has nothing but pandas' own row numbers beside it, where the names of rows are text or dates."""
    numbered = value.index.nlevels == 1 and value.index.name is None and value.index.inferred_type == "integer"
    return numbered and columns.Column.of(first).kind != "number"


def _why(mine: columns.Column, theirs: columns.Column) -> str:
    if theirs.kind == "date" and mine.kind == "text":
        return "Dates that were never read as dates stay text: look at `pd.to_datetime`, day first."
    if theirs.kind == "text" and mine.kind == "number":
        return "Codes and ids are text: read as numbers, they lose their leading zeros."
    if theirs.kind == "number" and mine.kind == "text":
        return "Numbers may still be text: look at how the column was read."
    return "The column may have been worked out by another step than was asked."
