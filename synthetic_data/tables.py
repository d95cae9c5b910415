"""Lookups between polars frames, and from a view's frame to the pandas frame a learner works with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import polars as pl


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
