"""Two tables, neither with a small number, and the difference between them is one child."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l02-last-month",
    answer="published",
    kind="choice",
    points=1,
    minutes=5,
    skills=["K1", "S3"],
    reread="Rounding, and last month's table",
)

ASKED = "You were asked what the two numbers have published together. "

exercise.option(
    "A",
    "Nothing more than the two numbers",
    ASKED + "You chose A. Each alone says little. Put one under the other and take away, as a reader may. Re-read "
    "'Rounding, and last month's table'.",
)
exercise.option("B", "That one child is in a secure home")
exercise.option(
    "C",
    "Nothing, because the two were published in different months",
    ASKED + "You chose C. They are about the same day, and what was published in February may be on the page still. "
    "Re-read 'Rounding, and last month's table'.",
)
exercise.option(
    "D",
    "Nothing, as long as both are rounded to five",
    ASKED + "You chose D. Rounding may blur this pair, and another pair of numbers would fall on two sides of a step. "
    "It is no promise. Re-read 'Rounding, and last month's table'.",
)

exercise.hints = (
    "What is in the first number, and not in the second?",
    "31 and 30 are about the same children, but for one group.",
    "Take away.",
)
exercise.after = (
    "Keep a list of what has been published, with its definition. You cannot check against what nobody kept."
)
