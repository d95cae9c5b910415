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

ASKED = "You were asked how many different children had an episode in one of the homes, codes K1, K2 and K3. "
HOMES = ["K1", "K2", "K3"]


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: whoever lived in one of the homes at some time in the year."""
    lived = episodes_in(council)
    return len(set(lived["child"][lived["placement"].isin(HOMES)]))


@exercise.must_contain("a child with two episodes in homes")
def somebody_twice_in_a_home(episodes):
    return bool(episodes[episodes["PLACE"].isin(HOMES)]["CHILD"].duplicated().any())


@exercise.must_contain("a child in a home under another code than K2")
def another_code(episodes):
    homes = episodes[episodes["PLACE"].isin(HOMES)]
    return bool(set(homes["CHILD"]) - set(homes[homes["PLACE"] == "K2"]["CHILD"]))


@exercise.right("drop the duplicates, then count rows")
def without_duplicates(episodes):
    return len(episodes[episodes["PLACE"].isin(HOMES)].drop_duplicates("CHILD"))


@exercise.right("the length of unique")
def length_of_unique(episodes):
    return len(episodes.loc[episodes["PLACE"].isin(HOMES), "CHILD"].unique())


@exercise.right("a query in words")
def queried(episodes):
    return episodes.query("PLACE in ['K1', 'K2', 'K3']")["CHILD"].nunique()


@exercise.right("a loop and a set")
def looped(episodes):
    seen = set()
    for child, place in zip(episodes["CHILD"], episodes["PLACE"], strict=True):
        if place in HOMES:
            seen.add(child)
    return len(seen)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows: the figure in the board paper. A child with two episodes in "
    "a home is in it twice. Re-read 'Count children, not rows'."
)
def rows(episodes):
    return len(episodes[episodes["PLACE"].isin(HOMES)])


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of different children in the whole table. The filter may be missing, "
    "or its result was not used. Re-read 'Filter rows'."
)
def everybody(episodes):
    return episodes["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for the code K2 alone. The list HOMES has two more codes, for secure homes and "
    "for supported accommodation. Re-read 'One of several codes'."
)
def only_k2(episodes):
    return episodes[episodes["PLACE"] == "K2"]["CHILD"].nunique()


exercise.hints = (
    "The filter in the first line is right. What does len( ) count?",
    "nunique() counts different values. It works on one column, so pick the column CHILD first.",
    'children_in_homes = homes["CHILD"]. ... : what comes after the full stop?',
)
exercise.after = (
    "Both figures have a use: rows for episodes, nunique for people. In a report, the heading must say which. "
    "At work, look first for the key: what is one row of this file?"
)
