"""Rows are not children: a bug hunt on the line behind a board paper."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l02-children-in-homes",
    answer="children_in_homes",
    kind="scalar",
    points=2,
    minutes=6,
    skills=["S2", "S4", "K8"],
    inputs="ssda903.episodes",
)

ASKED = "You were asked how many different children had an episode in a children's home, code K2. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: whoever lived in a children's home at some time in the year."""
    lived = episodes_in(council)
    return len(set(lived["child"][lived["placement"] == "K2"]))


@exercise.must_contain("a child with two episodes in a children's home")
def somebody_twice_in_a_home(episodes):
    return bool(episodes[episodes["PLACE"] == "K2"]["CHILD"].duplicated().any())


@exercise.must_contain("a child who lived in a children's home and has left it")
def somebody_left(episodes):
    homes = episodes[episodes["PLACE"] == "K2"]
    return bool(set(homes["CHILD"]) - set(homes[homes["DEC"].isna()]["CHILD"]))


@exercise.right("drop the duplicates, then count rows")
def without_duplicates(episodes):
    return len(episodes[episodes["PLACE"] == "K2"].drop_duplicates("CHILD"))


@exercise.right("the length of unique")
def length_of_unique(episodes):
    return len(episodes.loc[episodes["PLACE"] == "K2", "CHILD"].unique())


@exercise.right("one group of a pivot")
def one_group(episodes):
    return episodes.groupby("PLACE")["CHILD"].nunique()["K2"]


@exercise.right("a loop and a set")
def looped(episodes):
    seen = set()
    for child, place in zip(episodes["CHILD"], episodes["PLACE"], strict=True):
        if place == "K2":
            seen.add(child)
    return len(seen)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows: the figure in the board paper. A child with two episodes in "
    "a home is in it twice. Re-read 'Count children, not rows'."
)
def rows(episodes):
    return len(episodes[episodes["PLACE"] == "K2"])


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of different children in the whole table. The filter may be missing, "
    "or its result was not used. Re-read 'Filter rows'."
)
def everybody(episodes):
    return episodes["CHILD"].nunique()


@exercise.wrong(
    ASKED
    + "Your answer, {yours}, is for those whose episode in a home is still open. Children who lived there in the year "
    "and have left belong here too. Re-read 'Your turn: children in homes'."
)
def still_there(episodes):
    return episodes[(episodes["PLACE"] == "K2") & episodes["DEC"].isna()]["CHILD"].nunique()


exercise.hints = (
    "The filter in the first line is right. What does len( ) count?",
    "nunique() counts different values. It works on one column, so pick the column CHILD first.",
    'children_in_homes = homes["CHILD"]. ... : what comes after the full stop?',
)
exercise.after = (
    "Both figures have a use: rows for placements made, children for people. In a report, the heading must say which. "
    "At work, look first for the key: what is one row of this file?"
)
