"""Bad input is made from good input, one thing at a time, and says which refusal is right."""

from __future__ import annotations

import pandas as pd
import pytest

from curriculum.bad_input import with_a_row_twice, with_cell, without_column, without_rows
from curriculum.exercise import Given, table

GOOD = (table("ID DAY:text\nA -\nB 01/03/2026\nC 02/03/2026"), table("ID\nA"))


@pytest.mark.parametrize(
    ("given", "words", "naming", "left"),
    [
        (without_column(0, "DAY"), "without the column DAY", "DAY", [("A",), ("B",), ("C",)]),
        (
            with_cell(0, "DAY", "3/26"),
            'with "3/26" under DAY',
            "DAY",
            [("A", None), ("B", "3/26"), ("C", "02/03/2026")],
        ),
        (with_cell(0, "DAY", None), "with a blank under DAY", "DAY", [("A", None), ("B", None), ("C", "02/03/2026")]),
        (without_rows(0), "without any rows", "", []),
    ],
)
def test_one_thing_is_wrong_and_the_refusal_names_it(
    given: Given, words: str, naming: str, left: list[tuple[str | None, ...]]
) -> None:
    changed, other = given.tables(GOOD)
    rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in changed.itertuples(index=False)]
    assert rows == left
    assert other.equals(GOOD[1])
    assert given.words == words
    assert given.refused is not None
    assert (given.refused.types, given.refused.naming) == (("ValueError",), naming)


def test_a_row_twice_stands_at_the_end_of_the_table_named() -> None:
    first, second = with_a_row_twice(1, "ID").tables(GOOD)
    assert second["ID"].to_list() == ["A", "A"]
    assert len(first) == 3


def test_the_tables_it_is_made_from_stay_as_they_were() -> None:
    before = [each.copy() for each in GOOD]
    Given("emptied in place", lambda one, two: (one.drop(columns="DAY"), two.assign(ID="Z"))).tables(GOOD)
    assert all(each.equals(was) for each, was in zip(GOOD, before, strict=True))
