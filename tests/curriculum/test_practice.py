from __future__ import annotations

import pandas as pd
import pytest

from curriculum.practice import days, shape_of, spoken, table
from synthetic_data.errors import PlainError


def test_columns_get_the_type_their_values_show() -> None:
    made = table("""
        CHILD  DECOM       SEX:text  n   rate  note
        A007   2025-04-01  1         3   0.5   "left the area"
        0012   -           2         4   -     -
    """)
    assert list(made["CHILD"]) == ["A007", "0012"]
    assert made["DECOM"][0] == pd.Timestamp("2025-04-01")
    assert pd.isna(made["DECOM"][1])
    assert list(made["SEX"]) == ["1", "2"]
    assert made["n"].dtype == "int64"
    assert made["rate"].isna().tolist() == [False, True]
    assert made["note"][0] == "left the area"
    assert made["note"].isna()[1]


def test_numbers_with_a_leading_zero_stay_text() -> None:
    assert list(table("ID\n001\n002")["ID"]) == ["001", "002"]


def test_a_row_with_a_value_too_few_is_named() -> None:
    with pytest.raises(PlainError, match=r"Row 2 .* 1 values for 2 columns"):
        table("A B\n1 2\n3")


def test_a_type_nobody_knows_is_named() -> None:
    with pytest.raises(PlainError, match=r'SEX .* "words"'):
        table("SEX:words\n1")


def test_days_are_timestamps_and_refuse_british_order() -> None:
    assert days("2026-03-31") == (pd.Timestamp("2026-03-31"),)
    with pytest.raises(PlainError, match="31/03/2026"):
        days("31/03/2026")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (pd.Timestamp("2026-03-01"), "1 March 2026"),
        (1234, "1,234"),
        (12.5, "12.5"),
        (True, "True"),
        (None, "nothing"),
        (pd.DataFrame({"a": [1, 2]}), "a table of 2 rows and 1 columns"),
        ("C2", "C2"),
        (["C2", 1234], "C2, 1,234"),
        ([], "none"),
        ({"police": ["6"], "schools": ["2A", "2B"]}, "police 6, schools 2A, 2B"),
    ],
)
def test_values_are_said_as_people_say_them(value: object, words: str) -> None:
    assert spoken(value) == words


def test_numbers_of_numpy_are_numbers() -> None:
    assert shape_of(pd.Series([1, 2]).sum()) == "whole number"
    assert shape_of(pd.Series([1.5, 2]).mean()) == "number"
