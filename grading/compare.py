"""Are two answers the same, as a fair coach would see it? And if not, what differs, without giving the answer away.

`int` and `numpy.int64`, a whole number written as 12.0, column order, the index, the row order (unless it was asked
for), a Series in place of a one-column table, dates in place of midnight timestamps, pandas' nullable types: none of
these costs a mark. Text in place of a number or a date does: it is a different answer, and the form check says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from grading import columns
from grading.capture import NotDataError
from grading.plain import KIND_WORDS, Plain, count, describe, does, kind_of, plain, shorten


@dataclass(frozen=True)
class Rules:
    """What an exercise says about comparing a table or a number; see `curriculum.exercise.Exercise` for the words.

    `columns` empty means: all the columns of the expected table. Columns nobody asked for cost nothing, unless
    `only_these` makes the least data a part of the task.
    """

    columns: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    ordered: bool = False
    tolerance: float = 1e-9
    only_these: bool = False

    @classmethod
    def of(cls, exercise: Any) -> Rules:
        """The rules that `exercise` declares."""
        wanted = tuple(exercise.columns), tuple(exercise.key)
        return cls(*wanted, exercise.ordered, exercise.tolerance, exercise.only_these)


@dataclass(frozen=True)
class Difference:
    """How an answer differs: `shows` what it is like, `agrees` what is right about it, `example` names one row.

    None of them holds an expected value. `part` is "kind", "value", "columns", "rows", "cells", "length" or
    "property" (what an exercise that accepts many answers says of this one).
    """

    part: str
    shows: str
    agrees: str = ""
    example: str = ""


def same(got: Any, expected: Any, rules: Rules | None = None) -> bool:
    """Whether `got` is the answer `expected`."""
    return difference(got, expected, rules) is None


def difference(got: Any, expected: Any, rules: Rules | None = None) -> Difference | None:
    """None when `got` is the same answer as `expected`; otherwise what differs."""
    try:
        have = plain(got)
    except NotDataError as odd:
        return Difference("kind", f"it is {shorten(str(odd), 60)}, which is not a number, text, date, list or table")
    return plain_difference(have, plain(expected), rules or Rules(), isinstance(expected, set | frozenset))


def plain_difference(have: Plain, want: Plain, rules: Rules, unordered: bool = False) -> Difference | None:
    """As `difference`, for values that `plain` has made already; `unordered` when a set was asked for."""
    if unordered and isinstance(have, list) and isinstance(want, list):
        want, have = _in_order(want), _in_order(have)
    if isinstance(want, pd.DataFrame | pd.Series):
        return _tables(have, want, rules)
    if isinstance(want, dict):
        return _dictionaries(have, want, rules)
    if isinstance(want, list):
        return _lists(have, want, rules)
    return _scalars(have, want, rules)


def _scalars(have: Any, want: Any, rules: Rules) -> Difference | None:
    if kind_of(have) != kind_of(want) and want is not None:
        return Difference("kind", f"it is {describe(have)}, where {KIND_WORDS[kind_of(want)]} was asked")
    if values_equal(have, want, rules.tolerance):
        return None
    return Difference("value", f"it is {describe(have)}")


def values_equal(have: Any, want: Any, tolerance: float) -> bool:
    """Whether two plain scalars are the same value. Whole numbers must agree exactly however they are written."""
    if kind_of(have) != kind_of(want):
        return False
    if kind_of(want) == "number":
        return _numbers_equal(have, want, tolerance)
    if kind_of(want) == "text":
        return bool(have.strip() == want.strip())
    return bool(have == want)


def _numbers_equal(have: float, want: float, tolerance: float) -> bool:
    if isinstance(have, int) and isinstance(want, int):
        return abs(have - want) <= tolerance
    if math.isinf(have) or math.isinf(want):
        return have == want
    return abs(have - want) <= columns.slack(want, isinstance(want, int), tolerance)


def _lists(have: Any, want: list[Any], rules: Rules) -> Difference | None:
    if isinstance(have, pd.DataFrame) and have.shape[1] == 1:
        have = have.iloc[:, 0]
    if isinstance(have, pd.Series):
        have = [plain(item) for item in have.tolist()]
    if not isinstance(have, list):
        return Difference("kind", f"it is {describe(have)}, where a list was asked")
    if len(have) != len(want):
        more = "more" if len(have) > len(want) else "fewer"
        return Difference("length", f"it is {describe(have)}, {more} than asked")
    wrong = [mine for mine, theirs in zip(have, want, strict=True) if plain_difference(mine, theirs, rules) is not None]
    if not wrong:
        return None
    right = len(have) - len(wrong)
    agrees = "it has the length asked" + (f", and {right} of its values {does(right, 'agree')}" if right else "")
    which = "which differs" if len(have) == 1 else f"and {len(wrong)} of them {does(len(wrong), 'differ')}"
    return Difference("value", f"it is {describe(have)}, {which}", agrees)


def _in_order(values: list[Any]) -> list[Any]:
    """The values of a set in an order that depends on nothing but themselves."""
    return sorted(values, key=lambda value: (kind_of(value), value if kind_of(value) == "number" else 0, str(value)))


def _dictionaries(have: Any, want: dict[Any, Any], rules: Rules) -> Difference | None:
    if isinstance(have, pd.DataFrame) and len(have) == 1 and have.columns.is_unique and set(have.columns) == set(want):
        have = have.iloc[0]  # one row with a column for each entry
    elif isinstance(have, pd.DataFrame) and have.shape[1] == 2:  # by place: both columns may have one name
        have = pd.Series(have.iloc[:, 1].array, index=have.iloc[:, 0].array)
    elif isinstance(have, pd.DataFrame) and have.shape[1] == 1:
        have = have.iloc[:, 0]
    if isinstance(have, pd.Series):
        have = {plain(key): plain(item) for key, item in have.items()}
    if not isinstance(have, dict):
        return Difference("kind", f"it is {describe(have)}, where a dictionary was asked")
    if any(key not in have for key in want):
        return Difference("rows", f"it is {describe(have)} and lacks one that was asked for")
    if over := [key for key in have if key not in want]:
        return Difference("rows", f"it has an entry for {shorten(str(over[0]), 30)}, which was not asked for")
    wrong = [key for key in want if plain_difference(have[key], want[key], rules) is not None]
    if not wrong:
        return None
    if len(want) == 1:
        return Difference("value", "its one entry differs", "it has the name asked")
    shows = f"{len(wrong)} of its {len(want)} entries {does(len(wrong), 'differ')}"
    return Difference("value", shows, "its entries have the names asked")


def _tables(have: Any, want: pd.DataFrame | pd.Series, rules: Rules) -> Difference | None:
    wanted = columns.with_index(want)
    if rules.columns and isinstance(want, pd.DataFrame):
        wanted = wanted[[name for name in rules.columns if name in wanted.columns]]
    names = [str(name) for name in wanted.columns]
    got = columns.shaped_like(have, names)
    if got is None:
        return Difference("kind", f"it is {describe(have)}, where a table was asked")
    if found := _columns_differ(got, names):
        return found
    known = {str(name) for name in columns.with_index(want).columns}
    if rules.only_these and (over := [*(name for name in got.columns if name not in known), *_beside(have, known)]):
        return Difference("columns", f"it has the column {shorten(over[0], 40)}, which was not asked for")
    pairs = {name: (columns.Column.of(got[name]), columns.Column.of(wanted[name])) for name in names}
    for name, (mine, theirs) in pairs.items():
        if not mine.same_kind(theirs):
            return Difference(
                "cells",
                f"column {name} holds {mine.kind}s, where {theirs.kind}s were asked",
                "its columns have the names asked",
            )
    if len(got) != len(wanted):
        more = "more" if len(got) > len(wanted) else "fewer"
        return Difference(
            "rows",
            f"it has {count(len(got), 'row')}, {more} than asked",
            "its columns have the names asked",
            _example_row(pairs, rules, len(got)),
        )
    mine_order, theirs_order = columns.row_orders(pairs, rules.key, rules.ordered)
    differs = {
        name: ~mine.take(mine_order).equal_cells(theirs.take(theirs_order), rules.tolerance)
        for name, (mine, theirs) in pairs.items()
    }
    if not any(cells.any() for cells in differs.values()):
        return None
    found = _cells_differ(differs, pairs, rules, rules.ordered)
    if found.part != "cells" or found.example:
        return found
    return replace(found, example=_differing_row(differs, pairs, rules, mine_order))


def _beside(have: Any, known: set[str]) -> list[str]:
    """Names of index levels that were not asked for: an id set as the index leaves with the table all the same."""
    if not isinstance(have, pd.DataFrame | pd.Series):
        return []
    return [str(name) for name in have.index.names if name is not None and str(name) not in known]


def _columns_differ(got: pd.DataFrame, names: list[str]) -> Difference | None:
    have = [str(name) for name in got.columns]
    if lacking := [name for name in names if name not in have]:
        return Difference(
            "columns", f"it has no column called {lacking[0]}; its columns are {shorten(', '.join(have), 80)}"
        )
    if twice := [name for name in names if have.count(name) > 1]:
        return Difference("columns", f"it has more than one column called {twice[0]}")
    return None


def _cells_differ(
    differs: dict[str, np.ndarray], pairs: dict[str, tuple[columns.Column, columns.Column]], rules: Rules, ordered: bool
) -> Difference:
    wrong = [name for name, cells in differs.items() if cells.any()]
    right = [name for name in differs if name not in wrong]
    if ordered and _same_in_any_order(pairs, rules):
        return Difference("rows", "its rows are not in the order asked", "it has the rows asked")
    rows = int(np.logical_or.reduce(list(differs.values())).sum())
    where = f"{'column' if len(wrong) == 1 else 'columns'} {shorten(', '.join(wrong), 60)}"
    shows = f"{count(rows, 'row differs', 'rows differ')}, in {where}"
    agrees = "it has the number of rows asked" + (
        f", and {shorten(', '.join(right), 60)} {does(len(right), 'agree')}" if right else ""
    )
    size = len(next(iter(differs.values())))
    return Difference("cells", shows, agrees, _example_row(pairs, rules, size))


def _differing_row(
    differs: dict[str, np.ndarray],
    pairs: dict[str, tuple[columns.Column, columns.Column]],
    rules: Rules,
    order: np.ndarray,
) -> str:
    """The first row that differs, named by its key, when one column of text names rows and all the names are right."""
    if len(rules.key) != 1 or rules.key[0] not in pairs or differs[rules.key[0]].any():
        return ""
    mine, _ = pairs[rules.key[0]]
    if mine.kind != "text":
        return ""
    place = int(np.logical_or.reduce(list(differs.values())).argmax())
    label = mine.take(order).labels()[place]
    return f"its row for {rules.key[0]} {shorten(label, 30)} differs" if label else ""


def _same_in_any_order(pairs: dict[str, tuple[columns.Column, columns.Column]], rules: Rules) -> bool:
    mine_order, theirs_order = columns.row_orders(pairs, rules.key, False)
    return all(
        mine.take(mine_order).equal_cells(theirs.take(theirs_order), rules.tolerance).all()
        for mine, theirs in pairs.values()
    )


def _example_row(pairs: dict[str, tuple[columns.Column, columns.Column]], rules: Rules, size: int) -> str:
    """One row of the learner's own table that was not asked for, named by its key. Never an expected value."""
    keys = [name for name in rules.key if name in pairs] or [next(iter(pairs))]
    mine, theirs = pairs[keys[0]]
    if len(keys) > 1 or mine.kind not in {"text", "date", "number"} or not size:
        return ""
    asked = set(theirs.labels())
    stray = next((label for label in mine.labels() if label not in asked and label), "")
    return f"its row for {keys[0]} {shorten(stray, 30)} was not asked for" if stray else ""
