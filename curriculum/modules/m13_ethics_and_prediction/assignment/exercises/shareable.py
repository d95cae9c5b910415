"""The least data: three columns, a year for a day, and nothing rare left readable."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import people_in

CANARY = "coach-only m13-a01-shareable"

exercise = Exercise(
    id="m13-a01-shareable",
    answer="shareable",
    kind="function",
    points=4,
    minutes=45,
    skills=["K1", "S1", "S3"],
    inputs="ssda903.header",
    columns=("SEX", "YEAR", "ETHNIC"),
    only_these=True,
)

# Three girls of 2015 alike; two boys of 2012 alike, a third of another ethnicity; one blank ethnicity alone, two blank
# alike; two without a birth date alike.
exercise.practice = table("""
    CHILD SEX DOB        ETHNIC UPN
    A     F   2015-05-01 WBRI   U1
    B     F   2015-12-31 WBRI   U2
    C     F   2015-01-01 WBRI   U3
    D     M   2012-01-09 MWBC   U4
    E     M   2012-02-09 MWBC   U5
    F     M   2012-03-09 WBRI   U6
    G     F   2012-03-09 -      U7
    H     M   2019-03-09 -      U8
    J     M   2019-04-09 -      U9
    K     F   -          BAFR   U10
    L     F   -          BAFR   U11
""")
exercise.ask_on = (2, 3, 1, 4)
ROWS = (
    ("F", 2015), ("F", 2015), ("F", 2015), ("M", 2012), ("M", 2012), ("M", 2012),
    ("F", 2012), ("M", 2019), ("M", 2019), ("F", None), ("F", None),
)  # fmt: skip
WRITTEN = ("WBRI", "WBRI", "WBRI", "MWBC", "MWBC", "WBRI", None, None, None, "BAFR", "BAFR")


def shown(*kept):
    """The practice rows with the ethnicity left at the places of `kept`."""
    ethnic = [code if place in kept else None for place, code in enumerate(WRITTEN)]
    return pd.DataFrame(ROWS, columns=["SEX", "YEAR"]).assign(ETHNIC=pd.Series(ethnic, dtype="str"))


exercise.answers = (shown(0, 1, 2, 3, 4, 9, 10), shown(0, 1, 2), shown(0, 1, 2, 3, 4, 5, 9, 10), shown())  # by hand


@exercise.reference
def person_by_person(council, fewest):
    """The people of the year from the simulation, each with the number of others alike."""
    people = people_in(council)
    looks = [
        (sex, dob.year, code) for sex, dob, code in zip(people["sex"], people["dob"], people["ethnicity"], strict=True)
    ]
    rows = [(sex, year, code if looks.count((sex, year, code)) >= fewest else None) for sex, year, code in looks]
    return pd.DataFrame(rows, columns=["SEX", "YEAR", "ETHNIC"])


def rows_of(header, ethnic="ETHNIC"):
    return pd.DataFrame({"SEX": header["SEX"], "YEAR": header["DOB"].dt.year, "ETHNIC": header[ethnic]})


def sizes(rows, by=("SEX", "YEAR", "ETHNIC")):
    return rows.groupby(list(by), dropna=False)["SEX"].transform("size")


@exercise.right("the rare ones written over")
def written_over(header, fewest):
    rows = header.assign(YEAR=header["DOB"].dt.year)[["SEX", "YEAR", "ETHNIC"]]
    rows.loc[sizes(rows) < fewest, "ETHNIC"] = None
    return rows


@exercise.right("a merge with the counts")
def merged(header, fewest):
    rows = rows_of(header).fillna({"ETHNIC": "-", "YEAR": 0})
    counts = rows.groupby(["SEX", "YEAR", "ETHNIC"]).size().reset_index(name="n")
    both = rows.merge(counts, on=["SEX", "YEAR", "ETHNIC"])
    both["ETHNIC"] = both["ETHNIC"].where((both["n"] >= fewest) & (both["ETHNIC"] != "-"))
    both["YEAR"] = both["YEAR"].where(both["YEAR"] > 0)
    return both[["SEX", "YEAR", "ETHNIC"]]


ASKED = "You were asked for SEX, YEAR and ETHNIC and no other column, with rare ethnicities blank. "


@exercise.wrong(
    ASKED
    + "Yours still has CHILD. An id is the key to everything else about a child, and the purpose does not need it. "
    "Re-read 'Task 1: the least that serves'."
)
def id_left_in(header, fewest):
    rows = rows_of(header)
    return rows.assign(ETHNIC=rows["ETHNIC"].where(sizes(rows) >= fewest), CHILD=header["CHILD"])


@exercise.wrong(
    ASKED
    + "Child F of the practice table is the only such boy of 2012, and can be read there for 2. Rare ethnicities may "
    "not have been blanked at all. Re-read 'Task 1: the least that serves'."
)
def nothing_blanked(header, fewest):
    return rows_of(header)


@exercise.wrong(
    ASKED
    + "For 2, the two boys of 2012 who are alike have lost their ethnicity. Fewer than leaves the number itself out. "
    "Re-read 'Task 1: the least that serves'."
)
def or_exactly(header, fewest):
    rows = rows_of(header)
    return rows.assign(ETHNIC=rows["ETHNIC"].where(sizes(rows) > fewest))


@exercise.wrong(
    ASKED
    + "Yours has fewer rows than the header. The children in small groups stay, with their ethnicity blank: taken out, "
    "they are missing from every count. Re-read 'Task 1: the least that serves'."
)
def rows_dropped(header, fewest):
    rows = rows_of(header)
    return rows[sizes(rows) >= fewest]


@exercise.wrong(
    ASKED
    + "Child F of the practice table is one of three boys of 2012, and the only one with his ethnicity. The groups may "
    "have been made without ETHNIC. Re-read 'Task 1: the least that serves'."
)
def groups_without_ethnicity(header, fewest):
    rows = rows_of(header)
    return rows.assign(ETHNIC=rows["ETHNIC"].where(sizes(rows, ("SEX", "YEAR")) >= fewest))


@exercise.wrong(
    ASKED + "Children K and L of the practice table, who have no birth date, lost their ethnicity for 2. Groups with a "
    "blank may have been dropped. Re-read 'Task 1: the least that serves'."
)
def blank_groups_dropped(header, fewest):
    rows = rows_of(header)
    size = rows.groupby(["SEX", "YEAR", "ETHNIC"])["SEX"].transform("size")
    return rows.assign(ETHNIC=rows["ETHNIC"].where(size >= fewest))


exercise.hints = (
    "Three columns first. Then the size of the group beside each row. Then the blank.",
    "groupby of the three with dropna=False, and transform('size'); .where(size >= fewest) leaves the rest blank.",
    'kept = pd.DataFrame({"SEX": header["SEX"], "YEAR": header["DOB"].dt.year, "ETHNIC": header["ETHNIC"]})',
)
exercise.after = (
    "Less detail, more children who can be studied without being found. It is personal data until somebody has shown "
    "otherwise."
)
