"""Scores that a supplier's model gave to children who were referred, recorded, with what happened afterwards.

Makes `risk_scores`: person, referred, group ("A", "B"), earlier (referrals in the three years before), enquiry (whether
a section 47 enquiry followed from the referral), score (0 to 99, the supplier's ranking), outcome (whether the child
came into care within a year).

One row a child: the first referral of the year that ended a year before the horizon, so that every outcome is known;
children in care on that day are left out. The score is made from the enquiry, the earlier referrals and noise, so it
knows nothing that a person reading the file does not. Groups are lettered, and which of them is scored higher, and
which has the outcome more often, is planted for each council: nobody learns a fact about a real group.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.streams import stream

YEAR = timedelta(days=365)


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "risk scores"."""
    known = _known(spec, earlier)
    group = _groups(spec, known)
    score = _scores(spec, known, group)
    added = known.with_columns(pl.Series("group", np.where(group, "B", "A"), pl.String), pl.Series("score", score))
    return {"risk_scores": added.select("person", "referred", "group", "earlier", "enquiry", "score", "outcome")}


def _known(spec: CouncilSpec, earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Children of the year, with what was in the file on the day and what came after."""
    last = spec.horizon - YEAR
    referrals = earlier["referrals"].select("referral", "person", pl.col("date").alias("referred"))
    care = earlier["care_periods"].filter(~pl.col("short_breaks")).select("person", "start", "end")
    first = (
        referrals.filter((pl.col("referred") > last - YEAR) & (pl.col("referred") <= last))
        .sort("referred", "referral")
        .unique("person", keep="first", maintain_order=True)
    )
    later = first.join(care, on="person")
    there = later.filter(
        (pl.col("start") <= pl.col("referred")) & (pl.col("end").is_null() | (pl.col("end") > pl.col("referred")))
    )
    came = later.filter((pl.col("start") > pl.col("referred")) & (pl.col("start") <= pl.col("referred") + YEAR))
    before = (
        first.join(referrals.select("person", pl.col("referred").alias("before")), on="person")
        .filter((pl.col("before") < pl.col("referred")) & (pl.col("before") >= pl.col("referred") - 3 * YEAR))
        .group_by("person")
        .agg(pl.len().cast(pl.Int64).alias("earlier"))
    )
    return (
        first.join(there, on="person", how="anti")
        .join(before, on="person", how="left", maintain_order="left")
        .with_columns(
            pl.col("earlier").fill_null(0),
            pl.col("referral").is_in(earlier["enquiries"]["referral"].unique().to_list()).alias("enquiry"),
            pl.col("person").is_in(came["person"].unique().to_list()).alias("outcome"),
        )
        .sort("person")
    )


def _groups(spec: CouncilSpec, known: pl.DataFrame) -> np.ndarray:
    """Whether each child is in group B, which has the outcome more or less often."""
    rng = stream(spec.seed, spec.la_code, "risk scores.groups")
    share, ratio = around_figure("risk_group_b_share"), around_figure("risk_outcome_ratio")
    ratio = ratio if rng.random() < 0.5 else 1 / ratio
    chance = np.where(known["outcome"].to_numpy(), np.clip(share * ratio, 0, 0.9), share)
    return np.asarray(rng.random(known.height) < chance)


def _scores(spec: CouncilSpec, known: pl.DataFrame, group: np.ndarray) -> np.ndarray:
    """The supplier's score: the rank, in hundredths, of a sum of what is in the file, a little of what is not and yet
    tells of what will come, and noise."""
    rng = stream(spec.seed, spec.la_code, "risk scores.scores")
    shift = around_figure("risk_group_shift") * (1 if rng.random() < 0.5 else -1)
    raw = around_figure("risk_enquiry_weight") * known["enquiry"].to_numpy().astype(float)
    raw += around_figure("risk_earlier_weight") * np.minimum(known["earlier"].to_numpy(), 3)
    raw += around_figure("risk_unseen_weight") * known["outcome"].to_numpy().astype(float)
    raw += shift * group + around_figure("risk_noise_sd") * rng.standard_normal(known.height)
    place = raw.argsort(kind="stable").argsort(kind="stable")
    return np.asarray(100 * place // max(known.height, 1), dtype=np.int64)
