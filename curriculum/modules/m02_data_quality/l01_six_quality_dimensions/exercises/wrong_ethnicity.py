"""Validity: on the list, letter by letter; and rare is not wrong."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows
from synthetic_data.codes import valid_codes

exercise = Exercise(
    id="m02-l01-wrong-ethnicity",
    answer="wrong_ethnicity",
    kind="function",
    points=2,
    minutes=8,
    skills=["S6", "K8", "S4"],
    inputs="drafts.header",
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

exercise.practice = table("""
    LINE:text CHILD ETHNIC
    2         A     WBRI
    3         B     wbri
    4         C     "White British"
    5         D     -
    6         E     WIRT
    7         F     WBRI
    8         G     XXXX
    9         H     WBRI
    10        J     NOBT
    11        K     WIRT
    12        L     NOBT
    13        M     CHNE
    14        N     "WBRI "
    15        P     "WBRI - White British"
    16        Q     XXXX
""")
exercise.answers = (
    table("""
    LINE:text CHILD
    3         B
    4         C
    5         D
    8         G
    14        N
    15        P
    16        Q
"""),
)  # worked out by hand


@exercise.reference
def read_row_by_row(council):
    """The draft row by row against the code set of the year, as the data's own code tables hold it."""
    codes = valid_codes("ETHNIC", "2025-26")
    rows = [row for row in draft_rows(council, "header") if row["ETHNIC"] not in codes]
    return pd.DataFrame({name: [row[name] for row in rows] for name in ("LINE", "CHILD")}, dtype="str")


CODES = list(valid_codes("ETHNIC", "2025-26"))


@exercise.right("query with not in")
def queried(header):
    return header.query("ETHNIC not in @codes", local_dict={"codes": CODES})[["LINE", "CHILD"]]


@exercise.right("a join on the list, keeping what has no partner")
def anti_joined(header):
    known = pd.DataFrame({"ETHNIC": CODES, "known": True})
    both = header.merge(known, on="ETHNIC", how="left")
    return both[both["known"].isna()][["LINE", "CHILD"]]


ASKED = "You were asked for the rows whose ETHNIC is not on the list, exactly as written there; a blank counts too. "


@exercise.wrong(
    ASKED + "Child B of the practice table, whose code is in small letters, is not in your table. Turning letters "
    "into "
    "capitals first may hide what was sent. Re-read 'Valid: is it on the list?'."
)
def capitals_first(header):
    return header[~header["ETHNIC"].str.upper().isin(CODES)][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + "Child D of the practice table, whose ETHNIC is blank, is not in your table. Blanks may have been "
    "dropped "
    "before looking. Re-read 'Your turn: ethnicity not on the list'."
)
def blanks_left_out(header):
    return header[header["ETHNIC"].notna() & ~header["ETHNIC"].isin(CODES)][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + "Child N of the practice table, whose code has a space behind it, is not in your table. Taking spaces away "
    "first hides what was sent. Re-read 'Valid: is it on the list?'."
)
def spaces_taken_away(header):
    return header[~header["ETHNIC"].str.strip().isin(CODES)][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + "Child M of the practice table is in your table: CHNE is on the list, and nobody else there has it. Your "
    "function may look for what is rare. Re-read 'Rare is not wrong'."
)
def rare(header):
    seen = header["ETHNIC"].map(header["ETHNIC"].value_counts()).fillna(0)
    return header[seen <= 1][["LINE", "CHILD"]]


@exercise.wrong(
    ASKED + "Child A of the practice table, with the code WBRI, is in your table, and child G is not. The sign ~ "
    "(not) "
    "may be missing. Re-read 'Valid: is it on the list?'."
)
def without_not(header):
    return header[header["ETHNIC"].isin(CODES)][["LINE", "CHILD"]]


exercise.hints = (
    "The cell under 'Valid: is it on the list?' already finds these rows. Which columns do you need?",
    "isin(ETHNIC_CODES) is False for a blank as well, so ~ brings the blanks in by itself.",
    'on_the_list = header["ETHNIC"].isin(ETHNIC_CODES)',
)
exercise.after = (
    "You found what cannot be, and left alone what is merely uncommon. Children whose record is unusual and right "
    "have "
    "been sent back to social workers often enough."
)
