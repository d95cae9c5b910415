"""A small exercise of each kind that marking meets, on hand-made councils: marking tested without the course."""

from dataclasses import dataclass, field

import pandas as pd
import pytest

from curriculum.exercise import Exercise, days, table

SHORT_BREAKS = ["V3", "V4"]
PRACTICE = table("""
    CHILD DECOM       DEC         LS
    A     2024-01-10  -           C2
    B     2025-06-01  2026-02-01  V2
    B     2026-02-01  -           C1
    C     2025-09-01  2026-03-31  V2
    D     2026-03-31  -           L1
    E     2025-05-01  2026-06-01  C2
    E     2025-11-01  -           C2
    F     2025-01-01  -           V4
    G     2026-05-01  -           V2
    H     2026-06-01  -           V2
    J     2026-01-05  -           V2
""")
ASKED = "You were asked for the number of different children in care on a day, short breaks left out. "


@dataclass(eq=False)
class HandMadeCouncil:
    """Stands in for a simulated council: one table of episodes, whatever is asked for."""

    name: str
    episodes: pd.DataFrame = field(default_factory=PRACTICE.copy)

    def table(self, dotted, year=None):
        assert dotted == "ssda903.episodes"
        return self.episodes


def in_care(episodes, day, last_day=False, short_breaks=False):
    """Episodes covering `day`; the switches reproduce one mistake each. A blank DEC is still open."""
    ends_after = episodes["DEC"] >= day if last_day else episodes["DEC"] > day
    keep = (episodes["DECOM"] <= day) & (episodes["DEC"].isna() | ends_after)
    return episodes[keep if short_breaks else keep & ~episodes["LS"].isin(SHORT_BREAKS)]


def make_children_in_care(id="m01-l03-children-in-care"):
    """The function exercise of the design's worked example."""
    exercise = Exercise(
        id=id, answer="children_in_care", kind="function", points=3, minutes=8, inputs="ssda903.episodes"
    )
    exercise.practice = PRACTICE
    exercise.ask_on, exercise.answers = days("2025-09-30", "2026-02-01", "2026-03-31"), (4, 5, 5)
    exercise.hints = ("Look at child A.", "`isna()` finds blank dates.", "day = pd.Timestamp(day)")
    exercise.after = "This is the year-end figure on 31 March."

    @exercise.reference
    def truth(council, day):
        return in_care(council.episodes, day)["CHILD"].nunique()

    @exercise.right("any period, child by child")
    def any_period(episodes, day):
        care = episodes[~episodes["LS"].isin(SHORT_BREAKS)]
        covers = (care["DECOM"] <= day) & ~(care["DEC"] <= day)
        return int(covers.groupby(care["CHILD"]).any().sum())

    @exercise.wrong(
        ASKED
        + "On {day} your function counted child E of the practice table twice. It may be counting rows: one child "
        "can have several periods. Re-read 'Count children, not rows'."
    )
    def rows(episodes, day):
        return len(in_care(episodes, day))

    @exercise.wrong(ASKED + "Child A of the practice table was left out. Re-read 'A blank end date'.")
    def ended_only(episodes, day):
        care = episodes[~episodes["LS"].isin(SHORT_BREAKS)]
        return care[(care["DECOM"] <= day) & (care["DEC"] > day)]["CHILD"].nunique()

    @exercise.wrong(ASKED + "Child C was counted on the day the period ends. Re-read 'Who was in care on the day?'.")
    def end_day_counted(episodes, day):
        return in_care(episodes, day, last_day=True)["CHILD"].nunique()

    return exercise


def make_table_exercise(id="m01-l02-by-status"):
    """A table exercise: children by legal status."""
    exercise = Exercise(
        id=id,
        answer="by_status",
        kind="table",
        points=2,
        minutes=5,
        inputs="ssda903.episodes",
        columns=("LS", "children"),
        key=("LS",),
        asked="You were asked for the number of different children under each legal status.",
        reread="Group and count",
    )
    exercise.practice = PRACTICE
    exercise.answers = (pd.DataFrame({"LS": ["C1", "C2", "L1", "V2", "V4"], "children": [1, 2, 1, 5, 1]}),)
    exercise.hints = ("One", "Two", "Three")
    exercise.after = "Say which rows were counted."

    @exercise.reference
    def truth(council):
        return by_status(council.episodes)

    @exercise.wrong(
        "You were asked for children under each status. It may be counting rows. Re-read 'Group and count'."
    )
    def rows(episodes):
        return episodes.groupby("LS")["CHILD"].count().reset_index(name="children")

    return exercise


def by_status(episodes):
    return episodes.groupby("LS")["CHILD"].nunique().reset_index(name="children")


@pytest.fixture
def children_in_care():
    return make_children_in_care()


@pytest.fixture
def status_table():
    return make_table_exercise()


@pytest.fixture
def council():
    """A council whose rows are not those of the practice table."""
    rows = pd.concat(
        [PRACTICE, PRACTICE[PRACTICE["CHILD"].isin(["B", "E", "D"])].replace({"CHILD": {"B": "K", "E": "L", "D": "M"}})]
    )
    return HandMadeCouncil("Ambermoor", rows.reset_index(drop=True))
