"""Two tables, each fine by itself: a review that belongs to nobody in the header."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows

exercise = Exercise(
    id="m02-l03-review-without-child",
    answer="review_without_child",
    kind="function",
    points=2,
    minutes=10,
    skills=["S6", "S4", "K8"],
    inputs=("drafts.reviews", "drafts.header"),
    columns=("LINE", "CHILD"),
    key=("LINE",),
)

# B has two reviews and no header row; D is in the header twice; E is in the header and was never reviewed.
exercise.practice = (
    table("""
        LINE:text CHILD REVIEW:text
        2         A     04/05/2025
        3         B     05/05/2025
        4         B     05/11/2025
        5         C     06/06/2025
        6         D     07/07/2025
    """),
    table("""
        LINE:text CHILD SEX:text
        2         A     F
        3         C     M
        4         D     F
        5         D     F
        6         E     M
    """),
)
exercise.answers = (
    table("""
    LINE:text CHILD
    3         B
    4         B
"""),
)  # worked out by hand
SHOWN = ["LINE", "CHILD"]


@exercise.reference
def read_row_by_row(council):
    """The two drafts row by row: a set of the header's ids, and each review asked whether its own is in it."""
    known = {row["CHILD"] for row in draft_rows(council, "header")}
    rows = [row for row in draft_rows(council, "reviews") if row["CHILD"] not in known]
    return pd.DataFrame({name: [row[name] for row in rows] for name in SHOWN}, dtype="str")


@exercise.right("a left join, and who found nobody")
def left_joined(reviews, header):
    both = reviews.merge(header[["CHILD"]].drop_duplicates(), on="CHILD", how="left", indicator=True)
    return both[both["_merge"] == "left_only"][SHOWN]


@exercise.right("a set and apply")
def with_a_set(reviews, header):
    known = set(header["CHILD"])
    return reviews[reviews["CHILD"].apply(lambda child: child not in known)][SHOWN]


ASKED = "You were asked for the rows of the reviews whose CHILD is not in the header. "


@exercise.wrong(
    ASKED + "Child E of the practice table, who is in the header and has no review, is in your table. The two "
    "tables may "
    "have changed places. Re-read 'Each fine, together not'."
)
def other_way(reviews, header):
    return header[~header["CHILD"].isin(reviews["CHILD"])][SHOWN]


@exercise.wrong(
    ASKED + "Child B of the practice table has two such reviews, and your table has one of them. Each row has to be "
    "put "
    "right, so each has to be named. Re-read 'Your turn: a review without a child'."
)
def one_a_child(reviews, header):
    return reviews[~reviews["CHILD"].isin(header["CHILD"])].drop_duplicates("CHILD")[SHOWN]


@exercise.wrong(
    ASKED + "Child A of the practice table, who is in both tables, is in yours. The sign ~ (not) may be missing. "
    "Re-read 'Each fine, together not'."
)
def with_a_partner(reviews, header):
    return reviews[reviews["CHILD"].isin(header["CHILD"])][SHOWN]


exercise.hints = (
    "The cell under 'Each fine, together not' asks this of two small tables.",
    'isin(header["CHILD"]) says who is known; ~ turns it round.',
    'fails = ~reviews["CHILD"].isin(header["CHILD"])',
)
exercise.after = (
    "The rule cannot say which table is wrong, and does not pretend to. It names the row without a partner; the fix "
    "may "
    "be an id, or a header row to be put back."
)
