"""The package's own tables, and lookups between polars frames."""

from pathlib import Path

import polars as pl

import synthetic_data
from synthetic_data.tables import neighbour, own_table, rows_of


def test_every_table_of_the_package_reads_as_polars_reads_it() -> None:
    folder = Path(synthetic_data.__file__).parent
    paths = [path for part in ("calibration", "around", "codes") for path in (folder / part).glob("*.csv")]
    assert paths
    for path in paths:
        for text in (False, True):
            by_polars = pl.read_csv(path, infer_schema_length=0 if text else None)
            ours = own_table(path, text)
            assert ours.schema == by_polars.schema, path.name
            assert ours.equals(by_polars), path.name


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
