"""A record that is complete and agrees with itself and with the file. What was decided is not marked here."""

import datetime as dt

import pandas as pd

from curriculum.exercise import Exercise

CANARY = "coach-only m13-a01-decision-record"

exercise = Exercise(
    id="m13-a01-decision-record",
    answer="decision_record",
    kind="scalar",
    points=6,
    minutes=40,
    skills=["K1", "K15", "S1", "B1"],
    inputs="risk_model.scores",
    gives="dictionary",
)
TEXTS = ("purpose", "gateway", "benefit", "risk", "alternative", "heard", "owner", "condition")
DECISIONS = ("buy", "trial", "do not buy")
COUNTS = ("children", "came", "flags", "right_flags", "found_by_rule")
DECIDED = dt.date(2027, 3, 18)
FROM = 90


def counts_in(scores):
    """The five counts of the file."""
    came, flagged = scores["IN_CARE"] == "yes", scores["SCORE"] >= FROM
    by_rule = came & (scores["ENQUIRY"] == "yes")
    counted = (len(scores), came.sum(), flagged.sum(), (came & flagged).sum(), by_rule.sum())
    return dict(zip(COUNTS, map(int, counted), strict=True))


@exercise.accepts
def complete_and_consistent(record, scores):
    """The first gap or contradiction. Nothing is asked of the words but that there are some."""
    for name in (*TEXTS, "decision", *COUNTS, "decided_on", "review_on"):
        if name not in record or record[name] is None:
            return f'the record has no "{name}"'
    for name in TEXTS:
        if not isinstance(record[name], str) or not any(sign.isalpha() for sign in record[name]):
            return f'"{name}" is not filled in'
    if record["decision"] not in DECISIONS:
        return "the decision is none of the three that were offered"
    for name, asked in counts_in(scores).items():
        if isinstance(record[name], bool) or record[name] != asked:
            return f'"{name}" does not agree with the file'
    if not all(isinstance(record[name], dt.date) for name in ("decided_on", "review_on")):
        return "a date of the record is not a date"
    decided, review = (pd.Timestamp(record[name]) for name in ("decided_on", "review_on"))
    if decided.date() != DECIDED:
        return "the record was not decided on the day of the meeting"
    if not decided < review <= decided + pd.DateOffset(years=1):
        return "the review is not within the year after the decision"
    words = " ".join(f"{name} {value}" for name, value in record.items()).casefold()
    if any(child.casefold() in words for child in scores["CHILD"]):
        return "a child's id stands in the record"
    return None


def a_record(scores, **changed):
    """A record in order, with some entries changed."""
    texts = {name: f"Something about the {name}, in a sentence" for name in TEXTS}
    dates = {"decided_on": pd.Timestamp(DECIDED), "review_on": pd.Timestamp("2027-09-16")}
    return texts | {"decision": "trial"} | counts_in(scores) | dates | changed


@exercise.reference
def from_the_journeys(council):
    """A record with the counts of the simulation; the judge accepts every other that is complete and agrees."""
    rows = council.journeys["risk_scores"].to_dicts()
    came = [row for row in rows if row["outcome"]]
    return a_record(council.table("risk_model.scores")) | {
        "children": len(rows),
        "came": len(came),
        "flags": sum(row["score"] >= FROM for row in rows),
        "right_flags": sum(row["score"] >= FROM for row in came),
        "found_by_rule": sum(row["enquiry"] for row in came),
    }


@exercise.must_contain("a flag that was right, a flag that was not, a child missed, and one whom the rule found")
def all_kinds(scores):
    counts = counts_in(scores)
    return 0 < counts["right_flags"] < min(counts["flags"], counts["came"]) and counts["found_by_rule"] > 0


@exercise.must_contain("another number found by the model than by the rule")
def model_and_rule_differ(scores):
    counts = counts_in(scores)
    return len({counts["right_flags"], counts["found_by_rule"]}) == 2


@exercise.right("bought, with a sign to stop by")
def bought(scores):
    return a_record(scores, decision="buy", review_on=pd.Timestamp("2028-03-18"))


@exercise.right("not bought, plain dates and more entries than asked")
def not_bought(scores):
    return a_record(scores, decision="do not buy", review_on=dt.date(2027, 3, 19), note="See the paper")


ASKED = "You were asked for a record of the decision, complete, in agreement with the file, and without an id. "
REREAD = "Re-read 'Task 4: the record'."


@exercise.wrong(
    ASKED + "Your record still has the three full stops of a form in it. A gap that looks filled is a gap. " + REREAD
)
def form_left_in(scores):
    return a_record(scores, heard="...")


@exercise.wrong(
    ASKED
    + "Your right_flags are all the flags. Of the children flagged, those who came into care were asked. "
    + REREAD
)
def all_flags_right(scores):
    return a_record(scores, right_flags=counts_in(scores)["flags"])


@exercise.wrong(
    ASKED
    + "Your found_by_rule is the number of enquiries. Of those, the children who came into care were asked. "
    + REREAD
)
def all_enquiries(scores):
    return a_record(scores, found_by_rule=int((scores["ENQUIRY"] == "yes").sum()))


@exercise.wrong(
    ASKED + "Your flags count scores above 90 only. From 90 on takes the score itself in: look at > and >=. " + REREAD
)
def above_ninety(scores):
    came, flagged = scores["IN_CARE"] == "yes", scores["SCORE"] > FROM
    return a_record(scores, flags=int(flagged.sum()), right_flags=int((came & flagged).sum()))


@exercise.wrong(
    ASKED
    + "Your review is on the day of the decision. A review comes after it, when there is something to look back on. "
    + REREAD
)
def review_the_same_day(scores):
    return a_record(scores, review_on=pd.Timestamp(DECIDED))


@exercise.wrong(
    ASKED
    + "A child's id stands in your record, perhaps as an example. Whoever reads the record could look the child up. "
    + REREAD
)
def child_as_example(scores):
    return a_record(scores, risk=f"Children such as {scores['CHILD'].iloc[0]} would be visited without need")


exercise.hints = (
    "Fill in the texts first, in your own words. Then the counts, from the file.",
    "Two columns of True and False, flagged and came, and their & give three of the counts.",
    'came = scores["IN_CARE"] == "yes"',
)
exercise.after = (
    "Complete, and in agreement with the file. Whether it is wise is for the people who sign it; your coach reads the "
    "paper."
)
