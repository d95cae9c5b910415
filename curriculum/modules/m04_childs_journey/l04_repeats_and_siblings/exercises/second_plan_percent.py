"""Second and later plans, of those that started; a blank history is not a first plan."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l04-second-plan-percent",
    answer="second_plan_percent",
    kind="function",
    points=2,
    minutes=8,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.child_protection_plans",
    tolerance=0.051,
)
PREVIOUS = "NumberOfPreviousCPP"

# A and B started a day outside the year; C and D on its edges; E's history is not known; F has had three; H two plans.
exercise.practice = table("""
    LAchildID CPPID:text CPPstartDate CPPendDate NumberOfPreviousCPP
    A         1          2025-03-31   -          1
    B         2          2026-04-01   -          2
    C         3          2025-04-01   -          1
    D         4          2026-03-31   -          0
    E         5          2025-06-06   -          -
    F         6          2025-07-07   2025-10-10 3
    G         7          2025-08-08   -          0
    H         8          2025-09-09   2025-12-12 0
    H         9          2026-02-02   -          1
    J         10         2025-10-01   2026-01-01 0
    K         11         2023-01-01   -          0
    L         12         2025-09-30   -          0
""")
exercise.ask_on = (days("2025-04-01", "2026-03-31"), days("2025-04-01", "2025-09-30"))
exercise.answers = (37.5, 40.0)  # by hand: C F H of C D F G H H J L; C F of C F G H L


@exercise.reference
def from_journeys(council, first, last):
    """Plans of the simulation that started in the period, and how many the child had had."""
    plans = journey(council, "protection_plans")
    had = [n for start, n in zip(plans["start"], plans["previous_plans"], strict=True) if first <= start <= last]
    return 100 * sum(n > 0 for n in had) / len(had)


def started(plans, first, last):
    return plans[plans["CPPstartDate"].between(first, last)]


@exercise.right("two counts, divided and rounded")
def two_counts(plans, first, last):
    known = started(plans, first, last).dropna(subset=[PREVIOUS])
    return round(100 * len(known[known[PREVIOUS] > 0]) / len(known), 1)


@exercise.right("not nought")
def not_nought(plans, first, last):
    known = started(plans, first, last)[PREVIOUS].dropna()
    return 100 * known.ne(0).sum() / known.count()


ASKED = (
    "You were asked, of the plans that started in a period with a known history, what percentage were not the first. "
)


@exercise.wrong(
    ASKED
    + "Child E of the practice table, whose history is blank, seems to be in the whole as a first plan. Not known is "
    "not nought. Re-read 'A second plan'."
)
def blank_as_nought(plans, first, last):
    return 100 * (started(plans, first, last)[PREVIOUS] >= 1).mean()


@exercise.wrong(
    ASKED
    + "Child C of the practice table, who had one plan before this one, seems to be missing. One plan before makes "
    "this the second. Re-read 'A second plan'."
)
def more_than_one(plans, first, last):
    return 100 * (started(plans, first, last)[PREVIOUS].dropna() > 1).mean()


@exercise.wrong(
    ASKED
    + "Your whole seems to be every plan of the table: child K of the practice table, who started years ago, is in. "
    "Here it is the plans that started in the period. Re-read 'A second plan'."
)
def of_every_plan(plans, first, last):
    return 100 * (plans[PREVIOUS].dropna() >= 1).mean()


@exercise.wrong(
    ASKED
    + "Your whole seems to be the plans still open: child F of the practice table, whose plan has ended, is missing. "
    "Whoever started is in. Re-read 'A second plan'."
)
def of_those_open(plans, first, last):
    still = started(plans, first, last)
    return 100 * (still[still["CPPendDate"].isna()][PREVIOUS].dropna() >= 1).mean()


@exercise.wrong(
    ASKED + "Your function gave {yours}: the numbers of earlier plans may have been added up. Each plan counts once, "
    "whether the child had one before it or three. Re-read 'Your turn: second plans'."
)
def added_up(plans, first, last):
    return 100 * started(plans, first, last)[PREVIOUS].dropna().mean()


@exercise.wrong(
    ASKED
    + "Child H of the practice table started two plans in the year and seems to count once. Here each plan counts. "
    "Re-read 'Your turn: second plans'."
)
def one_a_child(plans, first, last):
    known = started(plans, first, last).dropna(subset=[PREVIOUS]).drop_duplicates("LAchildID", keep="last")
    return 100 * (pd.to_numeric(known[PREVIOUS]) >= 1).mean()


exercise.hints = (
    "First the whole: started in the period, history known. Then the part.",
    "dropna() leaves out the blanks; >= 1 says that there was one before.",
    'started = plans[plans["CPPstartDate"].between(first, last)]',
)
exercise.after = (
    "In a small council this is a handful of children, and one family that comes back moves it by several points: "
    "see module 6."
)
