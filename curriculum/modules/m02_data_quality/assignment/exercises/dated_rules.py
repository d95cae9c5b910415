"""Three rules that know their year, and are silent in every other."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows
from synthetic_data.codes import valid_codes

CANARY = "coach-only m02-a01-dated-rules"

exercise = Exercise(
    id="m02-a01-dated-rules",
    answer="dated_rules",
    kind="function",
    points=6,
    minutes=70,
    skills=["S6", "S4", "K8", "K11"],
    inputs=("drafts.header", "drafts.episodes", "ssda903.episodes@2024-25"),
    columns=("rule", "CHILD"),
    key=("rule", "CHILD"),
    careful=True,
)

# A fails nothing; C has two rows under a retired code; D's start has moved by a day; E is gone, with two open episodes;
# G ended last year; H came this year; J's start is written another way; K's sex is blank, L's is last century's code.
exercise.practice = (
    table("""
        LINE:text CHILD SEX:text
        2         A     F
        3         B     2
        4         C     M
        5         D     U
        6         K     -
        7         L     1
        8         M     Female
    """),
    table("""
        LINE:text CHILD DECOM:text PLACE
        2         A     01/06/2024 U6
        3         C     01/06/2024 P2
        4         C     01/09/2025 P2
        5         D     02/06/2024 U6
        6         H     05/05/2025 H5
        7         J     2024-06-01 U6
        8         B     05/05/2025 Z1
        9         B     06/06/2025 -
        10        M     07/06/2025 K2
    """),
    table("""
        CHILD DECOM      DEC        PLACE
        A     2024-06-01 -          U6
        C     2024-06-01 -          U6
        D     2024-06-01 -          U6
        E     2024-07-01 -          K2
        E     2024-08-01 -          K2
        G     2024-04-10 2024-11-01 U6
        J     2024-06-01 -          U6
    """),
)
exercise.ask_on = ("2025-26", "2024-25", "2023-24", "2026-27")
SEX_AND_PLACE = """
    rule CHILD
    D1   B
    D1   K
    D1   L
    D1   M
    D2   C
    D2   H
"""
exercise.answers = (
    table(SEX_AND_PLACE + "D2 B\nD3 D\nD3 E\nD3 J"),
    table(SEX_AND_PLACE),
    table("rule:text CHILD:text"),
    table(SEX_AND_PLACE + "D2 B"),
)  # worked out by hand


@exercise.reference
def read_row_by_row(council, year):
    """The draft row by row against the code sets of the year; D3 from the simulation's own episodes."""
    import polars as pl

    episodes = draft_rows(council, "episodes")
    found = set()
    if "M" in valid_codes("SEX", year):
        allowed = valid_codes("SEX", year)
        found |= {("D1", row["CHILD"]) for row in draft_rows(council, "header") if row["SEX"] not in allowed}
    once = set(valid_codes("PLACE", "2023-24")) - set(valid_codes("PLACE", year))
    found |= {("D2", row["CHILD"]) for row in episodes if row["PLACE"] in once}
    if year == "2025-26":
        people = council.journeys["children"].select("person", "child_id")
        every, first = council.journeys["care_episodes"].join(people, on="person"), pl.date(2025, 4, 1)
        over = every.filter((pl.col("start") < first) & ~(pl.col("end") < first).fill_null(False))
        there = {(row["CHILD"], day_of(row["DECOM"])) for row in episodes}
        found |= {("D3", pair[0]) for pair in over.select("child_id", "start").rows() if pair not in there}
    return pd.DataFrame(sorted(found), columns=["rule", "CHILD"], dtype="str")


RETIRED = {"H5": "2024-25", "P2": "2024-25", "Z1": "2025-26"}


def rules(header, episodes, last_year, year, sex_from="2024-25", link=("CHILD", "DECOM"), years=None, late=False):
    """The three rules; each switch reproduces one mistake."""
    now, found = years or year, []
    if now >= sex_from:
        found.append(("D1", header[~header["SEX"].isin(["M", "F", "U"])]))
    gone = [code for code, first in RETIRED.items() if (now > first if late else now >= first)]
    found.append(("D2", episodes[episodes["PLACE"].isin(gone)]))
    if now == "2025-26":
        starts = pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y", errors="coerce")
        there = episodes[["CHILD"]].assign(DECOM=starts)[list(link)].drop_duplicates()
        still_open = last_year[last_year["DEC"].isna()]
        both = still_open.merge(there, on=list(link), how="left", indicator=True)
        found.append(("D3", both[both["_merge"] == "left_only"]))
    tables = [rows[["CHILD"]].assign(rule=rule) for rule, rows in found]
    return pd.concat(tables)[["rule", "CHILD"]].drop_duplicates()


@exercise.right("joins, and tables put together")
def joined(header, episodes, last_year, year):
    return rules(header, episodes, last_year, year)


@exercise.right("a set of findings")
def a_set(header, episodes, last_year, year):
    rows = rules(header, episodes, last_year, year).itertuples(index=False, name=None)
    return pd.DataFrame(sorted(set(rows)), columns=["rule", "CHILD"])


ASKED = "You were asked for each child and each of the rules D1 to D3 they fail, each rule only in the years it holds. "


@exercise.wrong(
    ASKED + "For 2023-24 your function found what it finds for 2025-26. It may not look at the year it is given: a "
    "rule is "
    "silent outside its years. Re-read 'Task 4: three rules that know their year'."
)
def every_year_alike(header, episodes, last_year, year):
    return rules(header, episodes, last_year, year, years="2025-26")


@exercise.wrong(
    ASKED + "For 2023-24 your function named child B of the practice tables for D1, whose SEX is 2. In that year "
    "SEX had other codes, and the rule is silent. Re-read 'Task 4: three rules that know their year'."
)
def sex_in_every_year(header, episodes, last_year, year):
    return rules(header, episodes, last_year, year, sex_from="")


@exercise.wrong(
    ASKED + "Child D of the practice tables, whose start has moved by a day, is not among your D3. Your partner may "
    "be the "
    "child alone. Re-read 'Task 4: three rules that know their year'."
)
def by_child_alone(header, episodes, last_year, year):
    return rules(header, episodes, last_year, year, link=("CHILD",))


@exercise.wrong(
    ASKED + "In its first year without the code, child C of the practice tables, under P2 in 2024-25, is not among "
    "your D2. "
    "Look at > and >=. Re-read 'Task 4: three rules that know their year'."
)
def a_year_late(header, episodes, last_year, year):
    return rules(header, episodes, last_year, year, late=True)


@exercise.wrong(
    ASKED + "Child K of the practice tables, whose SEX is blank, is not among your D1. A blank is not a code. "
    "Re-read 'Task "
    "4: three rules that know their year'."
)
def blanks_left_out(header, episodes, last_year, year):
    return rules(header[header["SEX"].notna()], episodes, last_year, year)


exercise.hints = (
    "Write each rule for 2025-26 first. Then ask of each: in which years does it speak?",
    "Years compare as text. Begin with D2, whose list depends on the year; add the others under their own if.",
    'retired = RETIRED[RETIRED["first_year"] <= year]["code"]',
)
exercise.after = "A rule with its years can be run on any return, old or new, and says nothing it should not."
