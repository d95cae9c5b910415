"""Children in care on a day: count children, keep open episodes, read the end date exclusively."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.query import run_query

exercise = Exercise(
    id="m01-l03-children-in-care",
    answer="children_in_care",
    kind="function",
    points=3,
    minutes=10,
    skills=["S2", "S4", "K8"],
    inputs="ssda903.episodes",
    reread="Who was in care on the day?",
)

# Two rows for E overlap (a planted fault); C ends and D starts on 31 March; F and L are on short breaks; G and H start
# later; K leaves and M comes the day after one of the days asked about; N had short breaks before coming into care.
exercise.practice = table("""
    CHILD DECOM       DEC         LS
    A     2024-01-10  -           C2
    B     2025-06-01  2026-02-01  V2
    B     2026-02-01  -           C1
    C     2025-09-01  2026-03-31  V2
    D     2026-03-31  -           L1
    E     2025-05-01  2026-06-01  C2
    E     2025-11-01  -           C2
    F     2025-01-01  -           V4
    G     2026-05-01  -           V2
    H     2026-06-01  -           V2
    J     2026-01-05  -           V2
    K     2025-12-01  2026-02-02  V2
    L     2025-07-01  -           V3
    M     2026-02-02  -           C2
    N     2025-04-04  2025-12-01  V3
    N     2025-12-01  -           C2
""")
exercise.ask_on = days("2025-09-30", "2026-02-01", "2026-03-31")
exercise.answers = (4, 7, 7)  # worked out by hand: ABCE, ABCEJKN, ABDEJMN
SHORT_BREAKS = ["V3", "V4"]
FAR_AWAY = pd.Timestamp("2100-01-01")


@exercise.reference
def from_journeys(council, day):
    """Truth from the simulation, not from the return: spells of care covering `day`."""
    return council.spells_of_care(short_breaks=False).covering(day)["child"].nunique()


@exercise.right("distinct rows after filling the blank ends")
def filled(episodes, day):
    ends = episodes["DEC"].fillna(FAR_AWAY)
    keep = (episodes["DECOM"] <= day) & (ends > day) & ~episodes["LS"].isin(SHORT_BREAKS)
    return len(episodes[keep].drop_duplicates("CHILD"))


@exercise.right("any episode, child by child")
def any_episode(episodes, day):
    care = episodes[~episodes["LS"].isin(SHORT_BREAKS)]
    covers = (care["DECOM"] <= day) & ~(care["DEC"] <= day)
    return int(covers.groupby(care["CHILD"]).any().sum())


@exercise.right("a loop and a set")
def looped(episodes, day):
    children = set()
    for _, row in episodes.iterrows():
        if row["LS"] not in SHORT_BREAKS and row["DECOM"] <= day and (pd.isna(row["DEC"]) or row["DEC"] > day):
            children.add(row["CHILD"])
    return len(children)


@exercise.right("a query of a database")
def queried(episodes, day):
    covering = "DECOM <= :day AND (DEC IS NULL OR DEC > :day) AND LS NOT IN ('V3', 'V4')"
    query = f"SELECT count(DISTINCT CHILD) FROM episodes WHERE {covering}"
    return run_query(query, {"episodes": episodes}, {"day": day}).iloc[0, 0]


ASKED = "You were asked for the number of different children in care on a day, short breaks left out. "


@exercise.wrong(
    ASKED + "On {day} your function counted child E of the practice table twice. It may be counting rows: one child "
    "can have several episodes. Re-read 'Count children, not rows'."
)
def rows(episodes, day):
    return len(in_care(episodes, day))


@exercise.wrong(
    ASKED + "Child A of the practice table, whose end date is blank, was left out. Comparing a blank date with a day "
    "gives False, so children still in care may be dropped. Re-read 'A blank end date'."
)
def ended_only(episodes, day):
    care = episodes[~episodes["LS"].isin(SHORT_BREAKS)]
    return care[(care["DECOM"] <= day) & (care["DEC"] > day)]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your function gave the same result for every day and counted child G, who starts in May. It may be "
    "looking only for blank end dates, and not at day. Re-read 'Who was in care on the day?'."
)
def open_today(episodes, day):
    return episodes[episodes["DEC"].isna() & ~episodes["LS"].isin(SHORT_BREAKS)]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Child C of the practice table, whose episode ends on 31 March, was counted on that day. The end day "
    "itself is not a day in care: look at >= and >. Re-read 'Who was in care on the day?'."
)
def end_day_counted(episodes, day):
    return in_care(episodes, day, last_day=True)["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Child F of the practice table, whose legal status is V4, was counted. Series of short breaks are not part "
    "of this figure. Re-read 'Short breaks'."
)
def short_breaks_counted(episodes, day):
    return in_care(episodes, day, short_breaks=True)["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your function gave the same result for each of three days. It may be using a day written into it, such as "
    "31 March, and not the day it is given. Re-read 'Who was in care on the day?'."
)
def always_the_year_end(episodes, day):
    return in_care(episodes, pd.Timestamp("2026-03-31"))["CHILD"].nunique()


@exercise.wrong(
    ASKED + "On {day} a child whose episode starts on that very day seems to be left out. The start day is a day in "
    "care, the end day is not: look at < and <=. Re-read 'Who was in care on the day?'."
)
def start_day_left_out(episodes, day):
    care = in_care(episodes, day)
    return care[care["DECOM"] < day]["CHILD"].nunique()


def in_care(episodes, day, last_day=False, short_breaks=False):
    """Episodes covering `day`; the switches reproduce one mistake each. A blank DEC is still open."""
    ends_after = episodes["DEC"] >= day if last_day else episodes["DEC"] > day
    keep = (episodes["DECOM"] <= day) & (episodes["DEC"].isna() | ends_after)
    return episodes[keep if short_breaks else keep & ~episodes["LS"].isin(SHORT_BREAKS)]


exercise.hints = (
    "Put the lines of 'Your turn: order the lines' inside the function. Which of them is no longer needed?",
    "The day is handed in, so leave out the line that sets it. The last line needs return in front.",
    'started = episodes["DECOM"] <= day',
)
exercise.after = (
    "This is the year-end figure on 31 March. A year's return answers only for days inside its own year; for "
    "other days use a live extract."
)
