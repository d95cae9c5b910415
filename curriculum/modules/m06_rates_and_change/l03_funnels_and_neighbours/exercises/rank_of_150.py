"""A place in a list is not a finding."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m06-l03-rank-of-150",
    answer="place",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K13", "B4"],
    reread="Somebody is always last",
)

ASKED = "You were asked what may be said of a council that is 140th of 150 and whose range holds the national share. "

exercise.option(
    "A",
    "it is one of the ten worst councils",
    ASKED
    + "You chose A, one of the worst. In the list above every council was equally good, and ten of them stood there "
    "too. Re-read 'Somebody is always last'.",
)
exercise.option(
    "B",
    "it got worse",
    ASKED
    + "You chose B, worse. A list of one year may say where it stands, and knows nothing of the year before. Re-read "
    "'Somebody is always last'.",
)
exercise.option("C", "it cannot be told from the national share; its place in the list says little")
exercise.option(
    "D",
    "it is as good as the first",
    ASKED + "You chose D, as good as the first. That may be so or not: these numbers cannot tell, in either direction. "
    "Re-read 'Somebody is always last'.",
)

exercise.hints = (
    "What did the 150 councils above have in common?",
    "The range holds the national share. What does that leave open?",
    "Look for the option that says what cannot be told.",
)
exercise.after = '"Cannot be told from" is not "the same as". It is the sentence this module is for.'
