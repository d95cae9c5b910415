"""Pick a file by the period in its name, and stop when there is none or more than one."""

from curriculum.exercise import Exercise, refuses

exercise = Exercise(
    id="m03-l02-pick-file",
    answer="pick_file",
    kind="function",
    points=2,
    minutes=10,
    skills=["S2", "S15"],
    gives="text",
    careful=True,
)

MARCH, FEBRUARY = "referrals_2026-03.csv", "referrals_2026-02.csv"
# The first two lists differ in which month was saved last; the others are what a real folder looks like.
exercise.ask_on = (
    ([FEBRUARY, MARCH, "referrals_2026-01.csv"], "referrals", "2026-03"),
    ([MARCH, FEBRUARY], "referrals", "2026-02"),
    (["plans_2026-03.csv", MARCH], "plans", "2026-03"),
    ([f"old_{MARCH}", "referrals_2026-03.xlsx", "plans_2026-03.csv", MARCH], "referrals", "2026-03"),
    (["referrals_2026-02_sent_2026-03.csv", MARCH], "referrals", "2026-03"),
    ([FEBRUARY, "plans_2026-03.csv"], "referrals", "2026-03"),
    ([], "referrals", "2026-03"),
    (["referrals_2026-03 (1).csv", MARCH], "referrals", "2026-03"),
)
exercise.answers = (MARCH, FEBRUARY, "plans_2026-03.csv", MARCH, MARCH, *[refuses(naming="2026-03")] * 3)
DOUBT = "there is not one file for "


@exercise.reference
def by_hand(council, names, report, month):
    """The same questions whatever the council: their answers were worked out by hand."""
    return exercise.answers[exercise.ask_on.index((names, report, month))]


def fitting(names, report, month):
    return [name for name in names if name.startswith(f"{report}_{month}") and name.endswith(".csv")]


@exercise.right("a loop that counts")
def looped(names, report, month):
    found = None
    for name in names:
        if name[: len(report) + 8] == f"{report}_{month}" and name[-4:] == ".csv":
            if found:
                raise ValueError(DOUBT + month)
            found = name
    if found is None:
        raise ValueError(DOUBT + month)
    return found


@exercise.right("two questions, two refusals")
def two_refusals(names, report, month):
    fits = fitting(names, report, month)
    if not fits:
        raise ValueError(f"nothing for {month}")
    if len(fits) > 1:
        raise ValueError(f"too many for {month}: {fits}")
    return fits.pop()


ASKED = "You were asked for the one file of a report and a month, and to stop when none fits, or more than one. "


@exercise.wrong(
    ASKED + "Your function gives the first name of the list, which is the file saved last. When it was saved says "
    "nothing about the month in it. Re-read 'Which file is March's?'."
)
def newest(names, report, month):
    if not names:
        raise ValueError(DOUBT + month)
    return names[0]


@exercise.wrong(
    ASKED + "With two files for March, your function takes the first of them. Either may be the right one, and a "
    "program cannot know which. Re-read 'Stop when in doubt'."
)
def first_that_fits(names, report, month):
    fits = fitting(names, report, month)
    if not fits:
        raise ValueError(DOUBT + month)
    return fits[0]


@exercise.wrong(
    ASKED + "Where no name fits, your function gives nothing back and goes on. The next step may then read nothing, "
    "or last month's file. Re-read 'Stop when in doubt'."
)
def nothing_when_none(names, report, month):
    fits = fitting(names, report, month)
    if len(fits) > 1:
        raise ValueError(DOUBT + month)
    return fits[0] if fits else None


@exercise.wrong(
    ASKED + "February's file that was sent in March holds the month somewhere in its name, and your function takes it "
    "to fit. The month has to follow the report. Re-read 'Your turn: pick the file'."
)
def month_anywhere(names, report, month):
    fits = [name for name in names if name.startswith(f"{report}_") and month in name and name.endswith(".csv")]
    if len(fits) != 1:
        raise ValueError(DOUBT + month)
    return fits[0]


@exercise.wrong(
    ASKED + "The workbook referrals_2026-03.xlsx fits, by your function, so that it finds two. The name has to end in "
    ".csv as well. Re-read 'Your turn: pick the file'."
)
def any_ending(names, report, month):
    fits = [name for name in names if name.startswith(f"{report}_{month}")]
    if len(fits) != 1:
        raise ValueError(DOUBT + month)
    return fits[0]


exercise.hints = (
    "Make the list of names that fit. How long does it have to be?",
    "`name.startswith(...)` and `name.endswith(...)`; an f-string puts report and month together.",
    'fits = [name for name in names if name.startswith(f"{report}_{month}") and name.endswith(".csv")]',
)
exercise.after = "Best of all is a period inside the file, checked after reading: a name is typed by somebody too."
