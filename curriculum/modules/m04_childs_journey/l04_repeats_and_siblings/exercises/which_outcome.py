"""Activity, output, outcome: what became different for a child, and not known shown apart."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m04-l04-which-outcome",
    answer="outcome",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S5", "K7"],
    reread="What changed for a child?",
)

ASKED = "You were asked which of four measures is an outcome for children. "

exercise.option(
    "A",
    "visits made within the time allowed",
    ASKED
    + "You chose A, visits in time: that is activity, something we did. It may be needed for an outcome, and it is "
    "not one. Re-read 'What changed for a child?'.",
)
exercise.option(
    "B",
    "plans closed in the quarter",
    ASKED
    + "You chose B, plans closed: that is output, something we finished. A plan may close because a child is safe, "
    "or came into care, or moved away. Re-read 'What changed for a child?'.",
)
exercise.option(
    "C",
    "of the children whose plan ended last year, those known to be safe at home a year later; not known shown apart",
)
exercise.option(
    "D",
    "assessments completed for each social worker",
    ASKED
    + "You chose D, which is output divided by staff. It may say something about workload, and nothing about what "
    "changed for a child. Re-read 'What changed for a child?'.",
)

exercise.hints = (
    "Ask of each: who did something, what was finished, or what is different for a child?",
    "Three of the four could go up while nothing changes for any child.",
    "One of them looks at the children again, a year later.",
)
exercise.after = (
    "It takes longer and costs a follow-up, so most scorecards have none. Ruth has asked for one place to begin."
)
