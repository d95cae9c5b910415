"""How many children are known to children's services before they are 18, beside what was estimated for England.

As in a life table: the children of each age who were referred (assessed, found to be in need, on a protection plan) for
the first time in the last years of a run, to all children of that age in the area; summed over the ages that is the
share of a childhood lived at the rates of these years. Who was known before the run began, and not since, counts as new
when they come back; so the shares are a little too large, the less the longer the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from synthetic_data.dates import first_day, last_day
from synthetic_data.draws import whole_ages
from synthetic_data.journeys.front_door_draws import CHILDHOOD
from synthetic_data.journeys.front_door_paths import NOT_IN_NEED, PATHS
from synthetic_data.scorecard.published import figures

TOPIC = "CIN lifetime"
TITLES = {
    "referred": "referred",
    "assessed": "assessed",
    "recorded as CIN": "found to be in need",
    "subject to a CPP": "on a protection plan",
}
CHILDREN = "children"
LAST_YEARS = ("2022-23", "2023-24", "2024-25")
"""The years whose rates are taken."""

Counts = Counter[tuple[str, int]]
"""By what was counted (a key of TITLES, or CHILDREN) and age."""


class Childhood(NamedTuple):
    """Children of a hundred to whom something happens before they are 18, as estimated for England and as simulated."""

    title: str
    published: float
    synthetic: float


def first_times(journeys: Mapping[str, pl.DataFrame]) -> Counts:
    """One council's children to whom each thing happened for the first time in LAST_YEARS, and all children then, by
    age; those not yet born count as of age 0."""
    referrals = journeys["referrals"]
    closed_early = pl.col("path").cast(pl.String).is_in(PATHS[: NOT_IN_NEED + 1])
    events = {
        "referred": referrals.select("person", day="date"),
        "assessed": journeys["assessments"].select("person", day="start"),
        "recorded as CIN": referrals.filter(~closed_early).select("person", day="date"),
        "subject to a CPP": journeys["protection_plans"].select("person", day="start"),
    }
    born = journeys["children"].select("person", "dob")
    within = pl.col("day").is_between(first_day(LAST_YEARS[0]), last_day(LAST_YEARS[-1]))
    counted: Counts = Counter()
    for name, event in events.items():
        lately = event.group_by("person").agg(pl.col("day").min()).filter(within).join(born, on="person")
        dob, day = (lately[column].cast(pl.Int32).to_numpy() for column in ("dob", "day"))
        ages = np.bincount(np.clip(whole_ages(dob, day), 0, CHILDHOOD - 1))
        counted.update({(name, age): int(number) for age, number in enumerate(ages) if number})
    mid_years = [first_day(year).year for year in LAST_YEARS]
    population = journeys["children_by_year"].filter(pl.col("mid_year").is_in(mid_years))
    counted.update(
        {(CHILDREN, age): n for age, n in population.group_by("age").agg(pl.col("children").sum()).iter_rows()}
    )
    return counted


def childhoods(counted: Counts) -> list[Childhood]:
    """What happens before 18, by the counts of all councils together."""
    published = {row["category"]: float(row["value"]) for row in figures() if row["topic"] == TOPIC}
    return [
        Childhood(
            title,
            published[name],
            100
            * sum(counted[name, age] / counted[CHILDREN, age] for age in range(CHILDHOOD) if counted[CHILDREN, age]),
        )
        for name, title in TITLES.items()
    ]
