"""Episodes: a new one begins whenever legal status or placement changes, as the SSDA903 asks.

Makes `care_episodes` (columns in `journeys`) and the last word on `care_endings`: period, reason_end* (REC; null while
the period is open).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Shares, era_at, era_days, with_factors
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

LAST_DAY = 2**30  # of a period that goes on: after every era began


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "episodes"."""
    placements = earlier["care_placements"]
    periods = earlier["care_periods"]
    endings = _endings(spec, calibration, periods, earlier["last_stretches"], placements)
    law = earlier["legal_spells"].filter(pl.col("start") <= spec.horizon).select("period", "start", "legal_status")
    homes = placements.select("period", "start", "placement_key", "placement", "provider", "carer", "change_reason")
    rows = (
        pl.concat([law.select("period", "start"), homes.select("period", "start")])
        .unique()
        .sort("period", "start")
        .join(law, on=["period", "start"], how="left", maintain_order="left")
        .join(homes, on=["period", "start"], how="left", maintain_order="left")
    )
    changed = rows.with_columns(
        law_changed=pl.col("legal_status").is_not_null(), home_changed=pl.col("placement").is_not_null()
    ).with_columns(
        # Within a period the first row has both; what does not change is carried on.
        pl.col("legal_status", "placement_key", "placement", "carer").forward_fill(),
        first=pl.col("period") != pl.col("period").shift(1).fill_null(-1),
    )
    changed = changed.with_columns(
        provider=pl.when("home_changed").then(pl.col("provider").fill_null("")).forward_fill().replace("", None),
        change_reason=pl.when("home_changed")
        .then(pl.col("change_reason").fill_null(""))
        .forward_fill()
        .replace("", None),
        same_carer=pl.col("carer") == pl.col("carer").shift(1),
    )
    reason_new = (
        pl.when("first")
        .then(pl.lit("S"))
        .when(~pl.col("home_changed"))
        .then(pl.lit("L"))
        .when(pl.col("law_changed"))
        .then(pl.when("same_carer").then(pl.lit("U")).otherwise(pl.lit("B")))
        .otherwise(pl.when("same_carer").then(pl.lit("T")).otherwise(pl.lit("P")))
    )
    episodes = (
        changed.with_columns(reason_new=reason_new)
        .join(
            periods.select("period", "person", "need", pl.col("end").alias("period_end")),
            on="period",
            maintain_order="left",
        )
        .join(endings, on="period", maintain_order="left")
        .with_columns(
            next_start=neighbour("start", "period", -1),
            next_home=neighbour("home_changed", "period", -1),
        )
        .with_row_index("episode")
    )
    ended = pl.coalesce("next_start", "period_end")
    return {
        "care_endings": endings,
        "care_episodes": episodes.select(
            pl.col("episode").cast(pl.Int32),
            "period",
            "person",
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("period").alias("number"),
            "start",
            ended.alias("end"),
            "reason_new",
            "legal_status",
            "need",
            "placement",
            "provider",
            pl.when(pl.col("next_start").is_not_null())
            .then(pl.lit("X1"))
            .when(pl.col("period_end").is_not_null())
            .then("reason_end")
            .alias("reason_end"),
            pl.when(pl.col("next_home")).then("change_reason").alias("change_reason"),
            "placement_key",
        ),
    }


def _endings(
    spec: CouncilSpec,
    calibration: Calibration,
    periods: pl.DataFrame,
    stretches: pl.DataFrame,
    placements: pl.DataFrame,
) -> pl.DataFrame:
    """Why each ended period ended: as its plan said, or at 18 by where the young person was living."""
    last = placements.group_by("period", maintain_order=True).last().select("period", "kind")
    whole = (
        periods.select("period", "end")
        .join(stretches.select("period", "reason_end"), on="period", maintain_order="left")
        .join(last, on="period", maintain_order="left")
    )
    reasons = calibration.once(_reasons_at_18)
    kinds = set(calibration["reasons_at_18"]["kind"])
    rng = stream(spec.seed, spec.la_code, "episodes.reasons at 18")
    level = np.array([reasons.level("kind", kind) if kind in kinds else 0 for kind in whole["kind"]])
    ended = whole["end"].cast(pl.Int32).fill_null(LAST_DAY).to_numpy()
    era = era_at(calibration.made(era_days, "reasons_at_18_eras"), ended)
    drawn = np.array(reasons.codes)[reasons.draw(rng, era, level)]
    # Those who stayed on with their carers ended for "any other reason" until there was a code for it.
    told = calibration["staying_on_recorded"]
    share = told["share"].to_numpy()[era_at(era_days(told), ended)]
    unsaid = (drawn == "E17") & (rng.random(len(drawn)) >= share)
    at_18 = pl.Series(np.where(unsaid, "E8", drawn))
    reason = pl.coalesce("reason_end", at_18)
    return whole.select("period", pl.when(pl.col("end").is_not_null()).then(reason).alias("reason_end"))


def _reasons_at_18(calibration: Calibration) -> Shares:
    """Why care ended at 18, by era and by where the young person was living."""
    by_era = with_factors(calibration["reasons_at_18"], calibration["reasons_at_18_eras"], "from_day", ("code",))
    return Shares(by_era, "code", ("from_day", "kind"))
