"""Columns of equally long text built as byte matrices, without a Python string for each row.

A matrix has one row a value and one column a character (uint8, ASCII). Identifiers and postcodes are made this way:
200,000 of them cost a few hundredths of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa

ZERO = ord("0")


def put_digits(matrix: np.ndarray, first_column: int, numbers: np.ndarray, width: int) -> None:
    """Write `numbers` into `width` columns of `matrix` from `first_column`, with leading zeros; higher digits are
    lost."""
    left = np.asarray(numbers).copy()
    for column in range(first_column + width - 1, first_column - 1, -1):
        left, digit = np.divmod(left, 10)
        matrix[:, column] = digit + ZERO


def put_text(matrix: np.ndarray, first_column: int, text: str) -> None:
    """Write the same text into every row."""
    matrix[:, first_column : first_column + len(text)] = np.frombuffer(text.encode("ascii"), np.uint8)


def to_arrow(matrix: np.ndarray) -> pa.StringArray:
    """The rows as an Arrow string column sharing the matrix's memory."""
    import pyarrow as pa  # slow to import, and most of the work never needs it

    rows, width = matrix.shape
    offsets = np.arange(0, rows * width + 1, width, dtype=np.int32) if rows else np.zeros(1, np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix)))


def to_polars(matrix: np.ndarray, name: str = "") -> pl.Series:
    """The rows as a polars String column."""
    if not len(matrix):
        return pl.Series(name, [], dtype=pl.String)
    whole = np.ascontiguousarray(matrix).view(f"S{matrix.shape[1]}").ravel()
    return pl.Series(name, whole).cast(pl.String)


def from_strings(values: list[str]) -> np.ndarray:
    """A matrix from equally long ASCII strings, for tests and small inputs."""
    return np.frombuffer("".join(values).encode("ascii"), np.uint8).reshape(len(values), -1)
