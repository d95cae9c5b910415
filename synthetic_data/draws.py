"""Vectorised draws by inverse CDF: a code from shares, a number of days from quantiles, dates from a Poisson process.

Everything is derived from `Generator.random()`, whose stream is the most stable one, and rounded to whole days, so
that equal seeds give equal lives on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.dates import add_working_days, day_number, is_working_day, month_and_day, month_begins

DAYS_IN_YEAR = 365.25
WORKING_WEEK = 5  # days
SERIES_UP_TO = 400.0
"""The largest mean of which the sum of the Poisson series is exact and cheap."""


class Shares:
    """Shares of codes within groups, from a long table: one row a group and code.

    `given` names the columns that make a group. A column called `age_from` holds the lower edge of an age band, and a
    lookup by age finds the band; every other given column is matched exactly. A group that names fewer bands than
    others goes on with its last one. Shares are scaled to add up to 1 in each
    group. `codes` lists the outcomes, whose positions `draw` returns.
    """

    def __init__(self, table: pl.DataFrame, outcome: str, given: Sequence[str] = (), weight: str = "share") -> None:
        self._given = tuple(given)
        by_column = [table[column].to_list() for column in given]
        self._levels = [
            sorted(set(values)) if column == "age_from" else list(dict.fromkeys(values))
            for column, values in zip(given, by_column, strict=True)
        ]
        outcomes = table[outcome].cast(pl.String).to_list()
        self.codes: list[str] = list(dict.fromkeys(outcomes))
        shape = tuple(len(levels) for levels in self._levels)
        weights = np.zeros((*shape, len(self.codes)))
        where = [
            _positions(values, levels)
            for values, levels in zip([*by_column, outcomes], [*self._levels, self.codes], strict=True)
        ]
        np.add.at(weights, tuple(where), table[weight].to_numpy())
        if "age_from" in self._given:
            _carry_up(np.moveaxis(weights, self._given.index("age_from"), 0))
        total = weights.sum(axis=-1, keepdims=True)
        self.shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        self._cumulative = np.cumsum(self.shares, axis=-1).reshape(-1, len(self.codes))
        self._cumulative[:, -1] = 1.0
        self._shape = shape

    def group(self, *values: np.ndarray) -> np.ndarray:
        """The flat group number for values of the given columns in order: ages as numbers, the rest as positions."""
        rows = np.zeros(len(values[0]) if values else 0, dtype=np.int64)
        for value, levels, column, size in zip(values, self._levels, self._given, self._shape, strict=True):
            found = np.searchsorted(levels, value, side="right") - 1 if column == "age_from" else value
            rows = rows * size + np.clip(found, 0, size - 1)
        return rows

    def level(self, column: str, value: str) -> int:
        """The position of one value of a given column, for building the arrays `group` and `draw` take."""
        return self._levels[self._given.index(column)].index(value)

    def draw(self, rng: np.random.Generator, *values: np.ndarray, size: int | None = None) -> np.ndarray:
        """One code position for each set of values (or `size` draws when nothing is given), as int16."""
        return self.at(rng.random(len(values[0]) if values else int(size or 0)), *values)

    def at(self, chance: np.ndarray, *values: np.ndarray) -> np.ndarray:
        """The code position at each chance (0 to 1): people who share a chance tend to share the outcome."""
        rows = self.group(*values) if values else np.zeros(len(chance), dtype=np.int64)
        return steps_reached(self._cumulative, rows, chance).astype(np.int16)

    def of(self, code: str, *values: np.ndarray) -> np.ndarray:
        """The share of one code for each set of values."""
        return self.shares.reshape(-1, len(self.codes))[self.group(*values), self.codes.index(code)]


def shared(chance: np.ndarray, group: np.ndarray) -> np.ndarray:
    """For each chance that of the first of its group: what is drawn with it tends to be the same in a group."""
    _, first, which = np.unique(group, return_index=True, return_inverse=True)
    return chance[first[which]]


def by_weight(weights: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """The position of the weight that each chance (0 to 1) falls on, the weights side by side."""
    edges = np.cumsum(weights)
    return np.searchsorted(edges / edges[-1], chance, side="right").clip(max=len(edges) - 1)


def steps_reached(ladders: np.ndarray, rows: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """How many steps of its row of `ladders` (rising numbers) each chance has reached.

    A step of all rows after another: they are few, and the chances many.
    """
    reached = np.zeros(len(chance), np.int64)
    for step in np.ascontiguousarray(ladders.T):
        reached += chance >= step[rows]
    return reached


def _positions(values: Sequence[object], levels: Sequence[object]) -> np.ndarray:
    """Where each value stands among the levels."""
    position_of = {level: position for position, level in enumerate(levels)}
    return np.array([position_of[value] for value in values])


def _carry_up(by_age: np.ndarray) -> None:
    """Fill, in place, the age bands (first axis) a group does not name with those of the band below."""
    for band in range(1, len(by_age)):
        empty = by_age[band].sum(axis=-1) == 0
        by_age[band][empty] = by_age[band - 1][empty]


class Durations:
    """Days (or miles) drawn from quantiles: a table with a name column, `at` (share of the way, 0 to 1) and the values.

    Between two quantiles the values run geometrically; a name's table begins at 0 and ends at 1. Instead of `at` a
    table may give the `share` of the durations that lie between the value before and this one (0 for the least).
    """

    def __init__(self, table: pl.DataFrame, name: str = "duration", value: str = "days") -> None:
        self._curves: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        by_share = "share" in table.columns
        for key, (days, so_far) in _curves(table, name, value, "share" if by_share else "at").items():
            if by_share:
                risen = np.cumsum(so_far)
                so_far = risen / risen[-1]
            if so_far[0] != 0 or so_far[-1] != 1 or (days <= 0).any():
                raise ValueError(f"the quantiles of {key} must run from 0 to 1 in values above 0")
            self._curves[key] = (so_far, np.log(days))

    @property
    def names(self) -> tuple[str, ...]:
        """What there is a curve of."""
        return tuple(self._curves)

    def draw(self, rng: np.random.Generator, name: str, size: int) -> np.ndarray:
        """`size` durations in whole days, 1 or more."""
        return self.at(name, rng.random(size))

    def at(self, name: str, shares: np.ndarray) -> np.ndarray:
        """The whole-day quantiles of `name` at `shares`."""
        return np.maximum(np.rint(self.exactly(name, shares)), 1).astype(np.int32)

    def exactly(self, name: str, shares: np.ndarray) -> np.ndarray:
        """The quantiles of `name` at `shares`, not rounded."""
        at, log_values = self._curves[name]
        values: np.ndarray = np.exp(np.interp(shares, at, log_values))
        return values


class Hazards:
    """Days until something happens whose chance changes with the time passed: a table with a name column, `days_from`
    (the lower edge of each band, beginning at 0) and `per_year`, how often a year it happens within the band.
    """

    def __init__(self, table: pl.DataFrame, name: str = "kind", value: str = "per_year") -> None:
        self._curves: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for key, (edges, per_year) in _curves(table, name, "days_from", value).items():
            rates = per_year / DAYS_IN_YEAR
            if edges[0] != 0 or (rates <= 0).any():
                raise ValueError(f"the bands of {key} must begin at 0 days and have rates above 0")
            last = edges[-1] + 100 * DAYS_IN_YEAR
            risen = np.cumsum(np.append(0, rates * np.diff(np.append(edges, last))))
            self._curves[key] = (risen, np.append(edges, last))

    @property
    def names(self) -> tuple[str, ...]:
        """What there is a curve of."""
        return tuple(self._curves)

    def at(
        self, name: str, chance: np.ndarray, pace: np.ndarray | float = 1.0, passed: np.ndarray | float = 0.0
    ) -> np.ndarray:
        """The whole days, 1 or more, at each chance (0 to 1: soon to late) where it happens `pace` times as often and
        has not happened in the days `passed`.
        """
        risen, edges = self._curves[name]
        until = np.interp(np.interp(passed, edges, risen) - np.log1p(-chance) / pace, risen, edges)
        return np.maximum(np.ceil(until - passed), 1).astype(np.int64)


def with_factors(table: pl.DataFrame, factors: pl.DataFrame, given: str, on: Sequence[str]) -> pl.DataFrame:
    """`table` once for each value of the column `given` of `factors`, its `share` times the `factor` that agrees in the
    columns `on` (1 where none does): shares that depend on one thing more. A factor's `age_from` is the lower edge of a
    band of ages, as in `Shares`.
    """
    if "age_from" in on:
        factors = _at_every_age(factors, table["age_from"].unique())
    each = factors.select(given).unique(maintain_order=True).join(table, how="cross")
    found = factors.select(given, *on, "factor")
    return (
        each.join(found, on=[given, *on], how="left", maintain_order="left")
        .with_columns(share=pl.col("share") * pl.col("factor").fill_null(1.0))
        .drop("factor")
    )


def _at_every_age(factors: pl.DataFrame, ages: pl.Series) -> pl.DataFrame:
    """`factors` with a row for each of `ages` whose band it is in, instead of one for a band."""
    others = [column for column in factors.columns if column not in ("age_from", "factor", "source")]
    return (
        factors.rename({"age_from": "since"})
        .join(ages.to_frame("age_from"), how="cross")
        .filter(pl.col("since") <= pl.col("age_from"))
        .sort("since", maintain_order=True)
        .unique([*others, "age_from"], keep="last", maintain_order=True)
    )


def era_days(eras: pl.DataFrame) -> list[int]:
    """The day numbers on which the eras of a table of factors begin (its `from_day`), in the table's order of time."""
    return [day_number(date.fromisoformat(day)) for day in eras["from_day"].unique(maintain_order=True)]


def era_at(eras: Sequence[int], day: np.ndarray) -> np.ndarray:
    """Which of the eras that begin on these day numbers, in order, each `day` lies in: 0 for the first."""
    return np.asarray(np.searchsorted(eras, day, side="right") - 1)


def factors_over_time(table: pl.DataFrame, name: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each value of the column `name`: day numbers (`from_day`) and the `factor` on each, to interpolate."""
    return {
        str(key): (np.array(era_days(rows)), rows["factor"].to_numpy())
        for (key,), rows in table.group_by(name, maintain_order=True)
    }


def _curves(table: pl.DataFrame, name: str, x: str, y: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The columns `x` and `y` of each curve of a table, by its name, in order of x."""
    rows = table.sort(x)
    names, xs, ys = (rows[column].to_numpy() for column in (name, x, y))
    return {str(key): (xs[names == key].astype(float), ys[names == key].astype(float)) for key in dict.fromkeys(names)}


class Bands:
    """Values by age: a table with `age_from`, the lower edge of each band; or by what `edge` says."""

    def __init__(self, table: pl.DataFrame, value: str, edge: str = "age_from") -> None:
        rows = table.sort(edge)
        self._from, self._values = rows[edge].to_numpy(), rows[value].to_numpy()

    def at(self, age: np.ndarray) -> np.ndarray:
        """The value of the band that each age lies in."""
        values: np.ndarray = self._values[np.maximum(np.searchsorted(self._from, age, side="right") - 1, 0)]
        return values


class EraBands:
    """Factors by age in each era: a table with `from_day`, `age_from` and `factor`. The first era holds before it."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._days = era_days(table)
        self._eras = [Bands(rows, "factor") for _, rows in table.group_by("from_day", maintain_order=True)]

    def at(self, day: np.ndarray, age: np.ndarray) -> np.ndarray:
        """The factor on each day (number) for someone of each age."""
        era = np.maximum(era_at(self._days, day), 0)
        return np.asarray(np.choose(era, [bands.at(age) for bands in self._eras]))


def poisson_from_uniform(rng: np.random.Generator, means: np.ndarray) -> np.ndarray:
    """Poisson counts by inverse CDF of one uniform each (means up to a few thousand)."""
    means = np.asarray(means, dtype=float)
    counts = poisson_at(rng.random(means.shape), np.minimum(means, SERIES_UP_TO))
    rest = means - SERIES_UP_TO
    if (rest > 0).any():  # a Poisson count of a large mean is the sum of the counts of its parts
        return counts + np.where(rest > 0, poisson_from_uniform(rng, np.maximum(rest, 0)), 0)
    return counts


def poisson_at(chance: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The Poisson counts of `means` (up to SERIES_UP_TO) at each chance (0 to 1), from the sum of the series."""
    counts = np.zeros(means.shape, dtype=np.int64)
    of_none = np.exp(-means)
    left = np.nonzero(chance > of_none)  # most rows are decided in a step or two: only the others are carried on
    term = total = of_none[left]
    means, wanted = means[left], chance[left]
    step = 0
    while len(wanted) and step < 1000:
        step += 1
        term = term * means / step
        total = total + term
        more = wanted > total
        if not more.all():
            counts[tuple(axis[~more] for axis in left)] = step
            left = tuple(axis[more] for axis in left)
            term, total, means, wanted = term[more], total[more], means[more], wanted[more]
    counts[left] = step
    return counts


def even_places(values: np.ndarray) -> np.ndarray:
    """Each value's place among all, from 0 to 1 in even steps: drawn by them, every seed has the whole of a spread."""
    return np.asarray((np.argsort(np.argsort(values, kind="stable"), kind="stable") + 0.5) / len(values))


def in_order(*columns: np.ndarray) -> np.ndarray:
    """Positions that put rows in order of the first column, then of the next, ...; rows alike stay as they were.

    columns: whole numbers. They are packed with the position into one number a row where 63 bits are enough, because
    NumPy sorts one number many times faster than it sorts by several keys.
    """
    rows = len(columns[0])
    packed, width = np.zeros(rows, np.int64), 0
    for values in (*columns, np.arange(rows)):
        least = int(values.min(initial=0))
        bits = int(int(values.max(initial=0)) - least).bit_length()
        packed, width = (packed << bits) + (values - least), width + bits
    if width > 63:
        return np.lexsort(columns[::-1])
    packed.sort()
    return packed & ((1 << bits) - 1)


def to_another_day(
    days: np.ndarray, chance: np.ndarray, kept: float, within: np.ndarray | int = WORKING_WEEK
) -> np.ndarray:
    """Move weekends and bank holidays to one of the next working days, but for the share `kept` where they are.

    days: day numbers; chance: 0 to 1, one for each; within: how many working days each may choose from.
    """
    rest = np.flatnonzero(~is_working_day(days) & (chance >= kept))
    choice = np.broadcast_to(within, days.shape)[rest]
    waits = np.floor((chance[rest] - kept) / (1 - kept) * choice).astype(np.int64)
    moved = days.copy()
    moved[rest] = add_working_days(days[rest], np.minimum(waits + 1, choice))
    return moved


def whole_ages(born: np.ndarray, on: np.ndarray | int) -> np.ndarray:
    """Age in whole years on a day, birthdays included; 29 February birthdays fall on 1 March in common years."""
    birth_month, birth_day = month_and_day(born)
    month, day = month_and_day(on)
    return (month - birth_month - (day < birth_day)) // 12


def birthdays(born: np.ndarray, age: np.ndarray | int) -> np.ndarray:
    """Day numbers of each person's birthday number `age`; 29 February becomes 1 March in common years."""
    month, day = month_and_day(born)
    return (month_begins(month + 12 * np.asarray(age)) + day).astype(np.int32)
