"""Validity of a format: filled in, and not a date; a blank end is right."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows

exercise = Exercise(
    id="m02-l01-not-a-date",
    answer="not_a_date",
    kind="function",
    points=3,
    minutes=10,
    skills=["S6", "K8", "S4"],
    inputs="drafts.episodes",
    columns=("LINE", "CHILD", "DEC"),
    key=("LINE",),
)

# 31/04 has the right look and is no day; F's month comes second and is over 12, so a month-first reading turns it down.
exercise.practice = table("""
    LINE:text CHILD DEC:text
    2         A     -
    3         B     12/10/2025
    4         C     2025-10-12
    5         D     12/10/25
    6         E     45942
    7         F     25/06/2025
    8         G     31/04/2025
    9         H     "12 Oct 2025"
    10        J     "12/10/2025 00:00"
    11        K     -
""")
exercise.answers = (
    table("""
    LINE:text CHILD DEC:text
    4         C     2025-10-12
    5         D     12/10/25
    6         E     45942
    8         G     31/04/2025
    9         H     "12 Oct 2025"
    10        J     "12/10/2025 00:00"
"""),
)  # worked out by hand
SHOWN = ["LINE", "CHILD", "DEC"]


@exercise.reference
def read_row_by_row(council):
    """The draft row by row, each end taken apart into day, month and year."""
    rows = [row for row in draft_rows(council, "episodes") if row["DEC"] and day_of(row["DEC"]) is None]
    return pd.DataFrame({name: [row[name] for row in rows] for name in SHOWN}, dtype="str")


def read(column, style="%d/%m/%Y"):
    return pd.to_datetime(column, format=style, errors="coerce")


@exercise.right("blanks dropped first")
def dropped_first(episodes):
    ended = episodes.dropna(subset="DEC")
    return ended[read(ended["DEC"]).isna()][SHOWN]


@exercise.right("more blanks after than before")
def more_blanks(episodes):
    return episodes.loc[read(episodes["DEC"]).isna() != episodes["DEC"].isna(), SHOWN]


ASKED = "You were asked for the rows in which DEC is filled in and is not a date written day/month/year. "


@exercise.wrong(
    ASKED + "Child A of the practice table, whose DEC is blank, is in your table. After coerce a blank and a misfit "
    "look "
    "the same, so ask first whether anything is there. Re-read 'Dates that are not dates'."
)
def blanks_too(episodes):
    return episodes[read(episodes["DEC"]).isna()][SHOWN]


@exercise.wrong(
    ASKED + "Child F of the practice table, who left on 25 June, is in your table. The format may begin with the "
    "month: "
    "%d comes before %m. Re-read 'Dates that are not dates'."
)
def month_first(episodes):
    return episodes[episodes["DEC"].notna() & read(episodes["DEC"], "%m/%d/%Y").isna()][SHOWN]


@exercise.wrong(
    ASKED + "Child D of the practice table, whose year has two figures, is not in your table. Looking for slashes "
    "alone "
    "may let through what only looks like a date. Re-read 'Dates that are not dates'."
)
def no_slash(episodes):
    return episodes[episodes["DEC"].notna() & ~episodes["DEC"].str.contains("/", na=False)][SHOWN]


@exercise.wrong(
    ASKED + "Child B of the practice table, whose date is a good one, is in your table. The last question may be "
    "turned "
    "round: notna() where isna() was meant. Re-read 'Dates that are not dates'."
)
def good_dates(episodes):
    return episodes[read(episodes["DEC"]).notna()][SHOWN]


exercise.hints = (
    "Two questions: is something there, and can it be read as a date? Which rows say yes, then no?",
    'as_dates(episodes["DEC"]).isna() is True for misfits and for blanks. & episodes["DEC"].notna() takes the '
    "blanks out.",
    'filled = episodes["DEC"].notna()',
)
exercise.after = (
    "31/04/2025 has the look of a date and is none: a format check by eye misses it, a calendar does not. These "
    "rows would "
    "have vanished in silence from every count by date."
)
