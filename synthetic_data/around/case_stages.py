"""Which service holds each child's case when.

Makes `case_stages`: stage (row number), person, family, period* (care period; null: not in care), service, start, end*
(null: open at the horizon). A referral is with the assessment service first, then safeguarding; a child in care moves
to the children in care service; disabled children have their own service throughout. Referrals closed without further
action are held by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days
from synthetic_data.tables import neighbour

OPEN = date(9999, 1, 1)


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "case stages". Draws no random numbers."""
    care = earlier["care_periods"].select(
        "person", "period", "need", "start", pl.col("end").fill_null(OPEN), pl.lit(None, pl.Int32).alias("referral")
    )
    need = _outside_care(earlier["referrals"], care)
    cases = pl.concat([need, care.with_columns(pl.col("need").cast(pl.String))], how="diagonal_relaxed").with_columns(
        in_care=pl.col("period").is_not_null()
    )
    handover = pl.when("in_care").then(around_figure("care_team_after_days")).otherwise(
        around_figure("same_team_days")
    )  # fmt: skip
    days = cases.select((pl.col("start") + pl.duration(days=handover)).cast(pl.Int32)).to_series().to_numpy()
    change = pl.Series(add_working_days(days, 0).astype(np.int32)).cast(pl.Date)
    cases = cases.with_columns(change=change)
    before = pl.when("in_care").then(pl.lit("Safeguarding")).otherwise(pl.lit("Assessment"))
    after = pl.when("in_care").then(pl.lit("Children in care")).otherwise(pl.lit("Safeguarding"))
    disabled = pl.col("need") == "N2"
    own = pl.lit("Disabled children")
    stages = pl.concat(
        [
            cases.filter(disabled.not_()).with_columns(service=before, end=pl.min_horizontal("end", "change")),
            cases.filter(disabled.not_() & (pl.col("change") < pl.col("end"))).with_columns(
                service=after, start="change"
            ),
            cases.filter(disabled).with_columns(service=own),
        ]
    ).filter(pl.col("start") < pl.col("end"))
    families = earlier["children"].select("person", "family")
    return {
        "case_stages": stages.join(families, on="person")
        .sort("person", "start", "service")
        .select(
            pl.int_range(pl.len(), dtype=pl.Int32).alias("stage"),
            "person",
            "family",
            "period",
            "service",
            "start",
            pl.when(pl.col("end") < OPEN).then("end").alias("end"),
        )
    }


def _outside_care(referrals: pl.DataFrame, care: pl.DataFrame) -> pl.DataFrame:
    """Each referral without the care within it: before the first, between one care and the next, after the last."""
    held = referrals.filter(~pl.col("nfa")).select(
        "referral", "person", pl.col("need").cast(pl.String), pl.col("date").alias("start"),
        pl.col("closed").fill_null(OPEN).alias("end"),
    )  # fmt: skip
    within = (
        held.join(care.select("person", cared="start", left="end"), on="person")
        .filter((pl.col("cared") < pl.col("end")) & (pl.col("left") > pl.col("start")))
        .sort("referral", "cared")
        .with_columns(home=neighbour("left", "referral", 1))
    )
    last = within.group_by("referral").agg(pl.col("left").max())
    parts = [
        within.with_columns(start=pl.max_horizontal("start", "home"), end=pl.col("cared")),
        held.join(last, on="referral", how="left").with_columns(start=pl.max_horizontal("start", "left")),
    ]
    return (
        pl.concat([part.select("referral", "person", "need", "start", "end") for part in parts])
        .filter(pl.col("start") < pl.col("end"))
        .sort("referral", "start")
    )
