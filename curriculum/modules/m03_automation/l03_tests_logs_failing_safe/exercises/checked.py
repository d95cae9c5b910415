"""A gate: a table as it is, or a refusal that names what is wrong."""

from curriculum.bad_input import with_a_row_twice, without_column, without_rows
from curriculum.exercise import Exercise, refuses, table
from synthetic_data.returns.extracts import referrals as extract

exercise = Exercise(
    id="m03-l03-checked",
    answer="checked",
    kind="pipeline",
    points=3,
    minutes=12,
    skills=["S2", "S15", "S6"],
    inputs="extracts.referrals",
    columns=("Referral ID", "Person ID", "Outcome", "Closed date"),
    ordered=True,
)

NEEDED, ID = ["Referral ID", "Person ID", "Outcome"], "Referral ID"
# P1 was referred twice: an id of a child may stand twice, an id of a referral may not. Closed date is not needed.
exercise.practice = table("""
    "Referral ID" "Person ID" Outcome             "Closed date"
    R3            P1          Assessment          -
    R1            P1          "No further action" 05/03/2026
    R2            P2          -                   -
""")
exercise.ask_on = (
    (NEEDED, ID),
    (["Outcome"], "Closed date"),
    (NEEDED, "Person ID"),
    without_column(0, "Outcome", NEEDED, ID),
    without_column(0, "Person ID", NEEDED, ID),
    without_rows(0, NEEDED, ID),
    with_a_row_twice(0, ID, NEEDED, ID),
)
exercise.answers = (exercise.practice, refuses(naming="Closed date"), refuses(naming="Person ID"))
exercise.ask_council_on = lambda _: [exercise.ask_on[0], *exercise.ask_on[3:]]


@exercise.reference
def the_extract_itself(council, needed, id_column):
    """What goes through the gate is the year's extract, cut from the journeys once more, each value as text."""
    cut = extract(council, council.spec.collection_years[-1])
    return cut.with_columns(cut["Closed date"].dt.strftime("%d/%m/%Y")).to_pandas()


def stop(words):
    raise ValueError(words)


def gate(table, needed, id_column, rows=True, twice=True, every=True, said="{}"):
    """The gate; the switches leave out one check each, or the name of the column from its words."""
    for name in needed if every else needed[:1]:
        if name not in table:
            stop(said.format(name))
    if rows and table.empty:
        stop("no rows")
    if twice and not table[id_column].is_unique:
        stop(id_column)
    return table


@exercise.right("a loop over the columns")
def looped(table, needed, id_column):
    return gate(table, needed, id_column)


@exercise.right("sets of columns, ids counted")
def counted(table, needed, id_column):
    if set(needed) - set(table.columns):
        stop(f"missing: {set(needed) - set(table.columns)}")
    if len(table) < 1 or table[id_column].value_counts(dropna=False).max() > 1:
        stop(f"{id_column} has no rows, or one of them twice")
    return table.copy()


ASKED = "You were asked for the table as it is, or a stop that names the missing column or the id that stands twice. "


@exercise.wrong(
    ASKED + "Given headings without rows, your function let them through. An empty file makes a report full of "
    "noughts. Re-read 'Four ways for a file to be bad'."
)
def empty_passes(table, needed, id_column):
    return gate(table, needed, id_column, rows=False)


@exercise.wrong(
    ASKED + "Given a referral twice, your function let both through, and it would be counted twice. Re-read 'Four ways "
    "for a file to be bad'."
)
def twice_passes(table, needed, id_column):
    return gate(table, needed, id_column, twice=False)


@exercise.wrong(
    ASKED
    + "Given a row twice, your function mends the table: it takes one out and goes on. Which of the two is right, "
    "and why there are two, somebody has to find out. Re-read 'Failing safe'."
)
def mended(table, needed, id_column):
    return gate(table, needed, id_column, twice=False).drop_duplicates(id_column)


@exercise.wrong(
    ASKED + "Without a column it needs, your function stops, in words that do not say which one. Whoever reads them at "
    "eight in the evening has to search. Re-read 'Failing safe'."
)
def mute(table, needed, id_column):
    return gate(table, needed, id_column, said="a column is missing")


@exercise.wrong(
    ASKED + "Without Outcome your function let the table through; without the first column of the list it would have "
    "stopped. Each column of the list has to be looked for. Re-read 'Your turn: a gate for the extract'."
)
def first_column_only(table, needed, id_column):
    return gate(table, needed, id_column, every=False)


exercise.hints = (
    "Three questions in the order of the task. Each that is answered yes stops; after the last, the table goes back.",
    "`table[id_column].duplicated().any()` is True when an id stands more than once. Last comes `return table`.",
    "missing = missing_columns(table, needed)",
)
exercise.after = "The same gate stands before every table: what differs is the list, and lists belong into settings."
