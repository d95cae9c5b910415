"""Return interviews: whether a child who went missing and came back was offered one, and accepted.

Makes
    return_interviews  person, period, start (of the missing episode), offered, accepted
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.streams import stream


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "return interviews". Only those who have come back are asked."""
    back = earlier["missing_episodes"].filter((pl.col("code") == "M") & pl.col("end").is_not_null())
    rng = stream(spec.seed, spec.la_code, "return interviews")
    chance = rng.random((back.height, 2))
    offered = chance[:, 0] < calibration.figure("return_interviews", "offered_share")
    accepted = offered & (chance[:, 1] < calibration.figure("return_interviews", "accepted_share"))
    columns = [pl.Series("offered", offered, dtype=pl.Boolean), pl.Series("accepted", accepted, dtype=pl.Boolean)]
    return {"return_interviews": back.select("person", "period", "start").with_columns(columns)}
