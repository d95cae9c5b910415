"""What a change of the case system leaves behind: values that last year did not have."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import draft_rows, episodes_in

exercise = Exercise(
    id="m02-l04-new-values",
    answer="new_values",
    kind="function",
    points=3,
    minutes=12,
    skills=["S6", "S4", "K8"],
    inputs=("ssda903.episodes@2024-25", "drafts.episodes"),
    columns=("PLACE", "rows"),
    key=("PLACE",),
)

exercise.practice = (
    table("""
        CHILD DECOM      PLACE
        A     2024-06-01 U6
        B     2024-07-01 K2
        C     2024-08-01 R3
        D     2024-09-01 K2
    """),
    table("""
        LINE:text CHILD PLACE
        2         A     U6
        3         B     k2
        4         B     K2
        5         E     P2
        6         F     P2
        7         F     -
        8         G     Z11
        9         G     U6
        10        F     P2
        11        H     "U6 "
    """),
)
exercise.answers = (
    table("""
    PLACE rows
    k2    1
    P2    3
    "U6 " 1
    Z11   1
"""),
)  # worked out by hand


@exercise.reference
def counted_one_by_one(council):
    """Last year's codes from the simulation, in that year's own list; this year's values from the draft, one by "
    "one."""
    from synthetic_data.codes import codes_before

    before = codes_before("PLACE", "2024-25")
    last = {before.get(code, code) for code in episodes_in(council, "2024-25")["placement"]}
    rows = {}
    for row in draft_rows(council, "episodes"):
        if row["PLACE"] and row["PLACE"] not in last:
            rows[row["PLACE"]] = rows.get(row["PLACE"], 0) + 1
    return pd.DataFrame({"PLACE": pd.Series(list(rows), dtype="str"), "rows": list(rows.values())})


@exercise.right("groupby and size")
def grouped(last_year, draft):
    new = draft[~draft["PLACE"].isin(last_year["PLACE"].unique())]
    return new.groupby("PLACE").size().reset_index(name="rows")


@exercise.right("all counted, then the known dropped")
def known_dropped(last_year, draft):
    counts = draft["PLACE"].value_counts()
    return counts.drop(list(set(counts.index) & set(last_year["PLACE"]))).reset_index(name="rows")


ASKED = "You were asked for the values of PLACE in the draft that last year did not have, and the rows of each. "


def counts_of(column):
    return column.value_counts().reset_index(name="rows")


@exercise.wrong(
    ASKED + "Code R3 of the practice table, which last year had and the draft has not, is in your table. The two "
    "years may "
    "have changed places. Re-read 'When the case system changes'."
)
def vanished(last_year, draft):
    return counts_of(last_year[~last_year["PLACE"].isin(draft["PLACE"])]["PLACE"])


@exercise.wrong(
    ASKED + "The value k2 of the practice table, in small letters, is not in your table. Capitals may have been "
    "made before "
    "comparing, and what was written is then hidden. Re-read 'Your turn: values that are new'."
)
def capitals_first(last_year, draft):
    return counts_of(draft[~draft["PLACE"].str.upper().isin(last_year["PLACE"])]["PLACE"])


@exercise.wrong(
    ASKED + "The code U6 of the practice table, which both years have, is in your table. Last year may not have "
    "been looked "
    "at, or ~ (not) is missing. Re-read 'Your turn: values that are new'."
)
def every_value(last_year, draft):
    return counts_of(draft["PLACE"])


@exercise.wrong(
    ASKED
    + "The code P2 of the practice table stands on several rows, and your table says one. Duplicates may have been "
    "dropped before counting. Re-read 'Your turn: values that are new'."
)
def each_once(last_year, draft):
    new = draft[~draft["PLACE"].isin(last_year["PLACE"])]
    return counts_of(new["PLACE"].drop_duplicates())


exercise.hints = (
    "First mark the rows whose value last year did not have. Then count those values.",
    'isin(last_year["PLACE"]) says what is known; value_counts() leaves blanks out by itself.',
    'is_new = ~draft["PLACE"].isin(last_year["PLACE"])',
)
exercise.after = (
    "Run this on every coded column the Monday after a release. It takes a minute, and it is how you hear of a new "
    "form "
    "value before the DfE does."
)
