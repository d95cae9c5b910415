"""Predictive value by Bayes: it belongs to the tool and to the place."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l03-predictive-value",
    answer="predictive_value",
    kind="function",
    points=3,
    minutes=12,
    skills=["K15", "S1"],
    gives="number",
    tolerance=1e-9,
)

exercise.ask_on = (
    (0.8, 0.9, 0.02),
    (0.8, 0.9, 0.5),
    (0.6, 1.0, 0.1),
    (0.0, 1.0, 0.3),
    (0.9, 0.7, 0.25),
    (0.5, 0.9, 1.0),
)
# 0.016 of 0.114; 0.40 of 0.45; no false alarms; nobody flagged; 0.225 of 0.45; everybody comes
exercise.answers = (0.016 / 0.114, 0.40 / 0.45, 1.0, None, 0.5, 1.0)  # worked out by hand


@exercise.reference
def a_million_children(council, sensitivity, specificity, base_rate):
    """The same by counting a million children."""
    come = 1_000_000 * base_rate
    found, alarms = come * sensitivity, (1_000_000 - come) * (1 - specificity)
    return found / (found + alarms) if found + alarms else None


@exercise.right("one table of children")
def of_a_thousand(sensitivity, specificity, base_rate):
    come, stay = 1000 * base_rate, 1000 - 1000 * base_rate
    flags = sensitivity * come + stay - specificity * stay
    return sensitivity * come / flags if flags > 1e-9 else None


@exercise.right("by odds")
def by_odds(sensitivity, specificity, base_rate):
    if base_rate == 1 and sensitivity > 0:
        return 1.0
    if specificity == 1:
        return 1.0 if sensitivity * base_rate > 0 else None
    odds = base_rate / (1 - base_rate) * sensitivity / (1 - specificity)
    return odds / (1 + odds)


ASKED = "You were asked for the share of flags that are right, from sensitivity, specificity and base rate. "


def none_of_nothing(share, sensitivity, specificity, base_rate):
    flags = sensitivity * base_rate + (1 - specificity) * (1 - base_rate)
    return share if flags else None


@exercise.wrong(
    ASKED
    + "Your result does not change with the base rate: it may be the sensitivity itself, which is about those who "
    "come, and not about those flagged. Re-read 'Three questions, three numbers'."
)
def sensitivity_itself(sensitivity, specificity, base_rate):
    return none_of_nothing(sensitivity, sensitivity, specificity, base_rate)


@exercise.wrong(
    ASKED
    + "Your result is the share of all children about whom the tool is right. That is its accuracy, which the easy "
    "ones may make high. Re-read 'Accuracy counts the easy ones'."
)
def accuracy(sensitivity, specificity, base_rate):
    share = sensitivity * base_rate + specificity * (1 - base_rate)
    return none_of_nothing(share, sensitivity, specificity, base_rate)


@exercise.wrong(
    ASKED
    + "Your result is the share of children who are flagged and come, of all children. The flags are what to divide "
    "by. Re-read 'Your turn: the predictive value'."
)
def of_all_children(sensitivity, specificity, base_rate):
    return none_of_nothing(sensitivity * base_rate, sensitivity, specificity, base_rate)


@exercise.wrong(
    ASKED + "In your false alarms the specificity may stand where 1 less it belongs: those left alone are not flagged. "
    "Re-read 'Three questions, three numbers'."
)
def left_alone_as_alarms(sensitivity, specificity, base_rate):
    right, left_alone = sensitivity * base_rate, specificity * (1 - base_rate)
    return none_of_nothing(right / (right + left_alone), sensitivity, specificity, base_rate)


@exercise.wrong(
    ASKED + "Your false alarms may not be weighed by how many children do not come: a small share of many is many. "
    "Re-read 'Three questions, three numbers'."
)
def alarms_not_weighed(sensitivity, specificity, base_rate):
    right, alarms = sensitivity * base_rate, 1 - specificity
    return none_of_nothing(right / (right + alarms) if right + alarms else 0, sensitivity, specificity, base_rate)


@exercise.wrong(
    ASKED
    + "For a tool that flags nobody your function gave nought. Nought would say that its flags were all wrong, and "
    "there were none. Re-read 'Your turn: the predictive value'."
)
def nought_of_nothing(sensitivity, specificity, base_rate):
    right, alarms = sensitivity * base_rate, (1 - specificity) * (1 - base_rate)
    return right / (right + alarms) if right + alarms else 0.0


exercise.hints = (
    "Fill in the table of 1,000 children with letters in place of numbers.",
    "Right flags: sensitivity times base rate. False alarms: 1 less specificity, times 1 less base rate.",
    "right = sensitivity * base_rate",
)
exercise.after = (
    "For 80%, 90% and two in a hundred it is 14%: six flags of seven are wrong, and the tool is 90% accurate."
)
