"""Figures that point at nobody: small groups hidden, what is hidden not to be worked out, numbers said safely."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.disclosure import ALL, COUNT, ranges
from grading.small_groups import FEWEST, hidden_groups, how_many, per_cent

teams = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1)


@given(teams)
def test_no_hidden_group_can_be_worked_out_from_the_total(people: dict[str, int]) -> None:
    """The audit that module 13 teaches, over the numbers of people: the least and the most that a hidden one can be."""
    hidden = hidden_groups(people)
    assert {name for name, number in people.items() if 0 < number < FEWEST} <= hidden
    if hidden == {name for name, number in people.items() if number}:
        return  # nothing but the total is shown
    shown = {name: np.nan if name in hidden else number for name, number in people.items()}
    rows = [(team, day, number) for team, number in shown.items() for day in ("today", ALL)]
    rows += [(ALL, day, sum(people.values())) for day in ("today", ALL)]
    cells = pd.DataFrame(rows, columns=["TEAM", "DAY", COUNT])
    for low, high in ranges(cells, ["TEAM", "DAY"], np.flatnonzero(cells[COUNT].isna()).tolist()):
        assert high - low >= FEWEST


@given(teams)
def test_nothing_is_hidden_where_nobody_needs_it(people: dict[str, int]) -> None:
    if all(number == 0 or number >= FEWEST for number in people.values()):
        assert hidden_groups(people) == frozenset()


def test_a_single_small_team_takes_the_next_smallest_with_it() -> None:
    assert hidden_groups({"large": 20, "middling": 8, "small": 2}) == {"small", "middling"}
    assert hidden_groups({"large": 20, "small": 3, "smaller": 2}) == {"small", "smaller"}
    assert hidden_groups({"large": 20, "eight": 8, "one": 1, "two": 2}) == {"one", "two", "eight"}


def test_a_team_of_nobody_protects_nobody() -> None:
    assert hidden_groups({"large": 20, "empty": 0, "small": 2}) == {"small", "large"}


@pytest.mark.parametrize(
    ("number", "of", "words"),
    [
        (4, 30, "fewer than 5 of 30"),
        (0, 30, "fewer than 5 of 30"),
        (5, 30, "5 of 30"),
        (25, 30, "25 of 30"),
        (26, 30, "all 30, or all but a few"),
        (30, 30, "all 30, or all but a few"),
        (2, 3, "some or none of 3"),
    ],
)
def test_a_small_number_is_read_from_neither_end(number: int, of: int, words: str) -> None:
    assert how_many(number, of) == words


def test_nobody_is_told_that_every_person_has_nothing_or_everything() -> None:
    assert (per_cent(0), per_cent(0.054), per_cent(0.056)) == ("5% or less", "5% or less", "6%")
    assert (per_cent(0.94), per_cent(0.95), per_cent(1)) == ("94%", "95% or more", "95% or more")
