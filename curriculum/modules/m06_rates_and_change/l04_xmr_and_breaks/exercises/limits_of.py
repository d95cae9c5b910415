"""Limits of an individuals chart: from mean moving ranges, and not from the spread of all the values."""

from itertools import pairwise

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise
from curriculum.uncertainty import xmr

exercise = Exercise(
    id="m06-l04-limits-of",
    answer="limits_of",
    kind="function",
    points=3,
    minutes=10,
    skills=["K13", "S10", "S13"],
    inputs=(),
    tolerance=1e-4,
    gives="list",
)

# The ten values of the NIST handbook's worked chart, twelve of our own, a step from 20 to 40, and a few
# small counts, whose lower limit is below nought.
exercise.ask_on = (
    [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1],
    [52, 47, 55, 60, 44, 49, 51, 58, 46, 53, 48, 57],
    [20, 20, 20, 20, 40, 40, 40, 40],
    [3, 0, 5, 1, 4, 2],
)
exercise.answers = (
    [50.81, 45.815111, 55.804889],
    [51.666667, 32.079394, 71.253939],
    [30, 22.4, 37.6],
    [2.5, -6.544, 11.544],
)  # published for 2.66; the others by hand: one step of 20 in seven; steps of 17 in five


def series_of(council):
    """Monthly referrals and days lost to sickness of a council, as lists."""
    import polars as pl

    months = council.journeys["workforce_months"].group_by("month").agg(pl.col("days_lost").sum()).sort("month")
    referred = council.journeys["referrals"].filter(pl.col("date") >= council.spec.opening)
    by_month = referred.group_by(pl.col("date").dt.truncate("1mo")).len().sort("date")
    return [by_month["len"].to_list(), months["days_lost"].to_list()]


exercise.ask_council_on = lambda council: [(values,) for values in series_of(council)]


@exercise.reference
def by_the_library(council, values):
    """The course's own chart, which reproduces the published values."""
    chart = xmr(values)
    return [chart.mean, chart.low, chart.high]


@exercise.right("numpy")
def with_numpy(values):
    mean, between = np.mean(values), np.abs(np.diff(values)).mean()
    return [float(mean - side * 2.66 * between) for side in (0, 1, -1)]


@exercise.right("a loop")
def looped(values):
    steps = [abs(b - a) for a, b in pairwise(values)]
    mean, between = sum(values) / len(values), sum(steps) / len(steps)
    return mean, mean - 2.66 * between, mean + 2.66 * between


def ends(values, half):
    mean = pd.Series(values).mean()
    return [mean, mean - half, mean + half]


ASKED = "You were asked for the mean and the two limits of a series, with 2.66 mean moving ranges. "


@exercise.wrong(
    ASKED
    + "For the series with a step from 20 to 40 your limits reach past 60: the step has widened them. They may be "
    "three standard deviations of all the values. Re-read 'What a month does by itself'."
)
def spread_of_all(values):
    return ends(values, 3 * pd.Series(values).std())


@exercise.wrong(
    ASKED
    + "Your limits lie close to the mean: steps up and steps down may have cancelled out. Take each without its sign. "
    "Re-read 'What a month does by itself'."
)
def with_signs(values):
    return ends(values, 2.66 * pd.Series(values).diff().mean())


@exercise.wrong(
    ASKED
    + "Your limits are wider than 2.66 steps make them: the factor may be 3. Re-read 'What a month does by itself'."
)
def three_steps(values):
    return ends(values, 3 * pd.Series(values).diff().abs().mean())


@exercise.wrong(
    ASKED
    + "Your limits come close and are a little narrow: the first value has no step, and yours may count as nought. "
    "Re-read 'What a month does by itself'."
)
def a_step_too_many(values):
    return ends(values, 2.66 * pd.Series(values).diff().abs().fillna(0).mean())


@exercise.wrong(
    ASKED
    + "Your middle may be the median: half of the values above, half below. The mean was wanted. Re-read 'Your turn: "
    "mean and limits'."
)
def about_the_median(values):
    series = pd.Series(values)
    half = 2.66 * series.diff().abs().mean()
    return [series.median(), series.median() - half, series.median() + half]


@exercise.wrong(
    ASKED + "For the small counts your lower limit stops at nought. It stays as it is, below: a limit says what the "
    "steps make of it. Re-read 'Your turn: mean and limits'."
)
def stopped_at_nought(values):
    mean, low, high = with_numpy(values)
    return [mean, max(0.0, low), high]


exercise.hints = (
    "Two means: one of the values, one of the steps between neighbours.",
    "pd.Series(values).diff().abs() gives the steps; the first is blank, and mean() leaves it out.",
    "mean, between = series.mean(), series.diff().abs().mean()",
)
exercise.after = (
    "Write the constant under the chart: some books print 2.66, some 3 over 1.128, and the third decimal differs. "
    "Twelve values are few for limits; twenty or more are better."
)
