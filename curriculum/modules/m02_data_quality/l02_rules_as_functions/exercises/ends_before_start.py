"""Two dates of one row: an end before a start; the same day, a blank and a misfit are left alone."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows

exercise = Exercise(
    id="m02-l02-ends-before-start",
    answer="ends_before_start",
    kind="function",
    points=3,
    minutes=10,
    skills=["S6", "S4", "K8"],
    inputs="drafts.episodes",
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

# K shows why a blank end is not to be filled with the end of the year.
# C and G show text comparison (as text 09 comes before 10, and 28/12 after 03/01); D ends on the day it starts.
exercise.practice = table("""
    LINE:text CHILD DECOM:text DEC:text
    2         A     10/05/2025 -
    3         B     10/05/2025 09/05/2025
    4         C     10/05/2025 09/06/2025
    5         D     10/05/2025 10/05/2025
    6         E     10/05/2025 2025-01-01
    7         F     2025-05-10 09/05/2025
    8         G     03/01/2026 28/12/2025
    9         H     10/05/2025 11/05/2025
    10        J     04/06/2025 07/05/2025
    11        K     20/04/2026 -
""")
exercise.answers = (
    table("""
    LINE:text CHILD
    3         B
    8         G
    10        J
"""),
)  # worked out by hand
SHOWN = ["LINE", "CHILD"]


@exercise.reference
def read_row_by_row(council):
    """The draft row by row, each date taken apart into day, month and year."""
    rows = []
    for row in draft_rows(council, "episodes"):
        start, end = day_of(row["DECOM"]), day_of(row["DEC"])
        if start and end and end < start:
            rows.append(row)
    return pd.DataFrame({name: [row[name] for row in rows] for name in SHOWN}, dtype="str")


def read(column, style="%d/%m/%Y"):
    return pd.to_datetime(column, format=style, errors="coerce")


@exercise.right("days between, below nought")
def days_between(episodes):
    days = (read(episodes["DEC"]) - read(episodes["DECOM"])).dt.days
    return episodes[days < 0][SHOWN]


@exercise.right("good dates first, then a query")
def queried(episodes):
    dated = episodes.assign(start=read(episodes["DECOM"]), end=read(episodes["DEC"])).dropna(subset=["start", "end"])
    return dated.query("start > end")[SHOWN]


ASKED = "You were asked for the rows whose DEC is earlier than their DECOM, the same day allowed. "


@exercise.wrong(
    ASKED + "Child C of the practice table, from 10 May to 9 June, is in your table. As text, 09 comes before 10: "
    "the "
    "dates may not have been read as dates. Re-read 'Two columns of one row'."
)
def as_text(episodes):
    return episodes[episodes["DEC"] < episodes["DECOM"]][SHOWN]


@exercise.wrong(
    ASKED + "Child D of the practice table, whose episode ends on the day it starts, is in your table. Look at < "
    "and <=. "
    "Re-read 'The edge'."
)
def same_day_too(episodes):
    return episodes[read(episodes["DEC"]) <= read(episodes["DECOM"])][SHOWN]


@exercise.wrong(
    ASKED + "Child A of the practice table, whose episode goes on, is in your table. 'Not on or after' is also true "
    "of a "
    "blank. Re-read 'Two columns of one row'."
)
def not_on_or_after(episodes):
    return episodes[~(read(episodes["DEC"]) >= read(episodes["DECOM"]))][SHOWN]


@exercise.wrong(
    ASKED + "Child H of the practice table, whose episode ends a day after it starts, is in your table. Start and "
    "end "
    "may have changed places. Re-read 'Two columns of one row'."
)
def turned_round(episodes):
    return episodes[read(episodes["DEC"]) > read(episodes["DECOM"])][SHOWN]


exercise.hints = (
    "The cell with start and end under 'Two columns of one row' compares three pairs. You need the same for two "
    "columns.",
    'as_dates(episodes["DEC"]) gives the ends. Say "end earlier than start", and blanks look after themselves.',
    'start = as_dates(episodes["DECOM"])',
)
exercise.after = (
    "Say what fails, not what is fine: 'earlier than' leaves blanks alone, 'not on or after' catches them. The edge "
    "is "
    "in the docstring, so nobody has to guess it."
)
