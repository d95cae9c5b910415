"""Hours saved are not cash, and not nothing."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m03-l05-is-it-cash",
    answer="benefit",
    kind="choice",
    points=1,
    minutes=4,
    skills=["B4"],
    reread="Hours are not pounds",
)

ASKED = "You were asked what to write under cash savings when hours are saved and no money is. "

exercise.option(
    "A",
    "90 hours times what an hour costs",
    ASKED + "You chose A, hours times a price. The council pays the same salaries as before, so the sum may be looked "
    "for and never found. Re-read 'Hours are not pounds'.",
)
exercise.option("B", "nothing in cash; 90 hours used for questions from teams, with the interval, and how it was timed")
exercise.option(
    "C",
    "90 hours times the number of analysts, times what an hour costs",
    ASKED + "You chose C, times the analysts. The 90 hours may already be those of all who do the task, and none of "
    "them is cash. Re-read 'Hours are not pounds'.",
)
exercise.option(
    "D",
    "nothing at all, as no money was saved",
    ASKED + "You chose D, nothing. The hours are real and were used: leaving them out may stop the next piece of work "
    "of this kind. Re-read 'Hours are not pounds'.",
)

exercise.hints = (
    "What does the council pay less for than before?",
    "Two things are true at once: no cash, and hours that were used.",
    "The number, its interval, how it was measured, and what the time went on.",
)
exercise.after = "A benefit that a sceptic can check is worth more to the next proposal than one four times the size."
