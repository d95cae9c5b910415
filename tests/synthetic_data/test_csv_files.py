"""CSV files are what Polars writes of the same table, whatever is noted and however many rows go at a time."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from synthetic_data import csv_files
from synthetic_data.csv_files import noting, write_csv
from synthetic_data.digests import sha256_of

TABLE = pl.DataFrame(
    {
        "CHILD": ["SYN000001", "SYN000002", "SYN000003", None, "SYN000005"],
        "DOB": [date(2010, 1, 2), None, date(1900, 1, 1), date(2199, 12, 31), date(2024, 2, 29)],
        "WHERE": ["at home", "with family, away", 'the "Old Mill"', "", None],
        "SCORE": [1, None, 3, 4, 5],
    }
)


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_a_table_is_written_as_polars_would_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(csv_files, "ROWS_AT_A_TIME", 2)
    table = TABLE.head(rows)
    write_csv(table, tmp_path / "ours.csv")
    table.write_csv(tmp_path / "theirs.csv", date_format="%d/%m/%Y")
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()


@pytest.mark.parametrize("value", ["a,b", 'say "so"', '"', "two\nlines", "back\rhere", "plain", " ", None])
@pytest.mark.parametrize("columns", [["A"], ["A", "B"], ["A,B", "C"]])
def test_a_value_stands_in_quotes_where_it_must(tmp_path: Path, value: str | None, columns: list[str]) -> None:
    table = pl.DataFrame({column: ["x", value] for column in columns}, schema=dict.fromkeys(columns, pl.String))
    write_csv(table, tmp_path / "ours.csv")
    table.write_csv(tmp_path / "theirs.csv")
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()


def test_rows_and_digest_are_noted_while_somebody_asks(tmp_path: Path) -> None:
    with noting() as noted:
        write_csv(TABLE, tmp_path / "one.csv")
    write_csv(TABLE, tmp_path / "two.csv")
    assert list(noted) == [tmp_path / "one.csv"]
    assert noted[tmp_path / "one.csv"].rows == TABLE.height
    assert noted[tmp_path / "one.csv"].sha256 == sha256_of(tmp_path / "two.csv")


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_outside_the_calendar_is_not_written_as_another(tmp_path: Path, day: date) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        write_csv(pl.DataFrame({"DOB": [day]}), tmp_path / "one.csv")
