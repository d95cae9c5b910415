"""A jump on the day of a new definition is a break in the series."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m06-l04-the-jump",
    answer="advice",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K13", "B4"],
    reread="The day the count changed",
)

ASKED = "You were asked what to advise when caseloads jumped on the day their definition changed. "

exercise.option(
    "A",
    "write it; the figures are right",
    ASKED
    + "You chose A, to write it. Each figure may be right, and they count two different things. Re-read 'The day the "
    "count changed'.",
)
exercise.option(
    "B",
    "leave the old months out",
    ASKED
    + "You chose B, leaving the old months out. Nothing false would be said, and what was known may be lost; a reader "
    "who remembers them will wonder. Re-read 'The day the count changed'.",
)
exercise.option("C", "say that the count changed that day, show both parts apart, and claim no rise")
exercise.option(
    "D",
    "divide the new months by the size of the jump, and join the lines",
    ASKED
    + "You chose D, joining the lines. It may look smooth, and rests on a figure that one month gave; some teams have "
    "larger families than others. Re-read 'The day the count changed'.",
)

exercise.hints = (
    "What did the work do that day?",
    "Which option lets a reader see what changed and when?",
    "Three rules stand under 'The day the count changed'.",
)
exercise.after = "If somebody counted one month both ways, print that: it is the only honest bridge over a break."
