"""A template that has moved: the pipeline stops, a person asks."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m03-l04-label-has-moved",
    answer="moved",
    kind="choice",
    points=1,
    minutes=4,
    skills=["S15", "S6"],
    reread="When the map is wrong",
)

ASKED = "You were asked what a pipeline does when the label beside a mapped cell is no longer the map's. "

exercise.option(
    "A",
    "writes to D12, as the map says",
    ASKED + "You chose A, the map. The police figure would stand in the row of housing, and would look quite at home "
    "there. Re-read 'When the map is wrong'.",
)
exercise.option(
    "B",
    "looks for the label and writes beside it",
    ASKED
    + "You chose B, the label. It may be there twice, or mean something else since the change; and below it other "
    "cells may have moved too. Re-read 'Where it looks empty'.",
)
exercise.option("C", "stops, names the cell, and leaves the map to somebody who has asked the owner")
exercise.option(
    "D",
    "writes to both, so that it is surely there",
    ASKED + "You chose D, both. One of the two is then surely wrong, and the total may count it as well. Re-read "
    "'Where it looks empty'.",
)

exercise.hints = (
    "What does the program know about why the row was put in?",
    "Map and sheet contradict each other. Which of them is right is not in the file.",
    "What did you do in lesson 2 when two files fitted?",
)
exercise.after = "A stop on day two is cheap: there are seven days left. The same mistake on day nine has been sent."
