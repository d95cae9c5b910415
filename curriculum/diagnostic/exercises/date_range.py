"""Task 6: dates between two days, both included."""

from datetime import date

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m00-l01-date-range",
    answer="began_that_summer",
    kind="scalar",
    points=1,
    minutes=3,
    skills=["S2", "S4"],
    inputs="ssda903.episodes",
)

ASKED = "You were asked how many episodes began from 1 July to 30 September 2025. "
FIRST, LAST = "2025-07-01", "2025-09-30"


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: starts of episodes in the three months."""
    return int(episodes_in(council)["start"].between(FIRST, LAST).sum())


@exercise.must_contain("other numbers of starts in any summer, of starts since July, and of dates as text")
def told_apart(episodes):
    return starts(episodes) not in {as_text(episodes), any_summer(episodes), since_july(episodes)}


def starts(episodes):
    return int(episodes["DECOM"].between(FIRST, LAST).sum())


@exercise.right("two comparisons")
def compared(episodes):
    return int(((episodes["DECOM"] >= FIRST) & (episodes["DECOM"] <= LAST)).sum())


@exercise.right("one by one")
def one_by_one(episodes):
    return sum(date(2025, 7, 1) <= day.date() <= date(2025, 9, 30) for day in episodes["DECOM"])


@exercise.wrong(
    ASKED + "Your answer, {yours}, may come from comparing text: as text, 02/03 of any year comes after 01/07/2025. "
    "Re-read 'Task 6: a range of dates'."
)
def as_text(episodes):
    return int(episodes["DECOM"].dt.strftime("%d/%m/%Y").between("01/07/2025", "30/09/2025").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, counts these months of every year: some episodes began years ago. "
    "Re-read 'Task 6: a range of dates'."
)
def any_summer(episodes):
    return int(episodes["DECOM"].dt.month.isin([7, 8, 9]).sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, counts everything that began from 1 July on: the last day is missing. "
    "Re-read 'Task 6: a range of dates'."
)
def since_july(episodes):
    return int((episodes["DECOM"] >= FIRST).sum())


exercise.hints = (
    "In Excel: a date filter between the two days, after making sure that DECOM holds dates and not text.",
    'In pandas: pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y") makes real dates.',
    'Then .between("2025-07-01", "2025-09-30") is True for both end days too.',
)
exercise.after = "Say whether both end days count. Half of all disagreements about a figure are about that."
