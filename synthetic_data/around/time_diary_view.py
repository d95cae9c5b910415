"""The view `time_diary`: where analysts' hours go, and what automating a task would save.

time_diary.csv       DATE, ANALYST, TASK, MINUTES
tasks.csv            TASK, PRODUCT, KIND (churn, analysis, development, other)
paired_timings.csv   TASK, RUN, BY_HAND_MINUTES, BY_SCRIPT_MINUTES
timed_tasks.csv      TASK, RUNS_A_YEAR, BUILD_HOURS, UPKEEP_MINUTES_A_RUN
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.around.tables import around_table
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The four tables; `year` is not used."""
    upper = pl.all().name.to_uppercase()
    timed = around_table("timed_tasks").select("task", "runs_a_year", "build_hours", "upkeep_minutes_a_run")
    return {
        "time_diary": council.journeys["diary"].select(upper),
        "tasks": around_table("diary_tasks").select("task", "product", "kind").select(upper),
        "paired_timings": council.journeys["paired_timings"].select(upper),
        "timed_tasks": timed.select(upper),
    }


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/time_diary/: one CSV file a table."""
    write_csv_tables(council.view_tables("time_diary", year), folder)


view = View(name="time_diary", tables=tables, writers={"csv": write_csv}, yearly=False)
