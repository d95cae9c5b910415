"""Task 7: children, not rows."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m00-l01-children",
    answer="fostered",
    kind="scalar",
    points=1,
    minutes=2,
    skills=["S2", "K8"],
    inputs="ssda903.episodes",
)

ASKED = "You were asked how many different children had an episode in foster care, U1 to U6. "
FOSTER = ["U1", "U2", "U3", "U4", "U5", "U6"]


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: whoever lived with foster carers at some time in the year."""
    lived = episodes_in(council)
    return len(set(lived["child"][lived["placement"].isin(FOSTER)]))


@exercise.must_contain("a child twice in foster care, one only elsewhere, and one fostered but never under U6")
def told_apart(episodes):
    answers = {right_answer(episodes), rows(episodes), all_rows(episodes), only_u6(episodes)}
    return len(answers) == 4


def right_answer(episodes):
    return episodes[episodes["PLACE"].isin(FOSTER)]["CHILD"].nunique()


@exercise.right("duplicates removed")
def without_duplicates(episodes):
    return len(episodes[episodes["PLACE"].isin(FOSTER)].drop_duplicates("CHILD"))


@exercise.right("a set")
def as_a_set(episodes):
    return len(set(episodes.loc[episodes["PLACE"].isin(FOSTER), "CHILD"]))


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of episodes: a child with two of them is counted twice. "
    "Re-read 'Task 7: children'."
)
def rows(episodes):
    return int(episodes["PLACE"].isin(FOSTER).sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of all episodes in the table: the filter may be missing, and rows are "
    "not children. Re-read 'Task 7: children'."
)
def all_rows(episodes):
    return len(episodes)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for the code U6 alone. Foster care has six codes. Re-read 'Task 7: children'."
)
def only_u6(episodes):
    return episodes[episodes["PLACE"] == "U6"]["CHILD"].nunique()


exercise.hints = (
    "In Excel: filter PLACE for what begins with U, copy CHILD to a new sheet, Remove Duplicates, and count.",
    'In pandas: .str.startswith("U") finds the codes, and nunique() counts different values.',
    'episodes[episodes["PLACE"].str.startswith("U")]["CHILD"].nunique()',
)
exercise.after = "One row of this file is an episode. Ask of every file what one of its rows is."
