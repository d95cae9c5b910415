"""The one form in which a value may cross from a learner's process: encoded values, and tables as Arrow files.

This is the learner's side, which writes it; `grading/decoding.py` reads it and believes nothing.

An answer is written as an *encoded value*, `{"t": kind, "v": ...}`, with these kinds and nothing else:

==========  ==========================================================================================================
none        no value
bool, int   as they are; whole numbers within 64 bits
float       a number, or "nan", "inf", "-inf"
str         text of at most 100,000 characters
date        ISO text, "2026-03-31" or "2026-03-31T09:30:00"; null for a blank date
duration    seconds, as a number
list, dict  encoded values; a dict is a list of pairs; tuples, sets and one-dimensional arrays are lists
table       `{"t": "table", "file": "<name>.arrow", "index": null or names, "series": true, "mixed": names}`; the first
            `len(index)` columns of the file are the index; `series` marks a single column; `mixed`, when present, names
            columns whose values were of several kinds and are now text
==========  ==========================================================================================================
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from grading import arrow_tables
from grading.arrow_tables import TableError, lineage_of, name_as_text, plain_scalar

MOST_TEXT = 100_000
MOST_ITEMS = 50_000
MOST_TABLES = 20
MOST_DEPTH = 6

INT_LIMIT = 2**63
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))

Encoded = dict[str, Any]


class NotDataError(ValueError):
    """The value cannot be recorded; the message says what it is: "a chart", "text of 2,000,000 characters"."""


class Encoder:
    """Walks a value once, counting items and tables against the limits."""

    def __init__(self, store: Callable[[bytes, int], str]) -> None:
        self._store = store
        self._tables = 0
        self._items = 0

    def encode(self, value: Any, depth: int = MOST_DEPTH) -> Encoded:
        scalar = plain_scalar(value)
        kind = type(scalar)
        if scalar is None or scalar is pd.NA:
            return {"t": "date" if _is_blank_time(value) else "none", "v": None}
        if kind is bool:
            return {"t": "bool", "v": scalar}
        if kind is int:
            return self._whole(scalar)
        if kind is float:
            return {"t": "float", "v": scalar if math.isfinite(scalar) else str(scalar)}
        if kind is str:
            if len(scalar) > MOST_TEXT:
                raise NotDataError(f"text of {len(scalar):,} characters")
            return {"t": "str", "v": scalar}
        if kind is datetime.datetime:
            at_midnight = scalar.time() == datetime.time()
            return {"t": "date", "v": scalar.date().isoformat() if at_midnight else scalar.isoformat()}
        if kind is datetime.timedelta:
            return {"t": "duration", "v": scalar.total_seconds()}
        return self._collection(value, depth)

    def _whole(self, number: int) -> Encoded:
        if not -INT_LIMIT <= number < INT_LIMIT:
            raise NotDataError("a whole number of more than 18 digits")
        return {"t": "int", "v": number}

    def _collection(self, value: Any, depth: int) -> Encoded:
        lineage = lineage_of(value)
        if depth <= 0:
            raise NotDataError("a list within a list, many times over")
        frame = _as_pandas(value, lineage)
        if frame is not None:
            return self._table(frame)
        if np.ndarray in lineage:
            return self._array(np.asarray(value), depth)
        if pd.Index in lineage or pd.api.extensions.ExtensionArray in lineage:
            return self._list(list(value), depth)
        if dict in lineage:
            pairs = self._counted(dict.items(value))
            return {"t": "dict", "v": [[self.encode(key, 1), self.encode(held, depth - 1)] for key, held in pairs]}
        for plain in (list, tuple, range, *_VIEWS):
            if plain in lineage:
                return self._list(plain.__iter__(value), depth)  # type: ignore[attr-defined]
        if set in lineage or frozenset in lineage:
            encoded = self._list(set.__iter__(value) if set in lineage else frozenset.__iter__(value), depth)
            encoded["v"].sort(key=json.dumps)
            return encoded
        raise NotDataError(_what_it_is(lineage))

    def _array(self, array: np.ndarray, depth: int) -> Encoded:
        if array.ndim == 0:
            return self.encode(array.item(), depth)
        if array.ndim == 1 and array.dtype.names:  # rows with named columns, as `to_records` gives
            return self._table(pd.DataFrame(array))
        if array.ndim == 1:
            return self._list(array, depth)
        if array.ndim == 2:
            return self._table(pd.DataFrame(array))
        raise NotDataError(f"an array of {array.ndim} dimensions")

    def _list(self, values: Iterable[Any], depth: int) -> Encoded:
        return {"t": "list", "v": [self.encode(item, depth - 1) for item in self._counted(values)]}

    def _counted(self, values: Iterable[Any]) -> Iterable[Any]:
        for item in values:
            self._items += 1
            if self._items > MOST_ITEMS:
                raise NotDataError(f"a list of more than {MOST_ITEMS:,} things")
            yield item

    def _table(self, value: pd.DataFrame | pd.Series) -> Encoded:
        if self._tables >= MOST_TABLES:
            raise NotDataError(f"more than {MOST_TABLES} tables")
        frame = value.to_frame(name_as_text(value.name)) if isinstance(value, pd.Series) else value
        index: list[str | None] | None = None
        if not _is_plain_index(frame.index):
            index = [None if name is None else name_as_text(name) for name in frame.index.names]
            frame = _index_first(frame, [name or "" for name in index])
        try:
            table, mixed = arrow_tables.to_arrow(frame)
        except TableError as error:
            raise NotDataError(f"a table that cannot be recorded: {error}") from error
        content = arrow_tables.file_bytes(table)
        if len(content) > arrow_tables.MOST_BYTES:
            raise NotDataError("a table that is too large")
        name = self._store(content, self._tables)
        self._tables += 1
        encoded: Encoded = {"t": "table", "file": name, "index": index}
        if isinstance(value, pd.Series):
            encoded["series"] = True
        if mixed:
            encoded["mixed"] = mixed
        return encoded


def _index_first(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """`frame` on a plain index, the levels of the old index as its first columns under `names`."""
    levels = [pd.Series(frame.index.get_level_values(number)) for number in range(frame.index.nlevels)]
    joined = pd.concat([*levels, frame.reset_index(drop=True)], axis=1)
    joined.columns = pd.Index([*names, *frame.columns], dtype=object)
    return joined


def _is_plain_index(index: pd.Index) -> bool:
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1 and index.name is None


def _as_pandas(value: Any, lineage: tuple[type, ...]) -> pd.DataFrame | pd.Series | None:
    """`value` as a pandas table or column when it is one, in pandas, Polars, Arrow or DuckDB; else None."""
    if pd.DataFrame in lineage:
        return pd.DataFrame(value)
    if pd.Series in lineage:
        return pd.Series(value)
    homes = {(cls.__module__.partition(".")[0], cls.__name__) for cls in lineage}
    if homes & {("polars", "DataFrame"), ("polars", "Series"), ("pyarrow", "Table"), ("pyarrow", "RecordBatch")}:
        return value.to_pandas()
    if ("_duckdb", "DuckDBPyRelation") in homes or ("duckdb", "DuckDBPyRelation") in homes:
        return value.df()
    return None


def _is_blank_time(value: Any) -> bool:
    return value is pd.NaT or type(value) in (np.datetime64, np.timedelta64)


# What a person calls the things that are not answers, by the name of their class.
_CALLED = {
    "function": "a function",
    "builtin_function_or_method": "a function without its brackets ()",
    "method": "a function without its brackets ()",
    "module": "a module",
    "type": "a class",
    **dict.fromkeys(
        ("generator", "map", "filter", "zip", "enumerate", "reversed", "list_iterator", "dict_keyiterator"),
        "a generator (put list(...) around it)",
    ),
    "Figure": "a chart",
    "Axes": "a chart",
    "DataFrameGroupBy": "a table that is grouped but not yet summed or counted",
    "SeriesGroupBy": "a column that is grouped but not yet summed or counted",
    "LazyFrame": "a query that has not been collected",
    "bytes": "bytes",
    "complex": "a complex number",
    "ellipsis": "the three dots of the blank",
}


def _what_it_is(lineage: tuple[type, ...]) -> str:
    for cls in lineage:
        if cls.__name__ in _CALLED:
            return _CALLED[cls.__name__]
    name = "".join(character for character in lineage[0].__name__ if character.isalnum() or character == "_")
    return f"an object of the kind {name[:40]}"
