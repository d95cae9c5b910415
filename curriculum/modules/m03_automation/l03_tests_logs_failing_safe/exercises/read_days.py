"""Dates, or a stop that names the column: misfits always, blanks where they are not allowed."""

import pandas as pd
import polars as pl

from curriculum.bad_input import with_cell
from curriculum.exercise import Exercise, refuses, table
from synthetic_data.returns.extracts import referrals as extract

exercise = Exercise(
    id="m03-l03-read-days",
    answer="read_days",
    kind="pipeline",
    points=3,
    minutes=12,
    skills=["S6", "S2", "S15"],
    inputs="extracts.referrals",
    columns=("Referral date", "Closed date"),
    ordered=True,
    only_these=True,
)

# Day and month could be swapped in the first; the last begins with a zero month if they were.
exercise.practice = table("""
    "Referral ID" "Referral date":text "Closed date":text
    R1            03/02/2026           -
    R2            28/02/2026           05/03/2026
    R3            01/12/2025           31/12/2025
""")
START, END = "Referral date", "Closed date"
exercise.ask_on = (
    (START, False),
    (START, True),
    (END, True),
    (END, False),
    with_cell(0, START, "2026-02-03", START, False),
    with_cell(0, START, "31/02/2026", START, True),
    with_cell(0, END, "not known", END, True),
    with_cell(0, END, "05/03/26", END, True),
)
STARTS = pd.DataFrame({START: pd.to_datetime(["2026-02-03", "2026-02-28", "2025-12-01"])})
ENDS = pd.DataFrame({END: pd.to_datetime([None, "2026-03-05", "2025-12-31"])})
exercise.answers = (STARTS[START], STARTS[START], ENDS[END], refuses(naming=END))  # worked out by hand
exercise.ask_council_on = lambda _: [exercise.ask_on[0], *exercise.ask_on[2:]]


@exercise.reference
def as_they_are_dated(council, column, may_be_blank):
    """The dates as the journeys hold them, in the order of the extract."""
    dates = extract(council, council.spec.collection_years[-1])[column]
    if dates.null_count() and not may_be_blank:
        return refuses(naming=column)
    return pd.Series(pd.to_datetime(dates.cast(pl.Datetime("us")).to_list()), name=column)


def stop_if(bad, column):
    if bad:
        raise ValueError(column)


def coerced(table, column, style="%d/%m/%Y"):
    return pd.to_datetime(table[column], format=style, errors="coerce")


@exercise.right("blanks apart, the rest by a pattern and a calendar")
def by_pattern(table, column, may_be_blank):
    filled = table[column].dropna()
    stop_if(len(filled) < len(table) and not may_be_blank, column)
    stop_if(not filled.str.fullmatch(r"\d\d/\d\d/\d{4}").all(), column)
    stop_if(coerced(table, column).notna().sum() != len(filled), column)
    return coerced(table, column)


@exercise.right("pandas' own error turned into one's own")
def translated(table, column, may_be_blank):
    try:
        days = pd.to_datetime(table[column], format="%d/%m/%Y")
    except ValueError as odd:
        raise ValueError(f"{column}: {odd}") from odd
    stop_if(not may_be_blank and days.hasnans, column)
    return days


ASKED = "You were asked for a column as dates, or a stop that names it at a misfit or a blank that must not be. "


@exercise.wrong(
    ASKED + "Something that is no date became a blank in your answer, and nothing stopped. The row then leaves the "
    "count without a word. Re-read 'A date that can't be read'."
)
def misfits_blank(table, column, may_be_blank):
    days = coerced(table, column)
    stop_if(table[column].isna().any() and not may_be_blank, column)
    return days


@exercise.wrong(
    ASKED + "Where blanks are allowed, your function let a misfit through as well, as after coerce both look the "
    "same. Ask first whether anything stood there. Re-read 'A date that can't be read'."
)
def told_by_blanks_alone(table, column, may_be_blank):
    days = coerced(table, column)
    stop_if(days.isna().any() and not may_be_blank, column)
    return days


@exercise.wrong(
    ASKED + "Closed date has blanks, which may be, and your function stopped at them. Look at the third argument. "
    "Re-read 'Your turn: dates, or a stop'."
)
def blanks_never(table, column, may_be_blank):
    stop_if(coerced(table, column).isna().any(), column)
    return coerced(table, column)


@exercise.wrong(
    ASKED + "Told that blanks are not allowed, your function let them through. Look at the third argument. Re-read "
    "'Your turn: dates, or a stop'."
)
def blanks_always(table, column, may_be_blank):
    stop_if((table[column].notna() & coerced(table, column).isna()).any(), column)
    return coerced(table, column)


@exercise.wrong(
    ASKED + "Your function stopped at 28/02/2026 of the practice table, which is a good date: the format may begin "
    "with the month. Re-read 'Your turn: dates, or a stop'."
)
def month_first(table, column, may_be_blank):
    days = coerced(table, column, "%m/%d/%Y")
    stop_if((table[column].notna() & days.isna()).any(), column)
    stop_if(table[column].isna().any() and not may_be_blank, column)
    return days


exercise.hints = (
    "Two reasons to stop, and they are told apart by what stood there before the dates were read.",
    '`errors="coerce"`, then `table[column].notna() & days.isna()` marks the misfits; `.any()` asks if there is one.',
    'days = pd.to_datetime(table[column], format="%d/%m/%Y", errors="coerce")',
)
exercise.after = "In a list of errors you collect misfits; in a figure you stop at the first. Same test, other purpose."
