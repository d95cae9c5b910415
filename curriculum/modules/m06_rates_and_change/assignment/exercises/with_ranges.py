"""Nine rates, each with the range its kind and size ask for: Wilson's, exact, or Byar's."""

from math import sqrt

import pandas as pd
from scipy.stats import chi2, norm
from statsmodels.stats.proportion import proportion_confint

from curriculum.exercise import Exercise, table
from curriculum.uncertainty import rate_interval

CANARY = "coach-only m06-a01-with-ranges"

exercise = Exercise(
    id="m06-a01-with-ranges",
    answer="with_ranges",
    kind="function",
    points=6,
    minutes=60,
    skills=["K13", "S10", "S13"],
    inputs="population.benchmarks",
    columns=("measure", "rate", "low", "high"),
    key=("measure",),
    tolerance=1e-3,
)

# Published counts: 412 of 61,300, 65 and 5, 10 and 0 of 10,000; shares 81 of 263, 0 of 20, and 9 of 40 with a count
# under 10.
exercise.practice = table("""
    year    la_code:text measure          count denominator rate per
    2025-26 501          "in care"        412   61300       67.2 10000
    2025-26 501          starting         65    10000       65   10000
    2025-26 501          adopted          5     10000       5    10000
    2025-26 501          re-referrals     81    263         30.8 100
    2025-26 501          "second plans"   9     40          22.5 100
    2025-26 502          "in care"        10    10000       10   10000
    2025-26 502          adopted          0     10000       0    10000
    2025-26 502          starting         9     10000       9    10000
    2025-26 502          re-referrals     0     20          0    100
    2024-25 502          "in care"        12    9800        12.2 10000
    2024-25 502          re-referrals     3     25          12   100
""")
exercise.ask_on = (("501", "2025-26"), ("502", "2025-26"))
exercise.answers = (
    table("""
    measure        rate      low       high
    "in care"      67.210440 60.876295 74.024529
    starting       65        50.163188 82.849139
    adopted        5         1.623486  11.668332
    re-referrals   30.798479 25.528852 36.620958
    "second plans" 22.5      12.316091 37.503097
"""),
    table("""
    measure        rate low      high
    "in care"      10   4.787450 18.391459
    adopted        0    0        3.688879
    starting       9    4.115373 17.084803
    re-referrals   0    0        16.112516
"""),
)  # published values where there are, the rest from two routes
exercise.ask_council_on = lambda council: [(council.spec.la_code, year) for year in council.spec.collection_years]
Z = norm.ppf(0.975)


@exercise.reference
def by_the_library(council, la_code, year):
    """The council's own counts in the simulation; the course's own intervals, and Wilson's by its formula."""
    rows = [
        row
        for row in council.journeys["benchmarks"].iter_rows(named=True)
        if row["la_code"] == la_code and row["year"] == year
    ]
    found = []
    for row in rows:
        count, of, per = row["count"], row["denominator"], row["per"]
        low, high = wilson(count, of) if per == 100 else rate_interval(count, of, per)
        found.append((row["measure"], count / of * per, low, high))
    return pd.DataFrame(found, columns=["measure", "rate", "low", "high"])


def wilson(count, of, per=100):
    middle, half = count + Z**2 / 2, Z * sqrt(count * (of - count) / of + Z**2 / 4)
    return per * (middle - half) / (of + Z**2), per * (middle + half) / (of + Z**2)


def byar(count):
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3 if count else 0.0
    return low, (count + 1) * (1 - 1 / (9 * (count + 1)) + Z / (3 * sqrt(count + 1))) ** 3


def exact(count):
    return (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0), chi2.ppf(0.975, 2 * count + 2) / 2


def school(count, of):
    return [100 * float(each) for each in proportion_confint(count, of)]


def made(benchmarks, la_code, year, small=exact, large=byar, share=wilson, from_ten=10, every_year=False):
    """The table; each argument reproduces one mistake."""
    own = benchmarks[(benchmarks["la_code"] == la_code) & (every_year | (benchmarks["year"] == year))]
    found = []
    for count, of, per, measure in own[["count", "denominator", "per", "measure"]].itertuples(index=False):
        if per == 100 and share:
            low, high = share(count, of)
        else:
            low, high = [each / of * per for each in (large if count >= from_ten else small)(count)]
        found.append((measure, count / of * per, low, high))
    return pd.DataFrame(found, columns=["measure", "rate", "low", "high"])


@exercise.right("formulas, row by row")
def formulas(benchmarks, la_code, year):
    return made(benchmarks, la_code, year)


@exercise.right("apply, then put beside")
def applied(benchmarks, la_code, year):
    own = benchmarks.query("la_code == @la_code and year == @year").reset_index(drop=True)

    def ends(row):
        count, of, per = int(row["count"]), row["denominator"], row["per"]
        if per == 100:
            return pd.Series([100 * float(each) for each in proportion_confint(count, of, method="wilson")])
        return pd.Series([each * per / of for each in (byar if count > 9 else exact)(count)])

    rates = own["count"] / own["denominator"] * own["per"]
    return own[["measure"]].assign(rate=rates).join(own.apply(ends, axis=1).set_axis(["low", "high"], axis=1))


ASKED = "You were asked for the rate of each measure with its 95% range: Wilson's, exact or Byar's, as named. "


@exercise.wrong(
    ASKED
    + "For adopted in the practice table, with a count of 5, your range is Byar's. Under 10 the exact one was named. "
    "Re-read 'Task 1: nine rates, each with its range'."
)
def byar_for_all(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, small=byar)


@exercise.wrong(
    ASKED
    + "For in care in the practice table, with a count of 412, your range may be the exact one. It comes close; Byar's "
    "was named from 10 on. Re-read 'Task 1: nine rates, each with its range'."
)
def exact_for_all(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, large=exact)


@exercise.wrong(
    ASKED + "For council 502 of the practice table, whose count in care is 10, your range is the exact one. Ten itself "
    "belongs to Byar's: look at > and >=. Re-read 'Task 1: nine rates, each with its range'."
)
def from_eleven(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, from_ten=11)


@exercise.wrong(
    ASKED
    + "For re-referrals your range is made for a count and not for a share: it does not know how many there could be. "
    "Measures per 100 have Wilson's. Re-read 'Task 1: nine rates, each with its range'."
)
def shares_as_counts(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, share=None)


@exercise.wrong(
    ASKED
    + 'For re-referrals of council 502 in the practice table, 0 of 20, your range ends at 0. method="wilson" may be '
    "missing. Re-read 'Task 1: nine rates, each with its range'."
)
def school_formula(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, share=school)


@exercise.wrong(
    ASKED
    + "Your table for council 502 has more rows than it has measures in that year: years may stand under one another. "
    "Re-read 'Task 1: nine rates, each with its range'."
)
def every_year(benchmarks, la_code, year):
    return made(benchmarks, la_code, year, every_year=True)


exercise.hints = (
    "Write Byar's ends first, and try them on 65. Then a function that chooses among three.",
    "Ask two questions of each row: is it per 100? Is the count under 10?",
    'own = benchmarks[(benchmarks["la_code"] == la_code) & (benchmarks["year"] == year)]',
)
exercise.after = "Nine rates and nine ranges on a page. Which of last month's arrows would have been drawn?"
