"""A change report: who came, who went, and each value that was rewritten between two months' extracts."""

import pandas as pd
import polars as pl

from curriculum.bad_input import with_a_row_twice, without_column
from curriculum.exercise import Exercise, Given, table

CANARY = "coach-only m03-a01-change-report"

exercise = Exercise(
    id="m03-a01-change-report",
    answer="change_report",
    kind="pipeline",
    points=6,
    minutes=60,
    skills=["S2", "S6", "S15", "B4"],
    inputs=("extracts.referrals", "extracts.referrals"),
    columns=("Referral ID", "WHAT", "COLUMN", "BEFORE", "AFTER"),
    key=("Referral ID", "COLUMN"),
)

# R1 went; R6 and R7 came. R2 was closed, R3 reopened, R4 has another day and another outcome, R5 has not changed and is
# blank twice. The second table is in another order and has a column more.
exercise.practice = (
    table("""
        "Referral ID" "Person ID" Outcome             "Closed date":text
        R1            P1          Assessment          05/02/2026
        R2            P2          Assessment          -
        R3            P3          Assessment          07/02/2026
        R4            P4          Assessment          08/02/2026
        R5            P5          -                   -
    """),
    table("""
        "Referral ID" "Closed date":text Outcome             "Person ID" Worker
        R7            -                  Assessment          P2          W1
        R6            10/03/2026         "No further action" P7          -
        R5            -                  -                   P5          W1
        R4            18/02/2026         "No further action" P4          W2
        R3            -                  Assessment          P3          -
        R2            02/03/2026         Assessment          P2          W1
    """),
)
FEBRUARY = pd.Timestamp("2026-02-28")
SAME = Given("given twice over", lambda before, _: (before, before))


def a_month_before(before, after):
    """The first table as it was known at the end of February."""
    began, over = (
        pd.to_datetime(before[name], format="%d/%m/%Y") <= FEBRUARY for name in ("Referral date", "Closed date")
    )
    return before[began].assign(**{"Closed date": before["Closed date"].where(over)}), after


BAD = (without_column(1, "Outcome"), with_a_row_twice(0, "Referral ID"), with_a_row_twice(1, "Referral ID"))
exercise.ask_on = ((), SAME, *BAD)
exercise.answers = (
    table("""
        "Referral ID" WHAT    COLUMN        BEFORE:text AFTER:text
        R1            went    -             -           -
        R2            changed "Closed date" -           02/03/2026
        R3            changed "Closed date" 07/02/2026  -
        R4            changed "Closed date" 08/02/2026  18/02/2026
        R4            changed Outcome       Assessment  "No further action"
        R6            came    -             -           -
        R7            came    -             -           -
    """),
    table('"Referral ID" WHAT COLUMN BEFORE AFTER'),
)  # worked out by hand
exercise.ask_council_on = lambda _: (Given("a month before and now", a_month_before), *BAD)


@exercise.reference
def from_journeys(council):
    """What happened in March: referrals received, and earlier ones that were closed, with the day."""
    opens, closes = FEBRUARY.date(), council.spec.horizon
    happened = council.journeys["referrals"].with_columns(pl.col("referral").cast(pl.String))
    came = happened.filter((pl.col("date") > opens) & (pl.col("date") <= closes))["referral"]
    earlier = happened.filter(pl.col("date") <= opens)
    closed = earlier.filter((pl.col("closed") > opens) & (pl.col("closed") <= closes))
    rows = [[referral, "came", None, None, None] for referral in came]
    for referral, day in closed.select("referral", "closed").iter_rows():
        rows.append([referral, "changed", "Closed date", None, f"{day:%d/%m/%Y}"])
    return pd.DataFrame(rows, columns=list(exercise.columns), dtype="str")


ID, SHOWN = "Referral ID", ["Referral ID", "WHAT", "COLUMN", "BEFORE", "AFTER"]


def gate(before, after, twice=True):
    for name in before.columns:
        if name not in after:
            raise ValueError(name)
    if twice and not (before[ID].is_unique and after[ID].is_unique):
        raise ValueError(ID)


def same(old, new):
    return old == new or (pd.isna(old) and pd.isna(new))


def rows_of(before, after, came=True, blanks=True, every=True):
    """The report's rows, id by id; the switches make one mistake each."""
    then, now = (table.drop_duplicates(ID).set_index(ID).to_dict("index") for table in (before, after))
    found = [[name, "came", None, None, None] for name in now if name not in then] if came else []
    found += [[name, "went", None, None, None] for name in then if name not in now] if came else []
    for name in then:
        for column in [column for column in before.columns if column != ID] if name in now else []:
            old, new = then[name][column], now[name][column]
            both_blank = pd.isna(old) and pd.isna(new)
            filled = pd.notna(old) and pd.notna(new)
            if (old != new) and (every or filled) and not (blanks and both_blank):
                found.append([name, "changed", column, old, new])
    return pd.DataFrame(found, columns=SHOWN, dtype="str")


@exercise.right("id by id, column by column")
def one_by_one(before, after):
    gate(before, after)
    return rows_of(before, after)


@exercise.right("each table made long, then compared")
def made_long(before, after):
    gate(before, after)
    long_then, long_now = (
        table[before.columns].fillna("").melt(ID, var_name="COLUMN", value_name=side)
        for table, side in ((before, "BEFORE"), (after, "AFTER"))
    )
    both = long_then.merge(long_now, on=[ID, "COLUMN"], how="outer", indicator=True)
    what = {"left_only": "went", "right_only": "came", "both": "changed"}
    both["WHAT"] = both["_merge"].astype(str).map(what)
    changed = both[(both["_merge"] == "both") & (both["BEFORE"] != both["AFTER"])]
    alone = both.loc[both["_merge"] != "both", [ID, "WHAT"]].drop_duplicates()
    report = pd.concat([changed, alone]).reindex(columns=SHOWN)
    return report.astype("object").where(report.notna() & (report != ""), None)


ASKED = (
    "You were asked for what came, went and was rewritten between two months, and to refuse what cannot be compared. "
)


@exercise.wrong(
    ASKED + "Referrals that are in one of the practice tables only are not in your report. An ordinary merge drops "
    "them. Re-read 'Task 4: the change report'."
)
def one_sided_missed(before, after):
    gate(before, after)
    return rows_of(before, after, came=False)


@exercise.wrong(
    ASKED + "Row R5 of the practice tables, with blanks in both months, is in your report. A blank is not equal to "
    "another blank until both are filled. Re-read 'Task 4: the change report'."
)
def blanks_differ(before, after):
    gate(before, after)
    return rows_of(before, after, blanks=False)


@exercise.wrong(
    ASKED + "Row R2 of the practice tables, blank before and closed now, is not in your report. From blank to filled, "
    "and back, is a change. Re-read 'Task 4: the change report'."
)
def filled_only(before, after):
    gate(before, after)
    return rows_of(before, after, every=False)


@exercise.wrong(
    ASKED + "Row R4 of the practice tables has another outcome now, and your report has its day alone. Each column is "
    "compared. Re-read 'Task 4: the change report'."
)
def closures_only(before, after):
    gate(before, after)
    return rows_of(before[[ID, "Closed date"]], after)


@exercise.wrong(
    ASKED + "Given a Referral ID twice, your function used one of the rows and went on. Which one is true, a program "
    "cannot know. Re-read 'Task 4: the change report'."
)
def first_of_two(before, after):
    gate(before, after, twice=False)
    return rows_of(before, after)


@exercise.wrong(
    ASKED + "Your BEFORE and AFTER are the other way round, and came and went with them: the first table is last "
    "month's. Re-read 'Task 4: the change report'."
)
def turned_round(before, after):
    gate(before, after)
    return rows_of(after[before.columns], before)


exercise.hints = (
    "Three kinds of rows, made one after the other and put under one another. The refusals come first.",
    'A merge on "Referral ID" with suffixes puts old and new beside each other; `fillna("")` makes blanks equal.',
    'both = before.merge(after, on="Referral ID", suffixes=(" then", " now"))',
)
exercise.after = "Read it before anybody else does. A referral that went is a question, each time."
