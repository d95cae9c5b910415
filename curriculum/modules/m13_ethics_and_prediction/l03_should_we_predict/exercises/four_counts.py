"""Flags against what happened, counted in four."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l03-four-counts",
    answer="four_counts",
    kind="function",
    points=2,
    minutes=10,
    skills=["K15", "S1"],
    inputs="risk_model.scores",
)

exercise.practice = table("""
    CHILD REFERRED   GROUP EARLIER ENQUIRY SCORE IN_CARE
    A     2025-01-01 A     0       yes     95    yes
    B     2025-01-02 A     1       no      90    no
    C     2025-01-03 B     0       no      89    yes
    D     2025-01-04 B     2       yes     40    no
    E     2025-01-05 A     0       no      10    no
    F     2025-01-06 B     0       no      99    no
    G     2025-01-07 A     0       no      0     yes
    H     2025-01-08 A     0       no      5     yes
    J     2025-01-09 A     0       no      96    yes
""")
exercise.ask_on = (90, 89, 100, 0)


def four(right, alarms, missed, alone):
    return {"right flags": right, "false alarms": alarms, "missed": missed, "left alone": alone}


exercise.answers = (four(2, 2, 3, 2), four(3, 2, 2, 2), four(0, 0, 5, 4), four(5, 4, 0, 0))  # worked out by hand


@exercise.reference
def child_by_child(council, at):
    """The recorded scores and outcomes of the simulation, one child after another."""
    counts = {(flag, came): 0 for flag in (True, False) for came in (True, False)}
    for row in council.journeys["risk_scores"].select("score", "outcome").to_dicts():
        counts[row["score"] >= at, row["outcome"]] += 1
    return four(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def crossed(flagged, came):
    return four(
        int((flagged & came).sum()),
        int((flagged & ~came).sum()),
        int((~flagged & came).sum()),
        int((~flagged & ~came).sum()),
    )


@exercise.right("len of each filter")
def by_filters(scores, at):
    flags, others = scores[scores["SCORE"] >= at], scores[scores["SCORE"] < at]
    right, missed = len(flags[flags["IN_CARE"] == "yes"]), len(others[others["IN_CARE"] == "yes"])
    return four(right, len(flags) - right, missed, len(others) - missed)


@exercise.right("query")
def by_query(scores, at):
    wanted = ["SCORE >= @at and IN_CARE == 'yes'", "SCORE >= @at and IN_CARE == 'no'"]
    wanted += ["SCORE < @at and IN_CARE == 'yes'", "SCORE < @at and IN_CARE == 'no'"]
    counts = []
    for each in wanted:
        counts.append(len(scores.query(each)))
    return four(*counts)


ASKED = "You were asked for four counts: right flags, false alarms, missed and left alone. "


@exercise.wrong(
    ASKED
    + "Child B of the practice table has a score of exactly 90 and was not flagged at 90. From a score on takes the "
    "score itself in: look at > and >=. Re-read 'Your turn: four counts'."
)
def above(scores, at):
    return crossed(scores["SCORE"] > at, scores["IN_CARE"] == "yes")


@exercise.wrong(
    ASKED + "Child C of the practice table came into care without a flag, and stands among your false alarms. Missed "
    "and false alarms may have changed places. Re-read 'Your turn: four counts'."
)
def changed_places(scores, at):
    found = crossed(scores["SCORE"] >= at, scores["IN_CARE"] == "yes")
    return found | {"missed": found["false alarms"], "false alarms": found["missed"]}


@exercise.wrong(
    ASKED
    + "At 90 your right flags hold child B of the practice table, who did not come into care. They may be all flags. "
    "Re-read 'Your turn: four counts'."
)
def all_flags(scores, at):
    found = crossed(scores["SCORE"] >= at, scores["IN_CARE"] == "yes")
    return found | {"right flags": found["right flags"] + found["false alarms"]}


@exercise.wrong(
    ASKED + "Your four are shares of all children. Counts were asked: people understand seven families better than "
    "nought point nought two. Re-read 'Your turn: four counts'."
)
def shares(scores, at):
    found = crossed(scores["SCORE"] >= at, scores["IN_CARE"] == "yes")
    return {name: count / len(scores) for name, count in found.items()}


@exercise.wrong(
    ASKED + "Your counts are the same for every score. Ninety may stand in the function, where `at` was given. Re-read "
    "'Your turn: four counts'."
)
def ninety_written_in(scores, at):
    return crossed(scores["SCORE"] >= 90, scores["IN_CARE"] == "yes")


exercise.hints = (
    "Two columns of True and False: flagged, and came. Then & for both, and ~ for not.",
    "int((flagged & came).sum()) counts the children with both.",
    'flagged = scores["SCORE"] >= at',
)
exercise.after = (
    "Every measure of a model is made of these four. If a supplier gives you a rate, ask for the four counts."
)
