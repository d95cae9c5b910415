"""The warehouse as files: CSV, Parquet, one DuckDB database, one SQLite database, a table at a time into each.

<table>.csv, <table>.parquet     a file a table
council.duckdb                   every table, typed; small blocks keep a small council's file small
council.sqlite                   every table; dates are text yyyy-mm-dd, flags 0 or 1
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import polars as pl

from synthetic_data.arrow_stream import FRUGAL, ArrowStream
from synthetic_data.memory import give_back
from synthetic_data.views import write_csv_tables

DUCKDB_BLOCK = 16_384  # bytes: the smallest
ROWS_AT_A_TIME = 10_000
ROWS_A_STATEMENT = 40
SQLITE_TYPES = {pl.Int64: "INTEGER", pl.Float64: "REAL", pl.Boolean: "INTEGER"}

Put = Callable[[str, pl.DataFrame], None]


def write_tables(tables: Iterable[tuple[str, pl.DataFrame]], folder: Path, formats: Sequence[str]) -> None:
    """Write each table in every one of the formats (names in `SINKS`) before the next is asked for."""
    with ExitStack() as stack:
        sinks = [stack.enter_context(SINKS[form](folder)) for form in formats]
        for name, table in tables:
            for put in sinks:
                put(name, table)
            del table  # before the next is made, not after
            give_back()


@contextmanager
def _csv(folder: Path) -> Iterator[Put]:
    yield lambda name, table: write_csv_tables({name: table}, folder)


@contextmanager
def _parquet(folder: Path) -> Iterator[Put]:
    yield lambda name, table: table.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)


@contextmanager
def _duckdb(folder: Path) -> Iterator[Put]:
    import duckdb

    with closing(duckdb.connect(config=FRUGAL)) as database:
        path = str(folder / "council.duckdb").replace("'", "''")
        database.execute(f"ATTACH '{path}' AS council (BLOCK_SIZE {DUCKDB_BLOCK})")
        database.execute("USE council")

        def put(name: str, table: pl.DataFrame) -> None:
            database.register("incoming", ArrowStream(table))
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")  # kept at once, not at the end
            database.unregister("incoming")

        yield put
        database.execute("USE memory")
        database.execute("DETACH council")


@contextmanager
def _sqlite(folder: Path) -> Iterator[Put]:
    with closing(sqlite3.connect(folder / "council.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")

        def put(name: str, table: pl.DataFrame) -> None:
            columns = ", ".join(f"{column} {_sqlite_type(kind)}" for column, kind in table.schema.items())
            database.execute(f"CREATE TABLE {name} ({columns})")
            row = f"({', '.join('?' * table.width)})"
            for rows in _batches(table):
                places = ", ".join([row] * (len(rows[0]) // table.width))
                database.executemany(f"INSERT INTO {name} VALUES {places}", rows)

        yield put
        database.execute("COMMIT")


def _sqlite_type(kind: pl.DataType) -> str:
    return SQLITE_TYPES.get(type(kind), "TEXT")


def _batches(table: pl.DataFrame) -> Iterator[list[tuple[object, ...]]]:
    """The table's plain values in order, the cells of ROWS_A_STATEMENT rows together (SQLite takes a fifth longer over
    one row after another), in batches of equal length, so that no large table is ever held as Python objects."""
    plain = table.with_columns(pl.col(pl.Date).cast(pl.String), pl.col(pl.Boolean).cast(pl.Int64))
    for some in plain.iter_slices(ROWS_AT_A_TIME):
        cells = [cell for row in zip(*(some[column].to_list() for column in some.columns), strict=True) for cell in row]
        step = ROWS_A_STATEMENT * table.width
        whole = len(cells) // step * step
        if whole:
            yield [tuple(cells[begin : begin + step]) for begin in range(0, whole, step)]
        if cells[whole:]:
            yield [tuple(cells[whole:])]


SINKS: Mapping[str, Callable[[Path], AbstractContextManager[Put]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "duckdb": _duckdb,
    "sqlite": _sqlite,
}
