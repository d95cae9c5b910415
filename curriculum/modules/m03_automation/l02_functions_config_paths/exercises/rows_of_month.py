"""The rows of a month: any date column, both ends of the month, and the right year."""

import pandas as pd
import polars as pl

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m03-l02-rows-of-month",
    answer="rows_of_month",
    kind="pipeline",
    points=3,
    minutes=10,
    skills=["S2", "S4"],
    inputs="extracts.referrals",
    columns=("Referral ID", "Referral date", "Closed date"),  # all columns are asked for, and dates stay as written
    key=("Referral ID",),
)

# R2 and R3 lie on the month's first and last day, R1 and R4 a day beyond; R5 in March of another year; R7's day and
# month, read the wrong way round, would be in March; R8 was closed in March and received before.
exercise.practice = table("""
    "Referral ID" "Referral date":text "Closed date":text
    R1            28/02/2026           01/03/2026
    R2            01/03/2026           31/03/2026
    R3            31/03/2026           -
    R4            01/04/2026           -
    R5            15/03/2025           01/04/2026
    R6            16/03/2026           28/02/2026
    R7            03/02/2026           -
    R8            29/02/2024           20/03/2026
""")
MARCH, FEBRUARY, LEAP = (pd.Timestamp(day) for day in ("2026-03-31", "2026-02-28", "2024-02-29"))
exercise.ask_on = (
    ("Referral date", MARCH),
    ("Closed date", MARCH),
    ("Referral date", FEBRUARY),
    ("Referral date", LEAP),
)
exercise.answers = tuple(
    exercise.practice[exercise.practice["Referral ID"].isin(ids.split())]
    for ids in ("R2 R3 R6", "R1 R2 R8", "R1 R7", "R8")
)  # worked out by hand
exercise.ask_council_on = lambda _: exercise.ask_on[:3]


@exercise.reference
def from_journeys(council, column, as_at):
    """Referrals as they happened, received or closed in the month."""
    happened = {"Referral date": "date", "Closed date": "closed"}[column]
    within = pl.col(happened).is_between(as_at.replace(day=1).date(), as_at.date())
    found = council.journeys["referrals"].filter(within)
    as_written = found.select(
        pl.col("referral").cast(pl.String).alias("Referral ID"),
        pl.col("date").dt.strftime("%d/%m/%Y").alias("Referral date"),
        pl.col("closed").dt.strftime("%d/%m/%Y").alias("Closed date"),
    )
    return pd.DataFrame(as_written.to_dict(as_series=False), dtype="str")


def read(column, style="%d/%m/%Y"):
    return pd.to_datetime(column, format=style)


@exercise.right("the month of each date beside the month asked")
def by_period(table, column, as_at):
    return table[read(table[column]).dt.to_period("M") == as_at.to_period("M")]


@exercise.right("the text after the day")
def by_text(table, column, as_at):
    return table.loc[table[column].str[3:] == as_at.strftime("%m/%Y")]


ASKED = "You were asked for the rows whose date in the column named lies in the month that ends on a day. "


@exercise.wrong(
    ASKED + "Row R5 of the practice table, of March a year before, is among those you gave for {as_at}. Month and year "
    "have to agree. Re-read 'The month in one place'."
)
def any_year(table, column, as_at):
    return table[read(table[column]).dt.month == as_at.month]


@exercise.wrong(
    ASKED + "Row R2 of the practice table, of the first day of March, is not among those you gave. Both ends belong to "
    "the month: look at `>` and `>=`. Re-read 'Your turn: the rows of a month'."
)
def first_day_out(table, column, as_at):
    dates = read(table[column])
    return table[(dates > as_at.replace(day=1)) & (dates <= as_at)]


@exercise.wrong(
    ASKED + "Row R3 of the practice table, of the last day of March, is not among those you gave. Both ends belong to "
    "the month: look at `<` and `<=`. Re-read 'Your turn: the rows of a month'."
)
def last_day_out(table, column, as_at):
    dates = read(table[column])
    return table[(dates >= as_at.replace(day=1)) & (dates < as_at)]


@exercise.wrong(
    ASKED + "Asked about Closed date, your function still went by Referral date. The name of the column comes in "
    "through the brackets, and may be typed in the body. Re-read 'Three copies, three places to forget'."
)
def one_column(table, column, as_at):
    return by_period(table, "Referral date", as_at)


@exercise.wrong(
    ASKED + "Asked about {as_at} or any other day, your function gives the rows of March 2026. A day may still be "
    "typed in the body, where `as_at` belongs. Re-read 'The month in one place'."
)
def month_typed_in(table, column, as_at):
    return by_period(table, column, pd.Timestamp("2026-03-31"))


@exercise.wrong(
    ASKED + "Your function gives everything up to {as_at}, without a beginning. A month has two ends. Re-read 'The "
    "month in one place'."
)
def no_beginning(table, column, as_at):
    return table[read(table[column]) <= as_at]


exercise.hints = (
    "Three things: the dates of the column, where the month begins, and a question with two ends.",
    "`as_at.replace(day=1)` is the first day; `&` joins two questions, each in its own brackets.",
    'dates = pd.to_datetime(table[column], format="%d/%m/%Y")',
)
exercise.after = "One function for every date column of every table: the next error in it is mended once."
