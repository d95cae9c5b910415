"""The share of minutes that is churn: minutes and not lines, and nothing lost in the join."""

from curriculum.exercise import Exercise, table
from synthetic_data.around.tables import around_table

exercise = Exercise(
    id="m03-l01-churn-share",
    answer="churn_share",
    kind="function",
    points=2,
    minutes=8,
    skills=["S2", "B4"],
    inputs=("time_diary.time_diary", "time_diary.tasks"),
    tolerance=0.01,
    careful=True,
)

# "Judo" is in no list; A2 writes fewer and longer lines than A1; one listed task has no lines.
exercise.practice = (
    table("""
        DATE       ANALYST TASK   MINUTES
        2026-03-02 A1      Paste  30
        2026-03-02 A1      Paste  15
        2026-03-02 A1      Study  105
        2026-03-02 A2      Mend   200
        2026-03-03 A1      Judo   50
        2026-03-03 A2      Study  100
    """),
    table("""
        TASK  PRODUCT  KIND
        Paste Board    churn
        Mend  Lists    churn
        Study Analysis analysis
        Chase Lists    churn
    """),
)
exercise.answers = (49.0,)  # 245 of 500 minutes, worked out by hand


@exercise.reference
def from_the_diary_as_simulated(council):
    """The simulated entries, added up one by one by the kind of their task."""
    kind = dict(around_table("diary_tasks").select("task", "kind").iter_rows())
    spent = {"churn": 0, "all": 0}
    for task, minutes in council.journeys["diary"].select("task", "minutes").iter_rows():
        spent["all"] += minutes
        spent["churn"] += minutes if kind.get(task) == "churn" else 0
    return 100 * spent["churn"] / spent["all"]


def kinds(diary, tasks):
    """The kind of each line; nothing where the task is not in the list."""
    return diary["TASK"].map(tasks.set_index("TASK")["KIND"])


@exercise.right("a list of the churn tasks")
def listed(diary, tasks):
    names = tasks.loc[tasks["KIND"] == "churn", "TASK"]
    return diary["MINUTES"][diary["TASK"].isin(names)].sum() * 100 / diary["MINUTES"].sum()


@exercise.right("added up by kind, blanks as a kind of their own")
def by_kind(diary, tasks):
    minutes = diary["MINUTES"].groupby(kinds(diary, tasks).fillna("?")).sum()
    return minutes.get("churn", 0) / minutes.sum() * 100


ASKED = "You were asked for the share of all minutes that went on churn, in percent. "


@exercise.wrong(
    ASKED + "Three of the six lines of the practice table are churn, and your function gives their share of the lines. "
    "A line may be a quarter of an hour or three hours. Re-read 'Rows are not minutes'."
)
def lines(diary, tasks):
    return (kinds(diary, tasks) == "churn").mean() * 100


@exercise.wrong(
    ASKED + "On the practice table the 50 minutes of Judo, a task that is not in the list, are left out of the whole. "
    "The join may have dropped them, or a blank kind may have been taken out. Re-read 'Joining, and nothing lost'."
)
def unlisted_dropped(diary, tasks):
    both = diary.merge(tasks, on="TASK")
    return both.loc[both["KIND"] == "churn", "MINUTES"].sum() / both["MINUTES"].sum() * 100


@exercise.wrong(
    ASKED + "Your function gives the average of the analysts' own shares. An analyst with few minutes then counts as "
    "much as one with many: add the minutes of all of them first. Re-read 'Your turn: the share of churn'."
)
def mean_of_analysts(diary, tasks):
    churn = diary["MINUTES"].where(kinds(diary, tasks) == "churn", 0)
    each = churn.groupby(diary["ANALYST"]).sum() / diary["MINUTES"].groupby(diary["ANALYST"]).sum()
    return each.mean() * 100


@exercise.wrong(
    ASKED + "Your function gives {yours}, a number between 0 and 1. It may be a fraction, with the step to percent "
    "left out. Re-read 'Your turn: the share of churn'."
)
def fraction(diary, tasks):
    return listed(diary, tasks) / 100


@exercise.wrong(
    ASKED + "Your function sets churn against everything that is not churn. The whole is all the minutes, churn among "
    "them. Re-read 'Your turn: the share of churn'."
)
def against_the_rest(diary, tasks):
    churn = diary["MINUTES"][kinds(diary, tasks) == "churn"].sum()
    return churn / (diary["MINUTES"].sum() - churn) * 100


exercise.hints = (
    "Two sums of minutes: those of the churn lines, and all of them.",
    '`both.loc[..., "MINUTES"].sum()` adds up the minutes of the lines for which a question is True.',
    'minutes = both.loc[both["KIND"] == "churn", "MINUTES"].sum()',
)
exercise.after = (
    "Say the number with its weeks and its people. In a month's time, after the first command, it is asked again."
)
