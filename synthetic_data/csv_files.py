"""CSV files as every return has them: UTF-8, comma, header row, dates dd/mm/yyyy, blanks empty.

The rows and the digest of each file are noted as it is written, so that whoever makes the manifest need not read it
again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.dates import EVERY_DAY, day_number

if TYPE_CHECKING:
    import polars as pl

DATE_FORMAT = "%d/%m/%Y"
ROWS_AT_A_TIME = 50_000


@dataclass(frozen=True)
class Noted:
    """What was seen of a CSV file as it was written: its data rows, and the SHA-256 of its bytes."""

    rows: int
    sha256: str


_noted: ContextVar[dict[Path, Noted] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[dict[Path, Noted]]:
    """Gives the CSV files written while it is open, by path, as far as this module wrote them."""
    noted: dict[Path, Noted] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table as a CSV file, so many rows at a time that its text is never held whole."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for begin in range(0, max(table.height, 1), ROWS_AT_A_TIME):
            text = io.BytesIO()
            _dates_as_text(table.slice(begin, ROWS_AT_A_TIME)).write_csv(text, include_header=begin == 0)
            digest.update(text.getbuffer())
            file.write(text.getbuffer())
    noted = _noted.get()
    if noted is not None:
        noted[path] = Noted(table.height, digest.hexdigest())


def _dates_as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Looked up, not worked out: Polars takes twice as long to write dates as texts."""
    import polars as pl

    first = day_number(EVERY_DAY[0])
    return pl.DataFrame(
        [
            _days()[(column.cast(pl.Int32) - first).cast(pl.UInt32)].alias(column.name)
            if column.dtype == pl.Date
            else column
            for column in table
        ]
    )


@cache
def _days() -> pl.Series:
    """Every day that the calendar knows, as text."""
    import polars as pl

    return pl.date_range(*EVERY_DAY, eager=True).dt.strftime(DATE_FORMAT)
