"""What one return closed with against what the next opened with, plan by plan."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey
from synthetic_data.dates import first_day, last_day

CANARY = "coach-only m04-a01-carried-over"

exercise = Exercise(
    id="m04-a01-carried-over",
    answer="carried_over",
    kind="function",
    points=6,
    minutes=60,
    skills=["S5", "S10", "K13"],
    inputs=("cin_census.child_protection_plans@2024-25", "cin_census.child_protection_plans"),
    columns=("LAchildID", "CPPstartDate", "only_in"),
    key=("LAchildID", "CPPstartDate", "only_in"),
)
BY = ["LAchildID", "CPPstartDate"]

# B's start has moved by a day; C is gone; D's end was typed late; E's end was taken back; G ended in March; H starts in
# April; J has an earlier plan; K is new to this year's file; L and M start on 31 March, M in this year's file
# alone; N's end on that day was typed late.
exercise.practice = (
    table("""
        LAchildID CPPstartDate CPPendDate
        A         2024-05-01   -
        B         2024-06-01   -
        C         2024-07-01   -
        D         2024-08-01   -
        E         2024-09-01   2025-03-31
        F         2024-10-01   -
        G         2024-04-04   2025-03-15
        J         2023-01-01   2024-12-01
        J         2025-01-05   -
        L         2025-03-31   -
        N         2024-11-01   -
    """),
    table("""
        LAchildID CPPstartDate CPPendDate
        A         2024-05-01   -
        B         2024-06-02   -
        D         2024-08-01   2025-03-20
        E         2024-09-01   -
        F         2024-10-01   2025-04-01
        H         2025-04-01   -
        J         2025-01-05   -
        K         2025-01-10   -
        L         2025-03-31   2025-06-01
        M         2025-03-31   -
        N         2024-11-01   2025-03-31
    """),
)
exercise.ask_on = days("2025-03-31", "2025-02-28", "2025-03-30")
exercise.answers = (
    table("""
        LAchildID CPPstartDate only_in
        B         2024-06-01   "last year"
        C         2024-07-01   "last year"
        D         2024-08-01   "last year"
        N         2024-11-01   "last year"
        B         2024-06-02   "this year"
        E         2024-09-01   "this year"
        K         2025-01-10   "this year"
        M         2025-03-31   "this year"
    """),
    table("""
        LAchildID CPPstartDate only_in
        B         2024-06-01   "last year"
        C         2024-07-01   "last year"
        G         2024-04-04   "last year"
        B         2024-06-02   "this year"
        K         2025-01-10   "this year"
    """),
    table("""
        LAchildID CPPstartDate only_in
        B         2024-06-01   "last year"
        C         2024-07-01   "last year"
        D         2024-08-01   "last year"
        B         2024-06-02   "this year"
        K         2025-01-10   "this year"
    """),
)  # worked out by hand
exercise.ask_council_on = lambda council: days("2025-03-31", "2025-02-28", "2025-05-31")


@exercise.reference
def from_journeys(council, day):
    """What each return can know of each plan of the simulation: those that ran in its year, ends up to its close."""
    found = []
    for child, start, end in journey(council, "protection_plans")[["child", "start", "end"]].to_numpy():
        says = []
        for year in ("2024-25", "2025-26"):
            opens, closes = pd.Timestamp(first_day(year)), pd.Timestamp(last_day(year))
            told = start <= closes and not end < opens
            says.append(told and start <= day and not (end <= closes and end <= day))
        if says[0] != says[1]:
            found.append((child, start, "last year" if says[0] else "this year"))
    return pd.DataFrame(found, columns=[*BY, "only_in"]).astype({"CPPstartDate": "datetime64[us]"})


def open_at(plans, day):
    return plans[(plans["CPPstartDate"] <= day) & ~(plans["CPPendDate"] <= day)]


def labelled(last_year, this_year):
    """The two sides under one another, each with its word."""
    both = [last_year[BY].assign(only_in="last year"), this_year[BY].assign(only_in="this year")]
    return pd.concat(both, ignore_index=True)


def apart(last_year, this_year, by=tuple(BY)):
    """The rows of each side without a partner on the other, by these columns."""
    by = list(by)
    left = last_year.merge(this_year[by].drop_duplicates(), on=by, how="left", indicator=True)
    right = this_year.merge(last_year[by].drop_duplicates(), on=by, how="left", indicator=True)
    return labelled(left[left["_merge"] == "left_only"], right[right["_merge"] == "left_only"])


@exercise.right("each side without its partners")
def each_side(last_year, this_year, day):
    return apart(open_at(last_year, day), open_at(this_year, day))


@exercise.right("both put together, and those that stand alone")
def stand_alone(last_year, this_year, day):
    both = labelled(open_at(last_year, day), open_at(this_year, day))
    return both[~both.duplicated(BY, keep=False)]


ASKED = "You were asked for each plan that one of two files says was open at the end of a day and the other does not. "


@exercise.wrong(
    ASKED
    + "Child B of the practice tables, whose start has moved by a day, seems to be missing. A plan is named by child "
    "and start together. Re-read 'Task 4: carried over'."
)
def by_child_alone(last_year, this_year, day):
    return apart(open_at(last_year, day), open_at(this_year, day), by=("LAchildID",))


@exercise.wrong(
    ASKED
    + "Child K of the practice tables, whom only this year's file has, seems to be missing. Both sides can be without "
    "a partner: look at how the merge keeps rows. Re-read 'Task 4: carried over'."
)
def one_way(last_year, this_year, day):
    both = apart(open_at(last_year, day), open_at(this_year, day))
    return both[both["only_in"] == "last year"]


@exercise.wrong(
    ASKED + "Child D of the practice tables stands in both files, with an end in one of them, and seems to be missing. "
    "Compare what is open in one with what is open in the other. Re-read 'Task 4: carried over'."
)
def anywhere_in_the_other(last_year, this_year, day):
    left = apart(open_at(last_year, day), this_year)
    right = apart(last_year, open_at(this_year, day))
    return pd.concat([left[left["only_in"] == "last year"], right[right["only_in"] == "this year"]])


@exercise.wrong(
    ASKED
    + "Child H of the practice tables, whose plan starts after the day, is in your table. First the plans open at the "
    "end of the day, in each file; then the comparison. Re-read 'Task 4: carried over'."
)
def whole_files(last_year, this_year, day):
    return apart(last_year, this_year)


@exercise.wrong(
    ASKED
    + "Child G of the practice tables, open in February by last year's file, seems to be missing: you may have looked "
    "for blank ends. Open is asked of a day. Re-read 'Task 4: carried over'."
)
def blank_ends(last_year, this_year, day):
    left, right = (file[file["CPPendDate"].isna() & (file["CPPstartDate"] <= day)] for file in (last_year, this_year))
    return apart(left, right)


@exercise.wrong(
    ASKED
    + "Your words seem to have changed places: child K of the practice tables is in this year's file and not in last "
    "year's. Re-read 'Task 4: carried over'."
)
def changed_places(last_year, this_year, day):
    both = apart(open_at(last_year, day), open_at(this_year, day))
    return both.assign(only_in=both["only_in"].map({"last year": "this year", "this year": "last year"}))


exercise.hints = (
    "Two small tables first: what is open on the day by each file, with two columns.",
    'An outer merge on both columns with indicator=True; then keep those that are not "both".',
    'by = ["LAchildID", "CPPstartDate"]',
)
exercise.after = (
    "Each row is a question for one person, and every one of them is cheaper in July than in an inspection."
)
