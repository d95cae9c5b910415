"""Children who are open as the span begins: a short run has as many long episodes, and second plans, as a long one."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from synthetic_data import simulate
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import first_day

PLACES = tuple((600, str(503 + 11 * n), n + 1) for n in range(12))
LONG = 730


@cache
def councils(years: int) -> list[Council]:
    """Twelve councils that keep so many years."""
    return [simulate(CouncilSpec("Testholme", code, size, seed, years=years)) for size, code, seed in PLACES]


def several(name: str, years: int) -> pl.DataFrame:
    """A table of all of them."""
    return pl.concat([council.journeys[name] for council in councils(years)], how="vertical_relaxed")


@pytest.mark.parametrize("paths", [["long_plan"], ["need_plan", "protection_plan"]])
def test_as_many_children_have_been_open_for_two_years_in_a_short_run_as_in_a_long_one(paths: list[str]) -> None:
    def open_for_long(years: int) -> int:
        then = first_day("2024-25")
        referrals = several("referrals", years).filter(pl.col("path").cast(pl.String).is_in(paths))
        still = pl.col("closed").is_null() | (pl.col("closed") > then)
        return referrals.filter(still & ((then - pl.col("date")).dt.total_days() > LONG)).height

    assert open_for_long(3) == pytest.approx(open_for_long(10), rel=0.12)


def test_as_many_plans_are_second_ones_in_a_short_run_as_in_a_long_one() -> None:
    def second(years: int) -> float:
        plans = several("protection_plans", years).filter(pl.col("start") >= first_day("2024-25"))
        return float((plans["previous_plans"] > 0).mean())  # type: ignore[arg-type]

    # Some 2 in 100 more in all England; of these few councils by chance a little further apart.
    assert second(3) == pytest.approx(second(10), abs=0.04)
