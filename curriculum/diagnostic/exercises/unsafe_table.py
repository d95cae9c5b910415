"""Task 10: a hidden number that a subtraction finds."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m00-l01-unsafe-table",
    answer="unsafe",
    kind="choice",
    points=1,
    minutes=2,
    skills=["S7", "B4"],
    reread="Task 10: what may be published?",
)

ASKED = "You were asked which table lets a reader work out a count under 5. "
LOOK = "Re-read 'Task 10: what may be published?'."

exercise.option("A", "Hill 12, Lake 19, all 31", ASKED + "You chose A: no count in it is under 5. " + LOOK)
exercise.option("B", "Hill 12, Lake hidden, all 15")
exercise.option(
    "C",
    "Hill hidden, Lake hidden, all 24",
    ASKED + "You chose C: both parts are hidden, so many pairs of numbers would fit. " + LOOK,
)
exercise.option(
    "D",
    "Hill 0, Lake 24, all 24",
    ASKED + "You chose D: it has a nought, which can tell something about everybody, and no small count. " + LOOK,
)

exercise.hints = (
    "Look at what is hidden, and at what stands beside it.",
    "Can a subtraction fill in the hidden cell?",
    "The total less the other part is the hidden part.",
)
exercise.after = "Hiding the small number is only the first step: something else must be hidden with it."
