"""Lookups between polars frames."""

import polars as pl

from synthetic_data.tables import neighbour, rows_of


def test_rows_are_looked_up_by_number_and_a_missing_number_finds_blanks() -> None:
    table = pl.DataFrame({"name": ["a", "b", "c"], "age": [1, 2, None]})
    found = rows_of(table, pl.Series("person", [2, 0, None, 0], dtype=pl.Int32))
    assert found.rows() == [("c", None), ("a", 1), (None, None), ("a", 1)]


def test_a_neighbour_is_the_same_persons_row_before_or_after_and_else_a_blank() -> None:
    table = pl.DataFrame({"person": [1, 1, 1, 4, 5, 5], "day": [3, 8, None, 2, 7, 9]})
    found = table.select(
        before=neighbour("day", "person", 1),
        after=neighbour("day", "person", -1),
    )
    grouped = table.select(before=pl.col("day").shift(1).over("person"), after=pl.col("day").shift(-1).over("person"))
    assert found.equals(grouped)
