"""A hidden cell alone in its row or column is found by one subtraction."""

import pandas as pd

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l02-given-away",
    answer="given_away",
    kind="function",
    points=3,
    minutes=14,
    skills=["K1", "S1", "S3"],
    inputs="release.everybody",
    columns=("PLACEMENT", "AGE"),
    key=("PLACEMENT", "AGE"),
)

# Below 5: Homes has two small cells that share the columns with others or not; Elsewhere has one, and a small total;
# With parents has one alone in its row, in a column with others; below 2 only Elsewhere's are left.
exercise.practice = table("""
    PLACEMENT      AGE          CHILDREN
    "Foster care"  "Under 5"    14
    "Foster care"  "5 to 9"     12
    "Foster care"  "10 and over" 30
    "Foster care"  All          56
    Homes          "Under 5"    2
    Homes          "5 to 9"     3
    Homes          "10 and over" 20
    Homes          All          25
    "With parents" "Under 5"    4
    "With parents" "5 to 9"     0
    "With parents" "10 and over" 5
    "With parents" All          9
    Elsewhere      "Under 5"    0
    Elsewhere      "5 to 9"     0
    Elsewhere      "10 and over" 1
    Elsewhere      All          1
    All            "Under 5"    20
    All            "5 to 9"     15
    All            "10 and over" 56
    All            All          91
""")
exercise.ask_on = (5, 2, 4)
exercise.answers = (
    table("""
        PLACEMENT      AGE
        Homes          "5 to 9"
        "With parents" "Under 5"
        Elsewhere      "10 and over"
        Elsewhere      All
    """),
    table("""
        PLACEMENT      AGE
        Elsewhere      "10 and over"
        Elsewhere      All
    """),
    table("""
        PLACEMENT      AGE
        Homes          "Under 5"
        Homes          "5 to 9"
        Elsewhere      "10 and over"
        Elsewhere      All
    """),
)  # worked out by hand


@exercise.reference
def cell_by_cell(council, below):
    """For each small cell of the table asked for: is there another one in its row, and in its column?"""
    rows = council.table("release.everybody").to_dict("records")
    small = [(row["PLACEMENT"], row["AGE"]) for row in rows if 0 < row["CHILDREN"] < below]
    alone = [
        (place, age)
        for place, age in small
        if not any(p == place and a != age for p, a in small) or not any(a == age and p != place for p, a in small)
    ]
    return pd.DataFrame(alone, columns=["PLACEMENT", "AGE"], dtype="str")


def hidden_of(table, below):
    return table[table["CHILDREN"].between(1, below - 1)]


@exercise.right("duplicated says who has company")
def by_duplicated(table, below):
    hidden = hidden_of(table, below)
    in_company = hidden.duplicated("PLACEMENT", keep=False) & hidden.duplicated("AGE", keep=False)
    return hidden[~in_company][["PLACEMENT", "AGE"]]


@exercise.right("counted, then looked up")
def looked_up(table, below):
    hidden = hidden_of(table, below)
    rows, columns = hidden["PLACEMENT"].value_counts(), hidden["AGE"].value_counts()
    alone = (hidden["PLACEMENT"].map(rows) == 1) | (hidden["AGE"].map(columns) == 1)
    return hidden[alone]


ASKED = "You were asked for the small cells that are the only hidden one in their row or in their column. "


@exercise.wrong(
    ASKED + "In the practice table, Homes, 5 to 9, is alone in its column, and is not among yours. The columns may not "
    "have been looked at. Re-read 'One star is no star'."
)
def rows_only(table, below):
    hidden = hidden_of(table, below)
    return hidden[~hidden.duplicated("PLACEMENT", keep=False)][["PLACEMENT", "AGE"]]


@exercise.wrong(
    ASKED + "In the practice table, With parents, Under 5, is alone in its row and not in its column, and is not among "
    "yours. One way to subtract is enough: look at & and |. Re-read 'Your turn: what does a star give away?'."
)
def alone_both_ways(table, below):
    hidden = hidden_of(table, below)
    in_company = hidden.duplicated("PLACEMENT", keep=False) | hidden.duplicated("AGE", keep=False)
    return hidden[~in_company][["PLACEMENT", "AGE"]]


@exercise.wrong(
    ASKED
    + "In the practice table, Homes has two small cells side by side, and your table names one that a neighbour in "
    "its row and one in its column protect, or all. They may be all small cells. Re-read 'One star is no star'."
)
def all_the_small(table, below):
    return hidden_of(table, below)[["PLACEMENT", "AGE"]]


@exercise.wrong(
    ASKED + "In the practice table, the total of Elsewhere is hidden as well, and your table takes no notice. A total "
    "that is small is hidden like any other count. Re-read 'Why small counts'."
)
def totals_not_hidden(table, below):
    hidden = hidden_of(table[(table["PLACEMENT"] != "All") & (table["AGE"] != "All")], below)
    in_company = hidden.duplicated("PLACEMENT", keep=False) & hidden.duplicated("AGE", keep=False)
    return hidden[~in_company][["PLACEMENT", "AGE"]]


exercise.hints = (
    "Begin with the small cells alone. How many of them are in each row, and how many in each column?",
    'groupby("PLACEMENT")["AGE"].transform("size") writes the number beside each of them.',
    'in_row = hidden.groupby("PLACEMENT")["AGE"].transform("size")',
)
exercise.after = "This is the attack of somebody with a pencil. The next one uses all rows and columns at once."
