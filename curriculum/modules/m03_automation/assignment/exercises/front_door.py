"""The month at the front door: ten figures that hold all referrals, or a refusal that names the column."""

import pandas as pd
import polars as pl

from curriculum.bad_input import with_a_row_twice, with_cell, without_column, without_rows
from curriculum.exercise import Exercise, Given, refuses, table

CANARY = "coach-only m03-a01-front-door"

exercise = Exercise(
    id="m03-a01-front-door",
    answer="front_door",
    kind="pipeline",
    points=6,
    minutes=70,
    skills=["S2", "S15", "S6", "K11"],
    inputs="extracts.referrals",
)

GROUPS = {
    "door_individual": ["1A", "1B", "1C", "1D"],
    "door_education": ["2A", "2B"],
    "door_health": ["3A", "3B", "3C", "3D", "3E", "3F"],
    "door_housing": ["4"],
    "door_council": ["5A", "5B", "5C", "5D"],
    "door_police": ["6"],
    "door_other": ["7", "8", "9", "10"],
}
NEEDED = ["Referral ID", "Person ID", "Referral date", "Source", "Outcome"]

# R1 and R9 lie a day outside March, R2 and R8 on its ends, R10 in March of the year before. P1 has three referrals in
# March, one of them NFA. R11 (February) is of a source that is in no group, which is no matter for March.
exercise.practice = table("""
    "Referral ID" "Person ID" "Referral date":text Source:text Outcome             "Closed date":text
    R1            P1          28/02/2026           6           Assessment          -
    R2            P1          01/03/2026           6           Assessment          05/03/2026
    R3            P1          10/03/2026           2B          "No further action" 10/03/2026
    R4            P2          11/03/2026           1D          Assessment          -
    R5            P3          12/03/2026           3F          "No further action" 12/03/2026
    R6            P4          12/03/2026           10          Assessment          -
    R7            P5          20/03/2026           5C          -                   -
    R8            P1          31/03/2026           6           Assessment          -
    R9            P6          01/04/2026           4           Assessment          -
    R10           P7          15/03/2025           6           Assessment          -
    R11           P8          02/02/2026           99          Assessment          -
    R12           P9          03/01/2026           4           "No further action" -
    R13           P9          31/01/2026           2A          Assessment          -
""")
MARCH, FEBRUARY, JANUARY, MAY = (pd.Timestamp(day) for day in ("2026-03-31", "2026-02-28", "2026-01-31", "2026-05-31"))


def as_known(day):
    """The extract as it stood at the end of a day: later referrals not there, later closures not known."""

    def cut(referrals):
        began, over = (
            pd.to_datetime(referrals[name], format="%d/%m/%Y") <= day for name in ("Referral date", "Closed date")
        )
        return [referrals[began].assign(**{"Closed date": referrals["Closed date"].where(over)})]

    return Given(f"as it stood on {day.day} {day:%B %Y}", cut, (day,))


BAD = (
    without_column(0, "Outcome", MARCH),
    with_a_row_twice(0, "Referral ID", MARCH),
    with_cell(0, "Referral date", "2026-03-02", MARCH),
)
MORE = (
    *(without_column(0, name, MARCH) for name in NEEDED if name != "Outcome"),
    without_rows(0, MARCH),
    with_cell(0, "Referral date", "31/02/2026", MARCH),
    with_cell(0, "Referral date", None, MARCH),
)
exercise.ask_on = ((MARCH,), as_known(MARCH), as_known(JANUARY), (FEBRUARY,), (MAY,), *BAD, *MORE)
EVERY = dict.fromkeys([*GROUPS, "door_nfa"], 0)
IN_MARCH = EVERY | {
    "door_individual": 1, "door_education": 1, "door_health": 1, "door_council": 1, "door_police": 2, "door_other": 1,
    "door_nfa": 2, "door_children": 5, "board_referrals": 7,
}  # fmt: skip
IN_JANUARY = EVERY | {"door_education": 1, "door_housing": 1, "door_nfa": 1, "door_children": 1, "board_referrals": 2}
exercise.answers = (IN_MARCH, IN_MARCH, IN_JANUARY, refuses(naming="Source"), refuses(naming="Referral date"))
exercise.ask_council_on = lambda _: (as_known(JANUARY), as_known(FEBRUARY), (MARCH,), (MAY,), *BAD)


@exercise.reference
def from_journeys(council, as_at):
    """Referrals as they happened, one by one."""
    within = pl.col("date").is_between(as_at.replace(day=1).date(), as_at.date())
    happened = council.journeys["referrals"].filter(within)
    if not happened.height:
        return refuses(naming="Referral date")
    figures = dict(EVERY)
    group_of = {code: name for name, codes in GROUPS.items() for code in codes}
    for source, nfa in happened.select(pl.col("source").cast(pl.String), "nfa").iter_rows():
        figures[group_of[source]] += 1
        figures["door_nfa"] += nfa
    return figures | {"door_children": happened["person"].n_unique(), "board_referrals": happened.height}


def stop_if(bad, words):
    if bad:
        raise ValueError(words)


def gate(referrals, dates=True, twice=True):
    """The dates of an extract in order, or a refusal; the switches leave out one check each."""
    for name in NEEDED:
        stop_if(name not in referrals, name)
    days = pd.to_datetime(referrals["Referral date"], format="%d/%m/%Y", errors="coerce")
    stop_if(dates and days.isna().any(), "Referral date")
    stop_if(twice and referrals["Referral ID"].duplicated().any(), "Referral ID")
    return days


def counted(month):
    """The figures of a month's rows, or a refusal."""
    stop_if(month.empty, "Referral date")
    figures = {name: int(month["Source"].isin(codes).sum()) for name, codes in GROUPS.items()}
    stop_if(sum(figures.values()) < len(month), "Source")
    nfa = int((month["Outcome"] == "No further action").sum())
    return figures | {"door_nfa": nfa, "door_children": month["Person ID"].nunique(), "board_referrals": len(month)}


def of_month(referrals, days, as_at):
    return referrals[days.between(as_at.replace(day=1), as_at)]


@exercise.right("a gate, the rows, the figures")
def in_three_steps(referrals, as_at):
    return counted(of_month(referrals, gate(referrals), as_at))


@exercise.right("a copy with columns of its own")
def on_a_copy(referrals, as_at):
    gate(referrals)
    own = referrals.copy()
    own["day"] = pd.to_datetime(own["Referral date"], format="%d/%m/%Y")
    own["group"] = own["Source"].map({code: name for name, codes in GROUPS.items() for code in codes})
    own = own[own["day"].dt.to_period("M") == as_at.to_period("M")]
    stop_if(not len(own), "no Referral date in the month")
    stop_if(own["group"].isna().any(), "Source without a group")
    figures = dict(EVERY) | own["group"].value_counts().to_dict()
    figures["door_nfa"] = (own["Outcome"] == "No further action").sum()
    figures["door_children"], figures["board_referrals"] = len(own["Person ID"].unique()), own.shape[0]
    return figures


ASKED = "You were asked for ten figures of a month's referrals, and to refuse an extract that cannot be counted. "


@exercise.wrong(
    ASKED + "Given a Referral date that is blank or cannot be read, your function counted the rest and said nothing. "
    "After coerce such a row lies in no month. Re-read 'Task 1: the front door'."
)
def misfits_lost(referrals, as_at):
    return counted(of_month(referrals, gate(referrals, dates=False), as_at))


@exercise.wrong(
    ASKED
    + "Given a Referral ID twice, your function took one of the rows out and went on. Why there are two, somebody "
    "has to find out; here it must stop. Re-read 'Task 1: the front door'."
)
def mended(referrals, as_at):
    days = gate(referrals, twice=False)
    return counted(of_month(referrals, days, as_at).drop_duplicates("Referral ID"))


@exercise.wrong(
    ASKED + "Person P1 of the practice table has three referrals in March and is counted three times under "
    "door_children. Children are different Person IDs. Re-read 'Task 1: the front door'."
)
def rows_for_children(referrals, as_at):
    found = in_three_steps(referrals, as_at)
    return found | {"door_children": found["board_referrals"]}


@exercise.wrong(
    ASKED + "Row R3 of the practice table, a school's referral without further action, is in none of your groups. NFA "
    "referrals count everywhere. Re-read 'Task 1: the front door'."
)
def nfa_left_out(referrals, as_at):
    month = of_month(referrals, gate(referrals), as_at)
    found = counted(month)
    rest = counted(month[month["Outcome"] != "No further action"])
    return rest | {"door_nfa": found["door_nfa"]}


@exercise.wrong(
    ASKED + "Asked about {as_at}, your function answered for March. A month may be typed in its body, where the day it "
    "is given belongs. Re-read 'Your files and helpers'."
)
def march_typed_in(referrals, as_at):
    return counted(of_month(referrals, gate(referrals), pd.Timestamp("2026-03-31")))


@exercise.wrong(
    ASKED + "Your figures may be right, but your function writes into the table it is given: the next function that "
    "uses it finds other values than are in the file. Work on a copy. Re-read 'How this works'."
)
def in_place(referrals, as_at):
    days = gate(referrals)
    referrals["Referral date"] = days
    return counted(of_month(referrals, days, as_at))


exercise.hints = (
    "First everything that can be wrong with the whole extract, then the rows of the month, then what can be wrong "
    "with them.",
    "A loop over the needed columns; coerce and isna for dates; duplicated for ids; a sum of the groups.",
    'for name in ["Referral ID", "Person ID", "Referral date", "Source", "Outcome"]:',
)
exercise.after = "The figures are the smaller part of it. What Shabnam buys is the five ways in which it says no."
