"""A small count with its exact range: both kinds of adoption, each child once, and nought is not never."""

from math import sqrt

from scipy.stats import chi2
from statsmodels.stats.rates import confint_poisson

from curriculum.exercise import Exercise, table
from synthetic_data.dates import first_day, last_day

exercise = Exercise(
    id="m06-l02-adoptions",
    answer="adoptions",
    kind="function",
    points=3,
    minutes=10,
    skills=["K13", "S10", "S4"],
    inputs="ssda903.episodes",
    tolerance=1e-4,
    gives="list",
)

# Child B stands twice (a planted fault); D and G go home, K to relatives, F moves on, H is still in care.
exercise.practice = table("""
    CHILD DECOM      DEC        REC
    A     2023-01-10 2025-05-02 E11
    B     2023-06-01 2025-07-01 E12
    B     2023-06-01 2025-07-01 E12
    C     2024-02-01 2025-09-15 E11
    D     2024-03-01 2025-06-11 E4A
    E     2024-05-01 2025-10-03 E12
    F     2024-05-01 2025-08-03 X1
    G     2024-07-01 2025-12-03 E4A
    H     2024-09-01 -          -
    J     2024-09-01 2026-01-20 E11
    K     2024-09-01 2025-05-20 E13
""")
exercise.answers = ([5, 1.623486, 11.668332],)  # the count by hand; the ends as published for 5


@exercise.reference
def from_journeys(council):
    """Children whose care ended in adoption in the year, in the simulation; the ends by the chi-squared formula."""
    import polars as pl

    year = council.spec.collection_years[-1]
    ended = council.journeys["care_episodes"].filter(pl.col("end").is_between(first_day(year), last_day(year)))
    count = ended.filter(pl.col("reason_end").cast(pl.String).is_in(["E11", "E12"]))["person"].n_unique()
    return [count, *by_chi_squared(count)]


def by_chi_squared(count):
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return [low, chi2.ppf(0.975, 2 * count + 2) / 2]


def adopted(episodes, codes=("E11", "E12")):
    return episodes[episodes["REC"].isin(codes)]


@exercise.right("the chi-squared formula")
def formula(episodes):
    count = len(adopted(episodes).drop_duplicates("CHILD"))
    return [count, *by_chi_squared(count)]


@exercise.right("starts with E1, then a set of children")
def a_set(episodes):
    count = len(set(episodes[episodes["REC"].str.fullmatch("E1[12]", na=False)]["CHILD"]))
    low, high = confint_poisson(count, 1, method="exact-c")
    return count, low, high


ASKED = "You were asked for the number of different children adopted and the two ends of its exact 95% range. "


@exercise.wrong(
    ASKED + "Child B of the practice table stands on two rows and was counted twice. Count children, not rows. Re-read "
    "'Your turn: adoptions with their range'."
)
def rows(episodes):
    count = len(adopted(episodes))
    return [count, *by_chi_squared(count)]


@exercise.wrong(
    ASKED
    + "Child B of the practice table, whose REC is E12, may be left out: there are two kinds of adoption. Re-read "
    "'Your turn: adoptions with their range'."
)
def one_kind(episodes):
    count = adopted(episodes, ["E11"])["CHILD"].nunique()
    return [count, *by_chi_squared(count)]


@exercise.wrong(
    ASKED + "Child D of the practice table, who went home, was counted. Your function may count everybody whose care "
    "ended. Re-read 'Your turn: adoptions with their range'."
)
def every_ending(episodes):
    count = episodes[episodes["REC"].notna() & (episodes["REC"] != "X1")]["CHILD"].nunique()
    return [count, *by_chi_squared(count)]


@exercise.wrong(
    ASKED
    + "Your range is as wide above the count as below. That may be the school formula, which calls nought certain. "
    "Re-read 'Nought is not never'."
)
def school_formula(episodes):
    count = adopted(episodes)["CHILD"].nunique()
    return [count, count - 1.959964 * sqrt(count), count + 1.959964 * sqrt(count)]


@exercise.wrong(
    ASKED + 'Your range comes close, and is not the exact one: method="exact-c" may be missing. Re-read \'A count with '
    "its range'."
)
def another_method(episodes):
    count = adopted(episodes)["CHILD"].nunique()
    low, high = confint_poisson(count, 1, method="score")
    return count, low, high


exercise.hints = (
    "Two steps: which children were adopted, and what range goes with such a count?",
    'isin(["E11", "E12"]) finds the rows, nunique() counts children, confint_poisson(count, 1, method="exact-c") '
    "does the rest.",
    'count = episodes[episodes["REC"].isin(["E11", "E12"])]["CHILD"].nunique()',
)
exercise.after = (
    "Put the ranges of your three years side by side before you believe an arrow. And mind who reads it: a count under "
    "ten may point at one child."
)
