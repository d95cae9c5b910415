"""The mean saving of a run with its 95% interval: paired, by Student's t, and none from a single pair."""

from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from curriculum.exercise import Exercise, refuses, table

exercise = Exercise(
    id="m03-l05-saving-interval",
    answer="saving_interval",
    kind="function",
    points=4,
    minutes=14,
    skills=["S10", "B4"],
    inputs="time_diary.paired_timings",
    tolerance=0.01,
    careful=True,
)

# Paste: differences 10, 20, 30, 40: mean 25, spread 12.91, t for 3 is 3.182. Mend: -5 and 5. Sort was timed once.
exercise.practice = table("""
    TASK  RUN BY_HAND_MINUTES BY_SCRIPT_MINUTES
    Paste 1   60              50
    Mend  1   30              35
    Paste 2   80              60
    Paste 3   70              40
    Mend  2   40              35
    Paste 4   90              50
    Sort  1   20              8
""")
exercise.ask_on = (("Paste",), ("Mend",), ("Sort",), ("Chase",))
exercise.answers = (
    {"mean": 25.0, "low": 4.4574, "high": 45.5426},
    {"mean": 0.0, "low": -63.5310, "high": 63.5310},
    {"mean": 12.0, "low": None, "high": None},
    refuses(naming="Chase"),
)  # worked out by hand: mean -/+ t x spread / square root of n
exercise.ask_council_on = lambda _: [
    ("Paste figures into templates",),
    ("Reformat tables for committee",),
    ("Nothing",),
]


@exercise.reference
def by_statsmodels(council, task):
    """The same interval from another library, on the simulated pairs."""
    pairs = council.journeys["paired_timings"].filter(task=task)
    if not pairs.height:
        return refuses(naming=task)
    saved = (pairs["by_hand_minutes"] - pairs["by_script_minutes"]).to_numpy()
    low, high = DescrStatsW(saved).tconfint_mean(0.05)
    return {"mean": saved.mean(), "low": low, "high": high}


def saved_by(timings, task):
    runs = timings[timings["TASK"] == task]
    if runs.empty:
        raise ValueError(f"no timings of {task}")
    return runs["BY_HAND_MINUTES"] - runs["BY_SCRIPT_MINUTES"]


def around(saved, reach):
    """The dictionary, `reach` to both sides of the mean; none from a single pair."""
    mean = saved.mean()
    if len(saved) < 2:
        return {"mean": mean, "low": None, "high": None}
    return {"mean": mean, "low": mean - reach, "high": mean + reach}


def reach_of(saved, level=0.975):
    return stats.t.ppf(level, len(saved) - 1) * saved.std() / len(saved) ** 0.5


@exercise.right("mean, t and standard error by hand")
def by_formula(timings, task):
    saved = saved_by(timings, task)
    return around(saved, reach_of(saved))


@exercise.right("the interval of Student's t")
def by_distribution(timings, task):
    saved = saved_by(timings, task)
    if len(saved) == 1:
        return {"mean": float(saved.iloc[0]), "low": float("nan"), "high": float("nan")}
    low, high = stats.t.interval(0.95, len(saved) - 1, loc=saved.mean(), scale=stats.sem(saved))
    return {"mean": saved.mean(), "low": low, "high": high}


ASKED = "You were asked for the mean minutes saved by a run, with the 95% interval of the paired differences. "


@exercise.wrong(
    ASKED + "Your interval takes 1.96 for every number of pairs. With few pairs the spread itself is uncertain, so it "
    "has to be wider: Student's t allows for it. Re-read 'How sure?'."
)
def normal(timings, task):
    saved = saved_by(timings, task)
    return around(saved, stats.norm.ppf(0.975) * saved.std() / len(saved) ** 0.5)


@exercise.wrong(
    ASKED + "Your interval is as wide as single runs differ. A mean of several runs is surer than one run: the spread "
    "is divided by the square root of their number. Re-read 'How sure?'."
)
def of_single_runs(timings, task):
    saved = saved_by(timings, task)
    return around(saved, reach_of(saved) * len(saved) ** 0.5)


@exercise.wrong(
    ASKED + "Sort of the practice table was timed once, and your function gives it an interval of no width. One timing "
    "shows nothing of how much days differ: low and high are None. Re-read 'How sure?'."
)
def none_from_one(timings, task):
    saved = saved_by(timings, task)
    if len(saved) < 2:
        return {"mean": saved.mean(), "low": saved.mean(), "high": saved.mean()}
    return around(saved, reach_of(saved))


@exercise.wrong(
    ASKED + "Your interval compares two groups of timings, as if by hand and by script had been timed on different "
    "days. Take the difference within each pair first. Re-read 'The hours, measured in pairs'."
)
def not_paired(timings, task):
    saved, runs = saved_by(timings, task), timings[timings["TASK"] == task]
    if len(saved) < 2:
        return around(saved, 0)
    apart = stats.ttest_ind(runs["BY_HAND_MINUTES"], runs["BY_SCRIPT_MINUTES"]).confidence_interval(0.95)
    return {"mean": saved.mean(), "low": apart.low, "high": apart.high}


@exercise.wrong(
    ASKED + "Your interval is narrower than a 95% one: 5% may be left out on one side, where 2.5% belong on each. "
    "Re-read 'How sure?'."
)
def one_sided(timings, task):
    saved = saved_by(timings, task)
    return around(saved, reach_of(saved, 0.95))


@exercise.wrong(
    ASKED + "Asked about {task}, your function answered for all the tasks together. Keep the rows of the task first. "
    "Re-read 'Your turn: the saving with its interval'."
)
def all_tasks(timings, task):
    saved_by(timings, task)
    saved = timings["BY_HAND_MINUTES"] - timings["BY_SCRIPT_MINUTES"]
    return around(saved, reach_of(saved))


exercise.hints = (
    "The rows of the task; a stop if there are none; the differences; then one pair, or more.",
    "`stats.ttest_1samp(saved, 0).confidence_interval(0.95)` has `.low` and `.high`; it needs two pairs or more.",
    'runs = timings[timings["TASK"] == task]',
)
exercise.after = (
    "If the interval holds nought, the timings go with a saving, and with none. Time some more before you build."
)
