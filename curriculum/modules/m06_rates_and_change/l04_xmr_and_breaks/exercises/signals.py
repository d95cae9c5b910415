"""Two rules, fixed in advance: outside a limit, or in a run of eight."""

import numpy as np

from curriculum.exercise import Exercise
from curriculum.uncertainty import xmr, xmr_signals

exercise = Exercise(
    id="m06-l04-signals",
    answer="signals",
    kind="function",
    points=4,
    minutes=14,
    skills=["K13", "S10", "S13"],
    inputs=(),
    gives="list",
)

JUMP = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 35, 36, 34, 37, 35, 34, 36, 35]
STABLE = [20, 23, 19, 22, 18, 21, 24, 20, 19, 22, 21, 18]
SPIKE = [20, 21, 19, 20, 21, 45, 20, 19, 21, 20, 2, 21, 20, 19]
# Mean 10: seven above, then one on the mean, then seven below; and a run of exactly eight at the end of the next.
# Then nine of the same, all on the mean and on both limits.
SEVENS = [11, 13, 11, 13, 11, 13, 11, 10, 9, 7, 9, 7, 9, 7, 9]
EIGHTS = [13, 9, 12, 7, 13, 9, 12, 7, 11, 13, 11, 12, 11, 13, 11, 12, 7, 8, 9, 8, 7, 8]
FLAT = [5] * 9
exercise.ask_on = ((JUMP,), (STABLE,), (SPIKE,), (SEVENS,), (EIGHTS,), (FLAT,))
# By hand. JUMP: mean 27.1, mean moving range 47/17, limits 19.76 and 34.47; SPIKE: limits 0.7 and 40.4.
exercise.answers = (
    [*["run"] * 2, "below", *["run"] * 3, "below", *["run"] * 3, "above", "above", "run", *["above"] * 2, "run"]
    + ["above"] * 2,
    [""] * 12,
    [*[""] * 5, "above", *[""] * 8],
    [""] * 15,
    [*[""] * 8, *["run"] * 8, *[""] * 6],
    [""] * 9,
)


def by_the_library(values):
    """The course's own chart and rules."""
    found = xmr_signals(values, xmr(values))
    words = []
    for outside, run in found.itertuples(index=False):
        words.append({1: "above", -1: "below", 0: "run" if run else ""}[int(outside)])
    return words


def series_of(council):
    """Monthly referrals, days lost to sickness and caseload of a council, as lists."""
    import polars as pl

    columns = pl.col("days_lost", "children").sum()
    months = council.journeys["workforce_months"].group_by("month").agg(columns).sort("month")
    referred = council.journeys["referrals"].filter(pl.col("date") >= council.spec.opening)
    by_month = referred.group_by(pl.col("date").dt.truncate("1mo")).len().sort("date")
    return [by_month["len"].to_list(), months["days_lost"].to_list(), months["children"].to_list()]


exercise.ask_council_on = lambda council: [(values,) for values in series_of(council)]


@exercise.reference
def by_the_rules(council, values):
    return by_the_library(values)


def read(values, run=8, spread=False, runs=True, on_mean_counts=False, first=0):
    """The two rules; each switch reproduces one mistake."""
    series = np.asarray(values, dtype=float)
    mean = series.mean()
    half = 3 * series.std(ddof=1) if spread else 2.66 * np.abs(np.diff(series)).mean()
    said, above, below = [], 0, 0
    ups, downs = [], []
    for value in series:
        above = above + 1 if value > mean or (on_mean_counts and value == mean) else 0
        below = below + 1 if value < mean or (on_mean_counts and value == mean) else 0
        ups.append(above)
        downs.append(below)
    for place, value in enumerate(series):
        word = "above" if value > mean + half else "below" if value < mean - half else ""
        counted = ups if value >= mean else downs
        end = place
        while end + 1 < len(series) and counted[end + 1] > counted[end] and counted[place]:
            end += 1
        reached = counted[place] if first else counted[end]
        long = runs and counted[place] and reached >= run
        said.append(word or ("run" if long else ""))
    return said


@exercise.right("counting along, one by one")
def counted_along(values):
    return read(values)


@exercise.right("numpy's signs and bins")
def with_bins(values):
    series = np.asarray(values, dtype=float)
    mean, half = series.mean(), 2.66 * np.abs(np.diff(series)).mean()
    side = np.sign(series - mean)
    number = np.cumsum(np.r_[0, np.diff(side) != 0])
    long = (np.bincount(number)[number] >= 8) & (side != 0)
    return np.select([series > mean + half, series < mean - half, long], ["above", "below", "run"], "").tolist()


ASKED = "You were asked what each value says by two rules: outside a limit, or in a run of eight or more. "


@exercise.wrong(
    ASKED
    + "In the series that steps from about 20 to about 35 no run is marked. Your function may know the first rule "
    "alone. Re-read 'Rules, fixed in advance'."
)
def limits_alone(values):
    return read(values, runs=False)


@exercise.wrong(
    ASKED
    + "Seven neighbours on one side are marked as a run. Eight was fixed; each shorter rule cries wolf more often. "
    "Re-read 'Rules, fixed in advance'."
)
def seven_will_do(values):
    return read(values, run=7)


@exercise.wrong(
    ASKED
    + "In the series with one value of 45 something is missing. Limits at three standard deviations of all values "
    "widen with the very thing they should find. Re-read 'What a month does by itself'."
)
def wide_limits(values):
    return read(values, spread=True)


@exercise.wrong(
    ASKED
    + "A run is marked only from its eighth value on. Every value of the run belongs to it, from the first. Re-read "
    "'Your turn: which months call for a question?'."
)
def from_the_eighth(values):
    return read(values, first=1)


@exercise.wrong(
    ASKED + "In one series a value that is the mean itself carries a run on to eight. A value on the mean ends a run. "
    "Re-read 'Rules, fixed in advance'."
)
def through_the_mean(values):
    return read(values, on_mean_counts=True)


exercise.hints = (
    "Begin with the first rule alone: above, below, or nothing. Then ask for the run.",
    "run_of(values, mean) gives for each value the length of its run, so >= 8 is the question.",
    "for value, run in zip(values, run_of(values, mean), strict=True):",
)
exercise.after = (
    "Two rules, fixed. When the board asks why you did not see it coming, you can show the rule; when it asks why you "
    "cried wolf, you can show how seldom."
)
