"""The truth behind the return: spells in care, and who was in care on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from synthetic_data.tables import as_learner_reads

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

SHORT_BREAKS = ("V3", "V4")


class Spells:
    """Spells in care of one council, one row a spell: entry to leaving, however many episodes lie within.

    `short_breaks=True` also counts children whose only care is short breaks (legal status V3 or V4).
    """

    def __init__(self, journeys: Mapping[str, pl.DataFrame], short_breaks: bool = False) -> None:
        import polars as pl

        children = journeys["entrants"].select("person", "child_id", "sex", "dob", "ethnicity", "uasc")
        spells = journeys["care_periods"].drop("uasc").join(children, on="person")
        spells = spells.join(journeys["care_endings"], on="period")
        if not short_breaks:
            spells = spells.filter(~pl.col("short_breaks"))
        self._spells = spells.sort("child_id", "start")
        self._episodes = journeys["care_episodes"]

    def all(self) -> pd.DataFrame:
        """Every spell: child, start, end (missing while open), sex, dob, ethnicity, need, entry_legal_status,
        end_reason."""
        return as_learner_reads(self._tidy(self._spells))

    def covering(self, day: Any) -> pd.DataFrame:
        """One row for each spell that covers `day` (start <= day < end): the columns of `all` and the day's
        legal_status, placement, provider.

        `day` is a date, a pandas Timestamp or text like "2026-03-31".
        """
        import polars as pl

        on = date.fromisoformat(str(day)[:10])
        spells = self._spells.filter((pl.col("start") <= on) & (pl.col("end").is_null() | (pl.col("end") > on)))
        episodes = self._episodes.filter((pl.col("start") <= on) & (pl.col("end").is_null() | (pl.col("end") > on)))
        state = episodes.select(
            "period", "legal_status", "placement", "provider", pl.col("start").alias("episode_start")
        )
        joined = spells.join(state, on="period", how="left").sort("child_id", "start")
        return as_learner_reads(self._tidy(joined, "legal_status", "placement", "provider", "episode_start"))

    @staticmethod
    def _tidy(spells: pl.DataFrame, *more: str) -> pl.DataFrame:
        import polars as pl

        return spells.select(
            pl.col("child_id").alias("child"),
            "start",
            "end",
            "sex",
            "dob",
            "ethnicity",
            "uasc",
            "need",
            "reason_end",
            *more,
        )
