"""Lookups between polars frames."""

import polars as pl

from synthetic_data.tables import rows_of


def test_rows_are_looked_up_by_number_and_a_missing_number_finds_blanks() -> None:
    table = pl.DataFrame({"name": ["a", "b", "c"], "age": [1, 2, None]})
    found = rows_of(table, pl.Series("person", [2, 0, None, 0], dtype=pl.Int32))
    assert found.rows() == [("c", None), ("a", 1), (None, None), ("a", 1)]
