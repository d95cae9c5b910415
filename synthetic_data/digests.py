"""SHA-256 of files so that equal data give equal digests: of the bytes, save where a library adds some of its own.

A DuckDB file holds random salt and whatever lay in unused memory, a SQLite file the version of the library that wrote
it. Of a DuckDB file the values are digested: every table with its columns, kinds and rows in order. Of a SQLite file
the bytes are, less the version.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from synthetic_data.arrow_stream import FRUGAL, ArrowStream

OF_VALUES = "values"
ROWS_AT_A_TIME = 50_000
BYTES_AT_A_TIME = 1_000_000
SQLITE_VERSIONS = slice(92, 100)  # of the file's header: https://www.sqlite.org/fileformat.html, section 1.3


def digest_of(path: Path) -> dict[str, str]:
    """The digest of one file as a manifest keeps it: `sha256`, and `digest_of: values` where it is not of the bytes.

    Raises OSError when the file cannot be read.
    """
    if path.suffix == ".duckdb":
        return {"sha256": _of_duckdb(path), "digest_of": OF_VALUES}
    if path.suffix == ".sqlite":
        return {"sha256": _of_sqlite(path), "digest_of": OF_VALUES}
    return {"sha256": sha256_of(path)}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_duckdb(path: Path) -> str:
    import duckdb
    import polars as pl

    whole = hashlib.sha256()
    try:
        with closing(duckdb.connect(str(path), read_only=True, config=FRUGAL)) as database:
            for (name,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_name").fetchall():
                columns = database.execute(f'DESCRIBE "{name}"').fetchall()
                whole.update(f"{name} {columns}\n".encode())
                rows = pl.DataFrame(ArrowStream(database.sql(f'SELECT * FROM "{name}"')))
                for some in rows.iter_slices(ROWS_AT_A_TIME):
                    whole.update(some.write_csv(include_header=False).encode())
    except duckdb.Error as problem:
        raise OSError(f"{path} is not a DuckDB database") from problem
    return whole.hexdigest()


def _of_sqlite(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as file:
        header = bytearray(file.read(SQLITE_VERSIONS.stop))
        header[SQLITE_VERSIONS] = bytes(SQLITE_VERSIONS.stop - SQLITE_VERSIONS.start)
        whole.update(header)
        while some := file.read(BYTES_AT_A_TIME):
            whole.update(some)
    return whole.hexdigest()
