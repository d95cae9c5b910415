"""Ages of a whole table of children on a day, right on the birthday itself. Known answers: T1."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import people_in

CANARY = "coach-only m01-a01-ages"

exercise = Exercise(
    id="m01-a01-ages",
    answer="ages",
    kind="function",
    points=4,
    minutes=30,
    skills=["S2", "S4", "K13"],
    inputs="ssda903.header",
    key=("CHILD",),
    tolerance=0,
)

# C and D are the two sides of a birthday on 31 March, E was born on 29 February (known answers T1); F is a baby.
exercise.practice = table("""
    CHILD SEX DOB
    E     F   2012-02-29
    C     M   2008-04-01
    D     F   2008-03-31
    F     M   2025-12-25
    G     M   2014-07-20
    H     F   2015-03-02
    J     M   2019-02-28
""")
exercise.ask_on = days("2026-03-31", "2026-02-28", "2025-12-25")
TURN = ["E", "C", "D", "F", "G", "H", "J"]
exercise.answers = tuple(  # worked out by hand
    pd.DataFrame({"CHILD": TURN, "AGE": by_hand})
    for by_hand in ([14, 17, 18, 0, 11, 11, 7], [13, 17, 17, 0, 11, 10, 7], [13, 17, 17, 0, 11, 10, 6])
)
# From the year-end on, when every child of the return has been born.
exercise.ask_council_on = lambda council: days("2026-03-31", "2026-04-01", "2027-02-28")


@exercise.reference
def birthdays_counted(council, day):
    """Birthdays lived through, one by one, by everybody in the return; 29 February moves to 1 March."""
    people = people_in(council)
    return pd.DataFrame({"CHILD": people["child"], "AGE": [birthdays(born, day) for born in people["dob"]]})


def birthdays(born, day):
    """How many birthdays someone born on `born` has had by `day`."""
    had = 0
    for year in range(born.year + 1, day.year + 1):
        moved = (born.month, born.day) == (2, 29) and not pd.Timestamp(year, 1, 1).is_leap_year
        had += (pd.Timestamp(year, 3, 1) if moved else pd.Timestamp(year, born.month, born.day)) <= day
    return had


@exercise.right("Thursday's function on every value")
def applied(header, day):
    def age_on(born, day):
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    result = header[["CHILD"]].copy()
    result["AGE"] = header["DOB"].apply(age_on, day=day)
    return result


@exercise.right("a loop over the rows")
def looped(header, day):
    rows = []
    for row in header.itertuples():
        age = day.year - row.DOB.year
        if (row.DOB.month, row.DOB.day) > (day.month, day.day):
            age = age - 1
        rows.append({"CHILD": row.CHILD, "AGE": age})
    return pd.DataFrame(rows)


@exercise.right("year, month and day as one number")
def one_number(header, day):
    born = header["DOB"].dt.strftime("%Y%m%d").astype(int)
    return header.assign(AGE=(int(day.strftime("%Y%m%d")) - born) // 10000)[["CHILD", "AGE"]]


ASKED = (
    "You were asked for a table of CHILD and AGE in whole years on the day; on the birthday itself the new age counts. "
)


@exercise.wrong(
    ASKED + "Child D of the practice table, born on 31 March, came out a year too young on the birthday itself. Days "
    "divided by 365.25 may have been used; count birthdays instead. Re-read 'The rules we count by'."
)
def days_over_365_25(header, day):
    return header.assign(AGE=((day - header["DOB"]).dt.days / 365.25).astype(int))[["CHILD", "AGE"]]


@exercise.wrong(
    ASKED + "Children whose birthday is still to come came out a year too old, such as child C on 31 March. The years "
    "may only have been taken apart. Re-read 'The rules we count by'."
)
def years_apart(header, day):
    return header.assign(AGE=day.year - header["DOB"].dt.year)[["CHILD", "AGE"]]


@exercise.wrong(
    ASKED + "Everybody came out a year too young on the very birthday, such as child F on 25 December. Look at > and "
    ">= where month and day are compared. Re-read 'The rules we count by'."
)
def birthday_not_counted(header, day):
    to_come = header["DOB"].dt.strftime("%m%d") >= day.strftime("%m%d")
    return header.assign(AGE=day.year - header["DOB"].dt.year - to_come)[["CHILD", "AGE"]]


@exercise.wrong(
    ASKED + "Child E of the practice table, born on 29 February, came out a year too old on 28 February: in the month "
    "of the birthday your function does not look at the day. Re-read 'The rules we count by'."
)
def only_the_month(header, day):
    to_come = header["DOB"].dt.month > day.month
    return header.assign(AGE=day.year - header["DOB"].dt.year - to_come)[["CHILD", "AGE"]]


@exercise.wrong(
    ASKED + "Your ages have decimals: 17.99 is not yet an age. int() cuts the decimals off, but the method underneath "
    "should count birthdays. Re-read 'The rules we count by'."
)
def with_decimals(header, day):
    return header.assign(AGE=((day - header["DOB"]).dt.days / 365.25).round(2))[["CHILD", "AGE"]]


exercise.hints = (
    "Thursday's age_on works for one child. How do you use a function on every value of a column?",
    'header["DOB"].apply(..., day=day) uses it on the whole column; header[["CHILD"]] is the start of the table.',
    'years = day.year - header["DOB"].dt.year',
)
exercise.after = (
    "Right on the birthday, the day before, and for those born on 29 February. Keep these three rows as a test "
    "wherever an age decides something."
)
