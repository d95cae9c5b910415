"""A cohort followed for so many days: everybody who started is in the whole, whoever has not ended too."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l02-ended-within",
    answer="ended_within",
    kind="function",
    points=4,
    minutes=12,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.child_protection_plans",
    tolerance=0.051,
)

# A ends on day 182, B on day 183, C on day 91, D on day 92; E is open; F and G start a day outside; H ended in the
# window and started long before; J on the last day of the window; L started two.
exercise.practice = table("""
    LAchildID CPPID:text CPPstartDate CPPendDate
    A         1          2025-04-01   2025-09-30
    B         2          2025-04-02   2025-10-02
    C         3          2025-06-30   2025-09-29
    D         4          2025-05-01   2025-08-01
    E         5          2025-07-07   -
    F         6          2025-03-31   2025-04-20
    G         7          2025-10-01   2025-10-20
    H         8          2023-01-01   2025-07-01
    J         9          2025-09-30   2026-03-31
    K         10         2025-06-30   -
    L         11         2025-07-01   2025-08-01
    L         12         2025-09-15   -
""")


def asked(first, last, number):
    return pd.Timestamp(first), pd.Timestamp(last), number


exercise.ask_on = (
    asked("2025-04-01", "2025-09-30", 182),
    asked("2025-04-01", "2025-06-30", 91),
    asked("2025-07-01", "2025-09-30", 182),
)
# By hand: A C D J L of A B C D E J K L L; C of A B C D K; J L of E J L L.
exercise.answers = (500 / 9, 20.0, 50.0)


@exercise.reference
def from_journeys(council, first, last, number):
    """Each plan of the simulation that started in the period, and whether its end lies within so many days."""
    plans = journey(council, "protection_plans")
    limit = pd.Timedelta(days=number)
    ended = [
        end <= start + limit for start, end in zip(plans["start"], plans["end"], strict=True) if first <= start <= last
    ]
    return 100 * sum(ended) / len(ended)


def started_in(plans, first, last):
    return plans[plans["CPPstartDate"].between(first, last)]


def lasted(plans):
    return (plans["CPPendDate"] - plans["CPPstartDate"]).dt.days


@exercise.right("two counts, divided and rounded")
def two_counts(plans, first, last, number):
    cohort = started_in(plans, first, last)
    return round(100 * len(cohort[lasted(cohort) <= number]) / len(cohort), 1)


@exercise.right("a last allowed day for each plan")
def last_allowed_day(plans, first, last, number):
    cohort = started_in(plans, first, last)
    return 100 * (cohort["CPPendDate"] <= cohort["CPPstartDate"] + pd.Timedelta(days=number)).sum() / len(cohort)


ASKED = "You were asked, of the plans that started in a period, what percentage ended within so many days of starting. "


@exercise.wrong(
    ASKED
    + "Child E of the practice table, whose plan is still open, seems to be missing from the whole. Whoever started "
    "is in it; to be open is an answer too. Re-read 'Cohort'."
)
def of_those_ended(plans, first, last, number):
    return 100 * (lasted(started_in(plans, first, last).dropna(subset=["CPPendDate"])) <= number).mean()


@exercise.wrong(
    ASKED + "Your whole seems to be the plans that ended in the period: child H of the practice table started long "
    "before it. A cohort starts together. Re-read 'Cohort'."
)
def of_those_that_ended_then(plans, first, last, number):
    return 100 * (lasted(plans[plans["CPPendDate"].between(first, last)]) <= number).mean()


@exercise.wrong(
    ASKED + "Your part seems to be whoever had ended by the last day of the period. Those who started late were then "
    "followed for less time than the others. Re-read 'Your turn: ended within'."
)
def ended_by_the_last_day(plans, first, last, number):
    return 100 * (started_in(plans, first, last)["CPPendDate"] <= last).mean()


@exercise.wrong(
    ASKED
    + "A plan that ended on exactly the last allowed day, such as child A's after 182 days, seems to be too late for "
    "your function. At most so many days includes it. Re-read 'Your turn: ended within'."
)
def day_itself_left_out(plans, first, last, number):
    return 100 * (lasted(started_in(plans, first, last)) < number).mean()


@exercise.wrong(
    ASKED + "Your whole seems to be every plan of the table: child F of the practice table, who started before the "
    "period, is in it. First the cohort, then the question. Re-read 'Cohort'."
)
def of_every_plan(plans, first, last, number):
    return 100 * (lasted(plans) <= number).mean()


@exercise.wrong(
    ASKED
    + "Your function seems to look at the plans open on the last day. That is a snapshot, crowded with long plans; "
    "the short ones are gone. Re-read 'Snapshot'."
)
def snapshot(plans, first, last, number):
    still = plans[(plans["CPPstartDate"] <= last) & ~(plans["CPPendDate"] <= last)]
    return 100 * ((last - still["CPPstartDate"]).dt.days <= number).mean()


exercise.hints = (
    "First the cohort: the plans that started in the period. Then how long each lasted.",
    "Keep the open ones in the whole: their length is blank, and blank <= 182 is False.",
    'cohort = plans[plans["CPPstartDate"].between(first, last)]',
)
exercise.after = (
    "Ended is not the same as better: a plan may end because a child came into care. What the end was is another "
    "measure."
)
