"""A series with the definition that held each month."""

import pandas as pd

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l04-cases-by-definition",
    answer="cases_by_definition",
    kind="function",
    points=3,
    minutes=12,
    skills=["K13", "S4", "S10"],
    inputs=("workforce.workforce_months", "workforce.definitions"),
    columns=("MONTH", "CASES", "FROM"),
    key=("MONTH",),
)

# Two teams; the change falls on the first of June. Another measure changed in May.
exercise.practice = (
    table("""
        MONTH      TEAM DAYS_LOST CASES
        2025-04-01 AS1  3         40
        2025-04-01 SG1  5         60
        2025-05-01 AS1  2         42
        2025-05-01 SG1  1         61
        2025-06-01 AS1  0         55
        2025-06-01 SG1  4         75
        2025-07-01 AS1  2         54
        2025-07-01 SG1  2         77
    """),
    table("""
        FROM       MEASURE   DEFINITION
        2025-06-01 CASES     children
        2025-04-01 CASES     families
        2025-05-01 DAYS_LOST "working days"
    """),
)
exercise.answers = (
    table("""
    MONTH      CASES FROM
    2025-04-01 100   2025-04-01
    2025-05-01 103   2025-04-01
    2025-06-01 130   2025-06-01
    2025-07-01 131   2025-06-01
"""),
)  # worked out by hand


@exercise.reference
def from_journeys(council):
    """Families counted until the month that the simulation planted, children from then on."""
    change = council.journeys["planted_counting"]["from_month"][0]
    totals = {}
    for row in council.journeys["workforce_months"].iter_rows(named=True):
        counted = row["families"] if row["month"] < change else row["children"]
        totals[row["month"]] = totals.get(row["month"], 0) + counted
    rows = [(month, cases, council.spec.opening if month < change else change) for month, cases in totals.items()]
    found = pd.DataFrame(rows, columns=["MONTH", "CASES", "FROM"])
    return found.assign(MONTH=pd.to_datetime(found["MONTH"]), FROM=pd.to_datetime(found["FROM"]))


def totals_of(workforce_months, how="sum"):
    return workforce_months.groupby("MONTH", as_index=False).agg(CASES=("CASES", how))


def days_of(definitions, measure="CASES"):
    return definitions[definitions["MEASURE"] == measure]["FROM"].sort_values()


def marked(cases, days, late=False):
    def day(month):
        return days[(days < month) if late else (days <= month)].max()

    return cases.assign(FROM=[day(month) for month in cases["MONTH"]])


@exercise.right("the latest day that is not after")
def latest(workforce_months, definitions):
    return marked(totals_of(workforce_months), days_of(definitions))


@exercise.right("a pivot, then merge_asof")
def pivoted(workforce_months, definitions):
    wide = workforce_months.pivot_table(index="MONTH", columns="TEAM", values="CASES", aggfunc="sum")
    cases = wide.sum(axis=1).astype("int64").reset_index(name="CASES").sort_values("MONTH")
    return pd.merge_asof(cases, days_of(definitions).to_frame(), left_on="MONTH", right_on="FROM")


ASKED = "You were asked for the cases of all teams, month by month, with the first day of the definition in force. "


@exercise.wrong(
    ASKED + "In the practice tables June, which begins on the day of the change, is still under the old definition, or "
    "April under none. Look at the day itself. Re-read 'Your turn: cases with their definition'."
)
def a_month_late(workforce_months, definitions):
    return marked(totals_of(workforce_months), days_of(definitions), late=True)


@exercise.wrong(
    ASKED
    + "In the practice tables something changes in May: that was another measure. Keep the rows of definitions that "
    "are about CASES. Re-read 'Your turn: cases with their definition'."
)
def another_measure(workforce_months, definitions):
    return marked(totals_of(workforce_months), definitions["FROM"].sort_values())


@exercise.wrong(
    ASKED
    + "Your table has several rows for a month, one for each team. All teams together were wanted. Re-read 'Your turn: "
    "cases with their definition'."
)
def team_by_team(workforce_months, definitions):
    return marked(workforce_months[["MONTH", "TEAM", "CASES"]], days_of(definitions))[["MONTH", "CASES", "FROM"]]


@exercise.wrong(
    ASKED
    + "Every month of yours is under one definition, the newest. Then the months before it were never counted so. "
    "Re-read 'The day the count changed'."
)
def newest_for_all(workforce_months, definitions):
    return totals_of(workforce_months).assign(FROM=days_of(definitions).max())


@exercise.wrong(
    ASKED + "In the practice tables your cases are half as many as both teams have: they may be a mean of the teams. "
    "Re-read 'Your turn: cases with their definition'."
)
def mean_of_teams(workforce_months, definitions):
    return marked(totals_of(workforce_months, "mean"), days_of(definitions))


exercise.hints = (
    "Two steps: add the teams up by month; then find for each month the latest day that is not after it.",
    'definitions[definitions["MEASURE"] == "CASES"][["FROM"]].sort_values("FROM") is the right-hand table of '
    "merge_asof.",
    'cases = workforce_months.groupby("MONTH", as_index=False)["CASES"].sum()',
)
exercise.after = (
    "Keep a table of definitions beside every series you own: one row for each day on which it changed. Nobody "
    "remembers in two years."
)
