"""From a decision to a measure: the right part, the right whole, the right day."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m01-l04-pick-the-measure",
    answer="measure",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S7", "K9"],
    reread="The decision",
)

ASKED = "You were asked which measure answers Denise's question as she has now put it. "

exercise.option(
    "A",
    "the number of episodes in a children's home during the year",
    ASKED + "You chose A, which counts episodes in a whole year. A child may have several, and she asks about young "
    "people on one day. Re-read 'The decision'.",
)
exercise.option(
    "B",
    "the number of children aged 13 to 17 who live in a children's home on 31 March",
    ASKED + "You chose B: the right young people on the right day, but a number alone cannot cross a line that is a "
    "share. What is it out of? Re-read 'The decision'.",
)
exercise.option(
    "C",
    "of all children who live in a children's home on 31 March, the percentage aged 13 to 17",
    ASKED + "You chose C, which turns the question round: it starts from the homes and asks who lives there. Denise "
    "starts from the young people and asks where they live. Re-read 'The decision'.",
)
exercise.option("D", "of all children aged 13 to 17 in care on 31 March, the percentage who live in a children's home")

exercise.hints = (
    "Denise's line is 'more than one in three of ...'. Of whom?",
    "The words after 'of' are the whole. The words after 'live' are the part.",
    "The whole is the young people aged 13 to 17 in care. Which option begins with them?",
)
exercise.after = (
    "Her two percentages may have been C and D: most children in homes can be teenagers while most teenagers live "
    "elsewhere. Say 'of whom' aloud before you divide."
)
