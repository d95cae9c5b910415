"""Funnel limits for a share: Wilson's 99.8% about the national share, for each council's own denominator."""

from math import sqrt

import pandas as pd
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l03-limits",
    answer="limits",
    kind="function",
    points=4,
    minutes=14,
    skills=["K13", "S10", "S13"],
    inputs="population.benchmarks",
    columns=("la_code", "low", "high"),
    key=("la_code",),
    tolerance=1e-4,
)

# In 2025-26 all together have 20% (280 of 1,400), and 501 the 100 of the published example; 503 is of the same size.
exercise.practice = table("""
    year    la_code:text measure         count denominator rate per
    2025-26 501          re-referrals    16    100         16   100
    2025-26 502          re-referrals    220   1200        18.3 100
    2025-26 503          re-referrals    44    100         44   100
    2025-26 504          "second plans"  10    50          20   100
    2024-25 501          re-referrals    10    90          11.1 100
    2024-25 502          re-referrals    290   1110        26.1 100
""")
exercise.ask_on = (("re-referrals", "2025-26"), ("re-referrals", "2024-25"))
exercise.answers = (
    table("""
    la_code:text low       high
    501          10.519162 34.711094
    502          16.674791 23.798916
    503          10.519162 34.711094
"""),
    table("""
    la_code:text low       high
    501          13.774116 41.022258
    502          21.208392 29.218099
"""),
)  # 501's of 2025-26 as published for 20% of 100
SHARES = ("re-referrals within 12 months", "protection plans that are second or later")
exercise.ask_council_on = lambda council: [(measure, council.spec.collection_years[-1]) for measure in SHARES]


@exercise.reference
def by_wilsons_formula(council, measure, year):
    """The simulation's counts of every council, and Wilson's formula for each size."""
    mine = [
        row
        for row in council.journeys["benchmarks"].iter_rows(named=True)
        if row["measure"] == measure and row["year"] == year
    ]
    share = sum(row["count"] for row in mine) / sum(row["denominator"] for row in mine)
    ends = [wilson(share, row["denominator"]) for row in mine]
    return pd.DataFrame({"la_code": [row["la_code"] for row in mine]}).assign(
        low=[low for low, _ in ends], high=[high for _, high in ends]
    )


def wilson(share, of, confidence=0.998):
    """Wilson's ends about `share` for a denominator, in per cent."""
    z = norm.ppf((1 + confidence) / 2)
    middle, half = share * of + z**2 / 2, z * sqrt(of * share * (1 - share) + z**2 / 4)
    return 100 * (middle - half) / (of + z**2), 100 * (middle + half) / (of + z**2)


def rows(benchmarks, measure, year):
    return benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]


def drawn(these, share=None, size=None, confidence=0.998, times=100, method="wilson"):
    """The limits; each argument reproduces one mistake."""
    share = these["count"].sum() / these["denominator"].sum() if share is None else share
    size = these["denominator"] if size is None else size
    low, high = proportion_confint(share * size, size, alpha=1 - confidence, method=method)
    return these[["la_code"]].assign(low=low * times, high=high * times)


@exercise.right("the formula, row by row")
def by_formula(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    share = these["count"].sum() / these["denominator"].sum()
    ends = [wilson(share, of) for of in these["denominator"]]
    return pd.DataFrame(ends, columns=["low", "high"]).assign(la_code=these["la_code"].to_numpy())


@exercise.right("statsmodels, on whole columns")
def on_columns(benchmarks, measure, year):
    return drawn(rows(benchmarks, measure, year))


ASKED = "You were asked for Wilson's 99.8% limits about the share of all councils, for each one's size, in per cent. "


@exercise.wrong(
    ASKED
    + "Councils 501 and 503 of the practice table are of one size, and your limits for them differ. You may have put "
    "the interval about each council's own share. Re-read 'Limits for each size'."
)
def about_their_own(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return drawn(these, share=these["count"] / these["denominator"])


@exercise.wrong(
    ASKED
    + "Your limits are narrower than 99.8% allows: alpha may have been left at 0.05, which would call seven or eight "
    "of 150 odd. Re-read 'Limits for each size'."
)
def ninety_five(benchmarks, measure, year):
    return drawn(rows(benchmarks, measure, year), confidence=0.95)


@exercise.wrong(
    ASKED
    + "All your councils have the same limits, large or small. A funnel is wide where denominators are small. Re-read "
    "'Limits for each size'."
)
def one_size(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return drawn(these, size=pd.Series(these["denominator"].mean(), index=these.index))


@exercise.wrong(
    ASKED
    + "Your limits stand about the mean of the councils' shares, it seems: for 501 and 502 of the practice table that "
    "may be another middle. Re-read 'What everybody has together'."
)
def about_the_mean(benchmarks, measure, year):
    these = rows(benchmarks, measure, year)
    return drawn(these, share=(these["count"] / these["denominator"]).mean())


@exercise.wrong(
    ASKED + 'Your limits are as far above the middle as below. They may be the school formula\'s: method="wilson" was '
    "named. Re-read 'Limits for each size'."
)
def school_formula(benchmarks, measure, year):
    return drawn(rows(benchmarks, measure, year), method="normal")


@exercise.wrong(
    ASKED
    + "Your limits lie between 0 and 1: they may still be shares, and were wanted in per cent. Re-read 'Your turn: the "
    "limits'."
)
def still_shares(benchmarks, measure, year):
    return drawn(rows(benchmarks, measure, year), times=1)


exercise.hints = (
    "The worked cell under 'Limits for each size' draws them for one council of 100. Which two things become columns?",
    "The count to stand on is national * size, not the council's own count.",
    'national = these["count"].sum() / these["denominator"].sum()',
)
exercise.after = (
    "Three methods give three slightly different funnels. Name yours under the picture, and fix it before you look at "
    "who falls outside."
)
