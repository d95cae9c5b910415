"""A pivot of different children: group by one column, count the unique values of another."""

import pandas as pd

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l02-children-by-legal-status",
    answer="by_legal_status",
    kind="table",
    points=2,
    minutes=6,
    skills=["S2", "S4", "S14"],
    inputs="ssda903.episodes",
    columns=("LS", "children"),
    key=("LS",),
)

ASKED = "You were asked for a table of legal statuses (LS) with the number of different children who had each. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: the children under each legal status of the year."""
    lived = episodes_in(council)
    children = {status: set(lived["child"][lived["legal_status"] == status]) for status in set(lived["legal_status"])}
    return pd.DataFrame([(status, len(each)) for status, each in children.items()], columns=["LS", "children"])


@exercise.must_contain("a child with two episodes of the same legal status")
def same_status_twice(episodes):
    return bool(episodes.duplicated(["CHILD", "LS"]).any())


@exercise.right("drop the duplicates, then count")
def without_duplicates(episodes):
    return episodes.drop_duplicates(["CHILD", "LS"]).groupby("LS").size().reset_index(name="children")


@exercise.right("pivot_table")
def pivoted(episodes):
    pivot = episodes.pivot_table(index="LS", values="CHILD", aggfunc="nunique")
    return pivot.rename(columns={"CHILD": "children"}).reset_index()


@exercise.right("agg with a name, largest first")
def named(episodes):
    return episodes.groupby("LS").agg(children=("CHILD", "nunique")).sort_values("children", ascending=False)


@exercise.wrong(
    ASKED + "Your numbers are rows, not children: a child who moved under the same status is in them more than once. "
    "Both size() and count() count rows. Re-read 'Group'."
)
def rows(episodes):
    return episodes.groupby("LS").size().reset_index(name="children")


@exercise.wrong(
    ASKED + "Your table has kinds of placement in it, such as U6, and not legal statuses. The example may have been "
    "copied with its column unchanged. Re-read 'Group'."
)
def by_place(episodes):
    by_place = episodes.groupby("PLACE")["CHILD"].nunique().reset_index(name="children")
    return by_place.rename(columns={"PLACE": "LS"})


@exercise.wrong(
    ASKED + "Your table gives each child one status only, as if the first row of each child were the whole story. A "
    "child may have several in a year. Re-read 'Why the groups add up to more'."
)
def first_row_only(episodes):
    firsts = episodes.drop_duplicates("CHILD")
    return firsts.groupby("LS")["CHILD"].nunique().reset_index(name="children")


@exercise.wrong(
    ASKED + "Your table has only the commonest statuses. head() may have been kept from the example: it shows the top "
    "of a table and drops the rest. Re-read 'Group'."
)
def top_rows(episodes):
    whole = episodes.groupby("LS")["CHILD"].nunique().reset_index(name="children")
    return whole.sort_values("children", ascending=False).head(2)


exercise.hints = (
    "The example under 'Group' does this for placements. What stays, and what changes?",
    'groupby("LS") makes the groups; ["CHILD"].nunique() counts the different children in each.',
    'by_legal_status = episodes.groupby(...)["CHILD"].nunique().reset_index(name="children")',
)
exercise.after = (
    "A table of different children has no total line: one child may stand in two rows of it. At work, write "
    "under it why the rows add up to more than the children."
)
