"""The measures conflict wherever base rates differ: somebody has to choose, and say so."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l04-all-equal",
    answer="answer",
    kind="choice",
    points=1,
    minutes=5,
    skills=["K15", "S1", "B1"],
    reread="They cannot all be equal",
)

ASKED = "You were asked what is right when a supplier offers to make all four measures equal. "

exercise.option(
    "A",
    "Accept, and ask for it in the contract",
    ASKED
    + "You chose A. Where base rates differ, making two of them equal forces others apart: the promise may not be "
    "kept by anybody. Re-read 'They cannot all be equal'.",
)
exercise.option("B", "It cannot be done: choose which measure matters most here, say why, and show the others")
exercise.option(
    "C",
    "Choose the measure on which the model does best",
    ASKED + "You chose C. That chooses for the model's sake. The choice is about which mistake is worse for which "
    "children. Re-read 'Four things that ought to be equal'.",
)
exercise.option(
    "D",
    "Show one figure for everybody, so that no group is singled out",
    ASKED
    + "You chose D. A difference that nobody can see may still be there, and nobody can answer for it. Re-read 'Four "
    "things that ought to be equal'.",
)

exercise.hints = (
    "Work through the cell under the prediction again: what was made equal, and what was not?",
    "Arithmetic leaves you a choice. Whose choice is it?",
    "Which answer names a measure, a reason and the cost?",
)
exercise.after = "Choosing is a decision about people, to be made by people who answer for it, and written down."
