"""Two steps of grouping: rows for each child, then children with many rows."""

from collections import Counter

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l02-three-or-more-episodes",
    answer="three_or_more",
    kind="scalar",
    points=3,
    minutes=8,
    skills=["S2", "S4"],
    inputs="ssda903.episodes",
)

ASKED = "You were asked how many children have three or more episodes in the year's return. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: each child's episodes of the year, counted one by one."""
    episodes = Counter(episodes_in(council)["child"])
    return sum(number >= 3 for number in episodes.values())


@exercise.must_contain("a child with exactly three episodes, and one with fewer")
def some_of_each(episodes):
    rows = episodes["CHILD"].value_counts()
    return bool((rows == 3).any() and (rows < 3).any())


@exercise.right("groupby, size, then a filter")
def grouped(episodes):
    rows = episodes.groupby("CHILD").size()
    return len(rows[rows >= 3])


@exercise.right("as a table")
def as_a_table(episodes):
    rows = episodes.groupby("CHILD")["DECOM"].count().reset_index(name="rows")
    return rows[rows["rows"] > 2]["CHILD"].nunique()


@exercise.right("a loop and a dictionary")
def looped(episodes):
    rows = {}
    for child in episodes["CHILD"]:
        rows[child] = rows.get(child, 0) + 1
    return len([child for child in rows if rows[child] >= 3])


@exercise.wrong(
    ASKED + "Your answer, {yours}, leaves out the children with exactly three. The sign > means *more than*; three or "
    "more is another sign. Re-read 'Your turn: three or more episodes'."
)
def more_than_three(episodes):
    return int((episodes["CHILD"].value_counts() > 3).sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows those children have between them, not the number of children. "
    "Re-read 'Count children, not rows'."
)
def their_rows(episodes):
    rows = episodes["CHILD"].value_counts()
    return int(rows[rows >= 3].sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the sum of all the counts: every row of the table. Compare the counts with three "
    "first, and add up the True ones. Re-read 'Your turn: three or more episodes'."
)
def every_row(episodes):
    return int(episodes["CHILD"].value_counts().sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is every child of the table: count() and len() count the False ones too, and sum() "
    "only the True ones. Re-read 'Your turn: three or more episodes'."
)
def every_child(episodes):
    return int((episodes["CHILD"].value_counts() >= 3).count())


exercise.hints = (
    "Two steps: how many rows has each child? Then: how many of those counts are three or more?",
    'episodes["CHILD"].value_counts() is the first step. Compare it with 3, and add up the True ones.',
    'rows_per_child = episodes["CHILD"].value_counts()',
)
exercise.after = (
    "The sum of True and False counts the True ones: you will use it every week. And you wrote *episodes*, not "
    "*moves*: in module 7 you will count moves properly."
)
