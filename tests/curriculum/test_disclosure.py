"""The attacker of published tables: bounds that agree with every table there could be, and releases that hold."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.disclosure import (
    ALL,
    COUNT,
    fault_of_release,
    ranges,
    safe_release,
    small_places,
    with_rest,
)

DIMENSIONS = ["PLACE", "AGE"]
BELOW, GAP = 5, 3


def table_of(counts: list[list[int]], **more: str) -> pd.DataFrame:
    """A tidy table with its totals; rows are called p0, p1, ... and columns a0, a1, ..."""
    inner = np.array(counts)
    whole = np.pad(inner, ((0, 1), (0, 1)))
    whole[-1, :-1], whole[:, -1] = inner.sum(axis=0), whole[:, :-1].sum(axis=1)
    whole[-1, -1] = inner.sum()
    down = [f"p{n}" for n in range(inner.shape[0])] + [ALL]
    across = [f"a{n}" for n in range(inner.shape[1])] + [ALL]
    rows = [(p, a, int(whole[i, j])) for (i, p), (j, a) in product(enumerate(down), enumerate(across))]
    return pd.DataFrame(rows, columns=[*DIMENSIONS, COUNT]).assign(**more)


def hide(table: pd.DataFrame, *cells: str) -> pd.DataFrame:
    """The table with some cells hidden, each named "p0 a1"."""
    named = table["PLACE"] + " " + table["AGE"]
    return table.assign(**{COUNT: table[COUNT].astype(float).mask(named.isin(cells))})


THREE_BY_THREE = table_of([[20, 15, 2], [9, 30, 8], [7, 6, 11]])


def fault(release: pd.DataFrame, truth: pd.DataFrame = THREE_BY_THREE, gap: int = GAP) -> str | None:
    return fault_of_release(release, truth, DIMENSIONS, BELOW, gap)


def test_a_cell_hidden_alone_is_worked_out_from_its_row() -> None:
    release = hide(THREE_BY_THREE, "p0 a2")
    assert ranges(release, DIMENSIONS, [2]).tolist() == [[2, 2]]
    assert fault(release) == "the count of p0, a2 can be worked out too closely from the others"


def test_a_pair_in_a_row_is_still_worked_out_from_the_columns() -> None:
    assert "p0, a2" in str(fault(hide(THREE_BY_THREE, "p0 a2", "p0 a1")))


def test_four_corners_survive() -> None:
    assert fault(hide(THREE_BY_THREE, "p0 a2", "p0 a0", "p2 a2", "p2 a0")) is None


def test_a_small_total_gives_away_how_small_its_parts_are() -> None:
    table = table_of([[3, 1, 2], [9, 30, 8], [7, 6, 11]])
    corners = hide(table, "p0 a0", "p0 a1", "p0 a2", "p2 a0", "p2 a1", "p2 a2")
    assert fault(corners, table, gap=6) is None
    assert "too closely" in str(fault(corners, table, gap=7)), "the row's total of six says none is over six"


def test_hiding_more_than_is_needed_is_a_fault_too() -> None:
    everything = THREE_BY_THREE.assign(**{COUNT: np.nan})
    assert "without that every small count would still be safe" in str(fault(everything))


@pytest.mark.parametrize("change", [lambda n: (n / 5).round() * 5, lambda n: n + 1, lambda n: n * 0])
def test_counts_are_shown_or_hidden_and_never_altered(change) -> None:
    release = hide(THREE_BY_THREE, "p0 a2", "p0 a0", "p2 a2", "p2 a0")
    assert "is not the one you were given" in str(fault(release.assign(**{COUNT: change(release[COUNT])})))


def test_a_cell_left_out_or_there_twice_is_a_fault() -> None:
    release = safe_release(THREE_BY_THREE, DIMENSIONS, BELOW, GAP)
    assert "each cell" in str(fault(release.iloc[1:]))
    assert "each cell" in str(fault(pd.concat([release.iloc[1:], release.iloc[-1:]])))
    assert "each cell" in str(fault(release.replace({"AGE": {"a1": "a9"}})))


def test_rows_in_another_order_are_the_same_release() -> None:
    release = safe_release(THREE_BY_THREE, DIMENSIONS, BELOW, GAP)
    assert fault(release.sample(frac=1, random_state=1)) is None


def test_totals_that_do_not_add_up_are_refused() -> None:
    odd = hide(THREE_BY_THREE, "p0 a2").assign(**{COUNT: lambda t: t[COUNT].where(t.index != 0, 99)})
    with pytest.raises(ValueError, match="do not add up"):
        ranges(odd, DIMENSIONS, [2])


def every_table_behind(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Each table of whole numbers with the same totals and the same counts shown, one row each."""
    most = int(max(counts.sum(axis=0).max(), counts.sum(axis=1).max()))
    choices = [np.arange(most + 1) if flag else [n] for n, flag in zip(counts.ravel(), hidden.ravel(), strict=True)]
    guesses = np.array(list(product(*choices))).reshape(-1, *counts.shape)
    fits = (guesses.sum(axis=1) == counts.sum(axis=0)).all(axis=1)
    fits &= (guesses.sum(axis=2) == counts.sum(axis=1)).all(axis=1)
    return guesses[fits].reshape(-1, counts.size)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=6, max_size=6), st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_the_bounds_are_those_of_every_table_that_could_stand_behind_it(counts, places) -> None:
    inner = np.array(counts).reshape(2, 3)
    hidden = np.isin(np.arange(6), list(places)).reshape(2, 3)
    table = table_of(inner.tolist())
    inside = table[(table["PLACE"] != ALL) & (table["AGE"] != ALL)].index[hidden.ravel()]
    release = table.assign(**{COUNT: table[COUNT].astype(float).mask(table.index.isin(inside))})
    possible = every_table_behind(inner, hidden)[:, hidden.ravel()]
    found = ranges(release, DIMENSIONS, list(inside))
    assert found.round(6).tolist() == np.column_stack([possible.min(axis=0), possible.max(axis=0)]).tolist()


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=3, max_size=3), st.integers(1, 6))
def test_our_own_release_has_no_fault_whatever_the_table(counts, gap) -> None:
    table = table_of(counts)
    assert fault(safe_release(table, DIMENSIONS, BELOW, gap), table, gap) is None


def two_tables(everybody: list[list[int]], boys: list[list[int]]) -> pd.DataFrame:
    both = pd.concat([table_of(everybody, WHO=ALL), table_of(boys, WHO="Boys")], ignore_index=True)
    return both[["WHO", *DIMENSIONS, COUNT]]


EVERYBODY = [[20, 15, 21], [19, 30, 18], [17, 16, 11]]
BOYS = [[10, 8, 20], [9, 14, 9], [8, 8, 6]]  # girls: one in p0 a2


def test_two_tables_without_a_small_count_give_one_away_together() -> None:
    both = two_tables(EVERYBODY, BOYS)
    assert not len(small_places(both, BELOW))
    said = fault_of_release(both, both, ["WHO", *DIMENSIONS], BELOW, GAP, rest="Girls")
    assert said == "the count of Girls, p0, a2 can be worked out too closely from the others"
    assert fault_of_release(both, both, ["WHO", *DIMENSIONS], BELOW, GAP) is None, "nobody took one from the other"


def test_our_own_release_of_two_tables_withstands_their_difference() -> None:
    both = two_tables(EVERYBODY, BOYS)
    release = safe_release(both, ["WHO", *DIMENSIONS], BELOW, GAP, rest="Girls")
    assert fault_of_release(release, both, ["WHO", *DIMENSIONS], BELOW, GAP, rest="Girls") is None
    girls = with_rest(release, "WHO", "Girls")
    place = girls[(girls["WHO"] == "Girls") & (girls["PLACE"] == "p0") & (girls["AGE"] == "a2")].index
    least, most = ranges(girls, ["WHO", *DIMENSIONS], list(place))[0]
    assert least <= 1 <= most and most - least >= GAP
