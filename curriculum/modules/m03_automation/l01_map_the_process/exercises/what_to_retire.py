"""Retire before you automate: a report that serves no decision."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m03-l01-what-to-retire",
    answer="sheet",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K3", "S15", "B4"],
    reread="Retire, automate, keep",
)

ASKED = "You were asked what to do with a sheet whose owner has left and that serves no decision anybody can name. "

exercise.option(
    "A",
    "automate it, as that is only a day's work",
    ASKED + "You chose A, automate. The day is the smaller part: a script has to be looked after for years, and this "
    "one may serve nobody. Re-read 'Retire, automate, keep'.",
)
exercise.option(
    "B",
    "keep it by hand, as somebody might ask",
    ASKED + "You chose B, keep. Three hours a month are paid for a question that may never come, while real ones wait. "
    "Re-read 'Retire, automate, keep'.",
)
exercise.option("C", "retire it: tell the readers, name the day, keep the last copy")
exercise.option(
    "D",
    "automate it, and make it weekly while you are there",
    ASKED + "You chose D, weekly. More of what nobody acts on may only hide what somebody should. Re-read 'Faster at "
    "the wrong step'.",
)

exercise.hints = (
    "Which decision would be made differently without it?",
    "Three words, in an order: retire, automate, keep.",
    "Nobody can name a decision. What does the first of the three say?",
)
exercise.after = (
    "Keep the last copy and the date: if somebody does miss it, you will hear which tab, and that one comes back."
)
