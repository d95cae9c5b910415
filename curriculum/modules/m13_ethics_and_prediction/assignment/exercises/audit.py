"""The audit of a model: counts and four shares by group and for all."""

import pandas as pd

from curriculum.exercise import Exercise, table

CANARY = "coach-only m13-a01-audit"
SHOWN = ["GROUP", "children", "came", "flags", "found", "false_alarms", "right_flags", "accuracy"]

exercise = Exercise(
    id="m13-a01-audit",
    answer="audit",
    kind="function",
    points=6,
    minutes=60,
    skills=["K15", "S1", "S3"],
    inputs="risk_model.scores",
    columns=tuple(SHOWN),
    key=("GROUP",),
)

# Group C has nobody who came, group D nobody who did not, group E nobody flagged at 90.
exercise.practice = table("""
    CHILD REFERRED   GROUP EARLIER ENQUIRY SCORE IN_CARE
    A     2025-01-01 A     0       yes     95    yes
    B     2025-01-02 A     1       no      90    no
    C     2025-01-03 A     0       no      89    yes
    D     2025-01-04 A     2       yes     40    no
    E     2025-01-05 A     0       no      30    no
    F     2025-01-06 B     0       no      99    no
    G     2025-01-07 B     0       no      98    no
    H     2025-01-08 B     0       no      89    no
    J     2025-01-08 B     0       no      94    yes
    K     2025-01-09 C     0       no      91    no
    L     2025-01-10 D     0       no      92    yes
    M     2025-01-10 E     0       no      12    yes
    N     2025-01-10 E     0       no      13    no
""")
exercise.ask_on = (90, 89)
exercise.answers = (
    pd.DataFrame(
        [
            ("A", 5, 2, 2, 1 / 2, 1 / 3, 1 / 2, 3 / 5),
            ("All", 13, 5, 7, 3 / 5, 4 / 8, 3 / 7, 7 / 13),
            ("B", 4, 1, 3, 1.0, 2 / 3, 1 / 3, 2 / 4),
            ("C", 1, 0, 1, None, 1.0, 0.0, 0.0),
            ("D", 1, 1, 1, 1.0, None, 1.0, 1.0),
            ("E", 2, 1, 0, 0.0, 0.0, None, 1 / 2),
        ],
        columns=SHOWN,
    ),
    pd.DataFrame(
        [
            ("A", 5, 2, 3, 1.0, 1 / 3, 2 / 3, 4 / 5),
            ("All", 13, 5, 9, 4 / 5, 5 / 8, 4 / 9, 7 / 13),
            ("B", 4, 1, 4, 1.0, 1.0, 1 / 4, 1 / 4),
            ("C", 1, 0, 1, None, 1.0, 0.0, 0.0),
            ("D", 1, 1, 1, 1.0, None, 1.0, 1.0),
            ("E", 2, 1, 0, 0.0, 0.0, None, 1 / 2),
        ],
        columns=SHOWN,
    ),
)  # worked out by hand


@exercise.reference
def child_by_child(council, at):
    """The recorded scores of the simulation, counted one child after another."""
    rows = council.journeys["risk_scores"].select("group", "score", "outcome").to_dicts()

    def share(part, whole):
        return part / whole if whole else None

    found = []
    for group in [*sorted({row["group"] for row in rows}), "All"]:
        mine = [(row["score"] >= at, row["outcome"]) for row in rows if group in ("All", row["group"])]
        right, alarms = mine.count((True, True)), mine.count((True, False))
        missed, alone = mine.count((False, True)), mine.count((False, False))
        counts = (group, len(mine), right + missed, right + alarms)
        shares = (share(right, right + missed), share(alarms, alarms + alone), share(right, right + alarms))
        found.append((*counts, *shares, share(right + alone, len(mine))))
    return pd.DataFrame(found, columns=SHOWN)


def counted(scores, at, everybody=True, found_of="came", alarms_of="stayed", right_of="flags", above=False, mean=False):
    """The audit; each switch reproduces one mistake."""
    flagged = scores["SCORE"] > at if above else scores["SCORE"] >= at
    came = scores["IN_CARE"] == "yes"
    marks = pd.DataFrame({"GROUP": scores["GROUP"], "children": 1, "came": came, "flags": flagged, "stayed": ~came})
    marks["both"], marks["alarm"], marks["agree"] = came & flagged, ~came & flagged, came == flagged
    if everybody and not mean:
        marks = pd.concat([marks, marks.assign(GROUP="All")])
    sums = marks.groupby("GROUP").sum()
    sums["found"], sums["false_alarms"] = sums["both"] / sums[found_of], sums["alarm"] / sums[alarms_of]
    sums["right_flags"], sums["accuracy"] = sums["both"] / sums[right_of], sums["agree"] / sums["children"]
    if mean:
        whole = sums.sum().where(lambda row: row.index.isin(["children", "came", "flags"]), sums.mean())
        sums = pd.concat([sums, whole.to_frame("All").T.rename_axis("GROUP")])
    return sums.reset_index()[SHOWN]


@exercise.right("sums of marks")
def by_sums(scores, at):
    return counted(scores, at)


@exercise.right("four counts, then the shares")
def four_counts_first(scores, at):
    kinds = scores.assign(flag=scores["SCORE"] >= at, came=scores["IN_CARE"] == "yes")
    both = pd.concat([kinds, kinds.assign(GROUP="All")]).groupby(["GROUP", "flag", "came"]).size()
    four = both.unstack(["flag", "came"], fill_value=0).reindex(
        columns=pd.MultiIndex.from_product([[True, False], [True, False]]), fill_value=0
    )
    right, alarms, missed, alone = (four[pair] for pair in ((True, True), (True, False), (False, True), (False, False)))
    parts = {
        "children": right + alarms + missed + alone,
        "came": right + missed,
        "flags": right + alarms,
        "found": right / (right + missed),
        "false_alarms": alarms / (alarms + alone),
        "right_flags": right / (right + alarms),
        "accuracy": (right + alone) / (right + alarms + missed + alone),
    }
    return pd.DataFrame(parts).reset_index()


ASKED = "You were asked for counts and four shares, with a row for each group and one for All. "


@exercise.wrong(
    ASKED
    + "In the practice table your row All has the averages of the groups' shares. A group of one then weighs as much "
    "as "
    "a group of five: all children are to be counted again. Re-read 'Task 3: the audit'."
)
def average_of_shares(scores, at):
    return counted(scores, at, mean=True)


@exercise.wrong(
    ASKED
    + "Yours has no row All. Without it nobody sees what the groups are compared with. Re-read 'Task 3: the audit'."
)
def no_row_for_all(scores, at):
    return counted(scores, at, everybody=False)


@exercise.wrong(
    ASKED
    + "Your found and right_flags have changed places: found divides by those who came, right_flags by those flagged. "
    "Re-read 'Task 3: the audit'."
)
def changed_places(scores, at):
    return counted(scores, at, found_of="flags", right_of="came")


@exercise.wrong(
    ASKED + "Your false_alarms are a share of the flags. They were asked as a share of the children who did not come. "
    "Re-read "
    "'Task 3: the audit'."
)
def alarms_of_flags(scores, at):
    return counted(scores, at, alarms_of="flags")


@exercise.wrong(
    ASKED
    + "Child B of the practice table has a score of exactly 90 and was not flagged at 90. Look at > and >=. Re-read "
    "'Task "
    "3: the audit'."
)
def above(scores, at):
    return counted(scores, at, above=True)


@exercise.wrong(
    ASKED + "Where there is nobody to divide by, as in group C of the practice table, yours gives nought. A blank says "
    "that there "
    "is no share. Re-read 'Task 3: the audit'."
)
def nought_of_nobody(scores, at):
    return counted(scores, at).fillna(0)


exercise.hints = (
    "Do it for one group as in lesson 4. Then put the whole table under itself with GROUP = All.",
    "Means of True and False are shares: flagged[came].mean() is found.",
    'pd.concat([scores, scores.assign(GROUP="All")]).groupby("GROUP")',
)
exercise.after = (
    "Counts first, shares after, everybody beside the groups. It is a table to decide with, and not to publish."
)
