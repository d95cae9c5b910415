"""What came, went and was rewritten between two months' extracts."""

import pandas as pd
import polars as pl

from curriculum.exercise import Exercise, Given, table

exercise = Exercise(
    id="m03-l03-changes",
    answer="changes",
    kind="pipeline",
    points=4,
    minutes=14,
    skills=["S2", "S6", "S15"],
    inputs=("extracts.referrals", "extracts.referrals"),
)

# R1 went, R6 and R7 came. R2 was closed, R3 reopened, R4's day corrected, R5 blank before and after. R8 has changed in
# Source alone.
exercise.practice = (
    table("""
        "Referral ID" "Closed date" Source:text
        R1            05/02/2026    6
        R2            -             6
        R3            07/02/2026    4
        R4            08/02/2026    2A
        R5            -             1A
        R8            09/02/2026    -
    """),
    table("""
        "Referral ID" "Closed date" Source:text
        R7            -             6
        R8            09/02/2026    2B
        R6            10/03/2026    6
        R5            -             1A
        R4            18/02/2026    2A
        R3            -             4
        R2            02/03/2026    6
    """),
)
ID, CLOSED = "Referral ID", "Closed date"
FEBRUARY = pd.Timestamp("2026-02-28")
exercise.ask_on = (
    (ID, CLOSED),
    (ID, "Source"),
    Given("given twice over", lambda _, after: (after, after), (ID, CLOSED)),
    Given("turned round", lambda before, after: (after, before), (ID, CLOSED)),
)
exercise.answers = (
    {"came": 2, "went": 1, "changed": 3},
    {"came": 2, "went": 1, "changed": 1},
    {"came": 0, "went": 0, "changed": 0},
    {"came": 1, "went": 2, "changed": 3},
)  # worked out by hand


def a_month_before(before, after):
    """The first table as it was known at the end of February."""
    began, over = (pd.to_datetime(before[name], format="%d/%m/%Y") <= FEBRUARY for name in ("Referral date", CLOSED))
    return before[began].assign(**{CLOSED: before[CLOSED].where(over)}), after


exercise.ask_council_on = lambda _: [Given("a month before and now", a_month_before, (ID, CLOSED))]


@exercise.reference
def from_journeys(council, id_column, column):
    """What happened in March: referrals received, and earlier ones that were closed."""
    march = pl.lit(FEBRUARY.date()), pl.lit(council.spec.horizon)
    happened = council.journeys["referrals"]
    came = happened.filter((pl.col("date") > march[0]) & (pl.col("date") <= march[1]))
    closed = happened.filter(
        (pl.col("date") <= march[0]) & (pl.col("closed") > march[0]) & (pl.col("closed") <= march[1])
    )
    return {"came": came.height, "went": 0, "changed": closed.height}


def pairs(before, after, id_column, column):
    """Old and new value of each id that is in both."""
    old, new = before.set_index(id_column)[column], after.set_index(id_column)[column]
    return [(old[name], new[name]) for name in old.index if name in new.index]


def counts(before, after, id_column, changed):
    then, now = set(before[id_column]), set(after[id_column])
    return {"came": len(now - then), "went": len(then - now), "changed": changed}


@exercise.right("id by id")
def one_by_one(before, after, id_column, column):
    differ = [
        old
        for old, new in pairs(before, after, id_column, column)
        if old != new and not (pd.isna(old) and pd.isna(new))
    ]
    return counts(before, after, id_column, len(differ))


@exercise.right("an outer join with a mark")
def outer(before, after, id_column, column):
    both = before.merge(after, on=id_column, how="outer", indicator=True, suffixes=(" then", " now"))
    sides = both["_merge"].value_counts()
    same = both[f"{column} then"].fillna("?") == both[f"{column} now"].fillna("?")
    changed = (both["_merge"] == "both") & ~same
    return {"came": int(sides["right_only"]), "went": int(sides["left_only"]), "changed": int(changed.sum())}


ASKED = "You were asked how many ids came and went between two months, and how many have another value in a column. "


@exercise.wrong(
    ASKED + "Row R5 of the practice tables, blank in both months, is among your changed. A blank is not equal to "
    "another blank until both are filled with the same. Re-read 'What changed since last month?'."
)
def blanks_differ(before, after, id_column, column):
    return counts(before, after, id_column, sum(old != new for old, new in pairs(before, after, id_column, column)))


@exercise.wrong(
    ASKED + "Row R2 of the practice tables, blank before and filled now, is not among your changed. From nothing to "
    "something is a change, and so is the way back. Re-read 'Your turn: a change report'."
)
def filled_only(before, after, id_column, column):
    filled = [pair for pair in pairs(before, after, id_column, column) if pd.notna(pair[0]) and pd.notna(pair[1])]
    return counts(before, after, id_column, sum(old != new for old, new in filled))


@exercise.wrong(
    ASKED + "Your function compares line with line. This month's practice table is in another order, so that each line "
    "meets another child: go by the id. Re-read 'What changed since last month?'."
)
def line_by_line(before, after, id_column, column):
    lines = zip(before[column].fillna(""), after[column].fillna(""), strict=False)
    return counts(before, after, id_column, sum(old != new for old, new in lines))


@exercise.wrong(
    ASKED + "Your came and went are the difference in the number of rows. One that came and one that went cancel out, "
    "and neither is seen. Re-read 'What changed since last month?'."
)
def difference_of_lengths(before, after, id_column, column):
    more = len(after) - len(before)
    return one_by_one(before, after, id_column, column) | {"came": max(more, 0), "went": max(-more, 0)}


@exercise.wrong(
    ASKED + "Your came and went are the other way round: what is only in this month's table came. Re-read 'Your turn: "
    "a change report'."
)
def turned_round(before, after, id_column, column):
    return one_by_one(after, before, id_column, column)


exercise.hints = (
    "Two sets for came and went, one join for changed.",
    '`fillna("")` on both sides makes a blank equal to a blank, and different from a date.',
    "then, now = set(before[id_column]), set(after[id_column])",
)
exercise.after = (
    "Send the change report with the figures. Most questions of the month are answered by it before they are asked."
)
