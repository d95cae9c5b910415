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
ROWS_AT_A_TIME = 20_000


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
            some = table.slice(begin, ROWS_AT_A_TIME)
            _dates_as_text(some)
            text = _text(some, header=begin == 0)
            digest.update(text)
            file.write(text)
    noted = _noted.get()
    if noted is not None:
        noted[path] = Noted(table.height, digest.hexdigest())


def _text(table: pl.DataFrame, header: bool) -> bytes:
    """A table as CSV. Polars takes half as long again when it looks into every value for what has to stand in quotes:
    next to no table has such a value, and in those that have the separators do not add up. (A text of no letters is
    written as the blank it is.)"""
    text = io.BytesIO()
    table.write_csv(text, include_header=header, quote_style="never")
    if not _is_plain(text.getvalue(), table.height + header, table.width):
        text = io.BytesIO()
        table.write_csv(text, include_header=header)
    return text.getvalue()


def _is_plain(text: bytes, lines: int, columns: int) -> bool:
    """Whether no value of a CSV written without quotes holds a comma, a quote or the end of a line."""
    import numpy as np

    every = np.frombuffer(text, np.uint8)
    commas, ends = (np.count_nonzero(every == ord(mark)) for mark in ",\n")
    return b'"' not in text and b"\r" not in text and commas == lines * (columns - 1) and ends == lines


def _dates_as_text(table: pl.DataFrame) -> None:
    """Turn the table's dates into text: looked up, not worked out, as Polars takes twice as long to write dates."""
    import polars as pl

    first = day_number(EVERY_DAY[0])
    for number, (name, kind) in enumerate(table.schema.items()):
        if kind == pl.Date:
            days = (table.to_series(number).cast(pl.Int32) - first).cast(pl.UInt32)
            table.replace_column(number, _days()[days].alias(name))


@cache
def _days() -> pl.Series:
    """Every day that the calendar knows, as text."""
    import polars as pl

    return pl.date_range(*EVERY_DAY, eager=True).dt.strftime(DATE_FORMAT)
