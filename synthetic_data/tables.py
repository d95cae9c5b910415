"""The package's own small tables, lookups between polars frames, and the pandas frame a learner works with."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import polars as pl


def own_table(path: Path, text: bool = False) -> pl.DataFrame:
    """A CSV table of this package: each column whole numbers, else numbers, else text (all of them when `text`), blanks
    null.

    A council needs a hundred such tables, and Polars takes seven times as long over a hundred rows.
    """
    import polars as pl

    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kinds: dict[type, type[pl.DataType]] = (
        {str: pl.String} if text else {int: pl.Int64, float: pl.Float64, str: pl.String}
    )
    columns = []
    for name, texts in zip(header, zip(*rows, strict=True), strict=True):
        for kind, dtype in kinds.items() if any(texts) else [(str, pl.String)]:
            with suppress(ValueError):
                columns.append(pl.Series(name, [kind(text) if text else None for text in texts], dtype))
                break
    return pl.DataFrame(columns)


@dataclass(frozen=True)
class Arrays:
    """A record whose fields are arrays of one length: a table that NumPy reckons with."""

    def at(self, rows: np.ndarray) -> Self:
        """The same of some rows (positions, or true for those wanted)."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def rows_of(table: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """The row of `table` with each number, null where the number is: a lookup, where a join would sort out keys.

    For tables whose key is the number of the row, as `person` is in `children` and `identities`.
    """
    return table[numbers]


def numbers_of(codes: pl.Series, number: Mapping[str, int], otherwise: int) -> np.ndarray:
    """The number of each code of an Enum column, `otherwise` where it has none: looked up by category, not by row."""
    import numpy as np

    kept = codes.dtype.categories.to_list()  # type: ignore[attr-defined]
    return np.array([number.get(code, otherwise) for code in kept])[codes.to_physical().to_numpy()]


def neighbour(column: str, by: str, step: int) -> pl.Expr:
    """The value in the row before (step 1) or after (step -1), null where that row is another's: `shift` over `by` for
    tables in which the rows of each `by` stand together, without the sorting out."""
    import polars as pl

    return pl.when(pl.col(by) == pl.col(by).shift(step)).then(pl.col(column).shift(step))


def as_learner_reads(table: pl.DataFrame) -> pd.DataFrame:
    """What `pd.read_csv` gives with text ids and codes and parsed dates: `str`, `datetime64[us]`, and numbers as
    float where blanks occur."""
    import pandas as pd
    import polars as pl

    columns = {}
    for column in table:
        if column.dtype == pl.Date:
            columns[column.name] = pd.Series(column.cast(pl.Datetime("us")).to_numpy(), dtype="datetime64[us]")
        elif column.dtype.is_numeric():
            columns[column.name] = pd.Series(column.to_numpy())
        else:
            columns[column.name] = pd.Series(column.cast(pl.String).to_list(), dtype="str")
    return pd.DataFrame(columns)
