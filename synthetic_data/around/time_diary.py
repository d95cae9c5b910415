"""How the council's analysts spend their time: a diary of some weeks, and tasks timed by hand and by script.

Makes
    diary            date, analyst (A1, A2, ...), task, minutes: working days of the weeks before the horizon
    paired_timings   task, run, by_hand_minutes, by_script_minutes: the same job done both ways

The share of time that is churn (done again each time because nothing carries it) lies about two thirds and differs
between councils. One of the timed tasks does not pay to automate.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import bank_holidays, day_number
from synthetic_data.people.words import Choices
from synthetic_data.streams import stream

ENTRIES_A_DAY = 8
ANALYSTS_FROM_CARE = 120  # children in care for each analyst, beyond the first three


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "time diary"."""
    return {"diary": _diary(spec), "paired_timings": _timings(spec)}


def _diary(spec: CouncilSpec) -> pl.DataFrame:
    rng = stream(spec.seed, spec.la_code, "time diary.entries")
    tasks = around_table("diary_tasks")
    churn = (tasks["kind"] == "churn").to_numpy()
    low, high = around_figure("diary_churn_low"), around_figure("diary_churn_high")
    wanted = low + (high - low) * stream(spec.seed, spec.la_code, "time diary.churn").random()
    # Entries are drawn by how often a task comes up; their minutes are then scaled so that churn has its share.
    often, long = tasks["weight"].to_numpy().astype(float), tasks["minutes"].to_numpy().astype(float)
    usual = (often * long)[churn].sum() / (often * long).sum()
    often = np.where(churn, often * wanted / usual, often * (1 - wanted) / (1 - usual))
    days = _working_days(spec)
    analysts = 3 + min(5, spec.children_in_care // (4 * ANALYSTS_FROM_CARE))
    slots = len(days) * analysts * ENTRIES_A_DAY
    task = Choices([(np.arange(tasks.height), often)]).draw(rng, np.zeros(slots, np.int64))
    minutes = (long[task] * (0.5 + rng.random(slots))).reshape(-1, ENTRIES_A_DAY)
    minutes *= around_figure("diary_day_minutes") / minutes.sum(axis=1, keepdims=True)
    entries = pl.DataFrame(
        {
            "date": pl.Series(np.repeat(days, analysts * ENTRIES_A_DAY)).cast(pl.Int32).cast(pl.Date),
            "analyst": pl.Series([f"A{n + 1}" for n in range(analysts)]).gather(
                np.tile(np.repeat(np.arange(analysts), ENTRIES_A_DAY), len(days))
            ),
            "task": tasks["task"].gather(task),
            "minutes": minutes.ravel(),
        }
    )
    # As people write it down: one line a task and day, to the nearest five minutes.
    return (
        entries.group_by("date", "analyst", "task", maintain_order=True)
        .agg((pl.col("minutes").sum() / 5).round().cast(pl.Int64) * 5)
        .filter(pl.col("minutes") > 0)
        .sort("date", "analyst", maintain_order=True)
    )


def _working_days(spec: CouncilSpec) -> np.ndarray:
    """Day numbers of Mondays to Fridays, bank holidays left out, in the weeks before the horizon."""
    last = day_number(spec.horizon)
    days = np.arange(last - 7 * int(around_figure("diary_weeks")) + 1, last + 1).astype("datetime64[D]")
    return days[np.is_busday(days, holidays=bank_holidays())].astype(np.int64)


def _timings(spec: CouncilSpec) -> pl.DataFrame:
    rng = stream(spec.seed, spec.la_code, "time diary.timings")
    tasks, runs = around_table("timed_tasks"), int(around_figure("timed_runs"))
    shape = (tasks.height, runs)
    # A slow run by hand is often a slow run by script too: the data were worse that day.
    day = 0.85 + 0.3 * rng.random(shape)
    by_hand = np.round(tasks["by_hand_minutes"].to_numpy()[:, None] * day * (0.85 + 0.3 * rng.random(shape)))
    by_script = np.round(tasks["by_script_minutes"].to_numpy()[:, None] * day * (0.8 + 0.4 * rng.random(shape)))
    return pl.DataFrame(
        {
            "task": tasks["task"].gather(np.repeat(np.arange(tasks.height), runs)),
            "run": np.tile(np.arange(1, runs + 1), tasks.height),
            "by_hand_minutes": by_hand.ravel().astype(np.int64),
            "by_script_minutes": np.maximum(by_script, 1).ravel().astype(np.int64),
        }
    )
