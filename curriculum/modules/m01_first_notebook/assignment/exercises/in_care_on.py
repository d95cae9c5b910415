"""Who was in care on a day, each child once, with the placement of that day."""

import pandas as pd

from curriculum.exercise import Exercise, days, table

CANARY = "coach-only m01-a01-in-care-on"

exercise = Exercise(
    id="m01-a01-in-care-on",
    answer="in_care_on",
    kind="function",
    points=6,
    minutes=45,
    skills=["S2", "S4", "K8"],
    inputs="ssda903.episodes",
    key=("CHILD",),
)

# E's first episode was never closed and stands below the second, M's stands above: the order of rows must not matter.
# M's later episode is the one with an end: the latest start counts, not the latest end.
# C ends and D starts on 31 March; F is on short breaks; G starts later; K's short breaks ended when K came into care;
# N leaves and P comes the day after one of the days asked about.
exercise.practice = table("""
    CHILD DECOM       DEC         LS PLACE
    E     2025-11-01  -           C2 K2
    E     2025-05-01  2026-06-01  C2 U6
    A     2024-01-10  -           C2 U4
    B     2026-02-01  -           C1 U6
    B     2025-06-01  2026-02-01  V2 U3
    C     2025-09-01  2026-03-31  V2 K2
    D     2026-03-31  -           L1 U5
    F     2025-01-01  -           V4 U6
    G     2026-05-01  -           V2 U6
    K     2025-04-04  2025-12-01  V3 R1
    K     2025-12-01  -           C2 P1
    M     2025-04-20  -           C1 U1
    M     2025-08-08  2026-05-01  C2 K3
    N     2025-12-01  2026-02-02  V2 U6
    P     2026-02-02  -           C2 U6
""")
exercise.ask_on = days("2025-09-30", "2026-02-01", "2026-03-31")


def placed(**places):
    return pd.DataFrame({"CHILD": list(places), "PLACE": list(places.values())})


exercise.answers = (  # worked out by hand
    placed(A="U4", B="U3", C="K2", E="U6", M="K3"),
    placed(A="U4", B="U6", C="K2", E="K2", K="P1", M="K3", N="U6"),
    placed(A="U4", B="U6", D="U5", E="K2", K="P1", M="K3", P="U6"),
)


@exercise.reference
def from_journeys(council, day):
    """Truth from the simulation, not from the return: spells of care covering `day`, with the day's placement."""
    spells = council.spells_of_care(short_breaks=False).covering(day)
    return spells[["child", "placement"]].rename(columns={"child": "CHILD", "placement": "PLACE"})


@exercise.right("latest start of each child, by groupby")
def by_groups(episodes, day):
    covering = open_on(episodes, day)
    return covering.loc[covering.groupby("CHILD")["DECOM"].idxmax(), ["CHILD", "PLACE"]]


@exercise.right("merge with the latest start")
def by_merge(episodes, day):
    covering = open_on(episodes, day)
    latest = covering.groupby("CHILD", as_index=False)["DECOM"].max()
    return covering.merge(latest, on=["CHILD", "DECOM"])[["CHILD", "PLACE"]]


@exercise.right("a loop and two dictionaries")
def looped(episodes, day):
    started, place = {}, {}
    for row in episodes.itertuples():
        on_the_day = day >= row.DECOM and (pd.isna(row.DEC) or day < row.DEC) and row.LS not in ["V3", "V4"]
        if on_the_day and (row.CHILD not in started or started[row.CHILD] < row.DECOM):
            started[row.CHILD], place[row.CHILD] = row.DECOM, row.PLACE
    return pd.DataFrame({"CHILD": list(place), "PLACE": list(place.values())})


ASKED = "You were asked for one row for each child in care on the day, with the placement code on that day. "


@exercise.wrong(
    ASKED + "Child E of the practice table is in your table twice on {day}: two episodes cover the day. Each child is "
    "there once, with the episode that started later. Re-read 'The rules we count by'."
)
def rows(episodes, day):
    return open_on(episodes, day)[["CHILD", "PLACE"]]


@exercise.wrong(
    ASKED + "Child A of the practice table, whose end date is blank, was left out. Comparing a blank date with a day "
    "gives False, so children still in care may be dropped. Re-read 'The rules we count by'."
)
def ended_only(episodes, day):
    covering = open_on(episodes, day)
    return latest_of_each(covering[covering["DEC"] > day])


@exercise.wrong(
    ASKED + "Child C of the practice table, whose episode ends on 31 March, is in your table on that day. The end day "
    "itself does not count. Re-read 'The rules we count by'."
)
def end_day_counted(episodes, day):
    covering = episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] < day) & ~episodes["LS"].isin(["V3", "V4"])]
    return latest_of_each(covering)


@exercise.wrong(
    ASKED + "Child F of the practice table, who is on short breaks only (V4), is in your table. Short breaks are left "
    "out. Re-read 'The rules we count by'."
)
def short_breaks_counted(episodes, day):
    return latest_of_each(episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day)])


@exercise.wrong(
    ASKED + "Child E of the practice table has the placement of the wrong episode: the last row of the file was kept, "
    "and the rows are in no order. Sort by DECOM before duplicates are dropped. Re-read 'The rules we count "
    "by'."
)
def last_in_the_file(episodes, day):
    return open_on(episodes, day).drop_duplicates("CHILD", keep="last")[["CHILD", "PLACE"]]


@exercise.wrong(
    ASKED + "Child M of the practice table has the placement of the episode that started first. drop_duplicates keeps "
    "the first row unless it is told keep=\"last\". Re-read 'The rules we count by'."
)
def earliest_kept(episodes, day):
    return open_on(episodes, day).sort_values("DECOM").drop_duplicates("CHILD")[["CHILD", "PLACE"]]


def open_on(episodes, day):
    """Episodes that cover `day`, short breaks left out; a blank DEC is still open."""
    return episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day) & ~episodes["LS"].isin(["V3", "V4"])]


def latest_of_each(covering):
    """One row a child: the episode that started last."""
    return covering.sort_values("DECOM").drop_duplicates("CHILD", keep="last")[["CHILD", "PLACE"]]


exercise.hints = (
    "Pick the rows as on Thursday. Then: which rows are still too many, and which of two do you keep?",
    'sort_values("DECOM") puts the later episode last; drop_duplicates("CHILD", keep="last") keeps it.',
    'started = episodes["DECOM"] <= day',
)
exercise.after = (
    "One row a child, whatever the order of the file. The overlap you dealt with is an error in the data: "
    "module 2 sends it back to somebody who can mend it."
)
