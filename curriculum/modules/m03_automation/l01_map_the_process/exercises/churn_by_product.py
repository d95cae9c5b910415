"""Hours of churn by product: only churn, in hours, and every product that has any."""

import pandas as pd

from curriculum.exercise import Exercise, table
from synthetic_data.around.tables import around_table

exercise = Exercise(
    id="m03-l01-churn-by-product",
    answer="churn_by_product",
    kind="function",
    points=3,
    minutes=10,
    skills=["S2", "B4"],
    inputs=("time_diary.time_diary", "time_diary.tasks"),
    columns=("PRODUCT", "HOURS"),
    key=("PRODUCT",),
    tolerance=0.001,
    careful=True,
)

# The board has churn and analysis; Study is analysis alone; Judo is in no list; two lines of one task.
exercise.practice = (
    table("""
        DATE       ANALYST TASK  MINUTES
        2026-03-02 A1      Paste 30
        2026-03-02 A2      Paste 60
        2026-03-02 A1      Mend  45
        2026-03-03 A1      Chase 75
        2026-03-03 A1      Brief 20
        2026-03-03 A2      Study 120
        2026-03-04 A2      Judo  50
        2026-03-04 A2      Mend  45
    """),
    table("""
        TASK  PRODUCT  KIND
        Paste Board    churn
        Brief Board    analysis
        Mend  Lists    churn
        Chase Lists    churn
        Study Analysis analysis
        Sort  Shelf    churn
    """),
)
exercise.answers = (
    table("""
        PRODUCT HOURS:float
        Board   1.5
        Lists   2.75
    """),
)  # worked out by hand


@exercise.reference
def from_the_diary_as_simulated(council):
    """The simulated entries of each churn task, added up product by product."""
    listed = around_table("diary_tasks").select("task", "product", "kind").iter_rows()
    product = {task: product for task, product, kind in listed if kind == "churn"}
    hours: dict[str, float] = {}
    for task, minutes in council.journeys["diary"].select("task", "minutes").iter_rows():
        if task in product:
            hours[product[task]] = hours.get(product[task], 0) + minutes / 60
    return pd.DataFrame(list(hours.items()), columns=["PRODUCT", "HOURS"])


def added(lines, by="PRODUCT"):
    """Hours by product of these lines."""
    return (lines.groupby(by)["MINUTES"].sum() / 60).rename("HOURS").rename_axis("PRODUCT").reset_index()


def joined(diary, tasks):
    return diary.merge(tasks, on="TASK")


@exercise.right("a join that drops what is not listed")
def inner(diary, tasks):
    both = joined(diary, tasks)
    return added(both[both["KIND"].eq("churn")])


@exercise.right("a pivot table")
def pivoted(diary, tasks):
    churn = joined(diary, tasks).query("KIND == 'churn'")
    hours = churn.pivot_table(index="PRODUCT", values="MINUTES", aggfunc="sum") / 60
    return hours.rename(columns={"MINUTES": "HOURS"})


ASKED = "You were asked for the hours of churn of each product that has any. "


@exercise.wrong(
    ASKED + "The practice table's 20 minutes of Brief, which is analysis for the board, are in your hours. Keep only "
    "the lines of kind churn before you add up. Re-read 'Which product eats it?'."
)
def every_kind(diary, tasks):
    return added(joined(diary, tasks))


@exercise.wrong(
    ASKED + "Your column HOURS holds minutes: the board of the practice table has 90 of them. Re-read 'Your turn: "
    "churn by product'."
)
def minutes(diary, tasks):
    return inner(diary, tasks).assign(HOURS=lambda found: found["HOURS"] * 60)


@exercise.wrong(
    ASKED + "Your table has a row for each task, under the name of a product. Which tasks a product has is what the "
    "join brings: group by PRODUCT. Re-read 'Your turn: churn by product'."
)
def by_task(diary, tasks):
    both = joined(diary, tasks)
    return added(both[both["KIND"] == "churn"], by="TASK")


@exercise.wrong(
    ASKED + "Your hours of Lists are those of an average line of the practice table; the lines have to be added up. "
    "Re-read 'Rows are not minutes'."
)
def average(diary, tasks):
    both = joined(diary, tasks)
    churn = both[both["KIND"] == "churn"]
    return (churn.groupby("PRODUCT")["MINUTES"].mean() / 60).rename("HOURS").reset_index()


exercise.hints = (
    "Three steps: join, keep the churn, add up by product.",
    '`groupby("PRODUCT")["MINUTES"].sum()` adds up; dividing by 60 makes hours; `reset_index()` makes a table of it.',
    'both = diary.merge(tasks, on="TASK", how="left", validate="many_to_one")',
)
exercise.after = "The product with the most churn isn't always the first to take: ask which one somebody waits for."
