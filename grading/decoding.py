"""Encoded values, whose form is set out in `grading/encoding.py`, read as if an enemy had written them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from grading import arrow_tables
from grading.arrow_tables import TableError
from grading.encoding import INT_LIMIT, MOST_DEPTH, MOST_ITEMS, MOST_TABLES, MOST_TEXT, Encoded

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?)?", re.ASCII)
_NOT_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_TABLE_KEYS = {"t", "file", "index", "series", "mixed"}


class HostileError(ValueError):
    """What was read is not an encoded value that `Encoder` could have written."""


class Decoder:
    """Rebuilds values, counting items and tables against the same limits; `fetch` gives a table file's bytes.

    All values of one decoder together may hold `MOST_CELLS` cells: an empty column takes no room in a file and a
    little in memory for each of its rows, and a file can be named many times.
    """

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch
        self._tables = 0
        self._items = 0
        self._cells = 0

    def value(self, encoded: Any) -> Any:
        """Return the next value, with its own count of items and tables, or raise `HostileError`."""
        self._tables = self._items = 0
        return self.decode(encoded)

    def decode(self, encoded: Any, depth: int = MOST_DEPTH) -> Any:
        """Return the value, or raise `HostileError`."""
        if type(encoded) is not dict or depth < 0:
            raise HostileError("a value is not in its form")
        kind, held = encoded.get("t"), encoded.get("v")
        if kind == "table":
            return self._table(encoded)
        if set(encoded) != {"t", "v"} or type(kind) is not str:
            raise HostileError("a value is not in its form")
        if kind in ("list", "dict"):
            return self._collection(kind, held, depth)
        return _scalar(kind, held)

    def _collection(self, kind: str, held: Any, depth: int) -> Any:
        if type(held) is not list:
            raise HostileError("a list is not in its form")
        self._items += len(held)
        if self._items > MOST_ITEMS:
            raise HostileError("a list is too long")
        if kind == "list":
            return [self.decode(item, depth - 1) for item in held]
        if any(type(pair) is not list or len(pair) != 2 for pair in held):
            raise HostileError("a dict is not in its form")
        pairs = [(self.decode(key, 1), self.decode(value, depth - 1)) for key, value in held]
        return {_as_key(key): value for key, value in pairs}

    def _table(self, encoded: Encoded) -> pd.DataFrame | pd.Series:
        self._tables += 1
        name, index, series = encoded.get("file"), encoded.get("index"), encoded.get("series", False)
        if self._tables > MOST_TABLES or type(name) is not str or not set(encoded) <= _TABLE_KEYS:
            raise HostileError("a table is not in its form")
        if index is not None and (type(index) is not list or any(type(n) not in (str, type(None)) for n in index)):
            raise HostileError("a table's index is not in its form")
        try:
            frame = arrow_tables.from_bytes(self._fetch(name))
        except TableError as error:
            raise HostileError(f"a table cannot be read: {error}") from error
        self._cells += frame.size
        if self._cells > arrow_tables.MOST_CELLS:
            raise HostileError("its tables are too large together")
        levels = len(index or ())
        if levels > frame.shape[1] or (series is True and frame.shape[1] != levels + 1):
            raise HostileError("a table has fewer columns than its index")
        if index:
            arrays = [frame.iloc[:, number].array for number in range(levels)]
            labels = pd.Index(arrays[0]) if levels == 1 else pd.MultiIndex.from_arrays(arrays)
            frame = frame.iloc[:, levels:].set_axis(labels, axis=0)
            frame.index.names = index
        if series is not True:
            return frame
        column = frame.iloc[:, 0]
        column.name = column.name or None
        return column


def _scalar(kind: str, held: Any) -> Any:
    if kind == "none" and held is None:
        return None
    if kind == "bool" and type(held) is bool:
        return held
    if kind == "int" and type(held) is int and -INT_LIMIT <= held < INT_LIMIT:
        return held
    if kind in ("float", "duration") and type(held) in (int, float):
        number = _bounded(float, held)
        return number if kind == "float" else _bounded(pd.Timedelta, number, unit="s")
    if kind == "float" and type(held) is str and held in _NOT_NUMBERS:
        return _NOT_NUMBERS[held]
    if kind == "str" and type(held) is str and len(held) <= MOST_TEXT:
        return arrow_tables.printable(held)
    if kind == "date" and held is None:
        return pd.NaT
    if kind == "date" and type(held) is str and _MOMENT.fullmatch(held):
        return _bounded(pd.Timestamp, held)
    raise HostileError("a value is not in its form")


def _bounded(make: Callable[..., Any], held: Any, **how: Any) -> Any:
    try:
        return make(held, **how)
    except (ValueError, OverflowError) as error:
        raise HostileError("a number, a date or a length of time is out of range") from error


def _as_key(key: Any) -> Any:
    if type(key) in (dict, pd.DataFrame, pd.Series):
        raise HostileError("a dict is not in its form")
    return tuple(_as_key(part) for part in key) if type(key) is list else key
