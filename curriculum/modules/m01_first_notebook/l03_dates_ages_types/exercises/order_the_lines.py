"""Put the steps in order: a name must have a value before it is used."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m01-l03-order-the-lines",
    answer="order",
    kind="choice",
    points=1,
    minutes=4,
    skills=["S2", "B4"],
    reread="Your turn: order the lines",
)

ASKED = "You were asked in which order the five lines count the children in care on the day. "

exercise.option(
    "A",
    "2, 4, 5, 1, 3",
    ASKED + "You chose A, in which started and not_ended are worked out before day has a value. Python reads from the "
    "top and would not know yet which day is meant. Re-read 'A blank end date', where day gets its value first.",
)
exercise.option(
    "B",
    "5, 1, 2, 4, 3",
    ASKED + "You chose B, in which the rows are picked before the three questions have been asked of them: started "
    "does not exist yet. Re-read 'Your turn: order the lines', and look for the names each line needs.",
)
exercise.option("C", "5, 2, 4, 1, 3")
exercise.option(
    "D",
    "5, 2, 4, 3, 1",
    ASKED + "You chose D, in which the children of in_care are counted before there is an in_care: the line that makes "
    "it comes last. Re-read 'Your turn: order the lines', and look for the names each line needs.",
)

exercise.hints = (
    "For each line, underline the names on the right of the = sign. Which lines must have made them?",
    "day needs nothing, so it can come first. The count needs in_care, so it comes last.",
    "Line 1 needs started, not_ended and short_break: it comes after both 2 and 4.",
)
exercise.after = "Questions first, then pick, then count: nearly every figure you will make has this shape."
