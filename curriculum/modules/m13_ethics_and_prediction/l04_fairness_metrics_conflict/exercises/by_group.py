"""Results by group, with the counts that they rest on."""

import pandas as pd

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l04-by-group",
    answer="by_group",
    kind="function",
    points=3,
    minutes=16,
    skills=["K15", "S1", "S3"],
    inputs="risk_model.scores",
    columns=("GROUP", "children", "came", "flags", "found", "right_flags"),
    key=("GROUP",),
)

# Group C has nobody who came, and group D nobody flagged at 90.
exercise.practice = table("""
    CHILD REFERRED   GROUP EARLIER ENQUIRY SCORE IN_CARE
    A     2025-01-01 A     0       yes     95    yes
    B     2025-01-02 A     1       no      90    no
    C     2025-01-03 A     0       no      89    yes
    D     2025-01-04 A     2       yes     40    no
    E     2025-01-05 B     0       no      93    yes
    F     2025-01-06 B     0       no      99    no
    G     2025-01-07 B     0       no      98    no
    H     2025-01-08 B     0       no      89    no
    J     2025-01-09 C     0       no      91    no
    K     2025-01-10 D     0       no      10    yes
    L     2025-01-10 B     0       no      12    yes
    M     2025-01-10 B     0       no      13    yes
""")
exercise.ask_on = (90, 89)
exercise.answers = (
    table("""
        GROUP children came flags found      right_flags
        A     4        2    2     0.5        0.5
        B     6        3    3     0.33333333333333 0.33333333333333
        C     1        0    1     -          0.0
        D     1        1    0     0.0        -
    """),
    table("""
        GROUP children came flags found      right_flags
        A     4        2    3     1.0        0.66666666666667
        B     6        3    4     0.33333333333333 0.25
        C     1        0    1     -          0.0
        D     1        1    0     0.0        -
    """),
)  # worked out by hand
SHOWN = ["GROUP", "children", "came", "flags", "found", "right_flags"]


@exercise.reference
def child_by_child(council, at):
    """The recorded scores of the simulation, group by group."""
    rows = council.journeys["risk_scores"].select("group", "score", "outcome").to_dicts()
    found = []
    for group in sorted({row["group"] for row in rows}):
        mine = [row for row in rows if row["group"] == group]
        came, flags = [row for row in mine if row["outcome"]], [row for row in mine if row["score"] >= at]
        both = sum(row["outcome"] for row in flags)
        shares = (both / len(came) if came else None, both / len(flags) if flags else None)
        found.append((group, len(mine), len(came), len(flags), *shares))
    return pd.DataFrame(found, columns=SHOWN)


def counted(scores, at, found_of="came", right_of="flags", above=False):
    """The table; each switch reproduces one mistake."""
    flagged = scores["SCORE"] > at if above else scores["SCORE"] >= at
    marked = scores.assign(came=scores["IN_CARE"] == "yes", flags=flagged)
    marked["both"] = marked["came"] & marked["flags"]
    sums = marked.groupby("GROUP")[["came", "flags", "both"]].sum()
    sums.insert(0, "children", marked.groupby("GROUP").size())
    sums["found"], sums["right_flags"] = sums["both"] / sums[found_of], sums["both"] / sums[right_of]
    return sums.reset_index()[SHOWN]


@exercise.right("means of filtered rows")
def filtered(scores, at):
    came, flagged = scores["IN_CARE"] == "yes", scores["SCORE"] >= at
    groups = scores["GROUP"]
    parts = {
        "children": groups.value_counts(),
        "came": came.groupby(groups).sum(),
        "flags": flagged.groupby(groups).sum(),
        "found": flagged[came].groupby(groups[came]).mean(),
        "right_flags": came[flagged].groupby(groups[flagged]).mean(),
    }
    return pd.DataFrame(parts).rename_axis("GROUP").reset_index()


@exercise.right("one group after another")
def one_by_one(scores, at):
    rows = []
    for name, mine in scores.groupby("GROUP"):
        came, flagged = mine["IN_CARE"] == "yes", mine["SCORE"] >= at
        rows.append((name, len(mine), came.sum(), flagged.sum(), flagged[came].mean(), came[flagged].mean()))
    return pd.DataFrame(rows, columns=SHOWN)


ASKED = "You were asked for a row for each group: children, came, flags, found and right_flags. "


@exercise.wrong(
    ASKED
    + "Your found and right_flags have changed places. For group B of the practice table at 89 they differ: found "
    "divides by those who came. Re-read 'Four things that ought to be equal'."
)
def changed_places(scores, at):
    return counted(scores, at, found_of="flags", right_of="came")


@exercise.wrong(
    ASKED + "Your shares are of all children of the group. Found is a share of those who came, right_flags of those "
    "flagged. Re-read 'Your turn: by group'."
)
def of_the_group(scores, at):
    return counted(scores, at, found_of="children", right_of="children")


@exercise.wrong(
    ASKED
    + "Child B of the practice table has a score of exactly 90 and was not flagged at 90. Look at > and >=. Re-read "
    "'Your turn: by group'."
)
def above(scores, at):
    return counted(scores, at, above=True)


@exercise.wrong(
    ASKED + "Where there is nobody to divide by, as in group C of the practice table, yours gives nought. A blank says "
    "that there is no share. Re-read 'Your turn: by group'."
)
def nought_of_nobody(scores, at):
    return counted(scores, at).fillna(0)


@exercise.wrong(
    ASKED
    + "Your found is the same for every group: it may be that of all children together, which hides the difference "
    "that was asked for. Re-read 'By group, with the counts'."
)
def everybody_together(scores, at):
    came, flagged = scores["IN_CARE"] == "yes", scores["SCORE"] >= at
    return counted(scores, at).assign(found=flagged[came].mean(), right_flags=came[flagged].mean())


exercise.hints = (
    "Make two columns of True and False, and a third for both. Their sums are the counts.",
    'groupby("GROUP") and sum each of them; then divide one column by another.',
    'counted = scores.assign(came=scores["IN_CARE"] == "yes", flags=scores["SCORE"] >= at)',
)
exercise.after = "Read the counts first. With a handful of children in a group, the share is a hint and not a finding."
