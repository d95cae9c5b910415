"""A funnel that allows for the ways in which councils usually differ."""

from math import sqrt

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise, table

CANARY = "coach-only m06-a01-beyond-chance"

exercise = Exercise(
    id="m06-a01-beyond-chance",
    answer="beyond_chance",
    kind="function",
    points=6,
    minutes=70,
    skills=["K13", "S10", "S13"],
    inputs="population.benchmarks",
    columns=("la_code", "distance", "limit", "position"),
    key=("la_code",),
    tolerance=1e-4,
)

# Re-referrals differ more than chance makes them, with one council far above and one far below; second plans
# hardly differ; 2024-25 lies between.
exercise.practice = table("""
    year    la_code:text measure         count denominator rate per
    2025-26 501          re-referrals    52    400         13   100
    2025-26 502          re-referrals    300   1000        30   100
    2025-26 503          re-referrals    90    600         15   100
    2025-26 504          re-referrals    160   700         22.9 100
    2025-26 505          re-referrals    75    300         25   100
    2025-26 506          re-referrals    20    100         20   100
    2025-26 507          re-referrals    400   2500        16   100
    2025-26 508          re-referrals    21    90          23.3 100
    2025-26 509          re-referrals    1150  3000        38.3 100
    2025-26 510          re-referrals    110   500         22   100
    2025-26 511          re-referrals    20    1500        1.3  100
    2025-26 512          re-referrals    45    180         25   100
    2025-26 501          "second plans"  10    50          20   100
    2025-26 502          "second plans"  22    100         22   100
    2025-26 503          "second plans"  17    80          21.3 100
    2025-26 504          "second plans"  60    100         60   100
    2025-26 505          "second plans"  34    160         21.3 100
    2025-26 506          "second plans"  27    120         22.5 100
    2025-26 507          "second plans"  44    200         22   100
    2025-26 508          "second plans"  20    90          22.2 100
    2025-26 509          "second plans"  66    300         22   100
    2025-26 510          "second plans"  15    70          21.4 100
    2025-26 511          "second plans"  20    95          21.1 100
    2025-26 512          "second plans"  45    200         22.5 100
    2024-25 501          re-referrals    64    400         16   100
    2024-25 502          re-referrals    225   1000        22.5 100
    2024-25 503          re-referrals    115   600         19.2 100
    2024-25 504          re-referrals    155   700         22.1 100
    2024-25 505          re-referrals    52    300         17.3 100
    2024-25 506          re-referrals    20    100         20   100
    2024-25 507          re-referrals    30    200         15   100
""")
exercise.ask_on = (("re-referrals", "2025-26"), ("second plans", "2025-26"), ("re-referrals", "2024-25"))
exercise.answers = (
    table("""
    la_code:text distance   limit     position
    501          -4.539697  12.848482 inside
    502          5.701053   12.848482 inside
    503          -4.386325  12.848482 inside
    504          0.242407   12.848482 inside
    505          1.047864   12.848482 inside
    506          -0.592863  12.848482 inside
    507          -7.755701  12.848482 inside
    508          0.195146   12.848482 inside
    509          20.809310  12.848482 high
    510          -0.254294  12.848482 inside
    511          -19.615981 12.848482 low
    512          0.811672   12.848482 inside
"""),
    table("""
    la_code:text distance   limit     position
    501          -0.706007  3.090000  inside
    502          -0.532007  3.090000  inside
    503          -0.632289  3.090000  inside
    504          8.330304   3.090000  high
    505          -0.894192  3.090000  inside
    506          -0.455045  3.090000  inside
    507          -0.752371  3.090000  inside
    508          -0.455539  3.090000  inside
    509          -0.921463  3.090000  inside
    510          -0.556609  3.090000  inside
    511          -0.733886  3.090000  inside
    512          -0.587461  3.090000  inside
"""),
    table("""
    la_code:text distance   limit     position
    501          -2.014008  4.190752  inside
    502          1.951359   4.190752  inside
    503          -0.528567  4.190752  inside
    504          1.396530   4.190752  inside
    505          -1.167159  4.190752  inside
    506          -0.007571  4.190752  inside
    507          -1.777472  4.190752  inside
"""),
)  # two routes: plain arithmetic, one by one, and whole columns
SHARES = ("re-referrals within 12 months", "protection plans that are second or later")
exercise.ask_council_on = lambda council: [
    (measure, year) for measure in SHARES for year in council.spec.collection_years[-2:]
]


@exercise.reference
def one_by_one(council, measure, year):
    """The simulation's counts of every council, with plain arithmetic."""
    mine = [
        (row["la_code"], row["count"], row["denominator"])
        for row in council.journeys["benchmarks"].iter_rows(named=True)
        if row["measure"] == measure and row["year"] == year
    ]
    return by_arithmetic(mine)


def by_arithmetic(mine):
    p = sum(count for _, count, _ in mine) / sum(of for _, _, of in mine)
    away = [(count / of - p) / sqrt(p * (1 - p) / of) for _, count, of in mine]
    low, high = np.quantile(away, [0.1, 0.9])
    spread = sum(min(max(each, low), high) ** 2 for each in away) / len(away)
    limit = 3.09 * sqrt(max(1.0, spread))
    words = ["high" if each > limit else "low" if each < -limit else "inside" for each in away]
    codes = [code for code, _, _ in mine]
    return pd.DataFrame({"la_code": codes, "distance": away, "limit": limit, "position": words})


def rows(benchmarks, measure, year):
    return benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]


def placed(these, middle=None, own_error=False, pull=True, root=True, widen=True, least=1.0):
    """The table; each argument reproduces one mistake."""
    share = these["count"] / these["denominator"]
    p = these["count"].sum() / these["denominator"].sum() if middle is None else middle
    about = share if own_error else p
    away = (share - p) / np.sqrt(about * (1 - about) / these["denominator"])
    pulled = away.clip(away.quantile(0.1), away.quantile(0.9)) if pull else away
    spread = max((pulled**2).mean(), least) if widen else 1.0
    limit = 3.09 * (np.sqrt(spread) if root else spread)
    words = np.select([away > limit, away < -limit], ["high", "low"], "inside")
    return pd.DataFrame({"la_code": these["la_code"], "distance": away, "limit": limit, "position": words})


@exercise.right("plain arithmetic")
def arithmetic(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return by_arithmetic(list(these[["la_code", "count", "denominator"]].itertuples(index=False, name=None)))


@exercise.right("whole columns and np.select")
def columns(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year))


ASKED = "You were asked how far each council is from all together, and for limits that allow for usual differences. "


@exercise.wrong(
    ASKED
    + "Your limit is 3.09 even where the councils of the practice table differ far more than by chance. The widening "
    "may be missing. Re-read 'Task 2: beyond chance, and beyond the usual differences'."
)
def not_widened(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year), widen=False)


@exercise.wrong(
    ASKED
    + "Your limit is wide enough for council 511 of the practice table to excuse itself. Pull the distances in before "
    "you square them. Re-read 'Task 2: beyond chance, and beyond the usual differences'."
)
def not_pulled_in(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year), pull=False)


@exercise.wrong(
    ASKED
    + "Your limit grows with the spread itself: its square root may be missing. Re-read 'Task 2: beyond chance, and "
    "beyond the usual differences'."
)
def no_root(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year), root=False)


@exercise.wrong(
    ASKED
    + "Your standard errors differ between councils of one size: they may use each one's own share, where the middle "
    "was named. Re-read 'Task 2: beyond chance, and beyond the usual differences'."
)
def own_errors(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year), own_error=True)


@exercise.wrong(
    ASKED
    + "Your middle gives council 508 of the practice table, with 90 referrals, as much say as 509 with 3,000. It may "
    "be a mean of shares. Re-read 'Task 2: beyond chance, and beyond the usual differences'."
)
def mean_of_shares(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return placed(these, middle=(these["count"] / these["denominator"]).mean())


@exercise.wrong(
    ASKED
    + "For second plans in the practice table, where councils differ less than by chance, your limit is narrower than "
    "3.09. A spread under 1 counts as 1. Re-read 'Task 2: beyond chance, and beyond the usual differences'."
)
def narrowed(benchmarks, measure, year):
    return placed(rows(benchmarks, measure, year), least=0.0)


exercise.hints = (
    "Five numbered steps, a line of code each. Print every one on a table of three councils.",
    "distance.clip(distance.quantile(0.1), distance.quantile(0.9)) pulls in; max(spread, 1) keeps it from narrowing.",
    'middle = these["count"].sum() / these["denominator"].sum()',
)
exercise.after = (
    "Those few outside are worth a telephone call. What you have shown is a difference that is unusual, not one that "
    "is anybody's fault."
)
