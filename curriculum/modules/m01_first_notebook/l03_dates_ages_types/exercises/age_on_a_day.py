"""Age in whole years on a day: a number of birthdays, not a length of time. Known answers: T1."""

import pandas as pd

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m01-l03-age-on-a-day",
    answer="age_on",
    kind="function",
    points=3,
    minutes=10,
    skills=["S2", "S4", "K13"],
    tolerance=0,
)


def pairs(*lines):
    return tuple((pd.Timestamp(born), pd.Timestamp(day)) for born, day in (line.split() for line in lines))


# The first three are known answers T1: the day before a birthday, the birthday, and 29 February in a year without one.
exercise.ask_on = pairs(
    "2008-04-01 2026-03-31",
    "2008-03-31 2026-03-31",
    "2012-02-29 2026-02-28",
    "2012-02-29 2026-03-01",
    "2010-07-20 2026-03-31",
    "2025-12-25 2026-03-31",
    "2015-03-02 2026-03-31",
    "2012-04-20 2016-03-25",
    "2010-03-31 2026-03-31",
    "2013-10-31 2026-02-15",
)
exercise.answers = (17, 18, 13, 14, 15, 0, 11, 3, 16, 12)  # worked out by hand


@exercise.reference
def birthdays_counted(council, born, day):
    """Birthdays lived through, one by one; 29 February moves to 1 March in years that have none."""
    leapling = (born.month, born.day) == (2, 29)
    birthdays = 0
    for year in range(born.year + 1, day.year + 1):
        moved = leapling and not pd.Timestamp(year, 1, 1).is_leap_year
        birthday = pd.Timestamp(year, 3, 1) if moved else pd.Timestamp(year, born.month, born.day)
        birthdays += birthday <= day
    return birthdays


@exercise.right("if and else")
def in_words(born, day):
    if day.month > born.month or (day.month == born.month and day.day >= born.day):
        return day.year - born.year
    return day.year - born.year - 1


@exercise.right("month and day as one number")
def one_number(born, day):
    return (day.year * 10000 + day.month * 100 + day.day - born.year * 10000 - born.month * 100 - born.day) // 10000


@exercise.right("whole months divided by twelve")
def whole_months(born, day):
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return months // 12


ASKED = "You were asked for the age in whole years on a day; on the birthday itself the new age counts. "


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too young on {day}. Your function may divide days by 365.25, which "
    "is a little too much just at birthdays. Re-read 'Age on a day'."
)
def days_over_365_25(born, day):
    return int((day - born).days / 365.25)


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too old on {day}: days divided by 365 run ahead, a day for each "
    "leap year. Re-read 'Age on a day'."
)
def days_over_365(born, day):
    return (day - born).days // 365


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too old on {day}: the birthday was still to come that year. Your "
    "function may take only the years apart. Re-read 'Age on a day'."
)
def years_apart(born, day):
    return day.year - born.year


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too young on {day}, the birthday itself. Look at < and <= between "
    "the two pairs. Re-read 'Your turn: age on a day'."
)
def birthday_not_counted(born, day):
    return day.year - born.year - ((day.month, day.day) <= (born.month, born.day))


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too old on {day}: in the month of the birthday your function does "
    "not look at the day. Compare month and day together, as a pair. Re-read 'Age on a day'."
)
def only_the_month(born, day):
    return day.year - born.year - (day.month < born.month)


@exercise.wrong(
    ASKED + "A child born on {born} came out a year too old on {day}. Your function may ask whether the month and also "
    "the day are smaller, each by itself; what counts is the pair of both. Re-read 'Age on a day'."
)
def month_and_day_apart(born, day):
    return day.year - born.year - (day.month < born.month and day.day < born.day)


exercise.hints = (
    "How many birthdays has this person had by that day? When is it one less than the years between?",
    "Compare the pairs (day.month, day.day) and (born.month, born.day). If the first is smaller, the birthday "
    "is to come.",
    "years = day.year - born.year",
)
exercise.after = (
    "True counts as 1 and False as 0, so you can subtract a question. At work this decides who is 18, who is a "
    "care leaver, and who is in which age band: test it on the birthday and the day before."
)
