"""A chart of a process whose limits and runs know nothing of what lies beyond a new definition."""

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise
from curriculum.uncertainty import xmr, xmr_signals

CANARY = "coach-only m06-a01-process-chart"

exercise = Exercise(
    id="m06-a01-process-chart",
    answer="process_chart",
    kind="function",
    points=6,
    minutes=60,
    skills=["K13", "S10", "S13"],
    inputs=(),
    columns=("value", "mean", "low", "high", "signal"),
    ordered=True,
    tolerance=1e-4,
)

# A shift; a break with five of one side before it and four after, which are no run of eight; a break after which one
# value is far out; a run of exactly eight; seven, one on the mean, seven; small counts with a limit below nought; nine
# of the same, all on the mean and on both limits.
SHIFT = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 35, 36, 34, 37, 35, 34, 36, 35]
BROKEN = [10, 12, 9, 11, 10, 13, 13, 12, 13, 12, 31, 32, 31, 32, 27, 28, 29, 27, 30, 28]
SPIKE = [100, 104, 98, 101, 99, 50, 52, 49, 51, 80, 50, 48, 51, 52, 49]
EIGHT = [13, 9, 12, 7, 13, 9, 12, 7, 11, 13, 11, 12, 11, 13, 11, 12, 7, 8, 9, 8, 7, 8]
SEVENS = [11, 13, 11, 13, 11, 13, 11, 10, 9, 7, 9, 7, 9, 7, 9]
COUNTS = [1, 0, 4, 0, 2, 1, 0, 3]
FLAT = [5] * 9
IN_ONE_PART = (EIGHT, SEVENS, COUNTS, FLAT)
exercise.ask_on = ((SHIFT, None), (BROKEN, 10), (SPIKE, 5), *((values, None) for values in IN_ONE_PART))


def by_hand(values, *parts):
    """The table asked for, from (how many values, mean, half the width of the limits) of each part and its signals."""
    sizes = [size for size, _, _, _ in parts]
    means, halves = (np.repeat([part[place] for part in parts], sizes) for place in (1, 2))
    words = [word for part in parts for word in part[3]]
    return pd.DataFrame(
        {"value": values, "mean": means, "low": means - halves, "high": means + halves, "signal": words}
    )


QUIET = [""] * 10
UP, RUNS = ["above"] * 2, ["run"] * 3
SHIFTED = ["run", "run", "below", *RUNS, "below", *RUNS, *UP, "run", *UP, "run", *UP]
exercise.answers = (
    by_hand(SHIFT, (18, 488 / 18, 2.66 * 47 / 17, SHIFTED)),
    by_hand(BROKEN, (10, 11.5, 2.66 * 14 / 9, QUIET), (10, 29.5, 2.66 * 17 / 9, QUIET)),
    by_hand(SPIKE, (5, 100.4, 2.66 * 15 / 4, [""] * 5), (10, 53.2, 2.66 * 75 / 9, [*[""] * 4, "above", *[""] * 5])),
    by_hand(EIGHT, (22, 223 / 22, 2.66 * 55 / 21, [*[""] * 8, *["run"] * 8, *[""] * 6])),
    by_hand(SEVENS, (15, 10, 2.66 * 26 / 14, [""] * 15)),
    by_hand(COUNTS, (8, 11 / 8, 2.66 * 16 / 7, [""] * 8)),
    by_hand(FLAT, (9, 5, 0, [""] * 9)),
)  # sums and steps added up by hand


def by_the_library(values, break_at):
    """The course's own chart and rules, part by part."""
    parts = [values] if break_at is None else [values[:break_at], values[break_at:]]
    found = []
    for part in parts:
        chart = xmr(part)
        words = [
            {1: "above", -1: "below", 0: "run" if run else ""}[int(outside)]
            for outside, run in xmr_signals(part, chart).itertuples(index=False)
        ]
        rows = {"value": part, "mean": chart.mean, "low": chart.low, "high": chart.high, "signal": words}
        found.append(pd.DataFrame(rows))
    return pd.concat(found, ignore_index=True)


def series_of(council):
    """Referrals a month; cases a month with the place of their break; the busiest children's home's notifications."""
    import polars as pl

    referred = council.journeys["referrals"].filter(pl.col("date") >= council.spec.opening)
    by_month = referred.group_by(pl.col("date").dt.truncate("1mo")).len().sort("date")["len"].to_list()
    change = council.journeys["planted_counting"]["from_month"][0]
    counted = pl.when(pl.col("month") < change).then("families").otherwise("children")
    months = council.journeys["workforce_months"].group_by("month").agg(counted.sum().alias("cases")).sort("month")
    cases, break_at = months["cases"].to_list(), int((months["month"] < change).sum())
    return [(by_month, None), (cases, break_at), *[(events, None) for events in planted_homes(council)]]


def planted_homes(council):
    """Monthly notifications of the home whose rate the simulation shifts, where there is one."""
    import polars as pl

    for home in council.journeys["planted_providers"]["provider"]:
        months = council.journeys["provider_months"].filter(pl.col("provider") == home).sort("month")
        yield months["notifications"].to_list()


exercise.ask_council_on = series_of


@exercise.reference
def by_the_rules(council, values, break_at):
    return by_the_library(values, break_at)


def chart(values, spread=False, run=8, from_the_eighth=False, mean_too=False):
    """The chart of one part in plain steps; each argument reproduces one mistake."""
    series = [float(value) for value in values]
    mean = sum(series) / len(series)
    steps = [abs(series[n + 1] - series[n]) for n in range(len(series) - 1)]
    half = 3 * float(np.std(series, ddof=1)) if spread else 2.66 * sum(steps) / len(steps)
    side = [(value > mean) - (value < mean) for value in series]
    words = [""] * len(series)
    place = 0
    while place < len(series):
        end = place
        while end < len(series) and (side[end] == side[place] or (mean_too and side[end] == 0)):
            end += 1
        if end - place >= run and side[place]:
            first = place + run - 1 if from_the_eighth else place
            words[first:end] = ["run"] * (end - first)
        place = end
    words = ["above" if value > mean + half else "below" if value < mean - half else word
             for value, word in zip(series, words, strict=True)]  # fmt: skip
    return pd.DataFrame({"value": series, "mean": mean, "low": mean - half, "high": mean + half, "signal": words})


def in_parts(values, break_at, **how):
    parts = [values] if break_at is None else [values[:break_at], values[break_at:]]
    return pd.concat([chart(part, **how) for part in parts], ignore_index=True)


@exercise.right("plain steps")
def plain_steps(values, break_at):
    return in_parts(values, break_at)


@exercise.right("groupby on the part")
def by_groups(values, break_at):
    whole = pd.DataFrame({"value": pd.Series(values, dtype="float")})
    part = (whole.index >= (len(whole) if break_at is None else break_at)).astype(int)
    by = whole.groupby(part)["value"]
    whole["mean"] = by.transform("mean")
    half = 2.66 * by.diff().abs().groupby(part).transform("mean")
    whole["low"], whole["high"] = whole["mean"] - half, whole["mean"] + half
    side = np.sign(whole["value"] - whole["mean"]) + 10 * part
    length = side.groupby((side != side.shift()).cumsum()).transform("size")
    run = np.where((length >= 8) & (whole["value"] != whole["mean"]), "run", "")
    far = np.where(whole["value"] < whole["low"], "below", run)
    whole["signal"] = np.where(whole["value"] > whole["high"], "above", far)
    return whole


ASKED = "You were asked for a chart with limits from moving ranges, in which each side of a break stands by itself. "


@exercise.wrong(
    ASKED
    + "In the questions with a break your mean is the same on both sides: the break may not be used. Two definitions "
    "are two series. Re-read 'Task 4: a chart that knows its break'."
)
def no_break(values, break_at):
    return chart(values)


@exercise.wrong(
    ASKED
    + "Your limits are three standard deviations of all the values, it seems; they widen with the shift they should "
    "find. Moving ranges were named. Re-read 'Task 4: a chart that knows its break'."
)
def standard_deviations(values, break_at):
    return in_parts(values, break_at, spread=True)


@exercise.wrong(
    ASKED
    + "Your means and limits fit, and seven neighbours on a side already count as a run. Eight was fixed. Re-read "
    "'Task 4: a chart that knows its break'."
)
def seven_will_do(values, break_at):
    return in_parts(values, break_at, run=7)


@exercise.wrong(
    ASKED
    + "Your means and limits fit, and a run is marked only from its eighth value on. Every value of it belongs to it. "
    "Re-read 'Task 4: a chart that knows its break'."
)
def from_the_eighth(values, break_at):
    return in_parts(values, break_at, from_the_eighth=True)


@exercise.wrong(
    ASKED
    + "Your limits on both sides of a break are alike in width: the step across the break may be among the moving "
    "ranges. Re-read 'Task 4: a chart that knows its break'."
)
def step_across(values, break_at):
    found = in_parts(values, break_at)
    half = 2.66 * pd.Series(values, dtype="float").diff().abs().mean()
    found = found.assign(low=found["mean"] - half, high=found["mean"] + half)
    above, below = found["value"] > found["high"], found["value"] < found["low"]
    run = in_parts(values, break_at)["signal"].where(lambda said: said == "run", "")
    return found.assign(signal=np.where(above, "above", np.where(below, "below", run)))


@exercise.wrong(
    ASKED
    + "In one question a value that is the mean itself carries a run on to eight. It ends a run. Re-read 'Task 4: a "
    "chart that knows its break'."
)
def through_the_mean(values, break_at):
    return in_parts(values, break_at, mean_too=True)


exercise.hints = (
    "Write the chart of one part first, as in lesson 4. Then cut the list in two.",
    "values[:break_at] and values[break_at:] are the two parts; pd.concat puts their charts under one another.",
    "if break_at is None: ...",
)
exercise.after = (
    "Two rules, two parts, and a mark between them. Whoever reads the chart can see what you would have called a "
    "signal before you knew what was there."
)
