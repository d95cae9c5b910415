"""Who lives with the same carers: the short breaks of one child, and brothers and sisters who came in together.

Not a part of its own: `placements` calls it before rows are numbered. Rows are period, start (day number), kind, and
`run`, which rows with the same carers share.
"""

from __future__ import annotations

import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import shared
from synthetic_data.journeys.placed_children import FOSTERED
from synthetic_data.streams import stream


def with_the_usual_carers(
    spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame, frame: pl.DataFrame
) -> pl.DataFrame:
    """Most short breaks of a child are with the carers of the first: those rows share its `run`."""
    respite = frame.filter("short_breaks").select("period", "person")
    chance = stream(spec.seed, spec.la_code, "placements.usual carers").random(respite.height)
    usual = chance < calibration.figure("placement_figures", "usual_short_breaks_share")
    usually = respite.filter(pl.Series(usual, dtype=pl.Boolean))
    theirs = rows.join(usually, on="period", how="left", maintain_order="left")
    first = pl.when(pl.col("person").is_not_null()).then(pl.col("run").min().over("person")).otherwise("run")
    return theirs.with_columns(run=first).drop("person")


def with_brothers_and_sisters(
    spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame, frame: pl.DataFrame
) -> pl.DataFrame:
    """Most of those who came in together, to the same kind of carers, live with the same ones at first: they share a
    `run`."""
    chance = stream(spec.seed, spec.la_code, "placements.together").random(frame.height)
    stays = shared(chance, frame["together"].to_numpy()) < calibration.figure("placement_figures", "together_share")
    close = frame.select("period", "together", day=pl.col("start").cast(pl.Int64)).filter(pl.Series(stays))
    first = (
        rows.join(close, left_on=["period", "start"], right_on=["period", "day"])
        .filter(pl.col("kind").is_in(FOSTERED))
        .select("run", with_run=pl.col("run").min().over("together", "start", "kind"))
        .unique("run")
    )
    return (
        rows.join(first, on="run", how="left", maintain_order="left")
        .with_columns(run=pl.coalesce("with_run", "run"))
        .drop("with_run")
    )
