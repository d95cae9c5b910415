"""Wilson's interval for a share, in per cent."""

from math import sqrt

from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l01-share-range",
    answer="share_range",
    kind="function",
    points=3,
    minutes=10,
    skills=["K13", "S10", "S13"],
    inputs="population.benchmarks",
    tolerance=1e-4,
    gives="list",
)

# Newcombe's published examples: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
exercise.practice = table("""
    year    la_code:text measure       count denominator rate  per
    2024-25 501          re-referrals  81    263         30.8  100
    2024-25 501          "second plans" 40   90          44.4  100
    2025-26 501          re-referrals  15    148         10.1  100
    2025-26 501          "second plans" 41   95          43.2  100
    2024-25 502          re-referrals  0     20          0     100
    2025-26 502          re-referrals  1     29          3.4   100
""")
exercise.ask_on = (
    ("501", "re-referrals", "2024-25"),
    ("501", "re-referrals", "2025-26"),
    ("502", "re-referrals", "2024-25"),
    ("502", "re-referrals", "2025-26"),
)
exercise.answers = (
    [25.528852, 36.620958],
    [6.238640, 16.048724],
    [0.0, 16.112516],
    [0.611321, 17.175522],
)  # Newcombe 1998, to more places
SHARES = ("re-referrals within 12 months", "protection plans that are second or later")
exercise.ask_council_on = lambda council: [
    (council.spec.la_code, measure, year) for measure in SHARES for year in council.spec.collection_years
]


@exercise.reference
def by_wilsons_formula(council, la_code, measure, year):
    """The council's own counts, and the interval by the formula of 1927."""
    (row,) = council.journeys["benchmarks"].rows_by_key(["la_code", "measure", "year"], named=True)[
        (la_code, measure, year)
    ]
    return wilson(row["count"], row["denominator"])


def wilson(count, of, confidence=0.95):
    z = norm.ppf((1 + confidence) / 2)
    middle, half = count + z**2 / 2, z * sqrt(count * (of - count) / of + z**2 / 4)
    return [100 * max(0.0, middle - half) / (of + z**2), 100 * (middle + half) / (of + z**2)]


def found(benchmarks, la_code, measure, year):
    return benchmarks.set_index(["la_code", "measure", "year"]).loc[(la_code, measure, year)]


@exercise.right("the formula")
def by_formula(benchmarks, la_code, measure, year):
    row = found(benchmarks, la_code, measure, year)
    return wilson(row["count"], row["denominator"])


@exercise.right("alpha said, then times a hundred in a list")
def alpha_said(benchmarks, la_code, measure, year):
    row = found(benchmarks, la_code, measure, year)
    return [100 * each for each in proportion_confint(row["count"], row["denominator"], alpha=0.05, method="wilson")]


ASKED = "You were asked for Wilson's 95% interval of a share, in per cent, not rounded: low, high. "


def interval(benchmarks, la_code, measure, year, **how):
    row = found(benchmarks, la_code, measure, year)
    return [100 * float(each) for each in proportion_confint(row["count"], row["denominator"], **how)]


@exercise.wrong(
    ASKED
    + "For council 502 of the practice table, with 0 of 20, both of your ends are 0, as if it could never happen. "
    "method=\"wilson\" may be missing. Re-read 'Give the share with its range'."
)
def school_formula(benchmarks, la_code, measure, year):
    return interval(benchmarks, la_code, measure, year)


@exercise.wrong(
    ASKED + "Your ends lie between 0 and 1. They may still be shares, and were wanted in per cent. Re-read 'Give the "
    "share with its range'."
)
def still_a_share(benchmarks, la_code, measure, year):
    return [each / 100 for each in interval(benchmarks, la_code, measure, year, method="wilson")]


@exercise.wrong(
    ASKED + "Your interval for 81 of 263 is narrower than Wilson's of 95%. With alpha=0.95 it may cover 5 in a "
    "hundred, because alpha is what may be missed. Re-read 'Give the share with its range'."
)
def alpha_turned_round(benchmarks, la_code, measure, year):
    return interval(benchmarks, la_code, measure, year, alpha=0.95, method="wilson")


@exercise.wrong(
    ASKED + "Your ends stand at whole numbers or a single place. Rounding may have come too early: round when you "
    "print. Re-read 'Your turn: a share with its range'."
)
def rounded(benchmarks, la_code, measure, year):
    return [round(each, 1) for each in interval(benchmarks, la_code, measure, year, method="wilson")]


@exercise.wrong(
    ASKED + "The first of your two numbers is the larger. Low and high may have changed places. Re-read 'Your turn: a "
    "share with its range'."
)
def high_first(benchmarks, la_code, measure, year):
    return interval(benchmarks, la_code, measure, year, method="wilson")[::-1]


exercise.hints = (
    "The worked cell under 'Give the share with its range' does it for 81 of 263. What changes?",
    'proportion_confint(count, denominator, method="wilson") gives two shares between 0 and 1.',
    "row = row_of(benchmarks, la_code, measure, year)",
)
exercise.after = (
    "0 of 20 can easily be a service in which 1 in 7 come back. A range never says which value is true; it says which "
    "could have given what you saw."
)
