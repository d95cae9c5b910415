"""The children that `placements` finds homes for, as arrays: one place a period of care.

Days are day numbers; NOT_YET is a day that never comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from synthetic_data.draws import whole_ages

NOT_YET = 2**30
YOUNG = 5  # years: younger children come to whoever has room, and from there to a home that is planned for them
FOSTERED = ("foster", "kin")  # kinds of placement: with foster carers, strangers or relatives


@dataclass(frozen=True)
class PlacedChildren:
    """Who they are, what is planned for them, and the days that the law and the ending give.

    last_from, last_kind: the last stretch that the ending needs ("any" where it needs none).
    order_from, full_from: the first day under a care order of any kind, and under a full one.
    e1_from, e1_until: under a placement order. together: the children who came in together.
    """

    period: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    born: np.ndarray
    last_from: np.ndarray
    last_kind: np.ndarray
    order_from: np.ndarray
    full_from: np.ndarray
    e1_from: np.ndarray
    e1_until: np.ndarray
    plan: np.ndarray
    unaccompanied: np.ndarray
    boy: np.ndarray
    together: np.ndarray
    short_breaks: np.ndarray

    @classmethod
    def of(cls, frame: pl.DataFrame) -> PlacedChildren:
        """From a frame with columns of these names, but `start` and `planned_end`, `dob`, `kind`, `uasc` and `sex`."""
        days = {name: day_numbers(frame[name]) for name in _DAYS}
        return cls(
            period=frame["period"].to_numpy(),
            begin=day_numbers(frame["start"]),
            end=day_numbers(frame["planned_end"]),
            born=day_numbers(frame["dob"]),
            last_kind=frame["kind"].to_numpy(),
            plan=frame["plan"].to_numpy(),
            unaccompanied=frame["uasc"].to_numpy(),
            boy=(frame["sex"] == "M").to_numpy(),
            together=frame["together"].to_numpy(),
            short_breaks=frame["short_breaks"].to_numpy(),
            **days,
        )

    def __len__(self) -> int:
        return len(self.period)

    @cached_property
    def decided(self) -> np.ndarray:
        """The day from which carers may be long-term ones: where a court is asked, not before its care order; where it
        made a placement order, not before adoption is given up.
        """
        by_order = np.where(self.e1_from < NOT_YET, self.e1_until, self.full_from)
        return np.where(self.order_from < NOT_YET, by_order, self.begin)

    @cached_property
    def ordered(self) -> np.ndarray:
        """The first day under a full care order or a placement order."""
        return np.minimum(self.full_from, self.e1_from)

    def ages(self, live: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whole years that the children at positions `live` have on `day`."""
        return whole_ages(self.born[live], day)


_DAYS = ("last_from", "order_from", "full_from", "e1_from", "e1_until")


def day_numbers(dates: pl.Series) -> np.ndarray:
    """Day numbers; a date that never comes is NOT_YET."""
    return dates.cast(pl.Int32).fill_null(NOT_YET).to_numpy().astype(np.int64)
