"""An error list with an owner on every line, also where the owner is not known."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows

exercise = Exercise(
    id="m02-l04-list-for-teams",
    answer="list_for_teams",
    kind="function",
    points=4,
    minutes=15,
    skills=["S6", "S4", "B5"],
    inputs=("drafts.episodes", "drafts.people"),
    columns=("LINE", "CHILD", "Team"),
    key=("LINE",),
)

# A has two such rows; B is in no team; C's team has a space behind it; D and E are in order; F's team is blank.
exercise.practice = (
    table("""
        LINE:text CHILD DEC:text   REC
        2         A     04/05/2025 -
        3         A     -          X1
        4         B     -          E8
        5         C     06/06/2025 -
        6         D     07/07/2025 E4A
        7         E     -          -
        8         F     08/08/2025 -
    """),
    table("""
        LINE:text "Person ID" Team
        2         A           "CC1"
        3         C           "CC1 "
        4         D           "SG2"
        5         E           "SG2"
        6         F           -
        7         G           "SG3"
    """),
)
exercise.answers = (
    table("""
    LINE:text CHILD Team
    2         A     "CC1"
    3         A     "CC1"
    4         B     "Performance team"
    5         C     "CC1"
    8         F     "Performance team"
"""),
)  # worked out by hand
SHOWN = ["LINE", "CHILD", "Team"]
OWN = "Performance team"


@exercise.reference
def read_row_by_row(council):
    """The drafts row by row: exactly one of end and reason, and the team looked up child by child."""
    team = {row["Person ID"]: (row["Team"] or "").strip() for row in draft_rows(council, "people")}
    rows = [row for row in draft_rows(council, "episodes") if bool(row["DEC"]) != bool(row["REC"])]
    found = [(row["LINE"], row["CHILD"], team.get(row["CHILD"]) or OWN) for row in rows]
    return pd.DataFrame(found, columns=SHOWN, dtype="str")


def failing(episodes):
    return episodes[episodes["DEC"].isna() != episodes["REC"].isna()][["LINE", "CHILD"]]


def with_team(found, people, how="left"):
    report = people[["Person ID", "Team"]]
    return found.merge(report, left_on="CHILD", right_on="Person ID", how=how)


@exercise.right("map instead of merge")
def mapped(episodes, people):
    found = failing(episodes)
    team = people.set_index("Person ID")["Team"].str.strip()
    return found.assign(Team=found["CHILD"].map(team).fillna(OWN))


@exercise.right("teams put in order first")
def cleaned_first(episodes, people):
    report = people.assign(Team=people["Team"].fillna(OWN).str.strip())
    owned = with_team(failing(episodes), report)
    return owned.assign(Team=owned["Team"].fillna(OWN))[SHOWN]


ASKED = "You were asked for the rows with exactly one of DEC and REC, each with its team, and none without an owner. "


@exercise.wrong(
    ASKED + "Child B of the practice table, who is in no team's report, is not in your table. An ordinary merge may "
    "have "
    "dropped the line. Re-read 'Nobody's line'."
)
def inner_join(episodes, people):
    owned = with_team(failing(episodes), people, how="inner")
    return owned.assign(Team=owned["Team"].str.strip().fillna(OWN))[SHOWN]


@exercise.wrong(
    ASKED + "Child B of the practice table is there, with a blank in place of a team. A line that belongs to nobody "
    "may "
    "be read by nobody. Re-read 'Nobody's line'."
)
def left_blank(episodes, people):
    owned = with_team(failing(episodes), people)
    return owned.assign(Team=owned["Team"].str.strip())[SHOWN]


@exercise.wrong(
    ASKED + "Child A of the practice table has two such rows, and your table has one. Each line is put right by "
    "itself, so "
    "each is listed. Re-read 'Your turn: one list, every line owned'."
)
def one_a_child(episodes, people):
    owned = with_team(failing(episodes).drop_duplicates("CHILD"), people)
    return owned.assign(Team=owned["Team"].str.strip().fillna(OWN))[SHOWN]


@exercise.wrong(
    ASKED + "Child E of the practice table, whose episode goes on, is in your table. Neither end nor reason is "
    "there, and "
    "that is right. Re-read 'Four things on every line'."
)
def either_blank(episodes, people):
    found = episodes[episodes["DEC"].isna() | episodes["REC"].isna()][["LINE", "CHILD"]]
    owned = with_team(found, people)
    return owned.assign(Team=owned["Team"].str.strip().fillna(OWN))[SHOWN]


exercise.hints = (
    "Find the rows first, as in the second lesson. Then look up the team, and last give the rest an owner.",
    'merge(..., left_on="CHILD", right_on="Person ID", how="left"); then str.strip() and fillna("Performance team").',
    'fails = episodes["DEC"].isna() != episodes["REC"].isna()',
)
exercise.after = (
    "No line lost, none twice, every one with a name on it. The lines that came to you are often the most telling: "
    "a child "
    "whom no team's report knows."
)
