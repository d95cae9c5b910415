"""A cell run again does its work again: the first thing that surprises people who know spreadsheets."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m01-l01-run-it-again",
    answer="after_three_runs",
    kind="choice",
    points=1,
    minutes=4,
    skills=["S2", "K11"],
    reread="Order matters",
)

ASKED = "You were asked what the cell shows after a run from the top and then two more runs of that one cell. "

exercise.option(
    "A",
    "88",
    ASKED + "You chose A, the total before any child left. The cell may look as though it only reads team_a, but its "
    "first line also writes a new value into it, each time it is run. Re-read 'Order matters'.",
)
exercise.option(
    "B",
    "87",
    ASKED + "You chose B, the total after the cell has run once. A spreadsheet formula gives the same result however "
    "often it is calculated; this cell starts from what team_a holds now. Re-read 'Order matters'.",
)
exercise.option(
    "C",
    "86",
    ASKED + "You chose C, the total after the cell has run twice. The run from the top may have been left out of the "
    "count: it runs this cell too, before the two more runs. Re-read 'Order matters'.",
)
exercise.option("D", "85")

exercise.hints = (
    "How many times has the cell been run by the end? Count the run from the top too.",
    "Take a pencil: write team_a = 41, then cross it out and write the new value for each run.",
    "After the run from the top, team_a is 40. Two more runs are still to come.",
)
exercise.after = (
    "Three runs, three children taken away, though only one has left. At work: before you send a figure, "
    "restart and run all, so that each cell has run exactly once."
)
