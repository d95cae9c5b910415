"""Rare is not wrong: an error cannot be so, a query can."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m02-l02-wrong-or-unusual",
    answer="error",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S6", "B5"],
    reread="Cannot be, or seldom is",
)

ASKED = "You were asked which of the four rules may be called an error. "

exercise.option(
    "A",
    "a child with more than eight episodes in the year",
    ASKED + "You chose A. Nine episodes are many, and they may all have happened: legal changes count as well as "
    "moves. "
    "Asking once is fair. Re-read 'Cannot be, or seldom is'.",
)
exercise.option(
    "B",
    "a child aged 3 who lives in a children's home",
    ASKED + "You chose B. It is seldom so, and may be so, with a brother or a parent there. It deserves a look by "
    "somebody who knows. Re-read 'Cannot be, or seldom is'.",
)
exercise.option("C", "an episode whose reason for starting is a code that the list does not have")
exercise.option(
    "D",
    "an ethnicity that only one child of the return has",
    ASKED + "You chose D. Being the only one is no fault of the record; the code may be on the list all the same. "
    "Re-read 'Cannot be, or seldom is'.",
)

exercise.hints = (
    "For each: can you imagine one child for whom it is true?",
    "Three of them are about what is rare. One is about what cannot be.",
    "Which of them could a computer decide with a list and nothing else?",
)
exercise.after = (
    "Errors need a fix, queries need an answer. Keep the answers: being asked the same true thing each month is why "
    "people stop reading lists."
)
