"""Places among rising numbers are those that a search or a sort would find."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.ladders import Ladder, ranks


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40).map(sorted),
    st.lists(st.floats(-2e3, 2e3), max_size=40),
)
def test_a_ladder_finds_what_a_search_finds(rungs: list[float], values: list[float]) -> None:
    steps, among = np.array(rungs), np.array([*values, *rungs])
    assert Ladder(steps).reached(among).tolist() == np.searchsorted(steps, among, side="right").tolist()


@given(st.lists(st.integers(-50, 50) | st.integers(-(10**6), 10**6), max_size=40))
def test_ranks_are_places_among_the_different_numbers(values: list[int]) -> None:
    different, places = np.unique(np.array(values, np.int64), return_inverse=True)
    found, count = ranks(np.array(values, np.int64))
    assert found.tolist() == places.tolist()
    assert count == len(different)
