"""Tables made comparable: the index folded in, one form for each kind of column, rows put in a common order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from grading.plain import in_words

SLACK, WHOLE_SLACK = 1e-9, 1e-12  # of the value asked: sums taken in another order differ by less


def slack(want: Any, whole: bool, tolerance: float) -> Any:
    """How far a number may lie from `want` (a number or an array of them) and still be equal."""
    return np.maximum(tolerance * (1 + 1e-9), np.abs(want) * (WHOLE_SLACK if whole else SLACK))


@dataclass(frozen=True)
class Column:
    """One column in canonical form. `kind` is number, text, date, yes/no value, blank (all missing) or mixture.

    `values` is float64 or int64 for numbers, datetime64[us] for dates, object otherwise; `missing` marks blank cells.
    """

    kind: str
    values: np.ndarray
    missing: np.ndarray

    @classmethod
    def of(cls, series: pd.Series) -> Column:
        """The canonical form of a pandas column of any dtype, nullable and Arrow-backed ones included."""
        if isinstance(series.dtype, pd.CategoricalDtype):
            series = series.astype(series.dtype.categories.dtype)
        if isinstance(series.dtype, pd.PeriodDtype):
            series = series.dt.to_timestamp()
        missing = series.isna().to_numpy(dtype=bool)
        if missing.all():
            return cls("blank", np.full(len(series), None, dtype=object), missing)
        if types.is_bool_dtype(series.dtype):
            return cls("yes/no value", series.astype(object).to_numpy(), missing)
        if types.is_numeric_dtype(series.dtype):
            return cls("number", _numbers(series, missing), missing)
        if types.is_datetime64_any_dtype(series.dtype):
            return cls("date", _dates(series), missing)
        if types.is_timedelta64_dtype(series.dtype):
            return cls("number", series.dt.total_seconds().to_numpy(dtype=float) / 86_400, missing)
        return cls._of_objects(series.astype(object), missing)

    @classmethod
    def _of_objects(cls, series: pd.Series, missing: np.ndarray) -> Column:
        found = types.infer_dtype(series, skipna=True)
        if found in {"integer", "floating", "mixed-integer-float", "decimal"}:
            numbers = pd.to_numeric(series, errors="coerce")
            return cls("number", _numbers(numbers, numbers.isna().to_numpy()), missing)
        if found in {"date", "datetime", "datetime64"}:
            return cls("date", _dates(pd.to_datetime(series, errors="coerce")), missing)
        if found == "boolean":
            return cls("yes/no value", series.to_numpy(), missing)
        if found == "string":
            return cls("text", np.array([str(item) for item in series], dtype=object), missing)
        return cls("mixture", np.array([f"{type(item).__name__} {item}" for item in series], dtype=object), missing)

    def same_kind(self, other: Column) -> bool:
        """Whether the two hold the same kind of value; a column with no value at all goes with anything."""
        return self.kind == other.kind or "blank" in {self.kind, other.kind}

    def take(self, order: np.ndarray) -> Column:
        """The column with its rows in `order`."""
        return Column(self.kind, self.values[order], self.missing[order])

    def equal_cells(self, other: Column, tolerance: float = 0.0) -> np.ndarray:
        """For each row, whether the two cells are the same. `other` holds what was asked."""
        both, either = self.missing & other.missing, self.missing | other.missing
        if self.kind != other.kind or either.all():
            return both
        if self.kind != "number":
            equal = self.values == other.values
        elif self.values.dtype.kind == "i" and other.values.dtype.kind == "i":
            equal = np.abs(self.values - other.values) <= tolerance
        else:
            mine, asked = self.values.astype(float), other.values.astype(float)
            with np.errstate(invalid="ignore"):  # infinity less infinity (a rate of nought nights) is near nothing
                near = np.abs(mine - asked) <= slack(asked, other.values.dtype.kind == "i", tolerance)
            equal = (mine == asked) | (near & np.isfinite(asked))
        return both | (np.asarray(equal, dtype=bool) & ~either)

    def labels(self) -> list[str]:
        """Each cell as a person would name it; blank cells are empty."""
        if self.kind == "date":
            return [
                "" if gone else in_words(pd.Timestamp(day)) for day, gone in zip(self.values, self.missing, strict=True)
            ]
        if self.kind == "number":
            return ["" if gone else f"{value:g}" for value, gone in zip(self.values, self.missing, strict=True)]
        return ["" if gone else str(value) for value, gone in zip(self.values, self.missing, strict=True)]

    def sort_values(self) -> np.ndarray:
        """Values fit for sorting beside those of another column of the kind: numbers to six figures."""
        if self.kind == "number" and self.values.dtype.kind == "f":
            filled = np.where(self.missing, 0.0, self.values)
            finite = np.where(np.isfinite(filled) & (filled != 0), np.abs(filled), 1.0)
            scale = 10.0 ** np.clip(5 - np.floor(np.log10(finite)), -300, 300)
            return np.where(np.isfinite(filled), np.round(filled * scale) / scale, filled)
        return self.values


def _numbers(series: pd.Series, missing: np.ndarray) -> np.ndarray:
    if types.is_integer_dtype(series.dtype) and not missing.any() and not types.is_unsigned_integer_dtype(series.dtype):
        return series.to_numpy(dtype=np.int64)
    return series.to_numpy(dtype=float, na_value=np.nan)


def _dates(series: pd.Series) -> np.ndarray:
    if getattr(series.dt, "tz", None) is not None:
        series = series.dt.tz_localize(None)
    return series.to_numpy(dtype="datetime64[us]")


def with_index(value: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """The table with named index levels as ordinary columns, an unnamed index dropped. A Series is one column."""
    frame = (
        value.to_frame(name="value" if value.name is None else value.name)
        if isinstance(value, pd.Series)
        else value.copy(deep=False)
    )
    frame.columns = [_name(name) for name in frame.columns]
    levels = _named_levels(frame)
    kept = frame.reset_index(level=levels) if levels else frame
    return kept.reset_index(drop=True)


def _named_levels(frame: pd.DataFrame) -> list[int]:
    """The numbers of the index levels whose names are no column's and no earlier level's."""
    names = list(frame.index.names)
    taken = set(frame.columns)
    return [
        number
        for number, name in enumerate(names)
        if name is not None and str(name) not in taken and name not in names[:number]
    ]


def _name(name: Any) -> str:
    return " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)


def shaped_like(value: Any, names: list[str]) -> pd.DataFrame | None:
    """A learner's answer as a table that could have the columns `names`, or None when it cannot be read as a table.

    A Series, list or dictionary has no column names to get wrong: they take the names asked for, by position. Index
    levels that were not asked for are left out.
    """
    if isinstance(value, dict):
        value = _from_dictionary(value)
    if isinstance(value, list):
        value = _from_list(value, names)
    if isinstance(value, pd.Series):
        value = _from_series(value, names)
    if not isinstance(value, pd.DataFrame):
        return None
    value = value.copy(deep=False)
    value.columns = [_name(name) for name in value.columns]
    if len(names) == 1 and value.shape[1] == 1 and names[0] == "value":
        value.columns = names
    for number in _named_levels(value):
        if (name := str(value.index.names[number])) in names:
            value[name] = value.index.get_level_values(number)
    return value.reset_index(drop=True)


def _from_dictionary(value: dict[Any, Any]) -> Any:
    columnar = value and all(isinstance(item, list | pd.Series) for item in value.values())
    if not columnar:
        return pd.Series(value, dtype=object).infer_objects()
    return pd.DataFrame(value) if len({len(item) for item in value.values()}) == 1 else None


def _from_list(value: list[Any], names: list[str]) -> Any:
    if value and all(isinstance(item, dict) for item in value):
        return pd.DataFrame(value)
    if value and all(isinstance(item, list) and len(item) == len(names) for item in value):
        return pd.DataFrame(value, columns=names)
    return pd.Series(value, dtype=object).infer_objects() if len(names) == 1 else None


def _from_series(value: pd.Series, names: list[str]) -> pd.DataFrame | None:
    if len(names) == 1:
        return value.to_frame(name=names[0])
    levels = value.index.nlevels
    if levels + 1 != len(names):
        return None
    frame = value.to_frame(name=names[-1])
    for place, name in enumerate(value.index.names):
        named = str(name) if name is not None and str(name) in names else names[place]
        frame[named] = value.index.get_level_values(place)
    return frame.reset_index(drop=True)


def row_orders(
    pairs: dict[str, tuple[Column, Column]], key: Iterable[str], ordered: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Two row orders that bring equal rows side by side: as given, or by key, then exact columns, then floats."""
    first = next(iter(pairs.values()))
    sizes = len(first[0].values), len(first[1].values)
    if ordered:
        return np.arange(sizes[0]), np.arange(sizes[1])
    exact = [name for name, (mine, theirs) in pairs.items() if not (_is_float(mine) or _is_float(theirs))]
    names = list(dict.fromkeys([*(name for name in key if name in pairs), *exact, *pairs]))
    mine_codes, theirs_codes = [], []
    for name in reversed(names):
        mine, theirs = pairs[name]
        codes = _codes(mine, theirs)
        mine_codes.append(codes[: sizes[0]])
        theirs_codes.append(codes[sizes[0] :])
    return np.lexsort(mine_codes), np.lexsort(theirs_codes)


def _is_float(column: Column) -> bool:
    return column.kind == "number" and column.values.dtype.kind == "f"


def _codes(mine: Column, theirs: Column) -> np.ndarray:
    """One whole number a cell, the same for the same value in either column, blanks first."""
    if mine.kind == theirs.kind:
        both: np.ndarray = np.concatenate([mine.sort_values(), theirs.sort_values()])
    else:
        both = np.array([*(str(v) for v in mine.values), *(str(v) for v in theirs.values)], dtype=object)
    codes, _ = pd.factorize(both, sort=True)
    return np.where(np.concatenate([mine.missing, theirs.missing]), -1, codes)
