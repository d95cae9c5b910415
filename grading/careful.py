"""A call that must leave its tables as they were and give the same twice: what a monthly pipeline is relied on for.

The same here means the same bytes as it would be written down: values, order of rows and order of columns. Made beside
learner code, which may fool it; that changes that learner's answer and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from grading.encoding import Encoder, NotDataError

Tables = Sequence[pd.DataFrame]


class ChangedTablesError(Exception):
    """The call changed a table that it was given."""


class DifferentTwiceError(Exception):
    """Called again with the same, it gave something else."""


CARELESS = (ChangedTablesError.__name__, DifferentTwiceError.__name__)


def call_carefully(ask: Callable[[Tables], Any], fresh: Callable[[], Tables]) -> Any:
    """What `ask` gives on `fresh()` tables; an error of its own is raised as it is.

    Raises:
        ChangedTablesError: when the tables are not as they were afterwards, also when it refused them.
        DifferentTwiceError: when a second call on fresh tables gives other bytes, or stops.
    """
    tables = fresh()
    before = [table.copy() for table in tables]
    try:
        first = ask(tables)
    except Exception:
        _refuse_changed(before, tables)
        raise
    _refuse_changed(before, tables)
    written = _written(first)
    try:
        again = _written(ask(fresh()))
    except Exception as stopped:
        raise DifferentTwiceError("it stopped when it was called again") from stopped
    if again != written:
        raise DifferentTwiceError("called again with the same, it gave something else")
    return first


def _refuse_changed(before: Tables, after: Tables) -> None:
    for place, (was, now) in enumerate(zip(before, after, strict=True), start=1):
        if not now.equals(was):
            raise ChangedTablesError(f"table {place} of {len(before)} is not as it was given")


def _written(value: Any) -> bytes | None:
    """`value` as it would be written down; None when it is no data, which is found out elsewhere."""
    tables: list[bytes] = []

    def store(content: bytes, number: int) -> str:
        tables.append(content)
        return f"{number}.arrow"

    try:
        encoded = Encoder(store).encode(value)
    except NotDataError:
        return None
    return b"\n".join([json.dumps(encoded).encode(), *tables])
