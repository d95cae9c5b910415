"""Suppression judged by attack: any pattern that holds, and hides nothing in vain, is right."""

import numpy as np

from curriculum.disclosure import fault_of_release, safe_release, small_places, too_close
from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l02-safe-table",
    answer="safe_table",
    kind="function",
    points=5,
    minutes=20,
    skills=["K1", "S1", "S3"],
    inputs="release.everybody",
    columns=("PLACEMENT", "AGE", "CHILDREN"),
    key=("PLACEMENT", "AGE"),
)
DIMENSIONS = ("PLACEMENT", "AGE")

# Small: a two alone in its row, a four, a one, and a row whose total is small; noughts and a five beside them.
exercise.practice = table("""
    PLACEMENT      AGE           CHILDREN
    "Foster care"  "Under 5"     14
    "Foster care"  "5 to 9"      12
    "Foster care"  "10 and over" 30
    "Foster care"  All           56
    Homes          "Under 5"     2
    Homes          "5 to 9"      7
    Homes          "10 and over" 20
    Homes          All           29
    "With parents" "Under 5"     4
    "With parents" "5 to 9"      0
    "With parents" "10 and over" 5
    "With parents" All           9
    Elsewhere      "Under 5"     0
    Elsewhere      "5 to 9"      0
    Elsewhere      "10 and over" 1
    Elsewhere      All           1
    All            "Under 5"     20
    All            "5 to 9"      19
    All            "10 and over" 56
    All            All           95
""")
exercise.ask_on = ((5, 3), (7, 5))  # a seven is not below seven
exercise.ask_council_on = lambda council: [(5, 3)]
exercise.answers = tuple(safe_release(exercise.practice, DIMENSIONS, below, gap) for below, gap in exercise.ask_on)


@exercise.reference
def given_back_one_by_one(council, below, gap):
    """One safe release of the council's table; the judge accepts every other that holds as well."""
    return safe_release(council.table("release.everybody"), DIMENSIONS, below, gap)


@exercise.accepts
def holds(answer, asked, below, gap):
    """Attacked by the exact solver: what is small stays hidden and wide, and nothing is hidden in vain."""
    return fault_of_release(answer, asked, DIMENSIONS, below, gap)


def small_in(table, below):
    return (table["CHILDREN"] > 0) & (table["CHILDREN"] < below)


def given_back(table, below, gap, order):
    """Everything hidden, then given back in `order` while it stays safe."""
    safe, small = table.assign(CHILDREN=np.nan), small_places(table, below)
    for place in order:
        more = safe.copy()
        more.loc[place, "CHILDREN"] = table.loc[place, "CHILDREN"]
        if too_close(more, DIMENSIONS, small, gap) is None:
            safe = more
    return safe


@exercise.right("totals first")
def totals_first(table, below, gap):
    known = table[~small_in(table, below)]
    totals = (known["PLACEMENT"] == "All") | (known["AGE"] == "All")
    return given_back(table, below, gap, [*known[totals].index, *known[~totals].index])


@exercise.right("smallest first, which keeps other cells")
def smallest_first(table, below, gap):
    return given_back(table, below, gap, table[~small_in(table, below)].sort_values("CHILDREN").index)


ASKED = "You were asked for a table whose small counts nobody can work out, and that hides nothing in vain. "


@exercise.wrong(
    ASKED + "Yours hides the small counts and nothing else. In the practice table, With parents has two unknowns, and "
    "Homes only one: a subtraction finds it. Re-read 'One star is no star'."
)
def primary_only(table, below, gap):
    return table.assign(CHILDREN=table["CHILDREN"].mask(small_in(table, below)))


@exercise.wrong(
    ASKED + "Yours rounds to the nearest five. The counts shown are then not the ones you were given, and rounding may "
    "still be undone. Re-read 'Rounding, and last month's table'."
)
def rounded(table, below, gap):
    return table.assign(CHILDREN=(table["CHILDREN"] / 5).round() * 5)


@exercise.wrong(
    ASKED
    + "Yours has every count hidden, or every one that is not a total. It is safe, and it answers nobody: some may "
    "be given back. Re-read 'Hide, then give back'."
)
def everything_hidden(table, below, gap):
    return table.assign(CHILDREN=np.nan)


@exercise.wrong(
    ASKED
    + "Yours shows the total of Elsewhere in the practice table, which is small itself. It may have been taken for "
    "safe because it is a total. Re-read 'Why small counts'."
)
def totals_shown(table, below, gap):
    inner = (table["PLACEMENT"] != "All") & (table["AGE"] != "All")
    return table.assign(CHILDREN=table["CHILDREN"].mask(inner))


@exercise.wrong(
    ASKED + "Yours hides one more in each row, and leaves the columns. In the practice table a column then has one "
    "unknown left, and gives it away. Re-read 'What an outsider can work out'."
)
def one_more_in_each_row(table, below, gap):
    hidden = small_in(table, below)
    for _, row in table[table["AGE"] != "All"].groupby("PLACEMENT"):
        if hidden[row.index].sum() == 1:
            others = row[~hidden[row.index] & (row["CHILDREN"] > 0)]
            hidden[others.sort_values("CHILDREN").index[:1]] = True
    return table.assign(CHILDREN=table["CHILDREN"].mask(hidden))


@exercise.wrong(
    ASKED
    + "Yours leaves rows out where something is hidden. Each cell has its row, blank when it is hidden, so that a "
    "reader sees what there is. Re-read 'Your turn: a safe table'."
)
def rows_left_out(table, below, gap):
    return primary_only(table, below, gap).dropna()


exercise.hints = (
    "Begin with everything hidden. Which order gives most back?",
    "For each cell that is not small: put its count back into a copy, and keep the copy if nothing is too close.",
    "safe = table.assign(CHILDREN=np.nan)",
)
exercise.after = (
    "Safe against everybody who knows only this table. Before you publish, lay beside it what is already out there: "
    "the assignment does that."
)
