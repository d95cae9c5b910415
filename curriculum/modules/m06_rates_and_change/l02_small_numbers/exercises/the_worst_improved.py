"""Regression to the mean: those chosen for being worst improve by themselves."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m06-l02-the-worst-improved",
    answer="visits",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K13", "B4"],
    reread="The worst get better",
)

ASKED = "You were asked what may be said when the three homes with the highest rates have lower ones after a visit. "

exercise.option(
    "A",
    "the visits worked",
    ASKED + "You chose A, that the visits worked. They may have, and homes that nobody visited may have done as well: "
    "these were chosen in a bad year. Re-read 'The worst get better'.",
)
exercise.option("B", "lower rates were likely without visits; homes chosen in the same way and not visited would tell")
exercise.option(
    "C",
    "the homes stopped reporting",
    ASKED
    + "You chose C, less reporting. It could be, and nothing here shows it; luck is enough of a reason. Re-read 'The "
    "worst get better'.",
)
exercise.option(
    "D",
    "nothing can ever be said about homes",
    ASKED
    + "You chose D, nothing ever. A comparison may still be made, if the homes compared were chosen in the same way. "
    "Re-read 'The worst get better'.",
)

exercise.hints = (
    "In the invented homes above, who visited?",
    "How were the three chosen? What do the worst of twenty equal homes do next year?",
    "Look for the option that says what would tell.",
)
exercise.after = "Before you praise a remedy, ask how those who got it were chosen. It is kinder to them, too."
