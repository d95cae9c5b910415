"""One figure of one's own council: different children in foster care at some time in the year, not typed."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

CANARY = "coach-only m01-a01-lived-with-foster-carers"

exercise = Exercise(
    id="m01-a01-lived-with-foster-carers",
    answer="lived_with_foster_carers",
    kind="scalar",
    points=2,
    minutes=15,
    skills=["S2", "K8"],
    inputs="ssda903.episodes",
    gives="whole number",
)

ASKED = "You were asked how many different children of your council lived with foster carers at some time in the year. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: whoever has an episode with foster carers in the year, short breaks among them."""
    lived = episodes_in(council)
    return len({child for child, place in zip(lived["child"], lived["placement"], strict=True) if place[0] == "U"})


@exercise.must_contain("a child with two episodes with foster carers")
def somebody_twice(episodes):
    return bool(episodes[episodes["PLACE"].str.startswith("U")]["CHILD"].duplicated().any())


@exercise.must_contain("a child with foster carers, but never under the commonest code")
def another_code(episodes):
    fostered = episodes[episodes["PLACE"].str.startswith("U")]
    return bool(set(fostered["CHILD"]) - set(fostered[fostered["PLACE"] == "U6"]["CHILD"]))


@exercise.right("a list of codes")
def listed(episodes):
    foster_codes = ["U1", "U2", "U3", "U4", "U5", "U6"]
    return episodes[episodes["PLACE"].isin(foster_codes)]["CHILD"].nunique()


@exercise.right("drop the duplicates, then count rows")
def without_duplicates(episodes):
    return len(episodes[episodes["PLACE"].str[0] == "U"].drop_duplicates("CHILD"))


@exercise.right("a set of ids")
def ids(episodes):
    return len({row.CHILD for row in episodes.itertuples() if row.PLACE.startswith("U")})


@exercise.wrong(
    ASKED + "Your answer, {yours}, is a number of episodes: a child who moved from one foster carer to another is in "
    "it twice. Count different children. Re-read 'Task 3: one figure for the opening line'."
)
def rows(episodes):
    return int(episodes["PLACE"].str.startswith("U").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for the code U6 alone. Foster care has six codes, and all of them count here. "
    "Re-read 'Task 3: one figure for the opening line'."
)
def only_u6(episodes):
    return episodes[episodes["PLACE"] == "U6"]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows in the whole file, whatever the placement. The filter may be "
    "missing. Re-read 'Task 3: one figure for the opening line'."
)
def every_row(episodes):
    return len(episodes)


exercise.hints = (
    "It is Wednesday's question: which rows, and then which different children?",
    "isin with a list of the six codes picks the rows; nunique counts different children.",
    'fostered = episodes[episodes["PLACE"].isin(["U1", "U2", "U3", "U4", "U5", "U6"])]',
)
exercise.after = (
    "Say with it: at some time in the year, each child once. Do not put it beside the year-end figure as if "
    "both were one."
)
