"""The model beside the simplest rule, at the same number of flags."""

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m13-l03-beside-a-rule",
    answer="beside_a_rule",
    kind="function",
    points=3,
    minutes=14,
    skills=["K15", "S1"],
    inputs="risk_model.scores",
)

# Four enquiries, two of which came. The highest scores: J 99, F 97, then B, C and G tie at 95: B and C come first.
exercise.practice = table("""
    CHILD REFERRED   GROUP EARLIER ENQUIRY SCORE IN_CARE
    E     2025-01-05 A     0       yes     10    no
    G     2025-01-07 A     0       no      95    yes
    C     2025-01-03 B     0       no      95    no
    D     2025-01-04 B     2       yes     40    yes
    A     2025-01-01 A     0       yes     60    yes
    F     2025-01-06 B     0       yes     97    no
    B     2025-01-02 A     1       no      95    no
    J     2025-01-08 A     0       no      99    yes
    K     2025-01-09 A     0       no      92    yes
    L     2025-01-10 A     0       no      91    yes
""")
exercise.answers = ([4, 2, 1],)  # worked out by hand


@exercise.reference
def ranked_by_hand(council):
    """The recorded scores of the simulation, sorted in Python and counted."""
    import polars as pl

    ids = council.journeys["children"].select("person", "child_id")
    rows = council.journeys["risk_scores"].join(ids, on="person").sort(pl.col("child_id")).to_dicts()
    rule = [row for row in rows if row["enquiry"]]
    top = sorted(rows, key=lambda row: (-row["score"], row["child_id"]))[: len(rule)]
    return [len(rule), sum(row["outcome"] for row in rule), sum(row["outcome"] for row in top)]


def came(rows):
    return int((rows["IN_CARE"] == "yes").sum())


@exercise.right("sorted by child first, then nlargest")
def largest(scores):
    rule = scores[scores["ENQUIRY"] == "yes"]
    return [len(rule), came(rule), came(scores.sort_values("CHILD").nlargest(len(rule), "SCORE", keep="first"))]


@exercise.right("ranks counted")
def by_rank(scores):
    flags = int((scores["ENQUIRY"] == "yes").sum())
    place = scores.sort_values("CHILD")["SCORE"].rank(method="first", ascending=False)
    return [flags, came(scores[scores["ENQUIRY"] == "yes"]), came(scores.loc[place[place <= flags].index])]


ASKED = "You were asked for the enquiries, how many of those came into care, and how many of as many top scores. "


@exercise.wrong(
    ASKED + "In the practice table there are four enquiries, and your model had another number of flags: those from 90 "
    "on. Compared with unequal numbers, whoever flags more finds more. Re-read 'What would be simpler?'."
)
def model_at_ninety(scores):
    rule = scores[scores["ENQUIRY"] == "yes"]
    return [len(rule), came(rule), came(scores[scores["SCORE"] >= 90])]


@exercise.wrong(
    ASKED + "In the practice table the lowest scores were taken, such as child E's ten. The sort may go the other way. "
    "Re-read 'Your turn: beside a rule'."
)
def lowest_scores(scores):
    rule = scores[scores["ENQUIRY"] == "yes"]
    return [len(rule), came(rule), came(scores.sort_values(["SCORE", "CHILD"]).head(len(rule)))]


@exercise.wrong(
    ASKED
    + "In the practice table children B, C and G have the same score, and G was taken. Equal scores go in the order "
    "of CHILD. Re-read 'Your turn: beside a rule'."
)
def as_they_stand(scores):
    rule = scores[scores["ENQUIRY"] == "yes"]
    return [len(rule), came(rule), came(scores.sort_values("SCORE", ascending=False, kind="stable").head(len(rule)))]


@exercise.wrong(
    ASKED + "Your last count is of children who have both an enquiry and a high score. The model is to be judged by "
    "itself, on all children. Re-read 'What would be simpler?'."
)
def top_of_the_rule(scores):
    rule = scores[scores["ENQUIRY"] == "yes"]
    top = scores.sort_values(["SCORE", "CHILD"], ascending=[False, True]).head(len(rule))
    return [len(rule), came(rule), came(top[top["ENQUIRY"] == "yes"])]


@exercise.wrong(
    ASKED + "Your second count is of all children who came into care. Those among the enquiries were asked: some came "
    "without one. Re-read 'Your turn: beside a rule'."
)
def all_who_came(scores):
    flags = int((scores["ENQUIRY"] == "yes").sum())
    top = scores.sort_values(["SCORE", "CHILD"], ascending=[False, True]).head(flags)
    return [flags, came(scores), came(top)]


exercise.hints = (
    "First the children with an enquiry. Their number says how many top scores to take.",
    'sort_values(["SCORE", "CHILD"], ascending=[False, True]) ranks; head(n) takes the first n.',
    'rule = scores[scores["ENQUIRY"] == "yes"]',
)
exercise.after = "The simplest method that would do comes first. A model that does not beat it has nothing to sell."
