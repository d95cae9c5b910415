"""Task 8: ten working days over Easter."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m00-l01-working-days",
    answer="tenth_day",
    kind="choice",
    points=1,
    minutes=3,
    skills=["S2", "K8"],
    reread="Task 8: working days",
)

ASKED = "You were asked for working day 10 after Thursday 2 April 2026, the next working day being day 1. "
LOOK = "Re-read 'Task 8: working days'."

exercise.option(
    "A",
    "Sunday 12 April",
    ASKED + "You chose A, ten days of the calendar: weekends and bank holidays are in it. " + LOOK,
)
exercise.option(
    "B",
    "Thursday 16 April",
    ASKED + "You chose B: weekends are left out, and the two bank holidays are not. " + LOOK,
)
exercise.option(
    "C",
    "Friday 17 April",
    ASKED + "You chose C: the day the referral came may have been counted as day 1. " + LOOK,
)
exercise.option("D", "Monday 20 April")

exercise.hints = (
    "Write the days down. The first working day after Thursday 2 April is Tuesday 7 April: that is day 1.",
    "7, 8, 9 and 10 April are days 1 to 4. Then comes a weekend.",
    "In Excel: WORKDAY(start, 10, holidays), with both bank holidays in the list.",
)
exercise.after = "Say which day is day nought, and which list of bank holidays you used."
