"""The middle of a funnel: everybody's counts over everybody's denominators."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l03-england-share",
    answer="england_share",
    kind="function",
    points=2,
    minutes=7,
    skills=["K13", "S10"],
    inputs="population.benchmarks",
    tolerance=1e-5,
)

exercise.practice = table("""
    year    la_code:text measure         count denominator rate per
    2024-25 501          re-referrals    300   1000        30   100
    2024-25 502          re-referrals    10    100         10   100
    2024-25 503          re-referrals    5     100         5    100
    2024-25 501          "second plans"  30    90          33.3 100
    2024-25 502          "second plans"  1     10          10   100
    2025-26 501          re-referrals    240   1000        24   100
    2025-26 502          re-referrals    30    120         25   100
    2025-26 503          re-referrals    30    80          37.5 100
""")
exercise.ask_on = (("re-referrals", "2024-25"), ("re-referrals", "2025-26"), ("second plans", "2024-25"))
exercise.answers = (26.25, 25.0, 31.0)  # 315 of 1200, 300 of 1200, 31 of 100
SHARES = ("re-referrals within 12 months", "protection plans that are second or later")
exercise.ask_council_on = lambda council: [
    (measure, year) for measure in SHARES for year in council.spec.collection_years
]


@exercise.reference
def from_journeys(council, measure, year):
    """Every council's counts in the simulation, added up one by one."""
    counts = of = 0
    for row in council.journeys["benchmarks"].iter_rows(named=True):
        if row["measure"] == measure and row["year"] == year:
            counts, of = counts + row["count"], of + row["denominator"]
    return 100 * counts / of


def rows(benchmarks, measure, year):
    return benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]


@exercise.right("groupby and sum")
def grouped(benchmarks, measure, year):
    totals = benchmarks.groupby(["measure", "year"])[["count", "denominator"]].sum().loc[(measure, year)]
    return float(100 * totals["count"] / totals["denominator"])


@exercise.right("a mean weighted by denominators")
def weighted(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    weight = these["denominator"] / these["denominator"].sum()
    return (these["count"] / these["denominator"] * weight).sum() * 100


ASKED = "You were asked for the share of all councils together, in per cent, not rounded. "


@exercise.wrong(
    ASKED
    + "On {measure} of {year} you give {yours}, in which the smallest council of the practice table counts as much as "
    "the largest. It may be the mean of the councils' shares. Re-read 'What everybody has together'."
)
def mean_of_shares(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return (these["count"] / these["denominator"]).mean() * 100


@exercise.wrong(
    ASKED
    + "On {measure} of {year} you give {yours}. It may be the share of the council in the middle of the list, which "
    "is one council and not all. Re-read 'What everybody has together'."
)
def median_of_shares(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return (these["count"] / these["denominator"]).median() * 100


@exercise.wrong(
    ASKED
    + "Your share is the same for both years of the practice table: it may take the years together. Re-read 'Your "
    "turn: England's share'."
)
def years_together(benchmarks, measure, year):
    these = benchmarks[benchmarks["measure"] == measure]
    return these["count"].sum() / these["denominator"].sum() * 100


@exercise.wrong(
    ASKED
    + "On {measure} of {year} you give {yours}, which may be a share between 0 and 1. Re-read 'Your turn: England's "
    "share'."
)
def a_fraction(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return these["count"].sum() / these["denominator"].sum()


exercise.hints = (
    "Add up first. What do you add up, and what is underneath?",
    'these["count"].sum() is one of the two totals.',
    "these = rows_of(benchmarks, measure, year)",
)
exercise.after = (
    "Both middles are used in print. Say which: an average of councils, or the share of all children's referrals."
)
