"""The truth behind a year's return, for the references of exercises: from the journeys, never from the return."""

from __future__ import annotations

from typing import Any

import pandas as pd

from synthetic_data.dates import first_day, last_day

SHOWN = ("child", "start", "end", "legal_status", "placement", "sex", "dob", "ethnicity")


def episodes_in(council: Any, year: str | None = None) -> pd.DataFrame:
    """Every episode in care that touches a collection year ("2025-26"; the council's last by default), one row each.

    Columns: child (the return's CHILD), start, end, legal_status, placement, sex, dob, ethnicity. Short breaks are
    among them. An episode touches the year when it started on or before 31 March and had not ended before 1 April; an
    end after the year is blank, because nobody knows it yet when the year closes.
    """
    import polars as pl

    from synthetic_data.tables import as_learner_reads

    year = year or council.spec.collection_years[-1]
    opens, closes = first_day(year), last_day(year)
    people = council.journeys["entrants"].select("person", pl.col("child_id").alias("child"), "sex", "dob", "ethnicity")
    every = council.journeys["care_episodes"].join(people, on="person")
    touching = every.filter((pl.col("start") <= closes) & ~(pl.col("end") < opens).fill_null(False))
    known = pl.when(pl.col("end") <= closes).then(pl.col("end")).alias("end")
    return as_learner_reads(touching.with_columns(known).select(SHOWN))


def people_in(council: Any, year: str | None = None) -> pd.DataFrame:
    """Everybody a collection year's return holds, one row each: child (the return's CHILD), sex, dob, ethnicity.

    They are the children with an episode in the year, and the young people who had left care and had a birthday from
    their 17th to their 21st in it.
    """
    import polars as pl

    from synthetic_data.tables import as_learner_reads

    year = year or council.spec.collection_years[-1]
    birthdays = council.journeys["leaver_birthdays"].filter(
        pl.col("birthday").is_between(first_day(year), last_day(year))
    )
    leavers = council.journeys["entrants"].join(birthdays, on="person", how="semi")
    everybody = leavers.select(pl.col("child_id").alias("child"), "sex", "dob", "ethnicity")
    children = episodes_in(council, year)[["child", "sex", "dob", "ethnicity"]].drop_duplicates("child")
    return pd.concat([children, as_learner_reads(everybody)]).drop_duplicates("child", ignore_index=True)
