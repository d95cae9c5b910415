"""Intervals for counts and rates, limits of funnels, and charts of a process over time: is it more than chance?

Only what no well-kept library has, or what the public sector does in a way of its own. Wilson's interval and
Newcombe's come from statsmodels (`proportion_confint`, `confint_proportions_2indep`), exact tests from SciPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

FEWEST_FOR_BYAR = 10
E2 = 2.66  # three standard deviations in mean moving ranges of two points: 3 / 1.128, rounded as tables print it
D4 = 3.267  # the upper limit of a moving range, in mean moving ranges
RUN = 8

Method = Literal["normal", "wilson", "exact"]


class Interval(NamedTuple):
    """From `low` to `high`, both of them possible."""

    low: float
    high: float


def exact_poisson(count: int, confidence: float = 0.95) -> Interval:
    """Exact interval for the mean of a Poisson count of 0 or more; for a count of 0 the lower end is 0.

    Raises ValueError for a count below 0. Source: Garwood 1936, by the chi-squared distribution.
    """
    _refuse_below_nought(count)
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return Interval(float(low), float(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2))


def byar(count: float, confidence: float = 0.95) -> Interval:
    """Byar's approximation to `exact_poisson`, close enough from a count of 10.

    Raises ValueError for a count below 0. Source: Breslow and Day 1987, volume II, as used by Public Health England
    (PHEindicatormethods).
    """
    _refuse_below_nought(count)
    z = float(stats.norm.ppf(1 - (1 - confidence) / 2))
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    return Interval(max(0.0, low), above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3)


def count_interval(count: int, confidence: float = 0.95) -> Interval:
    """Interval for a count: exact below 10, Byar's from 10, as Public Health England does."""
    return (exact_poisson if count < FEWEST_FOR_BYAR else byar)(count, confidence)


def rate_interval(count: int, population: float, per: float = 10_000, confidence: float = 0.95) -> Interval:
    """Interval for the rate `count` in `population`, per `per` people; the population is taken as known.

    Raises ValueError when the population is not above 0.
    """
    if not population > 0:
        raise ValueError("a rate needs a population above 0")
    low, high = count_interval(count, confidence)
    return Interval(low / population * per, high / population * per)


def directly_standardised_rate(
    counts: Sequence[float],
    populations: Sequence[float],
    standard: Sequence[float],
    per: float = 10_000,
    confidence: float = 0.95,
) -> tuple[float, Interval]:
    """The rate `populations` would have with the age groups of `standard`, per `per` people, and its interval.

    One entry an age group, in the same order. Source: Dobson and others 1991, with Byar's interval for the total count,
    as used by Public Health England.
    """
    observed, people, weights = (np.asarray(each, dtype=float) for each in (counts, populations, standard))
    share = weights / weights.sum()
    rate = float((share * observed / people).sum())
    total = float(observed.sum())
    spread = sqrt(float((share**2 * observed / people**2).sum()) / total)
    low, high = byar(total, confidence)
    return rate * per, Interval((rate + spread * (low - total)) * per, (rate + spread * (high - total)) * per)


def funnel_limits(share: float, of: int, confidence: float = 0.998, method: Method = "wilson") -> Interval:
    """Limits within which a share (0 to 1) of `of` lies by chance alone when the true one is `share`.

    Three defensible methods: "normal" (share -+ z standard errors), "wilson" (Wilson's interval about the share, as
    Public Health England draws funnels) and "exact" (binomial, interpolated; Spiegelhalter 2005).
    """
    tail = (1 - confidence) / 2
    if method == "exact":
        return Interval(_interpolated(tail, of, share), _interpolated(1 - tail, of, share))
    z = float(stats.norm.ppf(1 - tail))
    if method == "normal":
        half = z * sqrt(share * (1 - share) / of)
        return Interval(share - half, share + half)
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(share * of, of, alpha=2 * tail, method="wilson")
    return Interval(float(low), float(high))


def overdispersion(distances: Sequence[float], winsorised: float = 0.1) -> float:
    """How many times more the units of a funnel vary than chance makes them: the mean squared distance from the target.

    distances: each unit's, in standard errors. The `winsorised` share at each end is pulled in first, so that a few
    odd units do not excuse themselves. About 1 when there is nothing but chance; widen limits by its square root when
    it is above 1. Source: Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202.
    """
    each = np.asarray(distances, dtype=float)
    low, high = np.quantile(each, [winsorised, 1 - winsorised])
    return float((np.clip(each, low, high) ** 2).mean())


class XmR(NamedTuple):
    """A chart of single values: their mean, the mean moving range, and the limits of a value and of a moving range."""

    mean: float
    moving_range: float
    low: float
    high: float
    range_limit: float


def xmr(values: Sequence[float], constant: float = E2) -> XmR:
    """Mean and limits of a series in order of time, from moving ranges: what one value may do by chance.

    Raises ValueError for fewer than two values. Source: Shewhart's individuals chart, as in Wheeler, Understanding
    Variation (2000), and the NIST/SEMATECH handbook, 6.3.2.2.
    """
    series = np.asarray(values, dtype=float)
    if len(series) < 2:
        raise ValueError("a moving range needs at least two values")
    mean, between = float(series.mean()), float(np.abs(np.diff(series)).mean())
    return XmR(mean, between, mean - constant * between, mean + constant * between, D4 * between)


def xmr_signals(values: Sequence[float], limits: XmR, run: int = RUN) -> pd.DataFrame:
    """What two rules say of each value, in order: columns `outside` and `in_a_run`, each -1, 0 or 1 (below, no, above).

    outside: beyond a limit. in_a_run: one of `run` or more neighbours on the same side of the mean; a value on the mean
    ends a run.
    """
    series = np.asarray(values, dtype=float)
    side = np.sign(series - limits.mean).astype(int)
    outside = np.where(series > limits.high, 1, np.where(series < limits.low, -1, 0))
    number = np.cumsum(np.concatenate([[0], np.diff(side) != 0]))
    long = np.bincount(number)[number] >= run
    return pd.DataFrame({"outside": outside, "in_a_run": np.where(long, side, 0)})


def _interpolated(probability: float, of: int, share: float) -> float:
    """The binomial quantile as a share, drawn on between whole numbers."""
    at = int(stats.binom.ppf(probability, of, share))
    reached, before = stats.binom.cdf(at, of, share), stats.binom.cdf(at - 1, of, share)
    return float((at - (reached - probability) / (reached - before)) / of)


def _refuse_below_nought(count: float) -> None:
    if count < 0:
        raise ValueError("a count is 0 or more")
