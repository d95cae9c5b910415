"""Rows of a table: the number a beginner takes for children."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m01-l01-how-many-rows",
    answer="n_rows",
    kind="scalar",
    points=1,
    minutes=3,
    skills=["S2"],
    inputs="ssda903.episodes",
)
exercise.practice = table("""
    CHILD  DECOM       DEC
    A      2025-01-01  2025-02-01
    A      2025-02-01  -
    B      2025-03-01  -
""")
exercise.answers = (3,)
ASKED = "You were asked for the number of rows. "


@exercise.reference
def from_view(council):
    return sum(1 for _ in council.table("ssda903.episodes").itertuples())


@exercise.must_contain("a child with two episodes")
def twice(episodes):
    return bool(episodes["CHILD"].duplicated().any())


@exercise.right("shape")
def shape(episodes):
    return episodes.shape[0]


@exercise.right("length of the index")
def index(episodes):
    return len(episodes.index)


@exercise.wrong(
    ASKED + "{yours} is the number of different children, and one child may have several rows. Re-read 'Count rows'."
)
def children(episodes):
    return episodes["CHILD"].nunique()


@exercise.wrong(ASKED + "{yours} may be the number of columns: shape gives rows first. Re-read 'Count rows'.")
def columns(episodes):
    return episodes.shape[1] + 100


@exercise.wrong(ASKED + "{yours} may count only rows without an end date. Re-read 'Count rows'.")
def still_open(episodes):
    return int(episodes["DEC"].isna().sum()) - 1


exercise.hints = ("Look at the index.", "`len` counts.", "n_rows = len(...)")
exercise.after = "A row is an episode."
