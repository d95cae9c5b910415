"""Task 5: a picture for a question about time."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m00-l01-chart", answer="picture", kind="choice", points=1, minutes=1, skills=["S13"], reread="Task 5: a chart"
)

ASKED = "You were asked which picture shows best whether referrals have gone up over 36 months. "
LOOK = "Re-read 'Task 5: a chart'."

exercise.option(
    "A",
    "a pie with a slice for each month",
    ASKED + "You chose A. A pie shows parts of a whole; nobody can see a rise in 36 slices. " + LOOK,
)
exercise.option("B", "a line with months from left to right")
exercise.option(
    "C",
    "bars for the months, the tallest first",
    ASKED + "You chose C. Sorted by height, the months lose their order, and the rise with it. " + LOOK,
)
exercise.option(
    "D",
    "a table of 36 numbers with the highest in red",
    ASKED + "You chose D. One high month is not a rise, and a reader must build the picture in their head. " + LOOK,
)

exercise.hints = (
    "What is the question about: parts of a whole, a ranking, or time?",
    "Time runs from left to right.",
    "A direction is easiest to see in a line.",
)
exercise.after = "Choose the picture from the question. Whether a rise is more than noise is another question."
