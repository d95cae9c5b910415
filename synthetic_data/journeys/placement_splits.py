"""Placements cut by what happened to them: the registration of supported accommodation, a return from adopters, and
parents who move house.

Not a part of its own: `placements` calls it before rows are numbered. Rows are period, start (day number), kind,
same_carer, long_term, and but for `back_from_adopters` their end.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR, to_another_day
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

# Supported accommodation had to be registered from this day: H5 and P2 gave way to K3 (DfE SSDA903 guide 2023-24).
REGISTRATION_DAY = day_number(date(2023, 10, 28))
REGISTRATION_OPENS = day_number(date(2023, 4, 28))  # providers could register from this day (Ofsted)
UNPACKED = 30  # days with parents before a move of theirs, and after it


def at_registration(spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame) -> pl.DataFrame:
    """A stay in supported accommodation over the day of registration becomes two rows with the same carer.

    `rows` comes back with `registered`: supported accommodation that was registered when the stay began. Most of what
    children moved to once providers could register was, and such a stay is one row. Some accommodation was not
    registered for a while: who lived or moved there then was in an "other" placement, but nobody's first placement in
    care was there.
    """
    rng = stream(spec.seed, spec.la_code, "placements.registration")
    early = rng.random(rows.height) < calibration.figure("placement_figures", "registered_early_share")
    lately = pl.col("start") >= pl.when(pl.Series(early)).then(REGISTRATION_OPENS).otherwise(REGISTRATION_DAY)
    rows = rows.with_columns(registered=(pl.col("kind") == "supported") & lately)
    over = (pl.col("kind") == "supported") & ~pl.col("registered") & (pl.col("end") > REGISTRATION_DAY)
    after = rows.filter(over).with_columns(
        start=pl.lit(REGISTRATION_DAY, pl.Int64), same_carer=pl.lit(True), registered=pl.lit(True)
    )
    before = rows.with_columns(end=pl.when(over).then(REGISTRATION_DAY).otherwise("end"))
    whole = pl.concat([before, after]).sort("period", "start")
    begins, shares = calibration["unregistered"].sort("from_day").select("from_day", "share")
    days = np.array([day_number(day) for day in begins.str.to_date()])
    at = np.searchsorted(days, whole["start"].to_numpy(), side="right")
    share = np.append(0.0, shares.to_numpy())[at]
    chance = rng.random(whole.height)
    first = (whole["period"] != whole["period"].shift(1)).fill_null(True)
    unregistered = pl.Series(chance < share) & (whole["kind"] == "supported") & ~first
    return whole.with_columns(kind=pl.when(unregistered).then(pl.lit("other")).otherwise("kind"))


def back_from_adopters(rows: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """`rows` with a stay with adopters wherever one of the adoption `plans` broke down, and new carers after it."""
    broken = plans.filter(pl.col("broke_down").is_not_null()).select(
        "period", pl.col("placed", "broke_down").cast(pl.Int32).cast(pl.Int64)
    )
    theirs = rows.join(broken, on="period", maintain_order="left")
    untouched = ~pl.col("start").is_between("placed", "broke_down")
    # The kind of carers they then go to is the one they would have been with.
    then = theirs.filter(pl.col("start") <= pl.col("broke_down")).group_by("period", maintain_order=True).last()
    changed = pl.lit(False).alias("same_carer"), pl.lit(False).alias("long_term")
    with_adopters = then.with_columns(*changed, start=pl.col("placed"), kind=pl.lit("adoption"))
    afterwards = then.with_columns(*changed, start=pl.col("broke_down"))
    return pl.concat(
        [
            rows.join(broken, on="period", how="anti", maintain_order="left"),
            *(part.select(rows.columns) for part in (theirs.filter(untouched), with_adopters, afterwards)),
        ]
    )


def as_parents_move_house(
    spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame, frame: pl.DataFrame
) -> pl.DataFrame:
    """`rows` with `moved`: a stay with parents becomes two when they move house, one day's for brothers and sisters.

    frame: period, sibling_group.
    """
    settled = rows.with_columns(moved=pl.lit(False))
    theirs = settled.filter(pl.col("kind") == "parents").join(frame.select("period", "sibling_group"), on="period")
    if theirs.is_empty():
        return settled
    rng = stream(spec.seed, spec.la_code, "placements.parents move house")
    a_year = calibration.figure("placement_figures", "parents_move_house_a_year")
    group = theirs["sibling_group"].to_numpy()
    start, end = theirs["start"].to_numpy(), theirs["end"].to_numpy()
    expected = (end.max() - start.min()) / DAYS_IN_YEAR * a_year
    most = int(expected + 8 * np.sqrt(expected)) + 4
    chance = rng.random((2, int(group.max()) + 1, most))
    between = np.cumsum(-np.log1p(-chance[0]) * DAYS_IN_YEAR / a_year, axis=1)
    on_rest_days = calibration.figure("council_scale", "on_rest_days")
    days = np.floor(start.min() + between).astype(np.int64)
    row, number = np.nonzero((days[group] >= start[:, None] + UNPACKED) & (days[group] < end[:, None] - UNPACKED))
    there = group[row], number
    moves = (
        theirs[row]
        .with_columns(
            pl.Series("start", to_another_day(days[there], chance[1][there], on_rest_days)),
            moved=pl.lit(True),
            same_carer=pl.lit(True),
        )
        .unique(["period", "start"], maintain_order=True)
    )
    whole = pl.concat([settled, moves.select(settled.columns)]).sort("period", "start")
    return whole.with_columns(end=neighbour("start", "period", -1).fill_null(pl.col("end")))
