"""Who comes to notice, and when: the chances are those of drawing a child and a day apart and keeping what can be."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from synthetic_data.dates import day_number
from synthetic_data.journeys.front_door_draws import BANDS, band_of
from synthetic_data.journeys.front_door_notice import Calendar, Pool, notice

FIRST, LAST = day_number(date(2020, 4, 1)), day_number(date(2024, 3, 31))
FAR = 2**30
COUNT = 40_000


def pool_of(born: list[date], weight: list[float], died: list[int] | None = None) -> Pool:
    days = np.array([day_number(day) for day in born])
    many = len(born)
    never = np.full(many, -FAR)
    return Pool.of(
        days,
        np.array(died or [FAR] * many),
        np.arange(many),
        np.array(weight),
        never,
        np.zeros(many, np.int64),
        np.ones(many, bool),
    )


def noticed(pool: Pool, by_age: list[float]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    calendar = Calendar.of(FIRST, LAST, np.linspace(0.8, 1.2, 12), 0.05)
    return notice(lambda _name, size: rng.random(size), "met", pool, calendar, np.array(by_age), COUNT)


BORN = [date(2001, 1, 1), date(2010, 6, 1), date(2021, 9, 1), date(2024, 7, 1), date(2030, 1, 1), date(2006, 2, 1)]
WEIGHT = [9.0, 1.0, 2.0, 1.0, 9.0, 0.5]


def test_nobody_is_noticed_before_they_are_expected_nor_after_childhood() -> None:
    pool = pool_of(BORN, WEIGHT)
    child, day = noticed(pool, [1.0] * len(BANDS))
    assert set(child.tolist()) == {1, 2, 3, 5}, "the first was grown up and the fifth unheard of"
    assert pool.open_to(child, day).all()
    assert day.min() >= FIRST
    assert day.max() <= LAST


@pytest.mark.parametrize("by_age", [[1.0] * 6, [0.2, 3.0, 1.0, 0.5, 2.0, 0.1], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]])
def test_children_ages_and_days_have_the_chances_of_draws_that_are_thrown_away(by_age: list[float]) -> None:
    pool = pool_of(BORN, WEIGHT)
    child, day = noticed(pool, by_age)
    rng = np.random.default_rng(6)
    calendar = Calendar.of(FIRST, LAST, np.linspace(0.8, 1.2, 12), 0.05)
    who = np.searchsorted(np.cumsum(WEIGHT) / np.sum(WEIGHT), rng.random(COUNT * 20), side="right")
    when = calendar.draw(rng.random(len(who)))
    kept = pool.open_to(who, when) & (
        rng.random(len(who)) * max(by_age) < np.take(by_age, band_of(pool.born[who], when))
    )
    kept_child, kept_day = who[kept], when[kept]
    for values, expected in (
        (child, kept_child),
        (band_of(pool.born[child], day), band_of(pool.born[kept_child], kept_day)),
    ):
        share = np.bincount(values, minlength=6) / len(values)
        assert share == pytest.approx(np.bincount(expected, minlength=6) / len(expected), abs=0.02)
    quantiles = np.linspace(0.05, 0.95, 19)
    assert np.quantile(day, quantiles) == pytest.approx(np.quantile(kept_day, quantiles), abs=0.02 * (LAST - FIRST))


def test_a_march_with_easter_has_fewer_referrals_and_the_year_as_many() -> None:
    calendar = Calendar.of(day_number(date(2022, 4, 1)), day_number(date(2024, 3, 31)), np.ones(12), 0.06)
    month = np.arange(calendar.first, calendar.last + 1).astype("datetime64[D]").astype("datetime64[M]")
    year = month < np.datetime64("2023-04")
    whole = calendar.weight[year].sum()
    assert calendar.weight[~year].sum() == pytest.approx(whole)
    without_easter, with_it = (calendar.weight[month == np.datetime64(f"{end}-03")].sum() for end in (2023, 2024))
    assert with_it < 0.9 * without_easter, "Good Friday of 2024 was on 29 March"
