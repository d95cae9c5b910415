"""Effects planted for lessons: what a learner may find, and the truth to check it by. Never shown to learners.

Each council has its own: which group, which way and how much are drawn from the seed, so that no false fact is
learned.

Makes
    planted_effects  effect (name), kind (rate_ratio, step_shift, definition), stage (referral, plan, source,
                     contact), groups (the ethnic
                     groups or source codes it falls on, separated by spaces), from_date* (null: always), size (ratio
                     of rates or counts after
                     to before, or to the others)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.streams import stream

ETHNIC_GROUPS = ("Mixed", "Asian", "Black")
SERIES = {"police": ("6",), "schools": ("2A", "2B"), "health": ("3A", "3B", "3C", "3D", "3E", "3F")}


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "planted effects"."""
    chance = stream(spec.seed, spec.la_code, "planted.effects").random(12)
    codes = calibration["need_ethnicity"].group_by("group", maintain_order=True).agg(pl.col("code"))
    members = dict(zip(codes["group"], codes["code"], strict=True))
    first, second = _two_of(len(ETHNIC_GROUPS), chance[0], chance[1])
    series = list(SERIES)[int(chance[2] * len(SERIES))]
    rows = [
        (
            "noticed more or less",
            "rate_ratio",
            "referral",
            " ".join(members[ETHNIC_GROUPS[first]]),
            None,
            _ratio(chance[3], chance[4], 1.35, 1.75),
        ),
        (
            "plans more or less",
            "rate_ratio",
            "plan",
            " ".join(members[ETHNIC_GROUPS[second]]),
            None,
            _ratio(chance[5], chance[6], 1.4, 1.8),
        ),
        (
            f"{series} refer more or less",
            "step_shift",
            "source",
            " ".join(SERIES[series]),
            _month(spec, chance[7], 6, 15),
            _ratio(chance[8], chance[9], 1.5, 1.9),
        ),
        (
            "police information counted as contacts or not",
            "definition",
            "contact",
            "6",
            _month(spec, chance[10], 2, 4),
            0.0 if chance[11] < 0.5 else 1.0,
        ),
    ]
    names = ("effect", "kind", "stage", "groups", "from_date", "size")
    table = pl.DataFrame(
        rows, schema=dict.fromkeys(names, pl.String) | {"from_date": pl.Date, "size": pl.Float64}, orient="row"
    )
    return {"planted_effects": table}


def planted(effects: pl.DataFrame, stage: str) -> tuple[list[str], date | None, float]:
    """The groups, first day (None: always) and size of the effect planted at a stage."""
    row = effects.row(by_predicate=pl.col("stage") == stage, named=True)
    return row["groups"].split(), row["from_date"], row["size"]


def _two_of(count: int, one: float, other: float) -> tuple[int, int]:
    first = int(one * count)
    second = int(other * (count - 1))
    return first, second + (second >= first)


def _ratio(way: float, how_much: float, least: float, most: float) -> float:
    """A ratio between `least` and `most`, or its inverse, to two places."""
    ratio = least + (most - least) * how_much
    return round(ratio if way < 0.5 else 1 / ratio, 2)


def _month(spec: CouncilSpec, chance: float, least: int, most: int) -> date:
    """The first day of a month that lies `least` to `most` whole months before the horizon."""
    back = least + int(chance * (most - least + 1))
    months = np.datetime64(spec.horizon, "M") + 1 - back
    return months.astype("datetime64[D]").astype(date)
