"""The year-end table: children in care on a day by age band, sex and placement group, nobody twice and nobody lost."""

import pandas as pd

from curriculum.exercise import Exercise, days, table

CANARY = "coach-only m01-a01-snapshot"

exercise = Exercise(
    id="m01-a01-snapshot",
    answer="snapshot",
    kind="function",
    points=8,
    minutes=90,
    skills=["S2", "S4", "S7", "S14"],
    inputs=("ssda903.episodes", "ssda903.header"),
    key=("AGE_BAND", "SEX", "PLACEMENT"),
    tolerance=0,
)

# B has a birthday on the year-end, and H the day after it; E's first episode was never closed and stands below the
# second; C ends on 31 March; F and S are on short breaks; H lives where no group is named; Q is in the header only;
# T leaves the day after one of the days asked about.
practice_episodes = table("""
    CHILD DECOM       DEC         LS PLACE
    E     2025-11-01  -           C2 K2
    E     2025-05-01  2026-06-01  C2 U6
    A     2024-01-10  -           C2 U4
    B     2026-02-01  -           C1 U6
    B     2025-06-01  2026-02-01  V2 U3
    C     2025-09-01  2026-03-31  V2 K2
    D     2026-03-31  -           L1 U5
    F     2025-01-01  -           V4 U6
    G     2026-05-01  -           V2 U6
    H     2025-07-10  -           C2 S1
    J     2025-04-15  -           C2 U1
    L     2025-05-05  -           C2 K1
    M     2025-04-20  -           C1 A5
    N     2025-08-08  -           V2 K3
    P     2025-08-01  -           C2 P1
    R     2025-04-20  -           C2 U2
    R     2025-10-01  2026-05-01  C2 T4
    S     2025-05-05  -           V3 U6
    T     2025-06-06  2025-10-01  C2 U6
""")
practice_header = table("""
    CHILD SEX DOB
    A     F   2012-02-29
    B     M   2016-03-31
    C     F   2010-04-01
    D     M   2025-03-31
    E     F   2009-06-15
    F     M   2014-08-08
    G     M   2019-01-01
    H     F   2016-04-01
    J     M   2016-02-02
    L     M   2010-03-30
    M     F   2025-04-15
    N     M   2008-05-05
    P     F   2021-03-31
    Q     M   2006-01-01
    R     F   2018-12-01
    S     F   2013-01-01
    T     M   2012-02-02
""")
exercise.practice = (practice_episodes, practice_header)
exercise.ask_on = days("2026-03-31", "2025-09-30")


def cells(text):
    return table("AGE_BAND SEX PLACEMENT children:int\n" + text)


exercise.answers = (  # worked out by hand: A 14, B 10, D 1, E 16, H 9, J 10, L 16, M 0, N 17, P 5, R 7
    cells("""
        "10 to 15"    F "Foster care"              1
        "10 to 15"    M "Foster care"              2
        "1 to 4"      M "Foster care"              1
        "16 and over" F "Children's home"          1
        "5 to 9"      F "Other"                    2
        "16 and over" M "Children's home"          1
        "Under 1"     F "For adoption"             1
        "16 and over" M "Supported accommodation"  1
        "5 to 9"      F "With parents"             1
    """),
    # A 13, B 9 in foster care, C 15 in a home, E 16 still in foster care, H 9, J 9, L 15, M 0, N 17, P 4, R 6, T 13
    cells("""
        "10 to 15"    F "Foster care"              1
        "10 to 15"    M "Foster care"              1
        "5 to 9"      M "Foster care"              2
        "10 to 15"    F "Children's home"          1
        "16 and over" F "Foster care"              1
        "5 to 9"      F "Other"                    1
        "10 to 15"    M "Children's home"          1
        "Under 1"     F "For adoption"             1
        "16 and over" M "Supported accommodation"  1
        "1 to 4"      F "With parents"             1
        "5 to 9"      F "Foster care"              1
    """),
)

BANDS = [(1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"), (200, "16 and over")]
GROUP_OF_LETTER = {"U": "Foster care", "A": "For adoption"}
GROUP_OF_CODE = {
    "K1": "Children's home",
    "K2": "Children's home",
    "K3": "Supported accommodation",
    "P1": "With parents",
}
FOUR = ["AGE_BAND", "SEX", "PLACEMENT", "children"]


@exercise.reference
def from_journeys(council, day):
    """Truth from the simulation: spells covering the day, ages by birthdays lived through, the day's placement."""
    spells = council.spells_of_care(short_breaks=False).covering(day)
    counts = {}
    for spell in spells.itertuples():
        cell = (band_named(birthdays_had(spell.dob, day)), spell.sex, group_named(spell.placement))
        counts[cell] = counts.get(cell, 0) + 1
    return pd.DataFrame([(*cell, children) for cell, children in counts.items()], columns=FOUR)


def birthdays_had(born, day):
    """Birthdays lived through by `day`, one by one; 29 February moves to 1 March in years without one."""
    had = 0
    for year in range(born.year + 1, day.year + 1):
        moved = (born.month, born.day) == (2, 29) and not pd.Timestamp(year, 1, 1).is_leap_year
        had += (pd.Timestamp(year, 3, 1) if moved else pd.Timestamp(year, born.month, born.day)) <= day
    return had


def band_named(age):
    return next(name for below, name in BANDS if age < below)


def group_named(code):
    return GROUP_OF_CODE.get(code) or GROUP_OF_LETTER.get(code[0], "Other")


@exercise.right("groupby and size, ages by apply")
def by_size(episodes, header, day):
    return summed_up(one_row_each(care_rows(episodes, day)), header, day)


@exercise.right("pivot_table")
def by_pivot(episodes, header, day):
    children = described(one_row_each(care_rows(episodes, day)), header, day)
    pivot = children.pivot_table(index=["AGE_BAND", "SEX", "PLACEMENT"], values="CHILD", aggfunc="nunique")
    return pivot.rename(columns={"CHILD": "children"}).reset_index()


@exercise.right("a loop and a dictionary")
def by_loop(episodes, header, day):
    known = {row.CHILD: row for row in header.itertuples()}
    counts = {}
    for row in one_row_each(care_rows(episodes, day)).itertuples():
        child = known[row.CHILD]
        cell = (band_named(birthdays_had(child.DOB, day)), child.SEX, group_named(row.PLACE))
        counts[cell] = counts.get(cell, 0) + 1
    return pd.DataFrame([(*cell, number) for cell, number in counts.items()], columns=FOUR)


ASKED = "You were asked for the children in care on the day by age band, sex and placement group, each child once. "


@exercise.wrong(
    ASKED + "On {day} child E of the practice table stands in two placements: an old episode was never closed. Keep "
    "the one that started later. Re-read 'The rules we count by'."
)
def every_row(episodes, header, day):
    return summed_up(care_rows(episodes, day), header, day)


@exercise.wrong(
    ASKED + "Child H of the practice table, at a residential school, has disappeared. map() gives a blank for a code "
    "that is not in the dictionary, and groupby drops blanks without a word. Re-read 'Task 4: the snapshot'."
)
def others_lost(episodes, header, day):
    children = described(one_row_each(care_rows(episodes, day)), header, day)
    return counted_up(children[children["PLACEMENT"] != "Other"])


@exercise.wrong(
    ASKED + "Child B of the practice table, whose birthday is the year-end itself, stands in the band below. Days "
    "divided by 365.25 may have been used; count birthdays. Re-read 'The rules we count by'."
)
def ages_by_division(episodes, header, day):
    children = one_row_each(care_rows(episodes, day)).merge(header, on="CHILD")
    children["AGE_BAND"] = ((day - children["DOB"]).dt.days / 365.25).astype(int).map(band_named)
    children["PLACEMENT"] = children["PLACE"].map(group_named)
    return counted_up(children)


@exercise.wrong(
    ASKED + "Child A of the practice table is in your table with the age of the day the episode started, and not of "
    "the day asked about. Re-read 'The rules we count by'."
)
def age_at_the_start(episodes, header, day):
    children = one_row_each(care_rows(episodes, day)).merge(header, on="CHILD")
    ages = [birthdays_had(born, start) for born, start in zip(children["DOB"], children["DECOM"], strict=True)]
    children["AGE_BAND"] = [band_named(age) for age in ages]
    children["PLACEMENT"] = children["PLACE"].map(group_named)
    return counted_up(children)


@exercise.wrong(
    ASKED + "Only children whose episode has an end date are in your table: child A, whose end is blank, is missing. A "
    "blank end means that the child is still in care. Re-read 'The rules we count by'."
)
def still_there_lost(episodes, header, day):
    covering = care_rows(episodes, day)
    return summed_up(one_row_each(covering[covering["DEC"].notna()]), header, day)


@exercise.wrong(
    ASKED + "Child F of the practice table, who is on short breaks (V4), is in your table. Short breaks are left out. "
    "Re-read 'The rules we count by'."
)
def with_short_breaks(episodes, header, day):
    covering = episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day)]
    return summed_up(one_row_each(covering), header, day)


def care_rows(episodes, day):
    """Episodes covering `day`, short breaks left out."""
    return episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day) & ~episodes["LS"].isin(["V3", "V4"])]


def one_row_each(covering):
    """One row a child: the episode that started last."""
    return covering.sort_values("DECOM").drop_duplicates("CHILD", keep="last")


def described(covering, header, day):
    """The rows with age band, sex and placement group."""
    children = covering.merge(header[["CHILD", "SEX", "DOB"]], on="CHILD", how="left")
    children["AGE_BAND"] = children["DOB"].apply(birthdays_had, day=day).map(band_named)
    children["PLACEMENT"] = children["PLACE"].map(group_named)
    return children


def counted_up(children):
    """Rows for each combination."""
    return children.groupby(["AGE_BAND", "SEX", "PLACEMENT"]).size().reset_index(name="children")


def summed_up(covering, header, day):
    """The table of the prompt from one row a child."""
    return counted_up(described(covering, header, day))


exercise.hints = (
    "Five steps: rows that cover the day; each child once; the header beside them; two new columns; count.",
    "apply(band_of) makes the bands; map(PLACEMENT_GROUP) the groups, and fillna says what a blank becomes.",
    'not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)',
)
exercise.after = (
    "Its numbers add up to the year-end figure, so nobody is twice in it and nobody is lost. It also has small "
    "numbers in it: fit for Denise, not yet for publishing (module 13)."
)
