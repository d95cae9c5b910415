"""The change in a share with Newcombe's interval: not from whether two ranges overlap."""

from math import sqrt

from scipy.stats import norm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l01-change-range",
    answer="change_range",
    kind="function",
    points=3,
    minutes=12,
    skills=["K13", "S10", "S13"],
    inputs="population.benchmarks",
    tolerance=1e-4,
    gives="list",
)

# 48 of 80, then 56 of 70: Newcombe's published example. A third year lies before both.
exercise.practice = table("""
    year    la_code:text measure        count denominator rate per
    2023-24 501          re-referrals   30    60          50   100
    2024-25 501          re-referrals   48    80          60   100
    2024-25 501          "second plans" 5     40          12.5 100
    2025-26 501          re-referrals   56    70          80   100
    2025-26 501          "second plans" 11    44          25   100
    2024-25 502          re-referrals   10    90          11.1 100
    2025-26 502          re-referrals   2     95          2.1  100
""")
exercise.ask_on = (
    ("501", "re-referrals", "2024-25", "2025-26"),
    ("501", "re-referrals", "2023-24", "2025-26"),
    ("502", "re-referrals", "2024-25", "2025-26"),
)
exercise.answers = (
    [5.243147, 33.387265],
    [13.646730, 44.479181],
    [-17.294214, -1.782290],
)  # Newcombe 1998 for the first, to more places
SHARES = ("re-referrals within 12 months", "protection plans that are second or later")
exercise.ask_council_on = lambda council: [
    (council.spec.la_code, measure, council.spec.collection_years[before], council.spec.collection_years[-1])
    for measure in SHARES
    for before in (0, 1)
]


@exercise.reference
def by_newcombes_formula(council, la_code, measure, earlier, later):
    """The council's own counts, and Newcombe's method 10 by its formula."""
    rows = council.journeys["benchmarks"].rows_by_key(["la_code", "measure", "year"], named=True)
    (old,), (new,) = rows[(la_code, measure, earlier)], rows[(la_code, measure, later)]
    return newcombe(new["count"], new["denominator"], old["count"], old["denominator"])


def wilson(count, of):
    z = norm.ppf(0.975)
    middle, half = count + z**2 / 2, z * sqrt(count * (of - count) / of + z**2 / 4)
    return (middle - half) / (of + z**2), (middle + half) / (of + z**2)


def newcombe(count1, of1, count2, of2):
    """Later minus earlier, in percentage points."""
    (low1, high1), (low2, high2) = wilson(count1, of1), wilson(count2, of2)
    p1, p2 = count1 / of1, count2 / of2
    below, above = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return [100 * (p1 - p2 - below), 100 * (p1 - p2 + above)]


def counts(benchmarks, la_code, measure, earlier, later):
    by = benchmarks.set_index(["la_code", "measure", "year"])
    new, old = by.loc[(la_code, measure, later)], by.loc[(la_code, measure, earlier)]
    return new["count"], new["denominator"], old["count"], old["denominator"]


@exercise.right("the formula")
def by_formula(*given):
    return newcombe(*counts(*given))


@exercise.right("statsmodels, in a list")
def in_a_list(*given):
    return [100 * each for each in confint_proportions_2indep(*counts(*given), compare="diff", method="newcomb")]


ASKED = "You were asked for the 95% interval (Newcombe) of a change, later minus earlier, in percentage points. "


@exercise.wrong(
    ASKED
    + "From 48 of 80 to 56 of 70 in the practice table your range is on the wrong side of nought. Earlier and later "
    "may have changed places. Re-read 'Your turn: the change with its range'."
)
def turned_round(*given):
    new, of_new, old, of_old = counts(*given)
    return newcombe(old, of_old, new, of_new)


@exercise.wrong(
    ASKED
    + "Your range is wider than it need be: it may be made from the ends of the two ranges, low against high. That "
    "is the overlap again. Re-read 'Overlap is not an answer'."
)
def from_the_ends(*given):
    new, of_new, old, of_old = counts(*given)
    (low1, high1), (low2, high2) = wilson(new, of_new), wilson(old, of_old)
    return [100 * (low1 - high2), 100 * (high1 - low2)]


@exercise.wrong(
    ASKED + "Your two ends are of the size of shares, between -1 and 1. They may lack the last step, times a hundred. "
    "Re-read 'Your turn: the change with its range'."
)
def still_shares(*given):
    return [each / 100 for each in newcombe(*counts(*given))]


@exercise.wrong(
    ASKED + "Your range may be how many times as large the later share is, and not how many points it moved. "
    "compare=\"diff\" asks for points. Re-read 'Overlap is not an answer'."
)
def a_ratio(*given):
    return [100 * each for each in confint_proportions_2indep(*counts(*given), compare="ratio", method="log")]


@exercise.wrong(
    ASKED
    + "You may have given the range of the later share alone: it holds no earlier year. Re-read 'Overlap is not an "
    "answer'."
)
def later_alone(*given):
    new, of_new, _, _ = counts(*given)
    return [100 * each for each in proportion_confint(new, of_new, method="wilson")]


@exercise.wrong(
    ASKED
    + 'Your range comes close, and another method than Newcombe\'s may have made it. Say method="newcomb". Re-read '
    "'Overlap is not an answer'."
)
def another_method(*given):
    return [100 * each for each in confint_proportions_2indep(*counts(*given), compare="diff", method="wald")]


exercise.hints = (
    "The worked cell under 'Overlap is not an answer' does it for two teams. Which two are yours?",
    "Later comes first: confint_proportions_2indep(later count, later denominator, earlier count, ...).",
    "new = row_of(benchmarks, la_code, measure, later)",
)
exercise.after = (
    "Nought inside: these numbers cannot tell the change from chance. Nought outside: something moved; whether for the "
    "better, and why, no interval can say."
)
