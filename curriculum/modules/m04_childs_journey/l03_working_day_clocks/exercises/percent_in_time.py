"""Of the assessments completed in a period, those within 45 working days; open ones are neither early nor late."""

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey
from synthetic_data.dates import bank_holidays

exercise = Exercise(
    id="m04-l03-percent-in-time",
    answer="percent_in_time",
    kind="function",
    points=4,
    minutes=12,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.assessments",
    tolerance=0.051,
)
START, END = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
HOLIDAYS = bank_holidays()

# Working days by hand, with 18 and 21 April, 5 May, 25 August, Christmas and New Year: A 45, B 46, C 46 (from a
# Saturday), D open, E 15, F 8, G 64, H 22, K 45 (to a Sunday), L 44, M 46, and A's second 20.
exercise.practice = table("""
    LAchildID AssessmentID:text AssessmentActualStartDate AssessmentAuthorisationDate
    A         1                 2025-03-03                2025-05-08
    B         2                 2025-03-03                2025-05-09
    C         3                 2025-03-01                2025-05-08
    D         4                 2025-04-01                -
    E         5                 2025-03-10                2025-03-31
    F         6                 2025-03-20                2025-04-01
    G         7                 2025-07-01                2025-09-30
    H         8                 2025-09-01                2025-10-01
    K         9                 2025-06-06                2025-08-10
    L         10                2025-11-03                2026-01-07
    M         11                2025-11-03                2026-01-09
    D         12                2026-03-01                -
    A         13                2025-09-01                2025-09-29
""")
exercise.ask_on = (
    days("2025-04-01", "2025-09-30"),
    days("2025-05-08", "2025-05-08"),
    days("2025-10-01", "2026-03-31"),
)
# By hand: A A F K of A A B C F G K; A of A C; H L of H L M.
exercise.answers = (400 / 7, 50.0, 200 / 3)
exercise.ask_council_on = lambda council: (days("2025-04-01", "2026-03-31"), days("2025-10-01", "2025-12-31"))


@exercise.reference
def from_journeys(council, first, last):
    """Each assessment of the simulation that ended in the period, its working days counted on a calendar of England."""
    calendar = pd.bdate_range("1995-01-01", last, freq="C", holidays=list(HOLIDAYS))
    done = journey(council, "assessments")
    done = done[(done["end"] >= first) & (done["end"] <= last)]
    taken = calendar.searchsorted(done["end"], side="right") - calendar.searchsorted(done["start"], side="right")
    return 100 * float((taken <= 45).sum()) / len(done)


def as_days(column):
    return column.to_numpy().astype("datetime64[D]")


def completed(assessments, first, last):
    return assessments[assessments[END].between(first, last)]


def taken(done, holidays=HOLIDAYS):
    """Working days after the start up to and with the end."""
    return np.busday_count(as_days(done[START]) + 1, as_days(done[END]) + 1, holidays=holidays)


@exercise.right("row by row, a calendar of working days")
def row_by_row(assessments, first, last):
    done = completed(assessments, first, last)
    calendar = pd.bdate_range("2024-01-01", "2026-12-31", freq="C", holidays=list(HOLIDAYS)).to_series()
    lengths = [calendar.between(start, end, inclusive="right").sum() for start, end in done[[START, END]].to_numpy()]
    return round(100 * sum(length <= 45 for length in lengths) / len(lengths), 1)


@exercise.right("NumPy's offset, the end rolled back to a working day")
def by_offset(assessments, first, last):
    done = completed(assessments, first, last)
    due = np.busday_offset(as_days(done[START]), 45, roll="backward", holidays=HOLIDAYS)
    return 100 * (np.busday_offset(as_days(done[END]), 0, roll="backward", holidays=HOLIDAYS) <= due).mean()


ASKED = "You were asked, of the assessments authorised in a period, what percentage took at most 45 working days. "


@exercise.wrong(
    ASKED
    + "Child D of the practice table, whose assessment is still open, seems to be in the whole. It has no length yet; "
    "the open ones are shown apart. Re-read 'In time, of those completed'."
)
def open_ones_in_the_whole(assessments, first, last):
    done = completed(assessments, first, last)
    return 100 * (taken(done) <= 45).sum() / (len(done) + assessments[END].isna().sum())


@exercise.wrong(
    ASKED + "Child A of the practice table, whose time ran over Easter and the May holiday, seems to be late. The bank "
    "holidays may not be taken out, or calendar days were multiplied by five sevenths. Re-read 'Calendar times five "
    "sevenths'."
)
def without_holidays(assessments, first, last):
    return 100 * (taken(completed(assessments, first, last), holidays=[]) <= 45).mean()


@exercise.wrong(
    ASKED + "Child A of the practice table, at exactly 45, seems to be late. Both ends may be counted, as NETWORKDAYS "
    "does, or the 45th day is left out by <. Day one is after the start. Re-read 'Four questions for a clock'."
)
def both_ends(assessments, first, last):
    done = completed(assessments, first, last)
    return 100 * (np.busday_count(as_days(done[START]), as_days(done[END]) + 1, holidays=HOLIDAYS) <= 45).mean()


@exercise.wrong(
    ASKED
    + "Child C of the practice table, who started on a Saturday, seems to be in time: busday_count takes in the first "
    "day and leaves out the last. Re-read 'Counting instead of stepping'."
)
def first_day_and_not_last(assessments, first, last):
    done = completed(assessments, first, last)
    return 100 * (np.busday_count(as_days(done[START]), as_days(done[END]), holidays=HOLIDAYS) <= 45).mean()


@exercise.wrong(
    ASKED + "Child K of the practice table, authorised on the Sunday after day 45, seems to be late: the end may be "
    "compared with a due date. By the rule here a weekend adds nothing. Re-read 'Four questions for a clock'."
)
def later_than_due(assessments, first, last):
    done = completed(assessments, first, last)
    due = np.busday_offset(as_days(done[START]), 45, roll="backward", holidays=HOLIDAYS)
    return 100 * (as_days(done[END]) <= due).mean()


@exercise.wrong(
    ASKED
    + "Your whole seems to be those that started in the period. Child F of the practice table started before it and "
    "was authorised in it. Re-read 'In time, of those completed'."
)
def started_then(assessments, first, last):
    begun = assessments[assessments[START].between(first, last)].dropna(subset=[END])
    return 100 * (taken(begun) <= 45).mean() if len(begun) else 0.0


@exercise.wrong(
    ASKED + "Your answer stopped at an assessment that is still open: a blank authorisation has no working days to "
    "count. Keep those authorised in the period first, then count. Re-read 'In time, of those completed'."
)
def none_left_out(assessments, first, last):
    return 100 * (taken(assessments) <= 45).mean()


exercise.hints = (
    "First the whole: authorised in the period. Then the working days of each. Then the share at most 45.",
    "working_days wants two columns without blanks; those authorised have none.",
    'done = assessments[assessments["AssessmentAuthorisationDate"].between(first, last)]',
)
exercise.after = "Never alone: beside it, how many are open past 45. One figure can be mended by not finishing."
