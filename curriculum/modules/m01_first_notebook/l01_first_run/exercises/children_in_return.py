"""Count the rows of a table, and let Python do the counting."""

from curriculum.exercise import Exercise
from curriculum.truth import people_in

exercise = Exercise(
    id="m01-l01-children-in-return",
    answer="children",
    kind="scalar",
    points=1,
    minutes=3,
    skills=["S2", "K4"],
    inputs="ssda903.header",
)

ASKED = (
    "You were asked how many children and young people are in the return: the rows of header, without the headings. "
)


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: children in care in the year, short breaks too, and the year's care leavers."""
    return len(people_in(council))


@exercise.must_contain("more children than the first rows show, and than there are columns")
def many_children(header):
    return len(header) > header.shape[1] > len(header.head())


@exercise.right("the first of the two numbers of shape")
def from_shape(header):
    return header.shape[0]


@exercise.right("different children")
def different_children(header):
    return header["CHILD"].nunique()


@exercise.right("one by one")
def one_by_one(header):
    counted = 0
    for _child in header["CHILD"]:
        counted = counted + 1
    return counted


@exercise.wrong(
    ASKED
    + "Your answer, {yours}, is the number of the last row in Excel: one more than there are children, because Excel "
    "counts the headings as a row. Re-read 'How many rows'."
)
def last_row_in_excel(header):
    return len(header) + 1


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of columns. In shape the rows come first and the columns second. "
    "Re-read 'How many rows'."
)
def columns(header):
    return header.shape[1]


@exercise.wrong(
    ASKED
    + "Your answer, {yours}, is every cell of the table: rows times columns. Something like header.size may have been "
    "used, which counts cells. Re-read 'How many rows'."
)
def cells(header):
    return header.size


@exercise.wrong(
    ASKED + "Your answer, {yours}, is what head() shows: the first rows only, so that a long table fits on the page. "
    "The table itself is longer. Re-read 'Read the return'."
)
def first_rows(header):
    return len(header.head())


exercise.hints = (
    "The cell header.shape has just shown you the number. Which of the two is it?",
    "len( ) with the name of the table between the brackets gives its number of rows.",
    "children = len(...), with the name of the table in place of the dots.",
)
exercise.after = (
    "One row a child makes this file easy to count. Check that first with every file: in lesson 2 one child "
    "has several rows."
)
