"""The truth behind a year's return, for the references of exercises: from the journeys, never from the return."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd

from synthetic_data.dates import first_day, last_day

WRITTEN_DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
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


def journey(council: Any, name: str) -> pd.DataFrame:
    """One table of the journeys ("referrals", "protection_plans", ...), every row of it, with `child`, the returns' id.

    Columns and what a blank end means: `synthetic_data.journeys.front_door`. Nothing is cut at a year's end, so what no
    single return knows is here. True and false are the text "true" and "false".
    """
    from synthetic_data.tables import as_learner_reads

    people = council.journeys["children"].select("person", child="child_id")
    return as_learner_reads(council.journeys[name].join(people, on="person", how="left", maintain_order="left"))


def draft_rows(council: Any, table: str) -> list[dict[str, str | None]]:
    """The rows of one table of the draft return ("episodes"), cell by cell as entered; a blank is None."""
    rows: list[dict[str, str | None]] = council.view_tables("drafts")[table].to_dicts()
    return rows


def day_of(text: str | None) -> date | None:
    """The date of a text written dd/mm/yyyy; None for a blank and for everything else."""
    if not text or not WRITTEN_DATE.fullmatch(text):
        return None
    day, month, year = map(int, text.split("/"))
    try:
        return date(year, month, day)
    except ValueError:
        return None
