"""The warehouse as files: CSV, Parquet, one DuckDB database, one SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.arrow_stream import ArrowStream
from synthetic_data.views import Writer, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council

NAME = "warehouse"
DUCKDB_MEMORY = "64MB"
DUCKDB_BLOCK = 16_384  # bytes: the smallest
ROWS_AT_A_TIME = 10_000
SQLITE_TYPES = {pl.Int64: "INTEGER", pl.Float64: "REAL", pl.Boolean: "INTEGER"}


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/warehouse/<table>.csv."""
    write_csv_tables(council.view_tables(NAME, year), folder)


def write_parquet(council: Council, year: str, folder: Path) -> None:
    """OUT/warehouse/<table>.parquet."""
    for name, table in council.view_tables(NAME, year).items():
        table.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)


def write_duckdb(council: Council, year: str, folder: Path) -> None:
    """OUT/warehouse/council.duckdb: every table, typed. Small blocks keep a small council's file small."""
    import duckdb

    with closing(duckdb.connect(config={"threads": 1, "memory_limit": DUCKDB_MEMORY})) as database:
        path = str(folder / "council.duckdb").replace("'", "''")
        database.execute(f"ATTACH '{path}' AS council (BLOCK_SIZE {DUCKDB_BLOCK})")
        database.execute("USE council")
        for name, table in council.view_tables(NAME, year).items():
            database.register("incoming", ArrowStream(table))
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")  # kept at once: no table is held longer
            database.unregister("incoming")
        database.execute("USE memory")
        database.execute("DETACH council")


def write_sqlite(council: Council, year: str, folder: Path) -> None:
    """OUT/warehouse/council.sqlite: every table; dates are text yyyy-mm-dd, flags 0 or 1."""
    with closing(sqlite3.connect(folder / "council.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for name, table in council.view_tables(NAME, year).items():
            columns = ", ".join(f"{column} {_sqlite_type(kind)}" for column, kind in table.schema.items())
            database.execute(f"CREATE TABLE {name} ({columns})")
            places = ", ".join("?" * table.width)
            database.executemany(f"INSERT INTO {name} VALUES ({places})", _rows(table))
        database.execute("COMMIT")


def _sqlite_type(kind: pl.DataType) -> str:
    return SQLITE_TYPES.get(type(kind), "TEXT")


def _rows(table: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """The rows as plain values, so many at a time, so that no large table is ever held as Python objects."""
    plain = table.with_columns(pl.col(pl.Date).cast(pl.String), pl.col(pl.Boolean).cast(pl.Int64))
    for some in plain.iter_slices(ROWS_AT_A_TIME):
        yield from zip(*(some[column].to_list() for column in some.columns), strict=True)


WRITERS: Mapping[str, Writer] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "duckdb": write_duckdb,
    "sqlite": write_sqlite,
}
