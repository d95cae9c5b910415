"""Figures from settings: a count a group, and a stop when the groups do not hold every row."""

import pandas as pd
import polars as pl

from curriculum.bad_input import with_cell
from curriculum.exercise import Exercise, refuses, table

exercise = Exercise(
    id="m03-l02-door-figures",
    answer="door_figures",
    kind="pipeline",
    points=4,
    minutes=12,
    skills=["S2", "S15", "S4"],
    inputs="extracts.referrals",
)

# R1 and R7 lie a day beyond March; R5's code 16 holds the 6 of the police; one group has nobody in March.
exercise.practice = table("""
    "Referral ID" "Person ID" "Referral date":text Source:text Outcome
    R1            P1          28/02/2026           6           Assessment
    R2            P1          01/03/2026           6           Assessment
    R3            P2          31/03/2026           2A          "No further action"
    R4            P3          16/03/2026           2B          Assessment
    R5            P4          12/03/2026           16          Assessment
    R6            P1          20/03/2026           6           Assessment
    R7            P5          01/04/2026           4           Assessment
""")
GROUPS = {"police": ["6"], "schools": ["2A", "2B"], "housing": ["4"], "other": ["16"]}
MARCH, FEBRUARY, APRIL = (pd.Timestamp(day) for day in ("2026-03-31", "2026-02-28", "2026-04-30"))
SHORT = {"police": ["6"], "schools": ["2A"]}
exercise.ask_on = (
    (GROUPS, MARCH),
    (GROUPS, FEBRUARY),
    ({"all": ["6", "4", "2A", "2B", "16"]}, MARCH),
    (SHORT, FEBRUARY),
    (SHORT, MARCH),
    with_cell(0, "Source", None, GROUPS, FEBRUARY),
)
exercise.answers = (
    {"police": 2, "schools": 2, "housing": 0, "other": 1},
    {"police": 1, "schools": 0, "housing": 0, "other": 0},
    {"all": 5},
    {"police": 1, "schools": 0},
    refuses(naming="Source"),
)  # worked out by hand

ALL_GROUPS = {
    "door_individual": ["1A", "1B", "1C", "1D"],
    "door_education": ["2A", "2B"],
    "door_health": ["3A", "3B", "3C", "3D", "3E", "3F"],
    "door_housing": ["4"],
    "door_council": ["5A", "5B", "5C", "5D"],
    "door_police": ["6"],
    "door_other": ["7", "8", "9", "10"],
}
NO_POLICE = {name: codes for name, codes in ALL_GROUPS.items() if name != "door_police"}
exercise.ask_council_on = lambda _: ((ALL_GROUPS, MARCH), (ALL_GROUPS, FEBRUARY), (NO_POLICE, MARCH))


@exercise.reference
def from_journeys(council, groups, as_at):
    """Referrals as they happened in the month, one by one into the group that lists their source."""
    within = pl.col("date").is_between(as_at.replace(day=1).date(), as_at.date())
    figures = dict.fromkeys(groups, 0)
    for source in council.journeys["referrals"].filter(within)["source"].cast(pl.String).to_list():
        group = next((name for name, codes in groups.items() if source in codes), None)
        if group is None:
            return refuses(naming="Source")
        figures[group] += 1
    return figures


def month_of(referrals, as_at):
    dates = pd.to_datetime(referrals["Referral date"], format="%d/%m/%Y")
    return referrals[dates.dt.to_period("M") == as_at.to_period("M")]


def counted(rows, groups):
    return {name: int(rows["Source"].isin(codes).sum()) for name, codes in groups.items()}


def stop_unless(right):
    if not right:
        raise ValueError("there is a Source in no group")


@exercise.right("the groups turned round, a group looked up for each row")
def turned_round(referrals, groups, as_at):
    group_of = {code: name for name, codes in groups.items() for code in codes}
    found = month_of(referrals, as_at)["Source"].map(group_of)
    stop_unless(found.notna().all())
    return {name: int((found == name).sum()) for name in groups}


@exercise.right("checked before counting")
def checked_first(referrals, groups, as_at):
    month = month_of(referrals, as_at)
    known = [code for codes in groups.values() for code in codes]
    stop_unless(month["Source"].isin(known).all())
    return counted(month, groups)


ASKED = "You were asked for the referrals of a month by group of sources, and to stop at a Source in no group. "


@exercise.wrong(
    ASKED + "With groups that leave out a source of the month, your function gave figures and said nothing. The total "
    "is then short, and nobody sees it. Re-read 'Settings can be short'."
)
def carries_on(referrals, groups, as_at):
    return counted(month_of(referrals, as_at), groups)


@exercise.wrong(
    ASKED + "Your figures for {as_at} are those of the whole extract. The rows of the month come first. Re-read 'The "
    "month in one place'."
)
def every_month(referrals, groups, as_at):
    stop_unless(sum(counted(referrals, groups).values()) == len(referrals))
    return counted(referrals, groups)


@exercise.wrong(
    ASKED + "Groups in which a month had no referrals are missing from your dictionary. Nought is a figure too, and "
    "the template has a cell for it. Re-read 'Your turn: figures from settings'."
)
def without_noughts(referrals, groups, as_at):
    month = month_of(referrals, as_at)
    stop_unless(sum(counted(month, groups).values()) == len(month))
    return {name: number for name, number in counted(month, groups).items() if number}


@exercise.wrong(
    ASKED + "Child P1 of the practice table was referred twice in March and stands in your police figure once. Asked "
    "were referrals, not children. Re-read 'Your turn: figures from settings'."
)
def children(referrals, groups, as_at):
    month = month_of(referrals, as_at)
    stop_unless(sum(counted(month, groups).values()) == len(month))
    return counted(month.drop_duplicates("Person ID"), groups)


@exercise.wrong(
    ASKED + "Your function stopped because some Source of the extract is in no group, though none of the month's was. "
    "Only the rows of the month have to fit. Re-read 'Your turn: figures from settings'."
)
def whole_extract_checked(referrals, groups, as_at):
    stop_unless(sum(counted(referrals, groups).values()) == len(referrals))
    return counted(month_of(referrals, as_at), groups)


exercise.hints = (
    "The rows of the month first; then a loop over the groups; then a look at the total.",
    '`month["Source"].isin(codes).sum()` counts one group; `sum(figures.values())` adds all of them up.',
    'month = rows_of_month(referrals, "Referral date", as_at)',
)
exercise.after = (
    "The check costs one line and never sleeps. The day a new code comes you hear of it from your own function, and "
    "not from Shabnam."
)
