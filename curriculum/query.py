"""Answers written in SQL: a query run on a small database made from the exercise's tables, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from synthetic_data.errors import PlainError

# Far above what any lesson's query needs, and an end to a join of everything with everything.
STEPS = 50_000_000


def run_query(query: str, tables: Mapping[str, pd.DataFrame], values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The result of one SELECT over `tables`, in a fresh in-memory SQLite database; `:day` stands for `values["day"]`.

    Dates are text, yyyy-mm-dd, so that they compare in order. Raises PlainError in plain words when the query is not a
    single SELECT, names something that is not there, or goes on too long.
    """
    if not isinstance(query, str) or not query.strip():
        raise PlainError("The answer wanted is a SQL query between quotes, such as a text that begins with SELECT.")
    database = sqlite3.connect(":memory:")
    try:
        for name, table in tables.items():
            _as_text_dates(table).to_sql(name, database, index=False)
        database.execute("PRAGMA query_only = ON")
        database.set_authorizer(_reading_only)
        database.set_progress_handler(lambda: 1, STEPS)
        bound = {name: _as_text_date(value) for name, value in (values or {}).items()}
        return pd.read_sql_query(query, database, params=bound)
    except (sqlite3.Error, pd.errors.DatabaseError, TypeError) as problem:
        cause = problem.__cause__ or problem
        raise PlainError(f"SQLite could not run the query: {cause}.") from problem
    finally:
        database.close()


READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def _reading_only(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in READS else sqlite3.SQLITE_DENY


def _as_text_date(value: Any) -> Any:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value  # a Timestamp is a date too


def _as_text_dates(table: pd.DataFrame) -> pd.DataFrame:
    dates = table.select_dtypes("datetime").columns
    return table.assign(**{column: table[column].dt.strftime("%Y-%m-%d") for column in dates})
