"""Task 9: a rate per 10,000."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m00-l01-rate", answer="rate", kind="choice", points=1, minutes=2, skills=["S10"], reread="Task 9: a rate"
)

ASKED = "You were asked for the rate per 10,000 children of 412 children among 61,300. "
LOOK = "Re-read 'Task 9: a rate'."

exercise.option("A", "0.7", ASKED + "You chose A: that is the share in per cent, which is per hundred. " + LOOK)
exercise.option("B", "6.7", ASKED + "You chose B: that is the rate per thousand. " + LOOK)
exercise.option("C", "67.2")
exercise.option(
    "D",
    "148.8",
    ASKED + "You chose D: the numbers may be the wrong way round, all children first. " + LOOK,
)

exercise.hints = (
    "How many of each single child is it? Divide the smaller number by the larger.",
    "Then multiply by as many children as the rate is for.",
    "412 / 61,300 x 10,000.",
)
exercise.after = "A rate lets councils of different sizes be compared. Next comes the question how sure it is."
