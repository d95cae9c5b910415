"""A due date by the working days of England. The first two are known answers T2 and T3."""

import numpy as np
import pandas as pd

from curriculum.exercise import Exercise
from synthetic_data.dates import bank_holidays

exercise = Exercise(
    id="m04-l03-due-date",
    answer="due_date",
    kind="function",
    points=2,
    minutes=8,
    skills=["S5", "K13"],
    gives="date",
)
HOLIDAYS = bank_holidays()
STEP = pd.offsets.CustomBusinessDay(holidays=list(HOLIDAYS))


def asked(*lines):
    return tuple((pd.Timestamp(start), int(number)) for start, number in (line.split() for line in lines))


# T2 and T3; then a Saturday, a Sunday, Good Friday, the days before Christmas, a weekday without holidays near.
exercise.ask_on = asked(
    "2026-03-02 45",
    "2026-03-23 15",
    "2026-03-07 15",
    "2025-06-08 45",
    "2026-04-03 1",
    "2025-12-12 10",
    "2025-09-02 15",
)
exercise.answers = tuple(
    pd.Timestamp(day)
    for day in ("2026-05-07", "2026-04-15", "2026-03-27", "2025-08-08", "2026-04-07", "2025-12-30", "2025-09-23")
)  # worked out by hand on a calendar


@exercise.reference
def day_by_day(council, start, number):
    """Walk the calendar one day at a time, and count the working ones."""
    day, counted = start, 0
    while counted < number:
        day += pd.Timedelta(days=1)
        counted += day.weekday() < 5 and day.to_datetime64() not in HOLIDAYS
    return day


@exercise.right("NumPy's offset, rolled back")
def numpy_offset(start, number):
    return pd.Timestamp(np.busday_offset(np.datetime64(start, "D"), number, roll="backward", holidays=HOLIDAYS))


@exercise.right("the last of a range of working days")
def last_of_a_range(start, number):
    return pd.bdate_range(start + pd.Timedelta(days=1), periods=number, freq="C", holidays=list(HOLIDAYS))[-1]


ASKED = "You were asked for the day that lies so many working days after a start, day one the first after it. "


@exercise.wrong(
    ASKED
    + "Your days from 2 March 2026 seem to run through Easter and the bank holidays of May. Monday to Friday is not "
    "enough: the list of holidays has to be used. Re-read 'Four questions for a clock'."
)
def without_holidays(start, number):
    return start + number * pd.offsets.BDay()


@exercise.wrong(
    ASKED + "Your function seems to stretch the days by seven fifths. From Saturday 7 March that falls on a Saturday, "
    "which is no working day. Re-read 'Calendar times five sevenths'."
)
def seven_fifths(start, number):
    return start + pd.Timedelta(days=round(number * 7 / 5))


@exercise.wrong(
    ASKED + "Each of your dates from a weekday is one working day early: the day of the start may count as day one. "
    "Re-read 'Four questions for a clock'."
)
def start_is_day_one(start, number):
    return start + (number - 1) * STEP


@exercise.wrong(
    ASKED + "From a Saturday your function seems to move to Monday first and count from there, which makes Monday day "
    "nought. Day one is the first working day after the start. Re-read 'A step of one working day'."
)
def rolled_forward(start, number):
    return pd.Timestamp(np.busday_offset(np.datetime64(start, "D"), number, roll="forward", holidays=HOLIDAYS))


@exercise.wrong(
    ASKED + "Your function counts every day of the calendar: from Monday 2 March it arrives in April. Re-read 'Four "
    "questions for a clock'."
)
def calendar_days(start, number):
    return start + pd.Timedelta(days=number)


exercise.hints = (
    "working_day is a step; a number times it is as many steps.",
    "thursday + 2 * working_day went two steps. Here the number of steps is given.",
    "Begin with: return start + ...",
)
exercise.after = "Keep the two known answers in your notes. They find a wrong calendar in a new system in one minute."
