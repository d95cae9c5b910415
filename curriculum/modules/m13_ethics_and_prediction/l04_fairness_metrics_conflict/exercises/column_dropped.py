"""Fairness through blindness: proxies remain, and nobody can test."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l04-column-dropped",
    answer="reply",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K15", "S1"],
    reread="Leave the column out, then?",
)

ASKED = "You were asked what to answer when the column was dropped. "

exercise.option(
    "A",
    "Good: what is not there cannot be used",
    ASKED
    + "You chose A. Other columns may carry the same thing, such as a postcode or the number of earlier contacts. "
    "Re-read 'Leave the column out, then?'.",
)
exercise.option("B", "Proxies may carry it; keep the column in the test, or nobody can see")
exercise.option(
    "C",
    "Drop the postcode too, and it is settled",
    ASKED
    + "You chose C. There may always be one more stand-in, and with each that goes the test gets blinder. Re-read "
    "'Leave the column out, then?'.",
)
exercise.option(
    "D",
    "Put it back into the model, which is then fair",
    ASKED
    + "You chose D. A model that may use the column can make the difference larger or smaller. Only a test by group "
    "shows which. Re-read 'By group, with the counts'.",
)

exercise.hints = (
    "GROUP was never used for the score in your file. Are the groups scored alike?",
    "What would you need in order to see a difference?",
    "A column can be used to decide, or used to check.",
)
exercise.after = (
    "Out of the decision, into the test: with a lawful basis for the test, which your DPO will help to find."
)
