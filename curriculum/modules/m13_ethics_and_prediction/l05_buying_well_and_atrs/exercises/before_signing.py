"""A free trial is a use of personal data like any other."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l05-before-signing",
    answer="first",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K1", "K2", "B1"],
    reread="Questions before signing",
)

ASKED = "You were asked what comes first when a supplier offers a free trial. "

exercise.option(
    "A",
    "Nothing: it is free, and decides nothing",
    ASKED
    + "You chose A. Two years of children's records would be with somebody else, for the price of nothing. That is a "
    "use of personal data whatever is decided. Re-read 'Questions before signing'.",
)
exercise.option(
    "B",
    "A confidentiality agreement with the supplier",
    ASKED + "You chose B. It says what the supplier must not do. Whether we may hand over the data at all is another "
    "question, which comes before. Re-read 'Questions before signing'.",
)
exercise.option("C", "The purpose, the gateway and an impact assessment, before a row leaves")
exercise.option(
    "D",
    "The consent of every parent",
    ASKED
    + "You chose D. Consent is seldom the gateway here, because a family that needs the council may not feel free to "
    "refuse. That people should be told is another matter. Re-read 'Questions before signing'.",
)

exercise.hints = (
    "Think of the first lesson: what comes before the data?",
    "Free of charge is not free of risk.",
    "Which answer would still be right if the trial cost a million?",
)
exercise.after = "And the trial that you can run today: an invented council of the same shape, as in this course."
