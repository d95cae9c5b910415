"""Visits to children on plans and in care: how often, how late, and whether the child was seen, and seen alone.

Makes
    visits  person, kind ("protection", "need", "care"), spell (the plan, need plan or care period), date, seen, alone
            (seen without others; never under 4)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import in_order, whole_ages
from synthetic_data.journeys.front_door import draws_of
from synthetic_data.journeys.front_door_draws import off_rest_days
from synthetic_data.journeys.front_door_paths import Draw

KINDS = {"protection": ("protection_plans", "plan"), "need": ("need_plans", "plan"), "care": ("care_periods", "period")}
HISTORY = 190  # days of visits before the first return: more than half a year, the longest window a list looks back


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "visits"."""
    draw = draws_of(spec, "visits")
    by = dict(calibration["contacts"].select("figure", "value").rows())
    first, last = day_number(spec.opening) - HISTORY, day_number(spec.horizon)
    parts = []
    for kind, (table, key) in KINDS.items():
        spells = earlier[table]
        if kind == "care":
            spells = spells.filter(~pl.col("short_breaks"))
        parts.append(
            _of_spells(draw, by, kind, spells.select("person", pl.col(key).alias("spell"), "start", "end"), first, last)
        )
    visits = pl.concat(parts)
    columns = [visits[name].to_physical().to_numpy() for name in ("person", "date", "kind")]
    visits = visits[in_order(*columns)]
    born = earlier["children"]["dob"].to_physical().to_numpy()
    age = whole_ages(born[visits["person"].to_numpy()], visits["date"].to_physical().to_numpy())
    seen = draw("seen", visits.height) < by["seen_share"]
    alone = seen & (age >= 4) & (draw("alone", visits.height) < by["alone_share"])
    return {
        "visits": visits.with_columns(seen=pl.Series(seen, dtype=pl.Boolean), alone=pl.Series(alone, dtype=pl.Boolean))
    }


def _of_spells(
    draw: Draw, by: Mapping[str, float], kind: str, spells: pl.DataFrame, first: int, last: int
) -> pl.DataFrame:
    """Visits at about the interval of their kind, from the start of each spell to its end or the last day known."""
    every = by[f"{kind}_visit_days"]
    live = spells.filter(pl.col("end").is_null() | (pl.col("end").cast(pl.Int32) >= first))
    start = live["start"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = live["end"].cast(pl.Int32).fill_null(last).to_numpy().astype(np.int64)
    # Spells long under way are visited from the window on, at their own beat.
    skipped = np.maximum(first - start, 0) // int(every)
    begins = start + skipped * int(every)
    count = ((np.minimum(end, last) - begins) // (every * 0.8)).astype(np.int64) + 1
    spell = np.repeat(np.arange(live.height), count)
    u = draw(f"{kind}_late", len(spell))
    punctual = by["visit_on_time_share"]
    # Mostly a little early; the rest late by up to the interval again.
    gap = np.where(u < punctual, every * (0.75 + 0.25 * u / punctual), every * (1 + (u - punctual) / (1 - punctual)))
    gap = np.maximum(np.rint(gap), 1)
    total = np.cumsum(gap)
    at = np.cumsum(count) - count
    since = total - (total - gap)[at][spell] if len(spell) else total
    day = off_rest_days(begins[spell] + since.astype(np.int64) - 1, np.ones(len(spell)))
    held = (day < end[spell]) & (day <= last) & (day >= start[spell])
    return pl.DataFrame(
        {
            "person": live["person"].to_numpy()[spell[held]],
            "spell": live["spell"].to_numpy()[spell[held]],
            "date": pl.Series(day[held].astype(np.int32)).cast(pl.Date),
        }
    ).select("person", pl.lit(kind, pl.Enum(sorted(KINDS))).alias("kind"), "spell", "date")
