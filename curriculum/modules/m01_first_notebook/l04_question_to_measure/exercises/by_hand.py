"""Work the test extract out by hand: one awkward child for each word of the measure."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m01-l04-by-hand",
    answer="by_hand",
    kind="choice",
    points=2,
    minutes=10,
    skills=["S2", "S7", "B4"],
    reread="The fields",
)

ASKED = (
    "You were asked how many children of the test extract are aged 13 to 17 and in care on the day, and how "
    "many of those live in a home. "
)

exercise.option(
    "A",
    "2 of 4",
    ASKED + "You chose A: a child is missing from the whole. Look at child B, whose birthday is the day itself: on a "
    "birthday the new age counts. Re-read 'The fields'.",
)
exercise.option("B", "2 of 5")
exercise.option(
    "C",
    "2 of 6",
    ASKED + "You chose C: one child too many in the whole. Look at child D, who is on short breaks (V3, then V4), and "
    "at child F: how old is F on the day? Re-read 'The fields'.",
)
exercise.option(
    "D",
    "3 of 6",
    ASKED + "You chose D: one too many in the part and in the whole. Look at child C, whose episode ends on the day, "
    "and at child E, who has two rows and is one child. Re-read 'The fields'.",
)

exercise.hints = (
    "Write the letters A to H in a line. Work out each age on the day first, and cross out who is not 13 to 17.",
    "Then cross out who was on short breaks, and whose episode had ended by the day. E has two rows: write E once.",
    "Left over are A, B, E, G and H. Which of them have K2?",
)
exercise.after = (
    "Now you have an answer that no code can talk you out of. Keep such a test beside every measure: when the "
    "code changes, run it again."
)
