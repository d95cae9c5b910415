"""One council beside its ten neighbours: its own list, without itself."""

from statistics import median

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l03-with-neighbours",
    answer="with_neighbours",
    kind="function",
    points=3,
    minutes=12,
    skills=["K13", "S10", "S4"],
    inputs=("population.benchmarks", "population.neighbours"),
    tolerance=1e-5,
    gives="list",
)

# 501 has four neighbours here, an even number; 506 names 501, but 501 does not name 506.
exercise.practice = (
    table("""
        year    la_code:text measure       count denominator rate per
        2025-26 501          "in care"     70    10000       70   10000
        2025-26 502          "in care"     100   20000       50   10000
        2025-26 503          "in care"     183   30000       61   10000
        2025-26 504          "in care"     45    5000        90   10000
        2025-26 505          "in care"     320   20000       160  10000
        2025-26 506          "in care"     20    10000       20   10000
        2024-25 501          "in care"     95    10000       95   10000
        2024-25 502          "in care"     90    20000       45   10000
        2024-25 503          "in care"     180   30000       60   10000
        2024-25 504          "in care"     40    5000        80   10000
        2024-25 505          "in care"     310   20000       155  10000
        2024-25 506          "in care"     30    10000       30   10000
        2025-26 501          re-referrals  30    200         15   100
        2025-26 502          re-referrals  20    100         20   100
        2025-26 503          re-referrals  30    200         15   100
        2025-26 504          re-referrals  10    100         10   100
        2025-26 505          re-referrals  48    300         16   100
        2025-26 506          re-referrals  40    100         40   100
    """),
    table("""
        la_code:text rank neighbour_la_code:text neighbour
        501          1    502                    B
        501          2    503                    C
        501          3    504                    D
        501          4    505                    E
        502          1    501                    A
        502          2    506                    F
        506          1    501                    A
        506          2    502                    B
        506          3    505                    E
    """),
)
exercise.ask_on = (
    ("501", "in care", "2025-26"),
    ("501", "in care", "2024-25"),
    ("501", "re-referrals", "2025-26"),
    ("506", "in care", "2025-26"),
)
exercise.answers = ([70, 75.5, 2], [95, 70, 1], [15, 15.5, 2], [20, 70, 3])  # by hand
MEASURES = ("children in care on 31 March", "re-referrals within 12 months")
exercise.ask_council_on = lambda council: [
    (council.spec.la_code, measure, year) for measure in MEASURES for year in council.spec.collection_years[-2:]
]


@exercise.reference
def one_by_one(council, la_code, measure, year):
    """The simulation's counts, neighbour by neighbour."""
    rows = council.journeys["benchmarks"].rows_by_key(["la_code", "measure", "year"], named=True)

    def rate(code):
        (row,) = rows[(code, measure, year)]
        return row["per"] * row["count"] / row["denominator"]

    named = [row["neighbour_la_code"] for row in council.journeys["neighbours"].iter_rows(named=True)
             if row["la_code"] == la_code]  # fmt: skip
    theirs = [rate(code) for code in named]
    return [rate(la_code), median(theirs), sum(each > rate(la_code) for each in theirs)]


def rates_of(benchmarks, measure, year):
    these = benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]
    return these.assign(exact=these["count"] / these["denominator"] * these["per"])


def beside(own, theirs, middle="median"):
    return [own, getattr(theirs, middle)(), int((theirs > own).sum())]


@exercise.right("a merge")
def merged(benchmarks, neighbours, la_code, measure, year):
    rates = rates_of(benchmarks, measure, year)
    mine = neighbours[neighbours["la_code"] == la_code][["neighbour_la_code"]]
    theirs = mine.merge(rates, left_on="neighbour_la_code", right_on="la_code")["exact"]
    return beside(rates.loc[rates["la_code"] == la_code, "exact"].item(), theirs)


@exercise.right("isin")
def is_in(benchmarks, neighbours, la_code, measure, year):
    rates = rates_of(benchmarks, measure, year).set_index("la_code")["exact"]
    mine = neighbours.loc[neighbours["la_code"] == la_code, "neighbour_la_code"]
    return beside(rates[la_code], rates[rates.index.isin(mine)])


ASKED = "You were asked for a council's rate, the median of its neighbours' rates, and how many of those are higher. "


def given(benchmarks, neighbours, la_code, measure, year):
    rates = rates_of(benchmarks, measure, year).set_index("la_code")["exact"]
    return rates, rates[rates.index.isin(neighbours.loc[neighbours["la_code"] == la_code, "neighbour_la_code"])]


@exercise.wrong(
    ASKED
    + "For 501 of the practice tables your median may be a mean: one neighbour far out pulls it along. Re-read 'Your "
    "turn: beside our neighbours'."
)
def a_mean(benchmarks, neighbours, la_code, measure, year):
    rates, theirs = given(benchmarks, neighbours, la_code, measure, year)
    return beside(rates[la_code], theirs, "mean")


@exercise.wrong(
    ASKED
    + "For 501 of the practice tables 506 seems to be among yours. It names 501 as a neighbour; 501 does not name it. "
    "Look at which column you filter. Re-read 'Those most like us'."
)
def the_other_way(benchmarks, neighbours, la_code, measure, year):
    rates, _ = given(benchmarks, neighbours, la_code, measure, year)
    naming = neighbours.loc[neighbours["neighbour_la_code"] == la_code, "la_code"]
    return beside(rates[la_code], rates[rates.index.isin(naming)])


@exercise.wrong(
    ASKED + "Your median seems to be that of every council in the table. The ten neighbours alone were wanted. Re-read "
    "'Those most like us'."
)
def everybody(benchmarks, neighbours, la_code, measure, year):
    rates, _ = given(benchmarks, neighbours, la_code, measure, year)
    return beside(rates[la_code], rates)


@exercise.wrong(
    ASKED
    + "Your median may have our own rate in it: a council is not its own neighbour. Re-read 'Your turn: beside our "
    "neighbours'."
)
def with_ourselves(benchmarks, neighbours, la_code, measure, year):
    import pandas as pd

    rates, theirs = given(benchmarks, neighbours, la_code, measure, year)
    return beside(rates[la_code], pd.concat([theirs, rates[[la_code]]]))


@exercise.wrong(
    ASKED + "Your count of neighbours may be of those that are lower. Higher than ours was wanted. Re-read 'Your turn: "
    "beside our neighbours'."
)
def lower(benchmarks, neighbours, la_code, measure, year):
    rates, theirs = given(benchmarks, neighbours, la_code, measure, year)
    return [rates[la_code], theirs.median(), int((theirs < rates[la_code]).sum())]


exercise.hints = (
    "Three steps: every council's rate; the ten that are ours; then compare.",
    'neighbours[neighbours["la_code"] == la_code]["neighbour_la_code"] is the list of ten codes.',
    "these = rows_of(benchmarks, measure, year)",
)
exercise.after = (
    "Neighbours are chosen by somebody, on something: here size, deprivation and diversity. Say by what, and choose "
    "them before you know the answer."
)
