"""The clocks: in time of those done, overdue beside it, conferences of our own, and the lines that hide nobody."""

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey
from synthetic_data.dates import bank_holidays

CANARY = "coach-only m04-a01-clocks"

exercise = Exercise(
    id="m04-a01-clocks",
    answer="clocks",
    kind="function",
    points=6,
    minutes=80,
    skills=["S5", "S10", "K13"],
    inputs=("cin_census.assessments", "cin_census.section47", "cin_census.cin_details"),
    columns=("measure", "value"),
    key=("measure",),
    tolerance=0.051,
)
HOLIDAYS = bank_holidays()
BEGUN, DONE = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
S47, HELD = "S47ActualStartDate", "DateOfInitialCPC"

# Assessments, working days: A 45, U 45 (to a Sunday), B 46; on 30 September C 125, D and T 45, E and S 46, F 161; on
# 31 March M 46, Q 45.
# Enquiries: conferences on the edges of each half-year and a day outside; P's began on a Saturday; E, J, K and U are
# undecided (E's last column is blank), G and L too but outside; W and V were late by a day and by two. A, C and N have
# two of something.
exercise.practice = (
    table("""
        LAchildID AssessmentID:text AssessmentActualStartDate AssessmentAuthorisationDate
        A         1                 2025-03-04                2025-05-09
        B         2                 2025-03-04                2025-05-12
        C         3                 2025-04-01                -
        D         4                 2025-07-28                -
        E         5                 2025-07-25                2025-12-01
        F         6                 2025-02-10                2025-10-01
        G         7                 2025-05-01                2025-09-30
        H         8                 2025-03-10                2025-03-31
        J         9                 2025-10-01                2025-11-03
        K         10                2025-03-20                2025-04-01
        L         11                2025-09-01                2026-03-31
        M         12                2026-01-26                -
        N         13                2026-04-01                -
        P         14                2026-01-02                2026-04-01
        Q         15                2026-01-27                -
        R         16                2025-06-02                2025-06-30
        S         17                2025-07-25                -
        T         18                2025-07-28                2026-01-05
        C         19                2025-04-02                -
        A         20                2025-06-02                2025-06-20
        U         21                2025-06-06                2025-08-10
    """),
    table("""
        LAchildID S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired
        A         2025-04-01         2025-04-24       2025-04-24       false
        C         2025-03-20         2025-04-10       2025-04-10       false
        D         2025-06-02         2025-06-23       -                true
        E         2025-06-09         2025-06-30       -                -
        F         2025-09-22         2025-10-13       2025-10-13       false
        G         2025-03-31         2025-04-23       -                false
        H         2025-09-30         2025-10-21       -                true
        J         2025-10-01         2025-10-22       -                false
        K         2026-03-31         2026-04-23       -                false
        L         2026-04-01         2026-04-24       -                false
        M         2025-12-01         2025-12-22       2025-12-31       false
        N         2026-03-10         2026-03-31       2026-03-31       false
        P         2025-11-15         2025-12-05       2025-12-05       false
        Q         2025-03-10         2025-03-31       2025-03-31       false
        R         2025-09-09         2025-09-30       2025-09-30       false
        S         2026-03-11         2026-04-01       2026-04-01       false
        T         2025-09-10         2025-10-01       2025-10-01       false
        U         2025-09-30         2025-10-21       -                false
        V         2025-09-01         2025-09-22       2025-09-24       false
        W         2025-05-06         2025-05-28       2025-05-29       false
        X         2025-03-11         2025-04-01       2025-04-01       false
        A         2025-07-07         2025-07-28       -                true
        N         2026-02-02         2026-02-23       2026-02-24       false
    """),
    table("""
        LAchildID CINreferralDate DateOfInitialCPC
        A         2025-02-02      -
        MA        2025-03-20      2025-03-31
        MB        2025-03-20      2025-04-01
        MC        2025-05-20      2025-06-06
        MD        2025-09-10      2025-09-30
        ME        2025-09-10      2025-10-01
        MF        2026-03-10      2026-03-31
        MG        2026-03-20      2026-04-01
        MH        2025-03-25      2025-04-10
    """),
)
exercise.ask_on = (days("2025-04-01", "2025-09-30"), days("2025-10-01", "2026-03-31"))


def as_table(**figures):
    named = {name.replace("_", " "): float(value) for name, value in figures.items()}
    return pd.DataFrame({"measure": list(named), "value": list(named.values())})


# By hand. First half: A A K R U of A A B G K R U; C C E F S; begun A A D E F H R T U V W; held A C R V W X, late V W;
# E U; MB MC MD MH.
# Second half: J of E F J L T; C C D M P S; begun J K M N N P S; held F M N N P T, late M N; J K; ME MF.
exercise.answers = (
    as_table(
        assessments_in_time=500 / 7,
        assessments_overdue=5,
        enquiries=11,
        conferences_in_time=400 / 6,
        enquiries_undecided=2,
        conferences_moved_in=4,
    ),
    as_table(
        assessments_in_time=20,
        assessments_overdue=6,
        enquiries=7,
        conferences_in_time=400 / 6,
        enquiries_undecided=2,
        conferences_moved_in=2,
    ),
)


@exercise.reference
def from_journeys(council, first, last):
    """The simulation's own assessments, enquiries and conferences, their days counted on a calendar of England."""
    calendar = pd.bdate_range("1995-01-01", last, freq="C", holidays=list(HOLIDAYS))

    def taken(rows, start, end):
        return calendar.searchsorted(rows[end], side="right") - calendar.searchsorted(rows[start], side="right")

    def inside(rows, column):
        return rows[(rows[column] >= first) & (rows[column] <= last)]

    assessments, enquiries = journey(council, "assessments"), journey(council, "enquiries")
    running = assessments[(assessments["start"] <= last) & ~(assessments["end"] <= last)].assign(end=last)
    done, begun, held = inside(assessments, "end"), inside(enquiries, "start"), inside(enquiries, "conference")
    conferences = inside(journey(council, "conferences"), "date")
    return as_table(
        assessments_in_time=100 * (taken(done, "start", "end") <= 45).sum() / len(done),
        assessments_overdue=(taken(running, "start", "end") > 45).sum(),
        enquiries=len(begun),
        conferences_in_time=100 * (taken(held, "start", "conference") <= 15).sum() / len(held),
        enquiries_undecided=begun["needed"].isna().sum(),
        conferences_moved_in=conferences["enquiry"].isna().sum(),
    )


def as_days(column):
    return column.to_numpy().astype("datetime64[D]")


def counted(starts, ends, holidays=HOLIDAYS):
    return np.busday_count(as_days(starts) + 1, as_days(ends) + 1, holidays=holidays)


def within(rows, column, first, last):
    return rows[rows[column].between(first, last)]


def late(assessments, last):
    """How many are open at the end of the last day and past 45."""
    waiting = assessments[(assessments[BEGUN] <= last) & ~(assessments[DONE] <= last)].assign(UNTIL=last)
    return (counted(waiting[BEGUN], waiting["UNTIL"]) > 45).sum()


def undecided(begun):
    return (begun[HELD].isna() & (begun["ICPCnotRequired"] != "true")).sum()


def six(assessments, enquiries, details, first, last, holidays=HOLIDAYS, **instead):
    """The six lines; `enquiries_undecided=...` puts a mistake in place of one."""
    done = within(assessments, DONE, first, last)
    begun, held = within(enquiries, S47, first, last), within(enquiries, HELD, first, last)
    figures = {
        "assessments_in_time": 100 * (counted(done[BEGUN], done[DONE], holidays) <= 45).mean(),
        "assessments_overdue": late(assessments, last),
        "enquiries": len(begun),
        "conferences_in_time": 100 * (counted(held[S47], held[HELD], holidays) <= 15).mean(),
        "enquiries_undecided": undecided(begun),
        "conferences_moved_in": details[HELD].between(first, last).sum(),
    }
    return as_table(**(figures | instead))


@exercise.right("counted, in another order")
def in_another_order(assessments, enquiries, details, first, last):
    return six(assessments, enquiries, details, first, last).sort_values("measure")


@exercise.right("conferences by the census's own due date")
def by_target(assessments, enquiries, details, first, last):
    held = within(enquiries, HELD, first, last)
    percent = round(100 * (held[HELD] <= held["InitialCPCtarget"]).sum() / len(held), 1)
    return six(assessments, enquiries, details, first, last, conferences_in_time=percent)


ASKED = "You were asked for four figures of the clocks and two lines below them, over one period. "


@exercise.wrong(
    ASKED
    + "Child A of the practice tables, whose days run over Easter, seems to be late in the assessments and in the "
    "conferences. The bank holidays may not be taken out. Re-read 'Task 2: the clocks'."
)
def without_holidays(assessments, enquiries, details, first, last):
    return six(assessments, enquiries, details, first, last, holidays=[])


@exercise.wrong(
    ASKED
    + "Child C of the practice tables, whose assessment is still open, seems to be in the whole of those in time. The "
    "open ones have a line of their own. Re-read 'Task 2: the clocks'."
)
def open_ones_in_the_whole(assessments, enquiries, details, first, last):
    done = within(assessments, DONE, first, last)
    whole = len(done) + assessments[DONE].isna().sum()
    percent = 100 * (counted(done[BEGUN], done[DONE]) <= 45).sum() / whole
    return six(assessments, enquiries, details, first, last, assessments_in_time=percent)


@exercise.wrong(
    ASKED
    + "Child E of the practice tables, whose assessment ended in December, was open and overdue on 30 September and "
    "is missing. A blank says open today. Re-read 'Task 2: the clocks'."
)
def blank_today(assessments, enquiries, details, first, last):
    number = late(assessments[assessments[DONE].isna()], last)
    return six(assessments, enquiries, details, first, last, assessments_overdue=number)


@exercise.wrong(
    ASKED
    + "Your conferences in time seem to be out of the enquiries that began in the period. The whole is those whose "
    "conference was held in it. Re-read 'Task 2: the clocks'."
)
def of_the_enquiries_begun(assessments, enquiries, details, first, last):
    begun = within(enquiries, S47, first, last)
    percent = 100 * (begun[HELD] <= begun["InitialCPCtarget"]).mean()
    return six(assessments, enquiries, details, first, last, conferences_in_time=percent)


@exercise.wrong(
    ASKED
    + "Child D of the practice tables, for whom no conference was required, seems to be undecided. That is a decision; "
    "only those with neither are undecided. Re-read 'Task 2: the clocks'."
)
def not_required_as_undecided(assessments, enquiries, details, first, last):
    begun = within(enquiries, S47, first, last)
    return six(assessments, enquiries, details, first, last, enquiries_undecided=begun[HELD].isna().sum())


@exercise.wrong(
    ASKED
    + "The conferences of families who moved in seem to be in the whole of your conferences in time. They have no "
    "start here, and a line of their own. Re-read 'Task 2: the clocks'."
)
def moved_in_as_late(assessments, enquiries, details, first, last):
    held = within(enquiries, HELD, first, last)
    whole = len(held) + details[HELD].between(first, last).sum()
    percent = 100 * (counted(held[S47], held[HELD]) <= 15).sum() / whole
    return six(assessments, enquiries, details, first, last, conferences_in_time=percent)


exercise.hints = (
    "Six lines, four tables: those done, those waiting, those begun, those held. Make the four first.",
    "You wrote in-time and overdue in lesson 3; conferences in time are the same with another table and 15.",
    'held = enquiries[enquiries["DateOfInitialCPC"].between(first, last)]',
)
exercise.after = "In time, overdue, undecided, moved in. Whoever reads one of them can see the other three."
