"""A stock at the end of a day: begun by then, not ended by then, and a blank end is open."""

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l02-plans-open",
    answer="plans_open",
    kind="function",
    points=2,
    minutes=8,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.child_protection_plans",
)

# B ends on the last day, C the day after; D starts on it, E the day after; F ended long ago; G and H touch December; A
# stands there with two open plans, which somebody will have to look at.
exercise.practice = table("""
    LAchildID CPPID:text CPPstartDate CPPendDate
    A         1          2024-05-01   -
    B         2          2025-06-01   2026-03-31
    C         3          2025-06-01   2026-04-01
    D         4          2026-03-31   -
    E         5          2026-04-01   -
    F         6          2024-01-01   2025-05-05
    G         7          2025-12-01   2025-12-15
    H         8          2025-07-07   2025-12-01
    A         9          2025-02-02   -
""")
exercise.ask_on = days("2025-03-31", "2025-12-01", "2026-03-30", "2026-03-31")
exercise.answers = (3, 5, 4, 4)  # worked out by hand: A A F, A A B C G, A A B C, A A C D


@exercise.reference
def from_journeys(council, day):
    """Plans of the simulation, asked one by one."""
    plans = journey(council, "protection_plans")
    return sum(
        start <= day and not end <= day for start, end in plans[["start", "end"]].itertuples(index=False, name=None)
    )


@exercise.right("the blanks filled with a day far off")
def filled(plans, day):
    import pandas as pd

    ends = plans["CPPendDate"].fillna(pd.Timestamp("2200-01-01"))
    return len(plans[(plans["CPPstartDate"] <= day) & (ends > day)])


@exercise.right("begun, less ended")
def begun_less_ended(plans, day):
    return int((plans["CPPstartDate"] <= day).sum()) - int((plans["CPPendDate"] <= day).sum())


ASKED = "You were asked how many plans are open at the end of a day: begun by then, and not ended by then. "


@exercise.wrong(
    ASKED
    + "On {day} a plan that ends that day seems to be counted. The day it ends is no longer a day on the plan: look "
    "at < and <=. Re-read 'Stock and flow'."
)
def end_day_counted(plans, day):
    return int(((plans["CPPstartDate"] <= day) & ~(plans["CPPendDate"] < day)).sum())


@exercise.wrong(
    ASKED + "Child A of the practice table, whose plan has no end, is missing. A comparison with a blank is False, so "
    "`> day` drops those still open. Re-read 'Stock and flow'."
)
def blanks_dropped(plans, day):
    return int(((plans["CPPstartDate"] <= day) & (plans["CPPendDate"] > day)).sum())


@exercise.wrong(
    ASKED
    + "Your function gave the same for every day: it seems to count blank ends. A plan may have been open then and "
    "ended since. Re-read 'Stock and flow'."
)
def blank_ends(plans, day):
    return int(plans["CPPendDate"].isna().sum())


@exercise.wrong(
    ASKED
    + "A plan that starts on the day asked about seems to be left out, though it is open by its end: look at < and "
    "<=. Re-read 'Stock and flow'."
)
def start_day_left_out(plans, day):
    return int(((plans["CPPstartDate"] < day) & ~(plans["CPPendDate"] <= day)).sum())


@exercise.wrong(
    ASKED
    + "Your function seems to ask only whether a plan has ended: child E of the practice table, whose plan starts "
    "later, is counted. Re-read 'Stock and flow'."
)
def not_ended(plans, day):
    return int((~(plans["CPPendDate"] <= day)).sum())


exercise.hints = (
    "Two questions: had it begun by the day? Had it ended by the day?",
    "begun & ~ended keeps those begun and not ended; a blank end is never <= a day.",
    'begun = plans["CPPstartDate"] <= day',
)
exercise.after = "Say 'open at the end of 31 March' aloud, and nobody has to guess what your slide did with that day."
