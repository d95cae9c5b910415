"""Children in care by age and children with a plan, on a day, or a refusal that names what cannot be relied on."""

import pandas as pd
import polars as pl

from curriculum.bad_input import with_a_row_twice, with_cell
from curriculum.case import Given, refuses
from curriculum.exercise import Exercise, table

CANARY = "coach-only m03-a01-children-now"

exercise = Exercise(
    id="m03-a01-children-now",
    answer="children_now",
    kind="pipeline",
    points=6,
    minutes=80,
    skills=["S2", "S15", "S6"],
    inputs=("extracts.care_episodes", "extracts.people", "extracts.plans"),
)

SHORT = ["Short-break series, individual episodes", "Short-break series, whole agreement recorded"]
# On 31 March P1 moved that day (one row ends, one begins) and turns 1; P2 leaves that day; P3 comes that day; P4 turns
# 16 the day after; P5 has two open rows; P6 and P7 are on short breaks; P8 turns 5, P9 10, and P15 and P16 do so a day
# later; P10 came in April; P11 is 17. P12, in care on 28 February, is in no list of people;
# P17 is in care, and an old series of short breaks was never closed.
exercise.practice = (
    table("""
        "Episode ID":text "Person ID" "Start date":text "End date":text "Legal status"
        1                 P1          01/02/2026        31/03/2026      "Full care order"
        2                 P1          31/03/2026        -               "Full care order"
        3                 P2          01/03/2026        31/03/2026      "Interim care order"
        4                 P3          31/03/2026        -               "Interim care order"
        5                 P4          05/05/2024        -               "Full care order"
        6                 P5          05/05/2025        -               "Interim care order"
        7                 P5          06/06/2025        -               "Full care order"
        8                 P6          01/04/2025        -               "Short-break series, individual episodes"
        9                 P7          01/04/2025        -               "Short-break series, whole agreement recorded"
        10                P8          01/03/2026        01/04/2026      "Full care order"
        11                P9          28/02/2026        -               "Full care order"
        12                P10         01/04/2026        -               "Interim care order"
        13                P11         01/01/2020        -               "Full care order"
        14                P12         02/02/2026        30/03/2026      "Full care order"
        15                P15         01/03/2026        -               "Interim care order"
        16                P16         01/03/2026        -               "Interim care order"
        17                P17         01/04/2025        -               "Short-break series, individual episodes"
        18                P17         05/01/2026        -               "Full care order"
    """),
    table("""
        "Person ID" "Date of birth":text
        P11         01/01/2009
        P10         02/02/2020
        P9          31/03/2016
        P8          31/03/2021
        P7          03/03/2015
        P6          03/03/2015
        P5          30/09/2025
        P4          01/04/2010
        P3          30/03/2026
        P2          07/07/2018
        P1          31/03/2025
        P13         -
        P14         15/06/2017
        P15         01/04/2021
        P16         01/04/2016
        P17         02/02/2013
    """),
    table("""
        "Plan ID" "Person ID" "Plan type"        "Start date":text "End date":text
        CP1       P2          "Child protection" 31/03/2026        -
        CP2       P3          "Child protection" 01/02/2025        31/03/2026
        CP3       P14         "Child protection" 01/01/2026        -
        CP4       P14         "Child protection" 02/02/2026        -
        CP5       P8          "Child protection" 31/12/2025        01/04/2026
        CP6       P9          "Child protection" 01/04/2026        -
        CN7       P4          "Child in need"    05/02/2026        -
        CP8       P5          "Child protection" 10/01/2026        01/03/2026
        CP9       P6          "Child protection" 01/12/2025        05/12/2025
        CP10      P1          "Child protection" 31/03/2026        -
        CP11      P11         "Child protection" 15/12/2025        01/04/2026
        CP12      P11         "Child protection" 31/08/2025        10/09/2025
    """),
)
MARCH, FEBRUARY, JANUARY, NOVEMBER = (
    pd.Timestamp(day) for day in ("2026-03-31", "2026-02-28", "2026-01-31", "2025-11-30")
)
NAMES = ["care_under_1", "care_1_to_4", "care_5_to_9", "care_10_to_15", "care_16_and_over"]


def figures(ages, plans, begun):
    """The ten figures from five counts by age, children with a plan, and plans begun."""
    care = dict(zip(NAMES, ages, strict=True))
    care |= dict.fromkeys(["board_in_care", "scrutiny_in_care"], sum(ages))
    return care | {"board_plans": plans, "scrutiny_plans": plans, "region_plans": begun}


def as_known(day):
    """The extracts as they stood at the end of a day: later starts not there, later ends not known."""

    def cut(table):
        began, over = (pd.to_datetime(table[name], format="%d/%m/%Y") <= day for name in ("Start date", "End date"))
        return table[began].assign(**{"End date": table["End date"].where(over)})

    return Given(
        f"as they stood on {day.day} {day:%B %Y}", lambda care, people, plans: (cut(care), people, cut(plans)), (day,)
    )


def without_a_child(care, people, plans):
    """The people report has lost the last child who came into care and is there."""
    open_rows = care[care["End date"].isna() & ~care["Legal status"].isin(SHORT)]
    known = open_rows[pd.to_datetime(open_rows["Start date"], format="%d/%m/%Y") <= MARCH]
    return care, people[people["Person ID"] != known["Person ID"].iloc[-1]], plans


def without_a_birth(care, people, plans):
    """The same child is there, and the date of birth is blank."""
    _, lost, _ = without_a_child(care, people, plans)
    return care, people.assign(**{"Date of birth": people["Date of birth"].where(people.index.isin(lost.index))}), plans


LOST = refuses(naming="people")
BAD = (
    with_cell(2, "Start date", "not known", MARCH),
    with_a_row_twice(1, "Person ID", MARCH),
    Given("with a child in care who is not among the people", without_a_child, (MARCH,), LOST),
)
MORE = (
    with_cell(0, "Start date", "2026-02-01", MARCH),
    with_cell(0, "End date", "31/03/26", MARCH),
    with_cell(1, "Date of birth", "31/02/2015", MARCH),
    with_cell(2, "End date", "2026-03-01", MARCH),
    Given("with a child in care whose birth is blank", without_a_birth, (MARCH,), LOST),
)
exercise.ask_on = ((MARCH,), as_known(MARCH), as_known(JANUARY), as_known(NOVEMBER), (FEBRUARY,), *BAD, *MORE)
# On 31 March: P3 and P5 under 1; P1 is 1, P15 4; P8 is 5, P16 9; P9 is 10, P17 13, P4 15; P11 is 17. With a plan: P1,
# P2, P8, P11, P14. Begun since 1 January: CP1, CP3, CP4, CP8, CP10. On 31 January: P5 under 1, P17 12, P4 15, P11 17.
# With a plan: P3, P5, P8, P11, P14. Begun since 1 November: CP3, CP5, CP8, CP9, CP11.
# On 30 November: P5 under 1, P4 15, P11 16. With a plan: P3. Begun since 1 September: none, CP12 a day before.
IN_MARCH, IN_JANUARY = figures([2, 2, 2, 3, 1], 5, 5), figures([1, 0, 0, 2, 1], 5, 5)
IN_NOVEMBER = figures([1, 0, 0, 1, 1], 1, 0)
exercise.answers = (IN_MARCH, IN_MARCH, IN_JANUARY, IN_NOVEMBER, LOST)  # worked out by hand
exercise.ask_council_on = lambda _: (as_known(JANUARY), as_known(FEBRUARY), (MARCH,), *BAD)


@exercise.reference
def from_journeys(council, as_at):
    """Spells of care that cover the day, and protection plans as they ran."""
    day, opens = as_at.date(), (as_at.replace(day=1) - pd.DateOffset(months=2)).date()
    born = council.spells_of_care(short_breaks=False).covering(day).drop_duplicates("child")["dob"]
    ages = [as_at.year - one.year - ((as_at.month, as_at.day) < (one.month, one.day)) for one in born]
    groups = ((0, 0), (1, 4), (5, 9), (10, 15), (16, 99))
    plans = council.journeys["protection_plans"].filter(pl.col("start") <= day)
    running = plans.filter(pl.col("end").is_null() | (pl.col("end") > day))
    begun = plans.filter(pl.col("start") >= opens).height
    by_age = [sum(low <= age <= high for age in ages) for low, high in groups]
    return figures(by_age, running["person"].n_unique(), begun)


def read(table, column):
    days = pd.to_datetime(table[column], format="%d/%m/%Y", errors="coerce")
    if (days.isna() & table[column].notna()).any():
        raise ValueError(column)
    return days


def covering(table, day, last_day=False, only_open=False):
    """Rows that cover the day; the switches make one mistake each."""
    start, end = read(table, "Start date"), read(table, "End date")
    over = end < day if last_day else end <= day
    return table[end.isna() if only_open else (start <= day) & ~over]


def answer(care_episodes, people, plans, as_at, **slips):
    """The ten figures; the slips are `short`, `each_row`, `every_plan`, `lost` and those of `covering`."""
    short, each_row, every_plan, lost = (slips.pop(name, False) for name in ("short", "each_row", "every_plan", "lost"))
    born = people.assign(born=read(people, "Date of birth"))[["Person ID", "born"]]
    if people["Person ID"].duplicated().any():
        raise ValueError("Person ID twice in people")
    care = covering(care_episodes, as_at, **slips)
    care = care if short else care[~care["Legal status"].isin(SHORT)]
    care = (care if each_row else care.drop_duplicates("Person ID")).merge(born, on="Person ID", how="left")
    if care["born"].isna().any() and not lost:
        raise ValueError("not in people")
    ages = [as_at.year - one.year - ((as_at.month, as_at.day) < (one.month, one.day)) for one in care["born"].dropna()]
    groups = ((0, 0), (1, 4), (5, 9), (10, 15), (16, 99))
    kept = plans if every_plan else plans[plans["Plan type"] == "Child protection"]
    begun = read(plans, "Start date").loc[kept.index].between((as_at - pd.DateOffset(months=2)).replace(day=1), as_at)
    covers = covering(plans, as_at, **slips)
    on_plans = covers.loc[covers.index.isin(kept.index), "Person ID"].nunique()
    return figures([sum(low <= age <= high for age in ages) for low, high in groups], on_plans, int(begun.sum()))


@exercise.right("a left join, and a look at who found nobody")
def left_joined(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at)


@exercise.right("ages cut into bands, births looked up")
def banded(care_episodes, people, plans, as_at):
    births = read(people, "Date of birth")
    if not people["Person ID"].is_unique:
        raise ValueError("a Person ID stands twice")
    born = pd.Series(births.to_numpy(), index=people["Person ID"])
    care = covering(care_episodes, as_at).loc[lambda rows: ~rows["Legal status"].isin(SHORT), "Person ID"].unique()
    days = born.reindex(care)
    if days.isna().any():
        raise ValueError("no date of birth in people")
    ages = as_at.year - days.dt.year - (days.dt.strftime("%m%d") > as_at.strftime("%m%d"))
    bands = pd.cut(ages, [-1, 0, 4, 9, 15, 200], labels=NAMES).value_counts()
    running = covering(plans, as_at).loc[lambda rows: rows["Plan type"].eq("Child protection"), "Person ID"]
    months = as_at.to_period("M") - read(plans, "Start date").dt.to_period("M")
    recent = months.map(lambda apart: apart.n in (0, 1, 2)) & plans["Plan type"].eq("Child protection")
    return figures([int(bands[name]) for name in NAMES], running.nunique(), int(recent.sum()))


ASKED = "You were asked for ten figures about children on a day, and to refuse what cannot be relied on. "


@exercise.wrong(
    ASKED + "A child in care of the practice tables who is not in people, or has no birth there, left your figures in "
    "silence: an ordinary join drops who finds nobody. Re-read 'Task 2: children now'."
)
def lost_in_the_join(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, lost=True)


@exercise.wrong(
    ASKED + "Person P5 of the practice tables, with two open rows, is counted twice in care. Each child counts once. "
    "Re-read 'Task 2: children now'."
)
def every_row(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, each_row=True)


@exercise.wrong(
    ASKED + "Person P2 of the practice tables, who left on 31 March, is in care that day by your figures. The day of "
    "the end is not covered. Re-read 'Task 2: children now'."
)
def end_day_counted(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, last_day=True)


@exercise.wrong(
    ASKED + "Persons P6 and P7 of the practice tables, on short breaks, are in care by your figures. Leave out both "
    "kinds of series. Re-read 'Task 2: children now'."
)
def short_breaks_counted(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, short=True)


@exercise.wrong(
    ASKED + "Person P4 of the practice tables has a child in need plan, and is among your plans. Only the Plan type "
    "Child protection counts. Re-read 'Task 2: children now'."
)
def every_plan(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, every_plan=True)


@exercise.wrong(
    ASKED + "Your function takes every row with a blank End date, whatever the day. Person P10 of the practice tables "
    "comes in April, and P8 leaves then. Re-read 'Task 2: children now'."
)
def open_rows_only(care_episodes, people, plans, as_at):
    return answer(care_episodes, people, plans, as_at, only_open=True)


exercise.hints = (
    "Read all the dates first: what cannot be read stops everything. Then who is there on the day, then their ages.",
    'One function for "on the day" does for episodes and for plans. Before a join, ask if everybody will find '
    "somebody.",
    'births = people.assign(BORN=pd.to_datetime(people["Date of birth"], format="%d/%m/%Y", errors="coerce"))',
)
exercise.after = "The figure that two templates share is worked out once. That is why it can't differ."
