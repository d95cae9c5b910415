"""Two columns that go together: both filled in, or neither."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows

exercise = Exercise(
    id="m02-l02-end-or-reason-alone",
    answer="end_or_reason_alone",
    kind="function",
    points=3,
    minutes=10,
    skills=["S6", "S4", "K8"],
    inputs="drafts.episodes",
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

exercise.practice = table("""
    LINE:text CHILD DEC:text   REC
    2         A     -          -
    3         B     09/05/2025 -
    4         C     -          E4A
    5         D     10/05/2025 X1
    6         E     "9 May 25" E8
    7         F     45942      -
    8         G     -          X1
    9         B     -          E8
""")
exercise.answers = (
    table("""
    LINE:text CHILD
    3         B
    4         C
    7         F
    8         G
    9         B
"""),
)  # worked out by hand
SHOWN = ["LINE", "CHILD"]


@exercise.reference
def read_row_by_row(council):
    """The draft row by row: how many of the two stand there."""
    rows = [row for row in draft_rows(council, "episodes") if bool(row["DEC"]) + bool(row["REC"]) == 1]
    return pd.DataFrame({name: [row[name] for row in rows] for name in SHOWN}, dtype="str")


@exercise.right("one and not the other, both ways")
def spelled_out(episodes):
    end, reason = episodes["DEC"].notna(), episodes["REC"].notna()
    return episodes[(end & ~reason) | (reason & ~end)][SHOWN]


@exercise.right("blanks counted across the two columns")
def counted(episodes):
    return episodes[episodes[["DEC", "REC"]].isna().sum(axis=1) == 1][SHOWN]


ASKED = "You were asked for the rows in which exactly one of DEC and REC is filled in. "


@exercise.wrong(
    ASKED + "Child B of the practice table, who has an end and no reason, is not in your table. Only one of the two "
    "ways "
    "may be looked for. Re-read 'Both or neither'."
)
def reason_alone(episodes):
    return episodes[episodes["DEC"].isna() & episodes["REC"].notna()][SHOWN]


@exercise.wrong(
    ASKED + "Child C of the practice table, who has a reason and no end, is not in your table. Only one of the two "
    "ways "
    "may be looked for. Re-read 'Both or neither'."
)
def end_alone(episodes):
    return episodes[episodes["DEC"].notna() & episodes["REC"].isna()][SHOWN]


@exercise.wrong(
    ASKED + "Child A of the practice table, whose episode goes on, is in your table: neither is filled in there, "
    "and that "
    "is right. The sign | (or) may be standing for 'exactly one'. Re-read 'Both or neither'."
)
def either_blank(episodes):
    return episodes[episodes["DEC"].isna() | episodes["REC"].isna()][SHOWN]


@exercise.wrong(
    ASKED + "Child E of the practice table is in your table: the end there is not a date, but it is filled in. That "
    "fault "
    "has a rule of its own. Re-read 'Your turn: an end or a reason alone'."
)
def only_real_dates(episodes):
    end = pd.to_datetime(episodes["DEC"], format="%d/%m/%Y", errors="coerce")
    return episodes[end.isna() != episodes["REC"].isna()][SHOWN]


exercise.hints = (
    "Make a column that says whether DEC is blank, and one that says whether REC is. When do the two differ?",
    "isna() gives True and False; != between two such columns is True where they differ.",
    'end_blank = episodes["DEC"].isna()',
)
exercise.after = (
    "One rule, one fault. A bad date and a lonely date are two rules, so that each list says one thing and the "
    "person "
    "who mends it knows what to mend."
)
