"""No name is not anonymous: the rest of the row is enough."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l01-is-it-anonymous",
    answer="sentence",
    kind="choice",
    points=1,
    minutes=4,
    skills=["K1", "K2", "S3"],
    reread="No name is not anonymous",
)

ASKED = "You were asked which sentence about the extract is right. "

exercise.option(
    "A",
    "It is anonymous, because there are no names",
    ASKED + "You chose A. A name is one way of knowing somebody; a birth date beside a sex and an ethnicity may be "
    "another. Re-read 'No name is not anonymous'.",
)
exercise.option(
    "B",
    "It is anonymous once CHILD is replaced by a running number",
    ASKED + "You chose B. The number hides the id, and the pupil number and the birth date may still find the child. "
    "Re-read 'No name is not anonymous'.",
)
exercise.option("C", "It is personal data, about children who can be picked out")
exercise.option(
    "D",
    "It is personal data only if the supplier tries to find somebody",
    ASKED + "You chose D. What counts is whether somebody can be identified by means likely to be used, which may be "
    "true before anybody tries. Re-read 'No name is not anonymous'.",
)

exercise.hints = (
    "Think of somebody who knows one of the children. What would they look for in the table?",
    "Pseudonymised and anonymous are two different words.",
    "Which sentence asks about the children, and not about what somebody intends?",
)
exercise.after = "Personal data may be used, with a purpose and a gateway. What it may not be is called something else."
