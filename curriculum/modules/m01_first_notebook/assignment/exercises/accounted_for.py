"""Every child of the return accounted for: counted, left out for a reason, nobody in silence."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import episodes_in

CANARY = "coach-only m01-a01-accounted-for"

exercise = Exercise(
    id="m01-a01-accounted-for",
    answer="accounted_for",
    kind="function",
    points=4,
    minutes=40,
    skills=["S2", "S4", "K3"],
    inputs="ssda903.episodes",
    key=("reason",),
    tolerance=0,
)

# F and S are on short breaks; K was, before coming into care; N was, in the summer; M's short breaks were never closed
# and M is in care; E's first episode was never closed; C ends and D starts on 31 March;
# T leaves and U comes the day after one of the days asked about.
exercise.practice = table("""
    CHILD DECOM       DEC         LS
    E     2025-11-01  -           C2
    E     2025-05-01  2026-06-01  C2
    A     2024-01-10  -           C2
    B     2026-02-01  -           C1
    B     2025-06-01  2026-02-01  V2
    C     2025-09-01  2026-03-31  V2
    D     2026-03-31  -           L1
    F     2025-01-01  -           V4
    F     2025-06-06  -           V4
    G     2026-05-01  -           V2
    K     2025-04-04  2025-12-01  V3
    K     2025-12-01  -           C2
    M     2025-04-20  -           V4
    M     2025-08-08  -           C2
    N     2025-05-05  2025-08-08  V3
    S     2026-02-02  2026-03-31  V3
    T     2025-06-06  2025-10-01  C2
    U     2025-10-01  -           V2
""")
exercise.ask_on = days("2025-09-30", "2026-02-28", "2026-03-31")


def account(counted, short_breaks, not_on_the_day):
    reasons = ["counted", "short breaks", "not on the day"]
    return pd.DataFrame({"reason": reasons, "children": [counted, short_breaks, not_on_the_day]})


# By hand: ABCEMT, FK, DGNSU; then ABCEKMU, FS, DGNT; at the year-end ABDEKMU, F, CGNST.
exercise.answers = (account(6, 2, 5), account(7, 2, 4), account(7, 1, 5))
SHORT = ["V3", "V4"]


@exercise.reference
def from_journeys(council, day):
    "Truth from the simulation: spells with and without short breaks covering the day; the rest of the year's"
    "children."
    counted = set(council.spells_of_care(short_breaks=False).covering(day)["child"])
    covered = set(council.spells_of_care(short_breaks=True).covering(day)["child"])
    everybody = set(episodes_in(council)["child"])
    return account(len(counted), len(covered - counted), len(everybody - covered - counted))


@exercise.right("sets of ids")
def with_sets(episodes, day):
    covering = rows_over(episodes, day)
    counted = set(covering[~covering["LS"].isin(SHORT)]["CHILD"])
    breaks = set(covering["CHILD"]) - counted
    rest = set(episodes["CHILD"]) - counted - breaks
    return three_rows(len(counted), len(breaks), len(rest))


@exercise.right("a reason for each child, then a count")
def reason_by_child(episodes, day):
    reasons = {}
    for row in episodes.itertuples():
        on_the_day = day >= row.DECOM and not day >= row.DEC
        own = "counted" if on_the_day and row.LS not in SHORT else "short breaks" if on_the_day else "not on the day"
        if reasons.get(row.CHILD) != "counted" and (own != "not on the day" or row.CHILD not in reasons):
            reasons[row.CHILD] = own
    listed = list(reasons.values())
    return three_rows(listed.count("counted"), listed.count("short breaks"), listed.count("not on the day"))


@exercise.right("a dictionary instead of a table")
def as_a_dictionary(episodes, day):
    covering = rows_over(episodes, day)
    counted = covering[~covering["LS"].isin(SHORT)]["CHILD"].nunique()
    covered = covering["CHILD"].nunique()
    others = episodes["CHILD"].nunique() - covered
    return {"counted": counted, "short breaks": covered - counted, "not on the day": others}


ASKED = (
    "You were asked to put every different child of the table in exactly one of three rows: counted, short "
    "breaks, not on the day. "
)


@exercise.wrong(
    ASKED + "Your rows hold episodes: child E of the practice table, who has two, is there twice. Count different "
    "children. Re-read 'Task 5: what was left out'."
)
def episodes_instead(episodes, day):
    covering = rows_over(episodes, day)
    breaks = covering["LS"].isin(SHORT)
    return three_rows(int((~breaks).sum()), int(breaks.sum()), len(episodes) - len(covering))


@exercise.wrong(
    ASKED + "Child M of the practice table is in two of your rows: an old series of short breaks was never closed, and "
    "M is in care. Who is counted belongs nowhere else. Re-read 'Task 5: what was left out'."
)
def in_two_rows(episodes, day):
    covering = rows_over(episodes, day)
    breaks = covering["LS"].isin(SHORT)
    others = episodes["CHILD"].nunique() - covering["CHILD"].nunique()
    return three_rows(covering[~breaks]["CHILD"].nunique(), covering[breaks]["CHILD"].nunique(), others)


@exercise.wrong(
    ASKED + "Child N of the practice table, whose short breaks were over by August, is in the row of short breaks. "
    "That row is for a short break that covers the day. Re-read 'Task 5: what was left out'."
)
def ever_on_breaks(episodes, day):
    covering = rows_over(episodes, day)
    counted = set(covering[~covering["LS"].isin(SHORT)]["CHILD"])
    breaks = set(episodes[episodes["LS"].isin(SHORT)]["CHILD"]) - counted
    return three_rows(len(counted), len(breaks), len(set(episodes["CHILD"]) - counted - breaks))


@exercise.wrong(
    ASKED + "Child C of the practice table, whose episode ends on 31 March, is counted on that day. The end day itself "
    "does not count. Re-read 'The rules we count by'."
)
def end_day_in(episodes, day):
    covering = episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] < day)]
    counted = covering[~covering["LS"].isin(SHORT)]["CHILD"].nunique()
    covered = covering["CHILD"].nunique()
    return three_rows(counted, covered - counted, episodes["CHILD"].nunique() - covered)


@exercise.wrong(
    ASKED + "Children with a blank end stand in the row for those who are not there on the day, such as child A of the "
    "practice table. A blank end means that it has not ended. Re-read 'The rules we count by'."
)
def blank_ends_lost(episodes, day):
    covering = rows_over(episodes, day)
    covering = covering[covering["DEC"].notna()]
    counted = covering[~covering["LS"].isin(SHORT)]["CHILD"].nunique()
    covered = covering["CHILD"].nunique()
    return three_rows(counted, covered - counted, episodes["CHILD"].nunique() - covered)


def rows_over(episodes, day):
    """Episodes covering `day`, short breaks among them; a blank DEC is still open."""
    return episodes[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day)]


def three_rows(counted, breaks, others):
    """The table of the prompt."""
    return pd.DataFrame(
        {"reason": ["counted", "short breaks", "not on the day"], "children": [counted, breaks, others]}
    )


exercise.hints = (
    "Count who is in care on the day, then everybody with any episode on the day. What is the difference?",
    "Subtract: covered less counted is short breaks; all children less covered is the rest.",
    'covering = episodes[(episodes["DECOM"] <= day) & (episodes["DEC"].isna() | (episodes["DEC"] > day))]',
)
exercise.after = (
    "Three numbers that add up to everybody. Put them under every table you send: it is the shortest honest "
    "footnote there is."
)
