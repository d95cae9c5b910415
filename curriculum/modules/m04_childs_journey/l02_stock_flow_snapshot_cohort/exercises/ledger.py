"""Open before, started, ended, open at the end: four lines that must add up for any period."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l02-ledger",
    answer="ledger",
    kind="function",
    points=4,
    minutes=15,
    skills=["S5", "S10", "K13", "ST0795 S3"],
    inputs="cin_census.child_protection_plans",
    columns=("line", "plans"),
    key=("line",),
)

# Something starts, and something ends, on the first and the last day of the year, the day before and the day after.
exercise.practice = table("""
    LAchildID CPPID:text CPPstartDate CPPendDate
    A         1          2024-05-01   -
    B         2          2025-03-31   2025-04-01
    C         3          2025-04-01   2025-12-31
    D         4          2024-06-01   2025-03-31
    E         5          2025-10-01   2026-03-31
    F         6          2026-03-31   -
    G         7          2026-04-01   -
    H         8          2025-02-02   2026-04-01
    J         9          2025-11-11   2025-11-11
    K         10         2025-09-30   2025-10-01
    L         11         2025-12-31   2026-01-01
    M         12         2026-01-01   -
    N         13         2025-05-05   2025-09-30
    P         14         2025-04-01   -
    Q         15         2024-01-01   2025-03-31
    N         16         2025-11-20   -
    R         17         2025-12-31   -
    S         18         2026-01-01   -
""")
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-10-01", "2025-12-31"),
    days("2025-12-31", "2025-12-31"),
)
LINES = ["open before", "started", "ended", "open at the end"]


def as_table(*numbers):
    return pd.DataFrame({"line": LINES, "plans": numbers})


# By hand. Year: open A B H; start C E F J K L M N N P R S; end B C E J K L N; open A F H M N P R S.
# Autumn: open A C H K P; start E J L N R; end C J K; open A E H L N P R.
# One day: open A C E H N P; start L R; end C; open A E H L N P R.
exercise.answers = (as_table(3, 12, 7, 8), as_table(5, 5, 3, 7), as_table(6, 2, 1, 7))


@exercise.reference
def from_journeys(council, first, last):
    """Each plan of the simulation sorted into the four lines by its days, one by one."""
    before = started = ended = after = 0
    for start, end in journey(council, "protection_plans")[["start", "end"]].itertuples(index=False, name=None):
        before += start < first and not end < first
        started += first <= start <= last
        ended += first <= end <= last
        after += start <= last and not end <= last
    return as_table(before, started, ended, after)


def open_on(plans, day):
    return int(((plans["CPPstartDate"] <= day) & ~(plans["CPPendDate"] <= day)).sum())


def four(plans, first, last, **instead):
    """The four lines; `ended=...` puts a mistake in place of one."""
    lines = {
        "before": open_on(plans, first - pd.Timedelta(days=1)),
        "started": int(plans["CPPstartDate"].between(first, last).sum()),
        "ended": int(plans["CPPendDate"].between(first, last).sum()),
        "after": open_on(plans, last),
    } | instead
    return as_table(*lines.values())


@exercise.right("the last line from the other three")
def added_up(plans, first, last):
    lines = four(plans, first, last)["plans"]
    return four(plans, first, last, after=int(lines[0] + lines[1] - lines[2]))


@exercise.right("rows put together")
def rows_put_together(plans, first, last):
    start, end = plans["CPPstartDate"], plans["CPPendDate"]
    numbers = [
        ((start < first) & ~(end < first)).sum(),
        ((start >= first) & (start <= last)).sum(),
        ((end >= first) & (end <= last)).sum(),
        ((start <= last) & (end.isna() | (end > last))).sum(),
    ]
    rows = [{"line": line, "plans": int(number)} for line, number in zip(LINES, numbers, strict=True)]
    return pd.DataFrame(rows).iloc[::-1]


ASKED = "You were asked for the four lines of a period, so that open before, plus started, less ended, is open after. "


@exercise.wrong(
    ASKED
    + "In the practice table your four lines do not add up: a plan that ends on a day seems to be open at the end of "
    "it, and is among the ended too. Re-read 'Stock and flow'."
)
def end_day_counted(plans, first, last):
    def still(day):
        return int(((plans["CPPstartDate"] <= day) & ~(plans["CPPendDate"] < day)).sum())

    return four(plans, first, last, before=still(first - pd.Timedelta(days=1)), after=still(last))


@exercise.wrong(
    ASKED + "Your first line seems to be the plans open at the end of the first day, when some have already started or "
    "ended. It asks about the day before. Re-read 'Your turn: the ledger'."
)
def open_on_the_first_day(plans, first, last):
    return four(plans, first, last, before=open_on(plans, first))


@exercise.wrong(
    ASKED + "Child N of the practice table, whose plan started and ended within the year, seems to be missing from the "
    "started. Whoever starts counts, also when it is over by the end. Re-read 'Stock and flow'."
)
def survivors(plans, first, last):
    lasting = plans[~(plans["CPPendDate"] <= last)]
    return four(plans, first, last, started=int(lasting["CPPstartDate"].between(first, last).sum()))


@exercise.wrong(
    ASKED + "Child B of the practice table, whose plan started before the period and ended in it, seems to be missing "
    "from the ended. It does not matter when a plan started. Re-read 'The sum that must hold'."
)
def only_new_ones(plans, first, last):
    new = plans[plans["CPPstartDate"].between(first, last)]
    return four(plans, first, last, ended=int(new["CPPendDate"].between(first, last).sum()))


@exercise.wrong(
    ASKED + "A start or an end on the first or the last day seems to be left out of the flows. Both days belong to the "
    "period. Re-read 'Your turn: the ledger'."
)
def edges_left_out(plans, first, last):
    inside = {"inclusive": "neither"}
    return four(
        plans,
        first,
        last,
        started=int(plans["CPPstartDate"].between(first, last, **inside).sum()),
        ended=int(plans["CPPendDate"].between(first, last, **inside).sum()),
    )


@exercise.wrong(
    ASKED
    + "Your last line seems to be the blank ends: child G of the practice table, whose plan starts after the period, "
    "is in it. Ask plans_open about the last day. Re-read 'Stock and flow'."
)
def blank_ends(plans, first, last):
    return four(plans, first, last, after=int(plans["CPPendDate"].isna().sum()))


exercise.hints = (
    "Two stocks and two flows: plans_open twice, between twice.",
    "The first stock is of the day before: first - pd.Timedelta(days=1).",
    'started = int(plans["CPPstartDate"].between(first, last).sum())',
)
exercise.after = (
    "Whenever a stock is reported, print its ledger under it. The day it does not add up is the day you find the "
    "fault, not the day the inspector does."
)
