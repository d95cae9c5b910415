"""Percentage points and per cent: one change, two numbers, and a reader who cannot tell which."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m06-l01-points-or-percent",
    answer="report",
    kind="choice",
    points=1,
    minutes=3,
    skills=["K13", "S10"],
    reread="Points and per cent",
)

ASKED = "You were asked what a report may say of a share that goes from 40% to 50%. "

exercise.option(
    "A",
    "up by 10 per cent",
    ASKED + "You chose A, 10 per cent. Ten per cent of 40 would be 4, and it may be the points you mean. Re-read "
    "'Points and per cent'.",
)
exercise.option("B", "up by 10 percentage points, from 40% to 50%")
exercise.option(
    "C",
    "up by 50 per cent",
    ASKED
    + "You chose C, 50 per cent. That is where the share now stands, and not how far it went. Re-read 'Points and "
    "per cent'.",
)
exercise.option(
    "D",
    "up by a tenth",
    ASKED
    + "You chose D, a tenth. A tenth of all reviews, perhaps, and not a tenth of what it was. A reader may take it "
    "either way. Re-read 'Points and per cent'.",
)

exercise.hints = (
    "Which words leave the reader no choice?",
    "The change is 10 points. As a part of where it began, it is 10 in 40.",
    "Look for the option that gives both shares.",
)
exercise.after = (
    "As a part of where it began it is 25 per cent more. Points with both shares beside them need no footnote."
)
