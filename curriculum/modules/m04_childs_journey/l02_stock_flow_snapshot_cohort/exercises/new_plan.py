"""What a snapshot says about somebody who starts tomorrow: nothing by itself."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m04-l02-new-plan",
    answer="answer",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S5", "K13", "K7"],
    reread="Snapshot",
)

ASKED = "You were asked what the days so far of the plans open today say about a plan that starts tomorrow. "

exercise.option(
    "A",
    "About 270 days.",
    ASKED
    + "You chose A, as if the photograph were the film. Long plans stand in it again and again, short ones hardly "
    "ever, and nobody in it has finished. Re-read 'Snapshot'.",
)
exercise.option(
    "B",
    "About 540: those open today are half way.",
    ASKED
    + "You chose B. Doubling may look fair, and it is the length of the plans one catches open, which are the long "
    "ones. A new plan may be a short one. Re-read 'Snapshot'.",
)
exercise.option("C", "This cannot say. Follow those who started together, and see how long they take.")
exercise.option(
    "D",
    "More than 270, because those open today have not finished.",
    ASKED
    + "You chose D. It is true of those open today that they will be longer than now. It may not be true of a new "
    "plan: most short plans are never in the photograph. Re-read 'Snapshot'.",
)

exercise.hints = (
    "Who is in the photograph of 31 March more often: plans of two years, or of six weeks?",
    "Two things bend it: long plans crowd it, and nobody in it has ended. They pull in different directions.",
    "Which answer starts with those who started together?",
)
exercise.after = (
    "Two biases that pull in different directions do not cancel. Module 7 follows a cohort with the open ones in it."
)
