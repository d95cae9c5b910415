"""The whole of conferences in time: those held in the period after an enquiry of ours."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m04-l03-which-whole",
    answer="whole",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S5", "K13", "K7"],
    reread="The conference clock",
)

ASKED = "You were asked for the whole: of the conferences held this quarter, how many were within 15 working days. "

exercise.option(
    "A",
    "every enquiry that began in the quarter",
    ASKED + "You chose A. Most enquiries never need a conference, so the percentage may look terrible for the best of "
    "reasons. The sentence begins with conferences held. Re-read 'The conference clock'.",
)
exercise.option("B", "every enquiry whose conference was held in the quarter")
exercise.option(
    "C",
    "B, and the conferences of families who moved in",
    ASKED
    + "You chose C. Families who moved in have no strategy discussion here, so there may be no start to count from. "
    "They are shown apart. Re-read 'The conference clock'.",
)
exercise.option(
    "D",
    "every enquiry for which a conference was not ruled out",
    ASKED
    + "You chose D, which takes in those with neither a conference nor a decision. They may become late or never be "
    "needed: shown apart, not counted as late. Re-read 'The conference clock'.",
)

exercise.hints = (
    "What stands after 'of' in Ruth's sentence?",
    "The whole is conferences held in the quarter. Which of them have a clock that started here?",
    "Which option begins with a conference held, and asks for our own enquiry?",
)
exercise.after = (
    "In time, undecided, moved in: three figures, one sentence. Nobody is hidden in another one's percentage."
)
