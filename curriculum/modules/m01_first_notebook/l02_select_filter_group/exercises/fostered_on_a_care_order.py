"""Two conditions on the same row, and children counted once."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l02-fostered-on-a-care-order",
    answer="fostered_on_care_order",
    kind="scalar",
    points=2,
    minutes=7,
    skills=["S2", "S4"],
    inputs="ssda903.episodes",
    reread="Two questions at once",
)

ASKED = (
    "You were asked for the different children with an episode both in foster care (U1 to U6) and under an "
    "interim care order (C1). "
)
FOSTER = ["U1", "U2", "U3", "U4", "U5", "U6"]


@exercise.reference
def from_journeys(council):
    """Truth from the simulation, episode by episode."""
    lived = episodes_in(council)
    children = zip(lived["child"], lived["placement"], lived["legal_status"], strict=True)
    return len({child for child, place, status in children if place[0] == "U" and status == "C1"})


@exercise.must_contain("a child with two fostered episodes under a care order")
def somebody_twice(episodes):
    both = in_foster_care(episodes) & (episodes["LS"] == "C1")
    return bool(episodes[both]["CHILD"].duplicated().any())


@exercise.right("one filter after the other")
def one_after_the_other(episodes):
    order = episodes[episodes["LS"] == "C1"]
    return order[in_foster_care(order)]["CHILD"].nunique()


@exercise.right("a query in words")
def queried(episodes):
    return len(episodes.query("PLACE in @FOSTER and LS == 'C1'").drop_duplicates("CHILD"))


@exercise.right("the first letter of the code")
def first_letter(episodes):
    both = (episodes["PLACE"].str[0] == "U") & (episodes["LS"] == "C1")
    return len(set(episodes[both]["CHILD"]))


@exercise.wrong(
    ASKED + "Your answer, {yours}, is a number of rows. A child who moved from one foster carer to another under the "
    "order is in it twice. Re-read 'Count children, not rows'."
)
def rows(episodes):
    return len(episodes[in_foster_care(episodes) & (episodes["LS"] == "C1")])


@exercise.wrong(
    ASKED + "Your answer, {yours}, counts children for whom one of the two is true. The sign | means *or*; both at "
    "once is another sign. Re-read 'Two questions at once'."
)
def either(episodes):
    return episodes[in_foster_care(episodes) | (episodes["LS"] == "C1")]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for one foster code alone, U6. Foster care has six codes, and all of them count "
    "here. Re-read 'One of several codes'."
)
def only_u6(episodes):
    return episodes[(episodes["PLACE"] == "U6") & (episodes["LS"] == "C1")]["CHILD"].nunique()


def in_foster_care(episodes):
    return episodes["PLACE"].isin(FOSTER)


@exercise.wrong(
    ASKED + "Your answer, {yours}, may come from missing round brackets: & is done before ==, so Python compares "
    "something else with C1 and finds nothing. Each question needs brackets of its own. Re-read 'Two questions "
    "at once'."
)
def without_brackets(episodes):
    true_or_false = in_foster_care(episodes) & episodes["LS"].notna()  # what & makes of the two columns, done first
    return episodes[true_or_false == "C1"]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for foster care alone: the second question, whether LS is C1, is missing, or its "
    "result was not used. Re-read 'Two questions at once'."
)
def fostered_alone(episodes):
    return episodes[in_foster_care(episodes)]["CHILD"].nunique()


exercise.hints = (
    "Two questions of each row: is the placement one of the foster codes, and is the legal status C1?",
    "isin(FOSTER) asks the first and == the second. Join them with &, then count children as before.",
    'both = episodes[episodes["PLACE"].isin(FOSTER) & (episodes["LS"] == ...)]',
)
exercise.after = (
    "Same row means same time: a child who was fostered before the order and lived elsewhere under it is not counted. "
    "Most 'and' questions at work hide this choice: at once, or both at some time in the year? Ask before you count."
)
