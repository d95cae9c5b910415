"""What a file cannot show: a record that is complete, valid and wrong."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m02-l01-which-dimension",
    answer="dimension",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K8", "S6"],
    reread="What the file cannot tell you",
)

ASKED = "You were asked which of the six questions the record fails that has the right carer from the wrong day. "

exercise.option(
    "A",
    "complete",
    ASKED + "You chose A, complete. Nothing is missing there: carer and day are both filled in, and may still not be "
    "what happened. Re-read 'Six questions'.",
)
exercise.option(
    "B",
    "valid",
    ASKED + "You chose B, valid. The 2nd is a good date in a good format, so it would pass a check of that kind. "
    "Re-read 'What the file cannot tell you'.",
)
exercise.option(
    "C",
    "unique",
    ASKED + "You chose C, unique. Tom does not say that the boy is there twice; he says that the day is another one. "
    "Re-read 'Unique and consistent'.",
)
exercise.option("D", "accurate")

exercise.hints = (
    "Could you have found it with the file alone?",
    "The day is there, it is a date, and it stands there once. What is left?",
    "Ask of the record: is it what happened?",
)
exercise.after = (
    "Say so when you report on quality: the checks found nothing, which is not the same as nothing is wrong."
)
