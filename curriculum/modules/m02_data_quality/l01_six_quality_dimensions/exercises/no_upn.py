"""Completeness: blank where something ought to be, and a code that says why there is nothing is an answer."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows

exercise = Exercise(
    id="m02-l01-no-upn",
    answer="no_upn",
    kind="function",
    points=2,
    minutes=8,
    skills=["S6", "K8"],
    inputs="drafts.header",
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

exercise.practice = table("""
    LINE:text CHILD UPN
    2         A     G820521459776
    3         B     -
    4         C     UN1
    5         D     -
    6         E     UN3
""")
exercise.answers = (
    table("""
    LINE:text CHILD
    3         B
    5         D
"""),
)  # worked out by hand


@exercise.reference
def read_row_by_row(council):
    """The draft itself, row by row: whoever has nothing in UPN."""
    rows = [row for row in draft_rows(council, "header") if not row["UPN"]]
    return pd.DataFrame({name: [row[name] for row in rows] for name in ("LINE", "CHILD")}, dtype="str")


@exercise.right("loc and isnull")
def located(header):
    return header.loc[header["UPN"].isnull(), ["LINE", "CHILD"]]


@exercise.right("blanks filled with a word, then compared")
def filled(header):
    return header[header["UPN"].fillna("none") == "none"][["LINE", "CHILD"]]


@exercise.right("everybody but those who have one")
def the_rest(header):
    return header.drop(header.dropna(subset="UPN").index)[["LINE", "CHILD"]]


ASKED = "You were asked for the rows of the header in which UPN is blank. "


@exercise.wrong(
    ASKED + "Child C of the practice table, who has the code UN1, is in your table. The code says why there is no "
    "number, so something is there. Re-read 'A blank can be an answer'."
)
def codes_too(header):
    return header[header["UPN"].isna() | header["UPN"].str.startswith("UN", na=False)][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + 'Your table is empty, though child B of the practice table has none. Comparing with "" may find '
    "nothing: a "
    "blank cell is read as missing, not as empty text. Re-read 'Complete: is it there?'."
)
def empty_text(header):
    return header[header["UPN"] == ""][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + "Your table holds child A of the practice table, whose UPN is there, and not child B. The question may "
    "be "
    "turned round: notna() where isna() was meant. Re-read 'Complete: is it there?'."
)
def turned_round(header):
    return header[header["UPN"].notna()][["LINE", "CHILD"]]


exercise.hints = (
    "Which word marks blanks? You ran it on the whole table in 'Complete: is it there?'.",
    'header["UPN"].isna() is True where nothing stands.',
    'blank = header["UPN"].isna()',
)
exercise.after = (
    "A table of rows, with the line to find each by: every rule of this module gives back one of these. If it is "
    "empty, that is good news, and still an answer."
)
