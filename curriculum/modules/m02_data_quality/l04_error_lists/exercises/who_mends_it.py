"""Repair by a written rule, or return to who knows; and a row is never taken out."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m02-l04-who-mends-it",
    answer="proposal",
    kind="choice",
    points=1,
    minutes=5,
    skills=["B5", "S6"],
    reread="Repair or return?",
)

ASKED = "You were asked which of the four proposals is right. "

exercise.option("A", "PLACE is k2: write K2, note the old value, tell the team")
exercise.option(
    "B",
    "an episode ends before it starts: swap the two dates",
    ASKED + "You chose B. Swapping makes the row pass, and the truth may be another month or another year: you "
    "would be "
    "guessing. Re-read 'Repair or return?'.",
)
exercise.option(
    "C",
    "a child has no header row: delete the child's episodes",
    ASKED + "You chose C. The tables would agree, and a child who may be in care tonight would be in neither. "
    "Re-read 'Repair or return?'.",
)
exercise.option(
    "D",
    "REC is filled in and DEC is blank: fill DEC with 31 March",
    ASKED + "You chose D. The last day of the year is a day like any other: the episode may have ended in June. The "
    "worker "
    "knows. Re-read 'Repair or return?'.",
)

exercise.hints = (
    "For each: could it have been meant in another way?",
    "Three of them invent something or lose somebody.",
    "Which one says only what was there already, in the letters of the list?",
)
exercise.after = (
    "Written down, reversible, one meaning: then it may be repaired here. Everything else goes to who knows."
)
