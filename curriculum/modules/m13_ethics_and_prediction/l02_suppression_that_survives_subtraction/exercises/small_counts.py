"""Small is from one to one less than the limit, and a total can be small too."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l02-small-counts",
    answer="small_counts",
    kind="function",
    points=1,
    minutes=6,
    skills=["K1", "S1", "S3"],
    inputs="release.everybody",
    columns=("PLACEMENT", "AGE", "CHILDREN"),
    key=("PLACEMENT", "AGE"),
)

exercise.practice = table("""
    PLACEMENT     AGE       CHILDREN
    "Foster care" "Under 5" 5
    "Foster care" "5 to 9"  12
    "Foster care" All       17
    Homes         "Under 5" 0
    Homes         "5 to 9"  3
    Homes         All       3
    Elsewhere     "Under 5" 1
    Elsewhere     "5 to 9"  0
    Elsewhere     All       1
    All           "Under 5" 6
    All           "5 to 9"  15
    All           All       21
""")
exercise.ask_on = (5, 6, 2, 4)
SMALL = 'PLACEMENT AGE CHILDREN\nElsewhere "Under 5" 1\nElsewhere All 1\n'
TWO_HOMES = 'Homes "5 to 9" 3\nHomes All 3\n'
exercise.answers = (
    table(SMALL + TWO_HOMES),
    table(SMALL + TWO_HOMES + '"Foster care" "Under 5" 5'),
    table(SMALL),
    table(SMALL + TWO_HOMES),
)  # worked out by hand


@exercise.reference
def row_by_row(council, below):
    """The table asked for, cell by cell."""
    asked = council.table("release.everybody")
    return asked[[count in range(1, below) for count in asked["CHILDREN"]]]


@exercise.right("between")
def between(table, below):
    return table[table["CHILDREN"].between(1, below - 1)]


@exercise.right("query")
def queried(table, below):
    return table.query("CHILDREN >= 1 and CHILDREN < @below")


ASKED = "You were asked for the rows with a count from 1 to one less than the limit, totals included. "


@exercise.wrong(
    ASKED
    + "In the practice table, Homes under 5 has no child and is among your rows. Nought says that nobody is there, "
    "and is usually shown. Re-read 'Why small counts'."
)
def noughts_too(table, below):
    return table[table["CHILDREN"] < below]


@exercise.wrong(
    ASKED + "In the practice table, the total of Homes is 3, and it is not among your rows. A total may be small as "
    "well. Re-read 'Your turn: which counts are small?'."
)
def totals_left_out(table, below):
    inner = table[(table["PLACEMENT"] != "All") & (table["AGE"] != "All")]
    return inner[inner["CHILDREN"].between(1, below - 1)]


@exercise.wrong(
    ASKED + "For {below} your rows hold a count of exactly {below}. The limit itself may have been taken in: look at < "
    "and <=. Re-read 'Your turn: which counts are small?'."
)
def limit_itself(table, below):
    return table[table["CHILDREN"].between(1, below)]


@exercise.wrong(
    ASKED + "Your rows are the same for every limit. The function may have a five of its own, and not look at `below`. "
    "Re-read 'Why small counts'."
)
def five_written_in(table, below):
    return table[table["CHILDREN"].between(1, 4)]


exercise.hints = (
    "Two conditions, joined by &, each in brackets.",
    "More than nought, and fewer than `below`.",
    'return table[(table["CHILDREN"] > 0) & ...]',
)
exercise.after = "Three lines of code, and one decision that is not yours alone: how small is small."
