"""The ledger of protection plans, which adds up, and how many of those started were not the child's first."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

CANARY = "coach-only m04-a01-plan-ledger"

exercise = Exercise(
    id="m04-a01-plan-ledger",
    answer="plan_ledger",
    kind="function",
    points=6,
    minutes=45,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.child_protection_plans",
    columns=("measure", "value"),
    key=("measure",),
    tolerance=0.051,
)
START, END, PREVIOUS = "CPPstartDate", "CPPendDate", "NumberOfPreviousCPP"

# Starts and ends on the first and last day of each half-year, and a day outside; E's and L's history is not known.
exercise.practice = table("""
    LAchildID CPPID:text CPPstartDate CPPendDate NumberOfPreviousCPP
    A         1          2024-05-01   -          0
    B         2          2025-03-31   2025-04-01 1
    C         3          2025-04-01   2025-09-29 1
    D         4          2024-06-01   2025-03-31 0
    E         5          2025-10-01   2026-03-31 -
    F         6          2026-03-31   -          2
    G         7          2026-04-01   -          0
    H         8          2025-02-02   2026-04-01 3
    J         9          2025-11-11   2025-11-30 0
    K         10         2025-09-30   2025-10-01 0
    L         11         2025-06-06   -          -
    M         12         2025-04-01   -          0
    N         13         2025-05-05   2025-08-08 1
    N         14         2025-12-12   -          2
    P         15         2024-01-01   2025-03-31 0
    Q         16         2025-10-01   -          0
    R         17         2025-08-08   2026-02-02 0
""")
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-04-01", "2025-09-30"),
    days("2025-10-01", "2026-03-31"),
)


def as_table(**figures):
    named = {name.replace("_", " "): float(value) for name, value in figures.items()}
    return pd.DataFrame({"measure": list(named), "value": list(named.values())})


# By hand. Year: A B H; C E F J K L M N N Q R; B C E J K N R; A F H L M N Q; C F N N of C F J K M N N Q R.
# First half: A B H; C K L M N R; B C N; A H K L M R; C N of C K M N R.
# Second half: A H K L M R; E F J N Q; E J K R; A F H L M N Q; F N of F J N Q.
exercise.answers = (
    as_table(open_before=3, started=11, ended=7, open_at_the_end=7, second_plans=400 / 9),
    as_table(open_before=3, started=6, ended=3, open_at_the_end=6, second_plans=40),
    as_table(open_before=6, started=5, ended=4, open_at_the_end=7, second_plans=50),
)


@exercise.reference
def from_journeys(council, first, last):
    """Each plan of the simulation sorted into the lines by its days, one by one."""
    before = ended = after = 0
    had = []
    plans = journey(council, "protection_plans")
    for start, end, earlier in zip(plans["start"], plans["end"], plans["previous_plans"], strict=True):
        before += start < first and not end < first
        ended += first <= end <= last
        after += start <= last and not end <= last
        had += [earlier] if first <= start <= last else []
    second = 100 * sum(number > 0 for number in had) / len(had)
    return as_table(open_before=before, started=len(had), ended=ended, open_at_the_end=after, second_plans=second)


def open_on(plans, day):
    return ((plans[START] <= day) & ~(plans[END] <= day)).sum()


def started_in(plans, first, last):
    return plans[plans[START].between(first, last)]


def share(history):
    return 100 * (history >= 1).mean()


def five(plans, first, last, **instead):
    """The five lines; `started=...` puts a mistake in place of one."""
    figures = {
        "open_before": open_on(plans, first - pd.Timedelta(days=1)),
        "started": len(started_in(plans, first, last)),
        "ended": plans[END].between(first, last).sum(),
        "open_at_the_end": open_on(plans, last),
        "second_plans": share(started_in(plans, first, last)[PREVIOUS].dropna()),
    }
    return as_table(**(figures | instead))


@exercise.right("the last line from the others")
def added_up(plans, first, last):
    lines = five(plans, first, last)["value"]
    return five(plans, first, last, open_at_the_end=lines[0] + lines[1] - lines[2])


@exercise.right("before the first day, and rounded")
def before_the_first_day(plans, first, last):
    before = ((plans[START] < first) & (plans[END].isna() | (plans[END] >= first))).sum()
    history = started_in(plans, first, last)[PREVIOUS].dropna()
    return five(plans, first, last, open_before=before, second_plans=round(share(history), 1)).iloc[::-1]


ASKED = "You were asked for the ledger of a period and the percentage of second plans among those that started. "


@exercise.wrong(
    ASKED
    + "In the practice table your four lines do not add up: a plan seems to be open at the end of the day it ends. "
    "Re-read 'Task 3: the ledger'."
)
def end_day_counted(plans, first, last):
    def still(day):
        return ((plans[START] <= day) & ~(plans[END] < day)).sum()

    return five(plans, first, last, open_before=still(first - pd.Timedelta(days=1)), open_at_the_end=still(last))


@exercise.wrong(
    ASKED + "Your first line seems to be the plans open at the end of the first day. It asks about the end of the day "
    "before it. Re-read 'Task 3: the ledger'."
)
def open_on_the_first_day(plans, first, last):
    return five(plans, first, last, open_before=open_on(plans, first))


@exercise.wrong(
    ASKED + "Child J of the practice table, whose plan started and ended in the period, seems to be missing from the "
    "started. Whoever starts counts. Re-read 'Task 3: the ledger'."
)
def survivors(plans, first, last):
    lasting = plans[~(plans[END] <= last)]
    return five(plans, first, last, started=len(started_in(lasting, first, last)))


@exercise.wrong(
    ASKED
    + "Child E of the practice table, whose history is blank, seems to be among the first plans. Not known is out of "
    "the part and of the whole. Re-read 'Task 3: the ledger'."
)
def blank_as_nought(plans, first, last):
    return five(plans, first, last, second_plans=share(started_in(plans, first, last)[PREVIOUS]))


@exercise.wrong(
    ASKED
    + "Your second plans seem to be out of the plans open at the end. The whole is those that started in the period. "
    "Re-read 'Task 3: the ledger'."
)
def of_those_open(plans, first, last):
    still = plans[(plans[START] <= last) & ~(plans[END] <= last)]
    return five(plans, first, last, second_plans=share(still[PREVIOUS].dropna()))


@exercise.wrong(
    ASKED
    + "Child B of the practice table, whose plan started before the period and ended in it, seems to be missing from "
    "the ended. Re-read 'Task 3: the ledger'."
)
def only_new_ones(plans, first, last):
    return five(plans, first, last, ended=started_in(plans, first, last)[END].between(first, last).sum())


exercise.hints = (
    "Two stocks by open_at, two flows by between, one percentage.",
    "The first stock is of the day before the first: first - pd.Timedelta(days=1).",
    'started = plans[plans["CPPstartDate"].between(first, last)]',
)
exercise.after = "It adds up for every period. Print it under the stock, each time."
