"""Draws by inverse CDF: shares, durations, Poisson counts, ages and birthdays."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from synthetic_data.dates import day_number, day_of, is_working_day, working_days_between
from synthetic_data.draws import (
    Bands,
    Durations,
    Hazards,
    Shares,
    birthdays,
    by_weight,
    in_order,
    poisson_from_uniform,
    to_another_day,
    whole_ages,
    with_factors,
)

TABLE = pl.DataFrame(
    {
        "group": ["a", "a", "a", "b"],
        "age_from": [0, 0, 10, 0],
        "code": ["x", "y", "y", "x"],
        "share": [1.0, 3.0, 1.0, 5.0],
    }
)


def test_shares_add_up_within_a_group_whatever_their_scale() -> None:
    shares = Shares(TABLE, "code", ("group", "age_from"))
    assert shares.of("y", np.array([0]), np.array([9]))[0] == pytest.approx(0.75)
    assert shares.of("y", np.array([0]), np.array([10]))[0] == 1.0


def test_a_group_with_fewer_age_bands_goes_on_with_its_last() -> None:
    shares = Shares(TABLE, "code", ("group", "age_from"))
    assert shares.of("x", np.array([1]), np.array([17]))[0] == 1.0


def test_the_same_chance_gives_the_same_code() -> None:
    shares = Shares(TABLE, "code", ("group", "age_from"))
    drawn = shares.at(np.array([0.1, 0.1, 0.9]), np.array([0, 0, 0]), np.array([2, 3, 2]))
    assert [shares.codes[code] for code in drawn] == ["x", "x", "y"]


def test_durations_follow_their_quantiles() -> None:
    durations = Durations(pl.DataFrame({"duration": ["d"] * 3, "at": [0.0, 0.5, 1.0], "days": [1, 100, 900]}))
    days = durations.draw(np.random.default_rng(1), "d", 20_000)
    assert days.min() >= 1
    assert days.max() <= 900
    assert np.mean(days <= 100) == pytest.approx(0.5, abs=0.02)


def test_quantiles_that_do_not_reach_from_0_to_1_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        Durations(pl.DataFrame({"duration": ["d", "d"], "at": [0.0, 0.9], "days": [1, 5]}))


@pytest.mark.parametrize("mean", [0.2, 3.0, 60.0, 900.0])
def test_poisson_counts_have_the_mean_and_spread_of_a_poisson(mean: float) -> None:
    counts = poisson_from_uniform(np.random.default_rng(7), np.full(20_000, mean))
    assert counts.mean() == pytest.approx(mean, rel=0.03)
    assert counts.var() == pytest.approx(mean, rel=0.06)
    assert (counts <= np.percentile(counts, 50)).mean() == pytest.approx(
        poisson.cdf(np.percentile(counts, 50), mean), abs=0.03
    )


@given(born=st.dates(date(1996, 1, 1), date(2026, 1, 1)), age=st.integers(0, 25))
def test_a_birthday_is_the_first_day_of_the_age(born: date, age: int) -> None:
    birthday = birthdays(np.array([day_number(born)]), age)
    assert whole_ages(np.array([day_number(born)]), birthday.astype(np.int64))[0] == age
    assert whole_ages(np.array([day_number(born)]), birthday.astype(np.int64) - 1)[0] == age - 1


def test_a_29_february_birthday_falls_on_1_march_in_common_years() -> None:
    born = np.array([day_number(date(2012, 2, 29))])
    assert day_of(birthdays(born, 13)[0]) == date(2025, 3, 1)
    assert day_of(birthdays(born, 12)[0]) == date(2024, 2, 29)


@pytest.mark.parametrize("widest", [3, 2**30, 2**62])
def test_rows_are_put_in_order_as_a_sort_by_several_keys_puts_them(widest: int) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.integers(-4, 4, 500), rng.integers(0, widest, 500)
    second[::7] = -1
    assert in_order(first, second).tolist() == np.lexsort((second, first)).tolist()
    assert in_order(first[:0]).tolist() == []


def test_durations_may_be_given_as_shares_of_bands() -> None:
    table = pl.DataFrame({"duration": ["d"] * 3, "days": [1, 100, 900], "share": [0, 3, 1]})
    assert Durations(table).at("d", np.array([0, 0.75, 1])).tolist() == [1, 100, 900]


def test_hazards_keep_to_their_bands_and_lengthen_with_a_slower_pace() -> None:
    hazards = Hazards(pl.DataFrame({"kind": ["k", "k"], "days_from": [0.0, 365.25], "per_year": [1.0, 1e-3]}))
    within_a_year = 1 - np.exp(-1)
    chance = np.array([0.0, 0.3, within_a_year - 1e-6, within_a_year + 1e-2])
    days = hazards.at("k", chance)
    assert days[0] == 1 and (np.diff(days) > 0).all() and days[2] == 366 and days[3] > 5_000
    assert (hazards.at("k", chance[1:2], 0.5) > days[1]).all()
    assert hazards.at("k", np.array([0.05]), passed=366.0)[0] > 10_000


def test_a_value_is_that_of_the_band_an_age_lies_in() -> None:
    bands = pl.DataFrame({"age_from": [5, 0], "factor": [2.0, 1.0]})
    assert Bands(bands, "factor").at(np.array([0, 4, 5, 17])).tolist() == [1.0, 1.0, 2.0, 2.0]


def test_shares_may_depend_on_one_thing_more_by_factors() -> None:
    table = pl.DataFrame({"kind": ["home", "foster"], "share": [0.2, 0.8]})
    factors = pl.DataFrame({"era": ["before", "since"], "kind": ["home", "home"], "factor": [0.5, 2.0]})
    found = with_factors(table, factors, "era", ("kind",))
    assert found.select("era", "share").rows() == [("before", 0.1), ("before", 0.8), ("since", 0.4), ("since", 0.8)]


def test_a_factor_from_an_age_on_holds_until_the_next_one() -> None:
    table = pl.DataFrame({"kind": ["home"] * 4, "age_from": [0, 5, 13, 16], "share": [1.0] * 4})
    factors = pl.DataFrame({"sex": ["F", "F"], "kind": ["home", "home"], "age_from": [5, 16], "factor": [2.0, 3.0]})
    found = with_factors(table, factors, "sex", ("kind", "age_from"))
    assert found.select("age_from", "share").rows() == [(0, 1.0), (5, 2.0), (13, 2.0), (16, 3.0)]


def test_the_weight_a_chance_falls_on_is_found_up_to_the_last() -> None:
    weights = np.array([1.0, 2.0, 1.0])
    assert by_weight(weights, np.array([0.0, 0.2, 0.25, 0.74, 0.75, 1.0])).tolist() == [0, 0, 1, 1, 2, 2]


@given(st.lists(st.integers(12_000, 20_000), min_size=1, max_size=50), st.floats(0, 0.9), st.integers(1, 10))
def test_a_weekend_gives_way_to_one_of_the_next_working_days(days: list[int], kept: float, within: int) -> None:
    day = np.array(days)
    chance = np.linspace(0, 0.999, len(day))
    moved = to_another_day(day, chance, kept, within)
    stays = is_working_day(day) | (chance < kept)
    assert (moved[stays] == day[stays]).all()
    assert is_working_day(moved[~stays]).all()
    waits = working_days_between(day[~stays], moved[~stays])
    assert ((waits >= 1) & (waits <= within)).all()


def test_those_who_wait_are_spread_over_the_week() -> None:
    saturdays = np.full(1000, day_number(date(2024, 6, 1)))
    moved = to_another_day(saturdays, np.arange(1000) / 1000, 0.0)
    assert [day_of(int(day)).strftime("%a") for day in np.unique(moved)] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert (np.unique(moved, return_counts=True)[1] == 200).all()
