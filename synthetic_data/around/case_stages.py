"""Which service holds each child's case when.

Makes `case_stages`: stage (row number), person, family, period* (care period; null: not in care), service, start, end*
(null: open at the horizon). A referral is with the assessment service first, then safeguarding; a child in care moves
to the children in care service; disabled children have their own service throughout. Of families whose children come to
neither a protection plan nor care a share (family_support.csv) go on to family support, without a social worker.
Referrals closed without further action are held by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

FAMILY_SUPPORT = "Family support"  # the one service that holds children without social workers
OPEN = date(9999, 1, 1)


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "case stages"."""
    care = earlier["care_periods"].select(
        "person", "period", "need", "start", pl.col("end").fill_null(OPEN), pl.lit(None, pl.Int32).alias("referral")
    )
    need = _outside_care(earlier["referrals"], care)
    supported = _supported(spec, earlier, need.filter("apart"))
    need = need.join(supported, on="referral", how="left", maintain_order="left")
    cases = pl.concat([need, care.with_columns(pl.col("need").cast(pl.String))], how="diagonal_relaxed").with_columns(
        in_care=pl.col("period").is_not_null(),
        disabled=pl.col("need") == "N2",
        supported=pl.col("supported").fill_null(False),
    )
    handover = pl.when("in_care").then(around_figure("care_team_after_days")).otherwise(
        around_figure("same_team_days")
    )  # fmt: skip
    days = cases.select((pl.col("start") + pl.duration(days=handover)).cast(pl.Int32)).to_series().to_numpy()
    cases = cases.with_columns(
        _first_service().alias("before"),
        _next_service().alias("after"),
        change=pl.Series(add_working_days(days, 0).astype(np.int32)).cast(pl.Date),
    ).with_columns(changes=(pl.col("before") != pl.col("after")) & (pl.col("change") < pl.col("end")))
    stages = pl.concat(
        [
            cases.with_columns(service="before", end=pl.when("changes").then("change").otherwise("end")),
            cases.filter("changes").with_columns(service="after", start="change"),
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


def _first_service() -> pl.Expr:
    return (
        pl.when("disabled")
        .then(pl.lit("Disabled children"))
        .when("in_care")
        .then(pl.lit("Safeguarding"))
        .otherwise(pl.lit("Assessment"))
    )


def _next_service() -> pl.Expr:
    return (
        pl.when("supported")
        .then(pl.lit(FAMILY_SUPPORT))
        .when("disabled")
        .then(pl.lit("Disabled children"))
        .when("in_care")
        .then(pl.lit("Children in care"))
        .otherwise(pl.lit("Safeguarding"))
    )


def _supported(spec: CouncilSpec, earlier: Mapping[str, pl.DataFrame], need: pl.DataFrame) -> pl.DataFrame:
    """referral, supported: those of `need` that family support goes on with: one draw a family, no protection plan."""
    families = earlier["children"].select("person", "family")
    rng = stream(spec.seed, spec.la_code, "case_stages.family_support")
    draws = pl.Series(rng.random(int(families["family"].max() or 0) + 1))  # type: ignore[arg-type]
    without = need.join(earlier["protection_plans"].select("referral"), on="referral", how="anti").join(
        families, on="person", maintain_order="left"
    )
    shares = around_table("family_support").with_columns(pl.col("since").str.to_date())
    since = np.searchsorted(shares["since"].to_numpy(), without["start"].to_numpy(), side="right") - 1
    goes_on = draws.gather(without["family"]) < shares["share"].gather(since)
    return without.filter(goes_on).select("referral", supported=True)


def _outside_care(referrals: pl.DataFrame, care: pl.DataFrame) -> pl.DataFrame:
    """Each referral without the care within it: before the first, between one care and the next, after the last.

    `apart` are the referrals with no care in them.
    """
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
        pl.concat(
            [
                part.select("referral", "person", "need", "start", "end", apart=pl.col("left").is_null())
                for part in parts
            ]
        )
        .filter(pl.col("start") < pl.col("end"))
        .sort("referral", "start")
    )
