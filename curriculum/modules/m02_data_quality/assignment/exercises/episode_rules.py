"""Five rules for the episodes: dates, the code list, their order, end and reason together."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows
from synthetic_data.codes import valid_codes

CANARY = "coach-only m02-a01-episode-rules"

exercise = Exercise(
    id="m02-a01-episode-rules",
    answer="episode_rules",
    kind="function",
    points=6,
    minutes=60,
    skills=["S6", "S4", "K8"],
    inputs="drafts.episodes",
    columns=("rule", "LINE"),
    key=("rule", "LINE"),
    careful=True,
)

# B ends on the day it starts; C a day before; as text H seems to end early and does not.
exercise.practice = table("""
    LINE:text CHILD DECOM:text   LS DEC:text   REC
    2         A     10/05/2025   C2 -          -
    3         B     10/05/2025   V2 10/05/2025 X1
    4         C     10/05/2025   E1 09/05/2025 E4A
    5         D     2025-05-10   c2 09/05/2025 X1
    6         E     10/05/2025   C2 2025-05-09 X1
    7         F     -            C2 -          -
    8         G     10/05/2025   -  -          X1
    9         H     25/05/2025   V3 03/06/2025 E8
    10        J     10/05/2025   Z9 31/06/2025 -
    11        K     10/05/25     V4 11/05/2025 -
    12        L     03/01/2026   L1 28/12/2025 X1
    13        M     10/05/2025   C1 11/05/2025 X1
    14        N     10/05/2025   "C2 " -       -
""")
exercise.answers = (
    table("""
    rule LINE:text
    E1   5
    E1   7
    E1   11
    E2   6
    E2   10
    E3   5
    E3   8
    E3   10
    E3   14
    E4   4
    E4   12
    E5   8
    E5   10
    E5   11
"""),
)  # worked out by hand
CODES = list(valid_codes("LS", "2025-26"))


@exercise.reference
def read_row_by_row(council):
    """The draft row by row, each date taken apart and each code looked up in the data's own tables."""
    found = []
    for row in draft_rows(council, "episodes"):
        start, end = day_of(row["DECOM"]), day_of(row["DEC"])
        broken = {
            "E1": start is None,
            "E2": bool(row["DEC"]) and end is None,
            "E3": row["LS"] not in valid_codes("LS", "2025-26"),
            "E4": start is not None and end is not None and end < start,
            "E5": bool(row["DEC"]) + bool(row["REC"]) == 1,
        }
        found += [(rule, row["LINE"]) for rule, fails in broken.items() if fails]
    return pd.DataFrame(found, columns=["rule", "LINE"], dtype="str")


def read(column):
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")


def rules(episodes, **instead):
    """The five rules; `E4=...` puts a mistake in place of one."""
    start, end = read(episodes["DECOM"]), read(episodes["DEC"])
    fails = {
        "E1": start.isna(),
        "E2": end.isna() & episodes["DEC"].notna(),
        "E3": ~episodes["LS"].isin(CODES),
        "E4": end < start,
        "E5": episodes["DEC"].isna() != episodes["REC"].isna(),
    } | instead
    found = [(rule, line) for rule, which in fails.items() for line in episodes["LINE"][which]]
    return pd.DataFrame(found, columns=["rule", "LINE"])


@exercise.right("lists of lines")
def lists_of_lines(episodes):
    return rules(episodes)


@exercise.right("days below nought, and blanks counted")
def otherwise(episodes):
    days = (read(episodes["DEC"]) - read(episodes["DECOM"])).dt.days
    return rules(episodes, E4=days < 0, E5=episodes[["DEC", "REC"]].isna().sum(axis=1) == 1)


ASKED = "You were asked for each rule and each line of the episodes that fails it, by the five rules E1 to E5. "


@exercise.wrong(
    ASKED + "Child A of the practice table, whose episode goes on, is among your E2. A blank DEC is right, and "
    "after coerce "
    "it looks like a misfit. Re-read 'Task 2: five rules for the episodes'."
)
def open_ones_too(episodes):
    return rules(episodes, E2=read(episodes["DEC"]).isna())


@exercise.wrong(
    ASKED + "Child B of the practice table, who came and left on one day, is among your E4. The same day is "
    "allowed: look "
    "at < and <=. Re-read 'Task 2: five rules for the episodes'."
)
def same_day_too(episodes):
    return rules(episodes, E4=read(episodes["DEC"]) <= read(episodes["DECOM"]))


@exercise.wrong(
    ASKED + "Child H of the practice table, from 25 May to 3 June, is among your E4. As text, 03 comes before 25: "
    "dates "
    "have to be read before they are compared. Re-read 'Task 2: five rules for the episodes'."
)
def compared_as_text(episodes):
    return rules(episodes, E4=episodes["DEC"] < episodes["DECOM"])


@exercise.wrong(
    ASKED + "Child G of the practice table, who has a reason and no end, is not among your E5. Only one of the two "
    "ways may "
    "be looked for. Re-read 'Task 2: five rules for the episodes'."
)
def end_alone(episodes):
    return rules(episodes, E5=episodes["DEC"].notna() & episodes["REC"].isna())


@exercise.wrong(
    ASKED + "Child E of the practice table is among your E5: the end there is no date, but it is filled in. Ask the "
    "text, "
    "not the date. Re-read 'Task 2: five rules for the episodes'."
)
def read_before_asking(episodes):
    return rules(episodes, E5=read(episodes["DEC"]).isna() != episodes["REC"].isna())


exercise.hints = (
    "You have written E2, E4 and E5 in the lessons; E1 and E3 are their sisters.",
    "Read both dates once at the top. A comparison with a blank date is False, so E4 is silent by itself.",
    'start, end = as_dates(episodes["DECOM"]), as_dates(episodes["DEC"])',
)
exercise.after = "Each rule silent where another one speaks: the reader of the list mends one thing at a time."
