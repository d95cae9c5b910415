"""Open at the end of a day and past 45 working days: the children the percentage in time does not show."""

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey
from synthetic_data.dates import bank_holidays

exercise = Exercise(
    id="m04-l03-overdue",
    answer="overdue",
    kind="function",
    points=4,
    minutes=15,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.assessments",
    columns=("LAchildID", "AssessmentID", "DAYS"),
    key=("LAchildID", "AssessmentID"),
)
START, END = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
HOLIDAYS = bank_holidays()

# On 8 May 2025: A 46 days, B 45, C ended that day, D ends the day after, E began on it, F from a Saturday, H the day
# after. G ended before; J has two open ones.
exercise.practice = table("""
    LAchildID AssessmentID:text AssessmentActualStartDate AssessmentAuthorisationDate
    A         1                 2025-02-28                -
    B         2                 2025-03-03                -
    C         3                 2025-01-06                2025-05-08
    D         4                 2025-01-07                2025-05-09
    E         5                 2025-05-08                -
    F         6                 2025-03-01                2025-08-01
    G         7                 2024-11-04                2025-02-03
    H         8                 2025-05-09                -
    J         9                 2025-02-03                -
    J         10                2025-02-10                2025-05-28
""")
exercise.ask_on = days("2025-05-08", "2025-05-09", "2025-04-17")
exercise.answers = (
    table("""
        LAchildID AssessmentID:text DAYS
        A         1                 46
        D         4                 84
        F         6                 46
        J         9                 65
        J         10                60
    """),
    table("""
        LAchildID AssessmentID:text DAYS
        A         1                 47
        B         2                 46
        F         6                 47
        J         9                 66
        J         10                61
    """),
    table("""
        LAchildID AssessmentID:text DAYS
        C         3                 73
        D         4                 72
        J         9                 53
        J         10                48
    """),
)  # worked out by hand on a calendar
exercise.ask_council_on = lambda council: days("2026-03-31", "2025-09-30", "2025-04-17")


@exercise.reference
def from_journeys(council, day):
    """Each assessment of the simulation that runs on the day, its working days counted on a calendar of England."""
    census = council.table("cin_census.assessments")
    number = {(child, start): name for child, name, start in census[["LAchildID", "AssessmentID", START]].to_numpy()}
    calendar = pd.bdate_range("1995-01-01", day, freq="C", holidays=list(HOLIDAYS))
    found = []
    for child, start, end in journey(council, "assessments")[["child", "start", "end"]].to_numpy():
        passed = len(calendar) - calendar.searchsorted(start, side="right")
        if start <= day and not end <= day and passed > 45:
            found.append((child, number[child, start], int(passed)))
    return pd.DataFrame(found, columns=["LAchildID", "AssessmentID", "DAYS"])


def as_days(column):
    return column.to_numpy().astype("datetime64[D]")


def passed(rows, day, holidays=HOLIDAYS):
    return np.busday_count(as_days(rows[START]) + 1, np.datetime64(day, "D") + 1, holidays=holidays)


def running(assessments, day):
    return assessments[(assessments[START] <= day) & ~(assessments[END] <= day)]


def past(rows, counted, limit=45):
    """The three columns of the rows with more than `limit` days counted."""
    return rows.assign(DAYS=counted).query("DAYS > @limit")[["LAchildID", "AssessmentID", "DAYS"]]


@exercise.right("counted for the open ones")
def counted(assessments, day):
    rows = running(assessments, day)
    return past(rows, passed(rows, day))


@exercise.right("row by row")
def row_by_row(assessments, day):
    found = []
    for row in assessments.itertuples():
        still = row.AssessmentActualStartDate <= day and not row.AssessmentAuthorisationDate <= day
        if still:
            begin = np.datetime64(row.AssessmentActualStartDate, "D") + 1
            number = int(np.busday_count(begin, np.datetime64(day, "D") + 1, holidays=HOLIDAYS))
            if number > 45:
                found.append([row.LAchildID, row.AssessmentID, number])
    return pd.DataFrame(found, columns=["LAchildID", "AssessmentID", "DAYS"])


ASKED = "You were asked for the assessments open at the end of a day on which more than 45 working days have passed. "


@exercise.wrong(
    ASKED + "Child C of the practice table, whose assessment was authorised by the day, is in your table. Only what is "
    "still open waits. Re-read 'Your turn: overdue'."
)
def finished_too(assessments, day):
    rows = assessments[assessments[START] <= day]
    return past(rows, passed(rows, day))


@exercise.wrong(
    ASKED
    + "Child F of the practice table, authorised in August, was still open in May and is missing. A blank says open "
    "today; the question is about a day. Re-read 'Your turn: overdue'."
)
def blank_today(assessments, day):
    rows = assessments[assessments[END].isna() & (assessments[START] <= day)]
    return past(rows, passed(rows, day))


@exercise.wrong(
    ASKED
    + "Child B of the practice table, at exactly 45 on {day}, is in your table, or would be on its own day. In time "
    "goes up to and including 45: look at > and >=. Re-read 'Four questions for a clock'."
)
def at_the_limit(assessments, day):
    rows = running(assessments, day)
    return past(rows, passed(rows, day), limit=44)


@exercise.wrong(
    ASKED + "Your DAYS are too many: the days of the calendar seem to be counted, weekends and all. Re-read 'Four "
    "questions for a clock'."
)
def calendar_days(assessments, day):
    rows = running(assessments, day)
    return past(rows, (day - rows[START]).dt.days)


@exercise.wrong(
    ASKED
    + "Your DAYS are a few too many for those whose time runs over Easter: the bank holidays may not be taken out. "
    "Re-read 'Four questions for a clock'."
)
def without_holidays(assessments, day):
    rows = running(assessments, day)
    return past(rows, passed(rows, day, holidays=[]))


exercise.hints = (
    "Yesterday's two questions: begun by the day? finished by it? Then count, then keep those above 45.",
    "assign(UNTIL=day) gives working_days its second column.",
    'begun = assessments["AssessmentActualStartDate"] <= day',
)
exercise.after = (
    "Sort it by DAYS and send it to the person who can act, ids only. A list that gets shorter is worth more than a "
    "percentage that goes up."
)
