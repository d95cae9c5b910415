"""Accuracy is not predictive value: with a rare outcome, flagging nobody is accurate."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l03-ninety-five",
    answer="known",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K15", "S1"],
    reread="Accuracy counts the easy ones",
)

ASKED = "You were asked what you know when a tool is said to be 95% accurate. "

exercise.option(
    "A",
    "Of 100 children it flags, 95 will come into care",
    ASKED
    + "You chose A. That would be its predictive value. Accuracy counts every child, and most of them may be easy "
    "ones whom nobody flags. Re-read 'Accuracy counts the easy ones'.",
)
exercise.option(
    "B",
    "It finds 95 of 100 who will come into care",
    ASKED + "You chose B. That would be its sensitivity. A tool may be accurate about all children together and miss "
    "most of the few. Re-read 'Three questions, three numbers'.",
)
exercise.option(
    "C",
    "It is better than a social worker",
    ASKED + "You chose C. Nobody may have measured the social worker, on the same children, in the same way. Re-read "
    "'What would be simpler?'.",
)
exercise.option("D", "Not whether it is any use: flagging nobody would be 96% accurate")

exercise.hints = (
    "How accurate is a rule that says of each child: will not come into care?",
    "4 in 100 come. So the rule is wrong about 4 of them.",
    "Compare 95 with what is left of 100.",
)
exercise.after = "Ask for the predictive value at your own base rate, and for the number missed. Every time."
