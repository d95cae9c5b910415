"""Families and children: everyone the council knows, with one identity for all years and all returns.

Makes `families` and `children` (columns in `journeys`): those who enter care, with the numbers `entrants` gave them,
and the `pool` of brothers, sisters and families in contact. `child_id` scatters the numbers, so that an id says nothing
about when or why a child was first known.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.streams import stream

ADOPTED = ("E11", "E12")  # REC
IDS = 1_000_000  # ids run from SYN000000 to SYN999999


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "children"."""
    entrants, pool = earlier["entrants"], earlier["pool"]
    ethnicity = pl.col("ethnicity").cast(pl.String)
    children = pl.concat(
        [
            entrants.select("person", pl.col("sibling_group").alias("family"), "sex", "dob", ethnicity, "uasc"),
            pool.select("person", "family", "sex", "dob", ethnicity, pl.lit(False).alias("uasc")),
        ]
    ).with_columns(ever_in_care=pl.col("person") < entrants.height)
    ended = earlier["care_periods"].join(earlier["last_stretches"].select("period", "reason_end"), on="period")
    died = ended.filter(pl.col("reason_end") == "E2").select("person", pl.col("end").alias("died"))
    adopted = ended.filter(pl.col("reason_end").is_in(ADOPTED)).select("person", pl.col("end").alias("adopted"))
    ids = child_ids(spec, children["person"].to_numpy()).alias("child_id")
    children = (
        children.with_columns(ids, pl.col("ethnicity").cast(pl.Enum(children["ethnicity"].unique().sort())))
        .join(died, on="person", how="left", maintain_order="left")
        .join(adopted, on="person", how="left", maintain_order="left")
        .select("person", "child_id", "family", "sex", "dob", "ethnicity", "uasc", "ever_in_care", "died", "adopted")
    )
    return {"children": children, "families": children.select("family").unique().sort("family")}


def child_ids(spec: CouncilSpec, persons: np.ndarray) -> pl.Series:
    """'SYN' and six digits: a one-to-one scatter of person numbers that differs between councils."""
    rng = stream(spec.seed, spec.la_code, "children.ids")
    step = int(rng.random() * IDS) | 1
    while gcd(step, IDS) != 1:
        step += 2
    shift = int(rng.random() * IDS)
    numbers = (persons.astype(np.int64) * step + shift) % IDS
    return "SYN" + pl.Series(numbers).cast(pl.String).str.zfill(6)
