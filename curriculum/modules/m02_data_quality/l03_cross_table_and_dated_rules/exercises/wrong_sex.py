"""A rule with a date: the list of the year, not today's list for every year."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows
from synthetic_data.codes import valid_codes

exercise = Exercise(
    id="m02-l03-wrong-sex",
    answer="wrong_sex",
    kind="function",
    points=3,
    minutes=12,
    skills=["S6", "K8", "K11"],
    inputs="drafts.header",
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

exercise.practice = table("""
    LINE:text CHILD SEX:text
    2         A     F
    3         B     2
    4         C     -
    5         D     Female
    6         E     M
    7         G     1
    8         H     U
    9         J     m
""")
exercise.ask_on = ("2025-26", "2024-25", "2023-24", "2022-23", "2026-27")
NOW = table("""
    LINE:text CHILD
    3         B
    4         C
    5         D
    7         G
    9         J
""")
BEFORE = table("""
    LINE:text CHILD
    2         A
    4         C
    5         D
    6         E
    8         H
    9         J
""")
exercise.answers = (NOW, NOW, BEFORE, BEFORE, NOW)  # worked out by hand
SHOWN = ["LINE", "CHILD"]


@exercise.reference
def read_row_by_row(council, year):
    """The draft row by row, against the code set that the data's own code tables hold for the year."""
    codes = valid_codes("SEX", year)
    rows = [row for row in draft_rows(council, "header") if row["SEX"] not in codes]
    return pd.DataFrame({name: [row[name] for row in rows] for name in SHOWN}, dtype="str")


@exercise.right("a dictionary of lists")
def from_a_dictionary(header, year):
    codes = {True: ["M", "F", "U"], False: ["1", "2"]}[year >= "2024-25"]
    return header.loc[~header["SEX"].isin(codes), SHOWN]


@exercise.right("the year as a number")
def year_as_a_number(header, year):
    codes = "MFU" if int(year[:4]) > 2023 else "12"
    return header[[value not in list(codes) for value in header["SEX"]]][SHOWN]


ASKED = "You were asked for the rows whose SEX is not a code of the year that the function is given. "


def flagged(header, codes):
    return header[~header["SEX"].isin(codes)][SHOWN]


@exercise.wrong(
    ASKED + "In 2023-24 your function left child A of the practice table alone, whose SEX is F. It may use the "
    "newest "
    "list for every year. Re-read 'A rule has a date'."
)
def newest_list(header, year):
    return flagged(header, ["M", "F", "U"])


@exercise.wrong(
    ASKED + "Your function left child B of the practice table alone, whose SEX is 2, in the year 2025-26. It may "
    "accept "
    "the codes of all years at once. Re-read 'A rule has a date'."
)
def all_lists(header, year):
    return flagged(header, ["M", "F", "U", "1", "2"])


@exercise.wrong(
    ASKED + "For 2024-25 your function used the older list. That year is the first with M, F and U, so it belongs "
    "to the "
    "new ones: look at > and >=. Re-read 'Your turn: a dated rule'."
)
def a_year_late(header, year):
    return flagged(header, ["M", "F", "U"] if year > "2024-25" else ["1", "2"])


@exercise.wrong(
    ASKED + "Child C of the practice table, whose SEX is blank, is not in your table. A blank is not a code of any "
    "year. "
    "Re-read 'Your turn: a dated rule'."
)
def blanks_left_out(header, year):
    found = flagged(header, ["M", "F", "U"] if year >= "2024-25" else ["1", "2"])
    return found[header["SEX"].reindex(found.index).notna()]


@exercise.wrong(
    ASKED + "Your function used the new list for 2023-24 and the older one for 2025-26. The two branches may have "
    "changed "
    "places. Re-read 'if and else'."
)
def branches_swapped(header, year):
    return flagged(header, ["1", "2"] if year >= "2024-25" else ["M", "F", "U"])


exercise.hints = (
    "Which list for which year? Write the question that is true for 2024-25 and every later year.",
    "Years compare as text. Under if, codes gets one list; under else, the other. After that it is a rule like any "
    "other.",
    'if year >= "2024-25":',
)
exercise.after = (
    "The rule is silent where it does not hold. When the next change comes you add a list and a year, and last "
    "year's "
    "return can still be checked by last year's rule."
)
