"""A pivot in one line: rows of the table counted for each code."""

from collections import Counter

import pandas as pd

from curriculum.exercise import Exercise
from curriculum.truth import people_in

exercise = Exercise(
    id="m01-l01-children-by-ethnicity",
    answer="by_ethnicity",
    kind="table",
    points=2,
    minutes=5,
    skills=["S2", "S3", "K4"],
    inputs="ssda903.header",
    columns=("ETHNIC", "count"),
    key=("ETHNIC",),
)

ASKED = "You were asked for the number of children and young people for each ethnicity code, none left out. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: everybody in the year's return, one by one, under their ethnicity."""
    counts = Counter(people_in(council)["ethnicity"])
    return pd.DataFrame(list(counts.items()), columns=["ETHNIC", "count"])


@exercise.must_contain("more ethnicity codes than the first rows of a pivot show")
def many_codes(header):
    return header["ETHNIC"].nunique() > 5


@exercise.right("groupby and size")
def grouped(header):
    return header.groupby("ETHNIC").size()


@exercise.right("groupby and count, as a table")
def grouped_table(header):
    return header.groupby("ETHNIC")["CHILD"].count().reset_index(name="count")


@exercise.right("pivot_table")
def pivoted(header):
    return header.pivot_table(index="ETHNIC", values="CHILD", aggfunc="count").rename(columns={"CHILD": "count"})


@exercise.right("a loop and a dictionary")
def looped(header):
    counts = {}
    for code in header["ETHNIC"]:
        counts[code] = counts.get(code, 0) + 1
    return pd.Series(counts)


@exercise.wrong(
    ASKED
    + "Your pivot is of the column SEX: its labels are the codes for boys and girls. The example may have been copied "
    "without changing the name of the column. Re-read 'Your first pivot'."
)
def by_sex(header):
    return header["SEX"].value_counts()


@exercise.wrong(
    ASKED + "Your pivot stops after the first few codes. head() may have been added: it shows the top of a table and "
    "drops the rest. The small groups are the ones most easily forgotten. Re-read 'Your first pivot'."
)
def top_five(header):
    return header["ETHNIC"].value_counts().head()


@exercise.wrong(
    ASKED
    + "Your values are all below one: they are shares of the whole, not numbers of children. The option normalize=True "
    "gives shares. Re-read 'Your turn: children by ethnicity'."
)
def shares(header):
    return header["ETHNIC"].value_counts(normalize=True)


@exercise.wrong(
    ASKED + "Your table has one row for each child, with the code beside it: a list, not yet a pivot. Picking the "
    "column is the first step; counting its values is the second. Re-read 'Your first pivot'."
)
def the_column_itself(header):
    return header[["CHILD", "ETHNIC"]]


exercise.hints = (
    "The example under 'Your first pivot' does the same job for another column.",
    "Only the name of the column changes. It goes in quotes, in capitals.",
    'by_ethnicity = header["..."].value_counts(), with the name of the column in place of the dots.',
)
exercise.after = (
    "All codes are there, also the rare ones and those for refused or not yet obtained. In a report that "
    "leaves the council such small numbers are hidden first: module 13 shows how."
)
