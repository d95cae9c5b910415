"""Input that a careful answer refuses, made from input that is in order: what months of extracts bring sooner or later.

Each function gives a `Given` for an exercise's `ask_on` or `ask_council_on`: the question on the exercise's tables with
one thing wrong in the table `place` (the first is 0), and the refusal that is right, in words that name what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from curriculum.case import Given, refuses

Change = Callable[[pd.DataFrame], pd.DataFrame]


def without_column(place: int, column: str, *extra: Any) -> Given:
    """The table lacks a column; the refusal names it."""
    return _bad(f"without the column {column}", place, lambda table: table.drop(columns=column), extra, column)


def with_cell(place: int, column: str, value: str | None, *extra: Any) -> Given:
    """The first row that has something in `column` has `value` there instead; the refusal names the column."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        row = table[column].first_valid_index()
        return table.assign(**{column: table[column].where(table.index != row, value)})

    words = f'with "{value}" under {column}' if value is not None else f"with a blank under {column}"
    return _bad(words, place, change, extra, column)


def with_a_row_twice(place: int, key: str, *extra: Any) -> Given:
    """The first row stands there a second time, at the end; the refusal names the column that ought to be unique."""
    return _bad(
        f"with its first {key} twice",
        place,
        lambda table: pd.concat([table, table.head(1)], ignore_index=True),
        extra,
        key,
    )


def without_rows(place: int, *extra: Any) -> Given:
    """Headings and nothing below them."""
    return _bad("without any rows", place, lambda table: table.head(0), extra, "")


def _bad(words: str, place: int, change: Change, extra: Sequence[Any], naming: str) -> Given:
    def changed(*tables: pd.DataFrame) -> list[pd.DataFrame]:
        return [change(table) if number == place else table for number, table in enumerate(tables)]

    return Given(words, changed, tuple(extra), refuses("ValueError", naming=naming))
