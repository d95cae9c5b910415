"""Task 4: one cell of a pivot."""

from curriculum.exercise import Exercise
from curriculum.truth import people_in

exercise = Exercise(
    id="m00-l01-pivot",
    answer="white_british_boys",
    kind="scalar",
    points=1,
    minutes=2,
    skills=["S2"],
    inputs="ssda903.header",
)

ASKED = "You were asked for the number of boys and young men (M) who are White British (WBRI). "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: people in the return, by sex and ethnicity."""
    people = people_in(council)
    return int(((people["sex"] == "M") & (people["ethnicity"] == "WBRI")).sum())


@exercise.must_contain("White British girls, and boys of other ethnicities")
def told_apart(header):
    boys, white = header["SEX"] == "M", header["ETHNIC"] == "WBRI"
    return bool((white & ~boys).any() and (boys & ~white).any())


@exercise.right("crosstab")
def crossed(header):
    import pandas as pd

    return int(pd.crosstab(header["ETHNIC"], header["SEX"]).loc["WBRI", "M"])


@exercise.right("two filters")
def two_filters(header):
    return len(header[(header["SEX"] == "M") & (header["ETHNIC"] == "WBRI")])


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the total of the row: girls and young women are in it. Re-read 'Task 4: a pivot'."
)
def whole_row(header):
    return int((header["ETHNIC"] == "WBRI").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the total of the column: all ethnicities are in it. Re-read 'Task 4: a pivot'."
)
def whole_column(header):
    return int((header["SEX"] == "M").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number in the corner, the grand total: everybody. Re-read 'Task 4: a pivot'."
)
def corner(header):
    return len(header)


exercise.hints = (
    "In Excel: a pivot with ETHNIC in rows, SEX in columns, and a count of CHILD as values.",
    "In pandas: pd.crosstab(header[...], header[...]) is a pivot of counts.",
    'Then .loc["WBRI", "M"] reads one cell.',
)
exercise.after = "A pivot answers many questions at once. Saying which cell answers yours is the work."
