"""Two counts over the same days are a ratio; they say nothing about what became of those children."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m04-l01-true-sentence",
    answer="sentence",
    kind="choice",
    points=1,
    minutes=5,
    skills=["S5", "K13", "K7"],
    reread="Not the same children",
)

ASKED = "You were asked which sentence 200 referrals and 20 plans started in a quarter allow. "

exercise.option(
    "A",
    "One in ten of the children referred was put on a protection plan.",
    ASKED
    + "You chose A, which speaks of the same children twice. Some of these plans may belong to earlier referrals, "
    "and a referral is not a child. Re-read 'Not the same children'.",
)
exercise.option("B", "For every ten referrals received, one protection plan started.")
exercise.option(
    "C",
    "Nine referrals in ten did not need protection.",
    ASKED
    + "You chose C, a judgement about need. No plan yet may mean not needed, not decided, or not recorded. Re-read "
    "'Not the same children'.",
)
exercise.option(
    "D",
    "One referral in ten has led to a plan by the end of the quarter.",
    ASKED + "You chose D, which follows the referrals of the quarter. Nobody followed them: plans were counted by when "
    "they started. Re-read 'Not the same children'.",
)

exercise.hints = (
    "Ask of each sentence: are the children in the part also in the whole?",
    "Nobody followed a referral to its plan. Which sentence does not pretend to?",
    "A ratio says 'for every'. A proportion says 'of these'.",
)
exercise.after = "For every, or of these: two words that tell a careful reader what you did."
