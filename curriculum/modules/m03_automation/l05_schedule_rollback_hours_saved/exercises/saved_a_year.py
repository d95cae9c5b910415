"""Hours saved in a year, net of upkeep, losses and all."""

import pandas as pd

from curriculum.exercise import Exercise, table
from synthetic_data.around.tables import around_table

exercise = Exercise(
    id="m03-l05-saved-a-year",
    answer="saved_a_year",
    kind="function",
    points=3,
    minutes=12,
    skills=["B4", "S15"],
    inputs=("time_diary.paired_timings", "time_diary.timed_tasks"),
    columns=("TASK", "HOURS"),
    key=("TASK",),
    tolerance=0.01,
    careful=True,
)

# Paste saves; Format loses once its upkeep is paid; Mend loses even before; Sort was never timed.
exercise.practice = (
    table("""
        TASK   RUN BY_HAND_MINUTES BY_SCRIPT_MINUTES
        Paste  1   100             10
        Paste  2   140             20
        Paste  3   120             60
        Format 1   50              40
        Format 2   60              40
        Mend   1   30              45
    """),
    table("""
        TASK   RUNS_A_YEAR BUILD_HOURS UPKEEP_MINUTES_A_RUN
        Paste  12          16          6
        Format 4           12          30
        Mend   52          2           1
        Sort   52          9           2
    """),
)
exercise.answers = (
    table("""
        TASK   HOURS:float
        Paste  16.8
        Format -1.0
        Mend   -13.8666667
    """),
)  # worked out by hand: (90 - 6) x 12 / 60, (15 - 30) x 4 / 60, (-15 - 1) x 52 / 60


@exercise.reference
def run_by_run(council):
    """Each simulated run's saving, net of upkeep, averaged over the runs and spread over the year."""
    facts = around_table("timed_tasks").select("task", "runs_a_year", "upkeep_minutes_a_run")
    rows = []
    for task, runs, upkeep in facts.iter_rows():
        timed = council.journeys["paired_timings"].filter(task=task)
        net = [
            hand - script - upkeep for hand, script in timed.select("by_hand_minutes", "by_script_minutes").iter_rows()
        ]
        rows.append([task, sum(net) / len(net) * runs / 60])
    return pd.DataFrame(rows, columns=["TASK", "HOURS"])


def hours(timings, timed_tasks, per_task="mean", upkeep=True, runs=True, build=False):
    """The table asked for; the switches make one mistake each."""
    saved = (timings["BY_HAND_MINUTES"] - timings["BY_SCRIPT_MINUTES"]).groupby(timings["TASK"]).agg(per_task)
    facts = timed_tasks.set_index("TASK").loc[saved.index]
    minutes = (saved - facts["UPKEEP_MINUTES_A_RUN"] * upkeep) * (facts["RUNS_A_YEAR"] if runs else 1)
    return (minutes / 60 - facts["BUILD_HOURS"] * build).rename("HOURS").reset_index()


@exercise.right("grouped, and looked up by task")
def looked_up(timings, timed_tasks):
    return hours(timings, timed_tasks)


@exercise.right("joined first, averaged last")
def joined(timings, timed_tasks):
    both = timings.merge(timed_tasks, on="TASK")
    both["NET"] = both["BY_HAND_MINUTES"] - both["BY_SCRIPT_MINUTES"] - both["UPKEEP_MINUTES_A_RUN"]
    both["HOURS"] = both["NET"] * both["RUNS_A_YEAR"] / 60
    return both.pivot_table(index="TASK", values="HOURS", aggfunc="mean")


ASKED = "You were asked for the hours a year that each timed task saves, net of upkeep, losses as they are. "


@exercise.wrong(
    ASKED + "Format of the practice tables saves 15 minutes a run and takes 30 to keep up, and stands with a gain in "
    "your table. The upkeep may not have been taken off. Re-read 'The hours, measured in pairs'."
)
def no_upkeep(timings, timed_tasks):
    return hours(timings, timed_tasks, upkeep=False)


@exercise.wrong(
    ASKED + "Format and Mend of the practice tables lose time, and stand with nought in your table. A loss that is "
    "shown as nothing makes the total too good. Re-read 'Your turn: hours saved in a year'."
)
def losses_hidden(timings, timed_tasks):
    return hours(timings, timed_tasks).assign(HOURS=lambda found: found["HOURS"].clip(lower=0))


@exercise.wrong(
    ASKED + "Tasks that lose time have no row in your table. Each task that was timed has one. Re-read 'Your turn: "
    "hours saved in a year'."
)
def losses_left_out(timings, timed_tasks):
    return hours(timings, timed_tasks).query("HOURS > 0")


@exercise.wrong(
    ASKED + "Your hours add up the savings of all the timed runs before they are taken times the runs a year. What is "
    "wanted is the mean of a run. Re-read 'Your turn: hours saved in a year'."
)
def added_up(timings, timed_tasks):
    return hours(timings, timed_tasks, per_task="sum")


@exercise.wrong(
    ASKED + "Your function takes the hours of building off each year. They are paid once, and were to be left out "
    "here. Re-read 'Your turn: hours saved in a year'."
)
def build_taken_off(timings, timed_tasks):
    return hours(timings, timed_tasks, build=True)


@exercise.wrong(
    ASKED + "Your hours are those of one run. Paste of the practice tables is done twelve times a year. Re-read 'Your "
    "turn: hours saved in a year'."
)
def one_run(timings, timed_tasks):
    return hours(timings, timed_tasks, runs=False)


exercise.hints = (
    "A mean for each task, then a join that brings runs and upkeep, then one line of arithmetic.",
    '`mean.merge(timed_tasks, on="TASK")` puts them side by side; take the upkeep off before you multiply.',
    'both = mean.merge(timed_tasks, on="TASK")',
)
exercise.after = "The build hours tell when it has paid for itself: build divided by hours a year. Some never do."
