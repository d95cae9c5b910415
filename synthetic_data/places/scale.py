"""How many children live where: the denominators of every rate, from the invented map and published totals."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from synthetic_data.places.councils import InventedCouncil, all_councils, council_with_code
from synthetic_data.places.small_areas import SmallAreas, small_areas
from synthetic_data.streams import stream

if TYPE_CHECKING:
    from synthetic_data.council import CouncilSpec

Met = Literal["in care", "in contact"]
ROUNDS = 30  # of bringing the councils' shares together to England's: many more than needed
FULL_SIZE_MID_YEAR = 2024  # the year councils.csv gives children for


@cache
def place_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the CSV tables beside this module."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


ETHNICITIES = tuple(row["ethnicity"] for row in place_table("ethnic_mix"))


def children_in_area(spec: CouncilSpec, mid_year: int = FULL_SIZE_MID_YEAR) -> int:
    """Children aged 0-17 who live in a council of this spec's size: its children in care over its rate of care.

    A council simulated at the size councils.csv gives it has the children that table gives it. Other mid-years follow
    England's total; years outside the table take the nearest.
    """
    council = council_with_code(spec.la_code)
    england = {int(row["mid_year"]): float(row["children"]) for row in place_table("children_by_year")}
    year = min(max(mid_year, min(england)), max(england))
    return round(
        spec.children_in_care * 10_000 / council.care_rate_per_10000 * england[year] / england[FULL_SIZE_MID_YEAR]
    )


def full_size(la_code: str) -> int:
    """Children in care that an invented council aims for at its own full size: its children times its rate."""
    council = council_with_code(la_code)
    return round(council.children_0_17 * council.care_rate_per_10000 / 10_000)


def areas_of(spec: CouncilSpec) -> SmallAreas:
    """The small areas of a council of this spec's size."""
    return small_areas(spec.la_code, children_in_area(spec))


@cache
def _england_ends() -> np.ndarray:
    """Ethnic mix (2 rows: at diversity 0 and 1) before councils differ."""
    return np.array(
        [[float(row[end]) for row in place_table("ethnic_mix")] for end in ("least_diverse", "most_diverse")]
    )


@cache
def _mix_ends(la_code: str) -> np.ndarray:
    """The same of one council, whose communities differ from the next council's."""
    ends = _england_ends().copy()
    lean = np.exp(1.4 * (stream(1901, la_code, "communities").random(ends.shape[1]) - 0.5))
    lean[0] = 1.0
    ends[1] *= lean
    return ends / ends.sum(axis=1, keepdims=True)


@cache
def _deprivation_factors() -> np.ndarray:
    """How much commoner each ethnic group (columns: ETHNICITIES) is in areas of each tenth (rows: 1 to 10) than its
    council's diversity alone would have it; even steps, on the log scale, between the tenths of the table."""
    table = place_table("ethnic_deprivation")
    tenths = [int(column.removeprefix("decile_")) for column in table[0] if column.startswith("decile_")]
    known = np.log([[float(row[f"decile_{tenth}"]) for tenth in tenths] for row in table])
    return np.exp([np.interp(np.arange(1, 11), tenths, factors) for factors in known]).T


def ethnic_mix(areas: SmallAreas) -> np.ndarray:
    """Shares of children by ethnic group (columns: ETHNICITIES) in each area (rows); each row adds up to 1."""
    least, most = _mix_ends(areas.la_code)
    mixed = np.clip(least + areas.diversity[:, None] * (most - least), 1e-5, None)
    mixed = mixed * _deprivation_factors()[areas.decile - 1]
    return mixed / mixed.sum(axis=1, keepdims=True)


def local_mix(spec: CouncilSpec) -> np.ndarray:
    """Shares of a council's children by ethnic group (ETHNICITIES)."""
    areas = areas_of(spec)
    return np.asarray(areas.share_of_children @ ethnic_mix(areas))


@cache
def _local_mixes() -> np.ndarray:
    """Shares of children by ethnic group (columns: ETHNICITIES) in every council (rows) at its full size."""
    everywhere = (small_areas(council.la_code) for council in all_councils())
    return np.array([areas.share_of_children @ ethnic_mix(areas) for areas in everywhere])


@cache
def england_mix() -> np.ndarray:
    """Shares of all England's children by ethnic group (ETHNICITIES), every council at its full size."""
    return np.average(_local_mixes(), axis=0, weights=[council.children_0_17 for council in all_councils()])


def leaned(spec: CouncilSpec, table: pl.DataFrame, code: str, weight: str, met: Met) -> pl.DataFrame:
    """A table of England's shares by ethnic group with `weight` leaned towards this council's own population.

    Rates by group in the council follow England's rates and its own population, and the councils together, each with as
    many children as are `met` there, have England's shares again. Codes that are no ethnic group (refused, not yet
    obtained) keep their weight.
    """
    shares = table.group_by(pl.col(code).cast(pl.String).alias("code")).agg(pl.col(weight).sum()).sort("code")
    lean = dict(zip(ETHNICITIES, (local_mix(spec) / _usual_mix(tuple(shares.rows()), met)).tolist(), strict=True))
    factor = table[code].cast(pl.String).replace_strict(lean, default=1.0, return_dtype=pl.Float64)
    return table.with_columns((pl.col(weight) * factor).alias(weight))


@cache
def _usual_mix(shares: tuple[tuple[str, float], ...], met: Met) -> np.ndarray:
    """The mix of population (ETHNICITIES) beside which a council's own leans England's `shares` of groups so that all
    councils together have them again. Near England's, with more of the groups who live where more children are met.
    """
    counted = np.array([MET[met](council) for council in all_councils()])
    england = dict(shares)
    group = np.array([england.get(ethnicity, 0.0) for ethnicity in ETHNICITIES])
    other = sum(england.values()) - group.sum()
    usual = england_mix().copy()
    for _ in range(ROUNDS):
        local = group * _local_mixes() / usual
        everywhere = counted @ (local / (local.sum(axis=1, keepdims=True) + other)) / counted.sum()
        usual *= np.where(group > 0, everywhere / np.where(group > 0, group, 1.0) * (group.sum() + other), 1.0)
    return usual


def contact_children(spec: CouncilSpec) -> float:
    """Children aged 0-17 as contact with services sees them: between the council's own number and England's ratio.

    A council whose rate of care is twice England's has a rate of referral about 1.4 times England's, not twice: the two
    vary together by about half on the log scale (assumption; it gives the spread of referral rates between councils).
    """
    return children_in_area(spec) * _readiness(council_with_code(spec.la_code))


def _readiness(council: InventedCouncil) -> float:
    return float(np.sqrt(council.care_rate_per_10000 / _england_care_rate()))


@cache
def _england_care_rate() -> float:
    """Children in care for each 10,000 in all the councils together, each at its own full size."""
    return sum(full_size(c.la_code) for c in all_councils()) / sum(c.children_0_17 for c in all_councils()) * 10_000


MET: dict[Met, Callable[[InventedCouncil], float]] = {
    "in care": lambda council: full_size(council.la_code),
    "in contact": lambda council: council.children_0_17 * _readiness(council),
}
"""Children met in each council at its full size, up to a constant."""
