"""Published tables under attack: what an outsider can work out about a hidden count, and releases that survive it.

A release is a tidy table, one row a cell: a column for each dimension (PLACEMENT, AGE), totals in rows called "All",
and a column of counts in which a hidden cell is blank. The outsider knows every count shown, that totals are sums of
their parts, and that no count is below nought or above `MOST`. The least and the most a hidden count can be is then a
linear programme, solved by `scipy.optimize.linprog`. With two dimensions the answer is also exact for whole numbers;
with three or more an outsider who uses that counts are whole may come a little closer.

Method: Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), chapter 6: primary and secondary
suppression, and the audit of a pattern by its feasibility intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, identity, kron

ALL = "All"
COUNT = "CHILDREN"
MOST = 10_000  # what an outsider takes for granted about the size of any count
NEARLY = 1e-6  # the solver's own rounding


def sums(cells: pd.DataFrame, dimensions: Sequence[str]) -> np.ndarray:
    """A row for each total of `cells`: 1 for each of its parts and -1 for the total itself, which add to nought.

    `cells` holds each combination of the dimensions' labels once, "All" among them, and is numbered from 0.
    """
    lines = []
    for dimension in dimensions:
        others = zip(*(cells[name] for name in dimensions if name != dimension), strict=True)
        numbers: dict[tuple[str, ...], int] = {}  # by hand: asked for each cell of a release, a groupby is most of it
        total = [numbers.setdefault(labels, len(numbers)) for labels in others]
        line = np.zeros((len(numbers), len(cells)))
        line[total, np.arange(len(cells))] = np.where(cells[dimension] == ALL, -1, 1)
        lines.append(line)
    return np.vstack(lines)


def ranges(cells: pd.DataFrame, dimensions: Sequence[str], places: Sequence[int]) -> np.ndarray:
    """The least and the most that the counts at `places` can be, seen from outside: an array of shape (places, 2).

    `cells` is a release numbered from 0, its hidden counts blank. Raises ValueError when its totals do not add up.
    """
    if not len(places):
        return np.empty((0, 2))
    known, totals = cells[COUNT].to_numpy(float), sums(cells, dimensions)
    hidden, questions = np.flatnonzero(np.isnan(known)), 2 * len(places)
    # One copy of the hidden counts for each question, all solved in one go: first least and then most of each place.
    goals = (np.repeat(places, 2)[:, None] == hidden) * np.tile([1.0, -1.0], len(places))[:, None]
    left = -totals @ np.nan_to_num(known)
    found = linprog(
        goals.ravel(),
        A_eq=kron(identity(questions), csr_array(totals[:, hidden]), format="csr"),
        b_eq=np.tile(left, questions),
        bounds=(0, MOST),
        method="highs",
    )
    if found.x is None:
        raise ValueError(f"the counts shown do not add up to their totals: {found.message}")
    bounds = (found.x.reshape(goals.shape) * np.abs(goals)).sum(axis=1).reshape(-1, 2)
    return np.where(np.isnan(known[places])[:, None], bounds, known[places][:, None])


def too_close(cells: pd.DataFrame, names: Sequence[str], places: np.ndarray, gap: int) -> int | None:
    """The first of `places` whose least and most lie less than `gap` apart, or which is shown; None when all hold."""
    if cells.loc[places, COUNT].notna().any():
        return int(places[cells.loc[places, COUNT].notna()][0])
    found = ranges(cells, names, list(places))
    near = found[:, 1] - found[:, 0] < gap - NEARLY
    return int(places[near][0]) if near.any() else None


def with_rest(cells: pd.DataFrame, dimension: str, rest: str) -> pd.DataFrame:
    """`cells` and below them a hidden cell called `rest` for each of the totals of `dimension`.

    A table of everybody and one of the boys are two releases; what neither shows, the girls, is what lies between them.
    """
    hidden = cells[cells[dimension] == ALL].copy()
    hidden[dimension], hidden[COUNT] = rest, np.nan
    return pd.concat([cells, hidden], ignore_index=True)


def fault_of_release(
    answer: pd.DataFrame, truth: pd.DataFrame, dimensions: Sequence[str], below: int, gap: int, rest: str = ""
) -> str | None:
    """What is wrong with `answer` as a safe release of `truth`, as a clause; None when nothing is.

    A count from 1 to `below` - 1 is small: it has to be hidden, and what an outsider can work out must leave its least
    and its most at least `gap` apart. Nothing may be hidden in vain: giving back any other hidden count must break
    this. `rest` names what the first of `dimensions` leaves unsaid between its label and "All", if anything.
    """
    names, truth = list(dimensions), truth.reset_index(drop=True)
    given = answer[[*names, COUNT]].merge(truth[names].reset_index(), on=names, how="outer")
    if len(given) != len(truth) or given["index"].isna().any() or len(answer) != len(truth):
        return "it does not have each cell of the table you were given once, totals included"
    shown = given.sort_values("index")[COUNT].to_numpy(float)
    counts = truth[COUNT].to_numpy(float)
    if (odd := ~np.isnan(shown) & (shown != counts)).any():
        return f"its count for {_named(truth, names, odd)} is not the one you were given: counts are shown or hidden"
    small = (counts > 0) & (counts < below)
    if (seen := small & ~np.isnan(shown)).any():
        return f"it shows the count of {_named(truth, names, seen)}, which is small"
    cells, whole = truth.assign(**{COUNT: shown}), truth
    if rest:
        cells, whole = with_rest(cells, names[0], rest), _rest_counted(truth, names, rest)
    sensitive = small_places(whole, below)
    if (near := too_close(cells, names, sensitive, gap)) is not None:
        return f"the count of {_named(whole, names, near)} can be worked out too closely from the others"
    for place in np.flatnonzero(np.isnan(shown) & ~small).tolist():
        more = cells.copy()
        more.loc[place, COUNT] = counts[place]
        if too_close(more, names, sensitive, gap) is None:
            return f"it hides {_named(truth, names, place)}, and without that every small count would still be safe"
    return None


def safe_release(truth: pd.DataFrame, dimensions: Sequence[str], below: int, gap: int, rest: str = "") -> pd.DataFrame:
    """One safe release of `truth`: hide everything, then give the largest counts back first while it stays safe."""
    names, truth = list(dimensions), truth.reset_index(drop=True)
    whole = _rest_counted(truth, names, rest) if rest else truth
    cells = whole.assign(**{COUNT: np.nan})
    sensitive = small_places(whole, below)
    largest_first = truth[COUNT].sort_values(ascending=False, kind="stable").index
    for place in largest_first[~largest_first.isin(sensitive)]:
        more = cells.copy()
        more.loc[place, COUNT] = truth.loc[place, COUNT]
        if too_close(more, names, sensitive, gap) is None:
            cells = more
    return cells.iloc[: len(truth)]


def small_places(cells: pd.DataFrame, below: int) -> np.ndarray:
    """Where the small counts of `cells` stand: from 1 to `below` - 1."""
    return np.flatnonzero((cells[COUNT] > 0) & (cells[COUNT] < below))


def _rest_counted(truth: pd.DataFrame, names: Sequence[str], rest: str) -> pd.DataFrame:
    """`truth` with the counts of the rest: what is left of each total of the first dimension."""
    first, others = names[0], list(names[1:])
    told = truth[truth[first] != ALL].groupby(others)[COUNT].sum().rename("told")
    both = with_rest(truth, first, rest).join(told, on=others)
    totals = both[both[first] == ALL].set_index(others)[COUNT].rename("total")
    both = both.join(totals, on=others)
    both[COUNT] = both[COUNT].where(both[first] != rest, both["total"] - both["told"])
    return both.drop(columns=["told", "total"])


def _named(cells: pd.DataFrame, names: Sequence[str], where: np.ndarray | int) -> str:
    """The (first) cell of `where` in words: "Foster care, 5 to 9"."""
    place = int(np.flatnonzero(where)[0]) if isinstance(where, np.ndarray) else int(where)
    return ", ".join(str(cells[name].iloc[place]) for name in names)
