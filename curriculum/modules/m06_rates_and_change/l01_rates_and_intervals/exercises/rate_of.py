"""A rate from its two whole numbers: per what, and not from the rounded column."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l01-rate-of",
    answer="rate_of",
    kind="function",
    points=2,
    minutes=8,
    skills=["K13", "S10"],
    inputs="population.benchmarks",
    tolerance=1e-5,
)

# Two councils, two measures, two years; the rounded rate is never the rate.
exercise.practice = table("""
    year    la_code:text measure       count denominator rate  per
    2024-25 501          "in care"     412   61300       67.2  10000
    2024-25 501          re-referrals  81    263         30.8  100
    2025-26 501          "in care"     430   61000       70.5  10000
    2025-26 501          re-referrals  15    148         10.1  100
    2024-25 502          "in care"     70    9700        72.2  10000
    2024-25 502          re-referrals  0     20          0     100
    2025-26 502          "in care"     66    9650        68.4  10000
    2025-26 502          re-referrals  1     29          3.4   100
""")
exercise.ask_on = (
    ("501", "in care", "2024-25"),
    ("501", "re-referrals", "2025-26"),
    ("502", "re-referrals", "2024-25"),
    ("502", "in care", "2025-26"),
)
exercise.answers = (67.210440, 10.135135, 0.0, 68.393782)  # worked out by hand
MEASURES = ("children in care on 31 March", "re-referrals within 12 months", "protection plans starting")


exercise.ask_council_on = lambda council: [
    (council.spec.la_code, measure, year) for measure in MEASURES for year in council.spec.collection_years
]


@exercise.reference
def from_journeys(council, la_code, measure, year):
    """The council's own counts, as the simulation made them."""
    (row,) = council.journeys["benchmarks"].rows_by_key(["la_code", "measure", "year"], named=True)[
        (la_code, measure, year)
    ]
    return row["per"] * row["count"] / row["denominator"]


def found(benchmarks, la_code, measure, year):
    wanted = {"la_code": la_code, "measure": measure, "year": year}
    return benchmarks[(benchmarks[list(wanted)] == list(wanted.values())).all(axis=1)].squeeze()


@exercise.right("query and squeeze")
def queried(benchmarks, la_code, measure, year):
    row = benchmarks.query("la_code == @la_code and measure == @measure and year == @year").squeeze()
    return row["per"] * row["count"] / row["denominator"]


@exercise.right("an index of three")
def indexed(benchmarks, la_code, measure, year):
    row = benchmarks.set_index(["la_code", "measure", "year"]).loc[(la_code, measure, year)]
    return float(row["count"] / row["denominator"] * row["per"])


ASKED = "You were asked for the rate of a council, a measure and a year from its two whole numbers, not rounded. "


@exercise.wrong(
    ASKED + "For {measure} you give {yours}, which has one place. It may come from the column rate, which is rounded. "
    "Re-read 'Your turn: the rate'."
)
def rounded(benchmarks, la_code, measure, year):
    return found(benchmarks, la_code, measure, year)["rate"]


@exercise.wrong(
    ASKED + "For {measure} you give {yours}. Not every measure here is per 10,000: the column per says which. Re-read "
    "'Two whole numbers'."
)
def always_ten_thousand(benchmarks, la_code, measure, year):
    row = found(benchmarks, la_code, measure, year)
    return row["count"] / row["denominator"] * 10_000


@exercise.wrong(
    ASKED + "For {measure} you give {yours}, less than one. The last step, times per, may be missing. Re-read 'Two "
    "whole numbers'."
)
def a_fraction(benchmarks, la_code, measure, year):
    row = found(benchmarks, la_code, measure, year)
    return row["count"] / row["denominator"]


@exercise.wrong(
    ASKED + "For {measure} you give {yours}. Count and denominator may have changed places: how many of what? Re-read "
    "'Two whole numbers'."
)
def upside_down(benchmarks, la_code, measure, year):
    row = found(benchmarks, la_code, measure, year)
    return row["denominator"] / row["count"] * row["per"] if row["count"] else 0.0


exercise.hints = (
    "What are the two whole numbers, and which of them is underneath?",
    'row_of(benchmarks, la_code, measure, year) gives the row; row["count"] is one of its values.',
    "row = row_of(benchmarks, la_code, measure, year)",
)
exercise.after = (
    "Keep the two whole numbers beside every rate you publish: without them nobody can say how far it can be trusted."
)
