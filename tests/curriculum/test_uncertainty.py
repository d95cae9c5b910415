"""What holds of the small functions about chance, beyond their known answers (test_known_answers.py)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from curriculum import uncertainty as u

SERIES, MONTHS = 200, 36


@given(some.integers(0, 5000))
def test_a_count_lies_inside_its_own_interval(count: int) -> None:
    low, high = u.count_interval(count)
    assert 0 <= low <= count < high


def test_byars_interval_comes_close_to_the_exact_one_from_ten() -> None:
    for count in (10, 20, 100, 1000):
        assert u.byar(count) == pytest.approx(u.exact_poisson(count), rel=0.01)


def test_a_count_of_nought_is_not_certainty() -> None:
    assert u.count_interval(0).low == 0
    assert u.count_interval(0).high > 3


def test_a_wider_population_makes_a_narrower_rate() -> None:
    def width(count: int, population: int) -> float:
        low, high = u.rate_interval(count, population)
        return high - low

    assert width(40, 1_000) > width(400, 10_000) > width(4_000, 100_000)


def test_what_cannot_be_is_refused() -> None:
    for refused in (u.exact_poisson, u.byar):
        with pytest.raises(ValueError, match="0 or more"):
            refused(-1)
    with pytest.raises(ValueError, match="population above 0"):
        u.rate_interval(3, 0)
    with pytest.raises(ValueError, match="at least two"):
        u.xmr([4])


@pytest.mark.parametrize("method", ["normal", "wilson", "exact"])
def test_a_funnel_narrows_with_size_and_keeps_its_promise(method: u.Method) -> None:
    narrow, wide = u.funnel_limits(0.2, 1000, method=method), u.funnel_limits(0.2, 100, method=method)
    assert wide.low < narrow.low < 0.2 < narrow.high < wide.high
    outside = stats.binom.sf(np.floor(wide.high * 100), 100, 0.2)
    assert outside < 0.005


def test_overdispersion_is_one_by_chance_and_more_when_units_differ() -> None:
    chance = np.random.default_rng(1).normal(size=20_000)
    assert u.overdispersion(chance, winsorised=0) == pytest.approx(1, abs=0.05)
    assert u.overdispersion(chance * 3) > 5
    assert u.overdispersion([*chance[:100], 50.0]) < 1.2  # one odd unit does not excuse itself


def test_an_outlier_widens_limits_by_moving_ranges_less_than_by_the_standard_deviation() -> None:
    values = [20, 22, 19, 21, 20, 23, 18, 21, 35, 36, 34, 37, 35, 34]
    by_spread = np.mean(values) + 3 * np.std(values, ddof=1)
    assert u.xmr(values).high < by_spread


def signals(values: np.ndarray) -> bool:
    found = u.xmr_signals(values, u.xmr(values))
    return bool((found != 0).to_numpy().any())


def test_false_alarms_are_bounded_over_two_hundred_stable_series() -> None:
    chance = np.random.default_rng(6)
    alarms = sum(signals(chance.poisson(25, MONTHS)) for _ in range(SERIES))
    assert alarms <= SERIES * 0.2, f"{alarms} of {SERIES} stable series raise an alarm"


def test_more_rules_raise_more_false_alarms() -> None:
    chance = np.random.default_rng(6)
    series = [chance.poisson(25, MONTHS) for _ in range(SERIES)]

    def alarms(run: int) -> int:
        return sum(bool((u.xmr_signals(x, u.xmr(x), run) != 0).to_numpy().any()) for x in series)

    assert alarms(8) < alarms(6) < alarms(4)


def test_a_planted_shift_is_found_within_one_point() -> None:
    chance = np.random.default_rng(6)
    late = []
    for _ in range(SERIES):
        at = int(chance.integers(12, 24))
        values = chance.poisson([25] * at + [60] * (MONTHS - at))
        before = u.xmr(values[:12])  # limits fixed in advance, on a year before the change
        outside = u.xmr_signals(values, before)["outside"].to_numpy()
        late.append(int(np.argmax(outside[at:] == 1)) if (outside[at:] == 1).any() else MONTHS)
    assert np.mean(np.array(late) <= 1) > 0.95


def test_a_value_on_the_mean_ends_a_run() -> None:
    chart = u.XmR(10, 1, 0, 20, 3)
    runs = u.xmr_signals([11] * 8, chart)["in_a_run"]
    assert runs.tolist() == [1] * 8
    assert not u.xmr_signals([11] * 4 + [10] + [11] * 4, chart)["in_a_run"].any()
    assert not u.xmr_signals([11] * 7 + [9] * 7, chart)["in_a_run"].any()
