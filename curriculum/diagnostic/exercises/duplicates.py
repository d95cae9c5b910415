"""Task 1: different pairs of two columns."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m00-l01-duplicates",
    answer="different_pairs",
    kind="scalar",
    points=1,
    minutes=2,
    skills=["S2"],
    inputs="ssda903.episodes",
)

ASKED = "You were asked how many different pairs of LS and PLACE there are in episodes. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: the pairs of legal status and placement anybody had in the year."""
    lived = episodes_in(council)
    return len(set(zip(lived["legal_status"], lived["placement"], strict=True)))


@exercise.must_contain("a legal status with two placements, a placement with two legal statuses, and a pair twice")
def not_one_to_one(episodes):
    pairs = episodes[["LS", "PLACE"]].drop_duplicates()
    return bool(pairs["LS"].duplicated().any() and pairs["PLACE"].duplicated().any() and len(pairs) < len(episodes))


@exercise.right("the number of groups")
def groups(episodes):
    return episodes.groupby(["LS", "PLACE"]).ngroups


@exercise.right("the two columns joined into one text, as in Excel")
def joined(episodes):
    return (episodes["LS"] + "|" + episodes["PLACE"]).nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows: each pair is counted as often as it stands there. "
    "Re-read 'Task 1: duplicates'."
)
def rows(episodes):
    return len(episodes)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of different legal statuses. One legal status goes with several "
    "placements. Re-read 'Task 1: duplicates'."
)
def only_legal_status(episodes):
    return episodes["LS"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of different placements. One placement goes with several legal "
    "statuses. Re-read 'Task 1: duplicates'."
)
def only_placement(episodes):
    return episodes["PLACE"].nunique()


exercise.hints = (
    "In Excel: copy the two columns to a new sheet, and use Remove Duplicates on both together.",
    "In pandas: drop_duplicates() works on a table of the two columns.",
    'episodes[["LS", "PLACE"]].drop_duplicates() gives the pairs; len( ) counts them.',
)
exercise.after = "What makes a row a duplicate is a choice of columns. Say which, whenever you say how many."
