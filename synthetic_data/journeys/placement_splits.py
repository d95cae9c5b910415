"""Placements cut by what happened to them: the registration of supported accommodation, a return from adopters, and
carers who move house.

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
from synthetic_data.journeys.placed_children import FOSTERED
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

# Supported accommodation had to be registered from this day: H5 and P2 gave way to K3 (DfE SSDA903 guide 2023-24).
REGISTRATION_DAY = day_number(date(2023, 10, 28))
REGISTRATION_OPENS = day_number(date(2023, 4, 28))  # providers could register from this day (Ofsted)
MOST_HOMES = 1000  # of one household
UNPACKED = 30  # days with carers before a move of theirs, and after it


def at_registration(spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame) -> pl.DataFrame:
    """A stay in supported accommodation over the day of registration becomes two rows with the same carer.

    `rows` comes back with `registered`: supported accommodation that was registered when the stay began. Most of what
    children moved to once providers could register was, and such a stay is one row. Some accommodation was not
    registered for a while: who lived or came there then was in an "other" placement.
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
    first = (whole["period"] != whole["period"].shift(1)).fill_null(True).to_numpy()
    seldomer = np.where(first, calibration.figure("placement_figures", "unregistered_at_first"), 1.0)
    unregistered = pl.Series(chance < share * seldomer) & (whole["kind"] == "supported")
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


def as_carers_move_house(
    spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame, frame: pl.DataFrame
) -> pl.DataFrame:
    """`rows` with `home`, which rows at one address share: a stay becomes two when the carers move house.

    rows: also `run`, which rows with the same carers share. frame: period, sibling_group, short_breaks. Brothers and
    sisters who live with their parents, or with the same carers, move on one day to one place.
    """
    known = rows.join(frame.select("period", "sibling_group", "short_breaks"), on="period", maintain_order="left")
    known = known.with_columns(first=pl.col("start").min().over("period", "run"), home_number=pl.lit(0, pl.Int64))
    # People who have parental responsibility and go on as foster carers stay where they are.
    parents = pl.col("kind").first().over("period", "run") == "parents"
    fostered = pl.col("kind").is_in(FOSTERED) & ~pl.col("short_breaks") & ~parents
    parts = [known.filter(~parents & ~fostered)]
    for name, theirs, group in (("parents", parents, "sibling_group"), ("foster carers", fostered, "run")):
        stays = known.filter(theirs)
        if not stays.is_empty():
            groups = 1 + int(known[group].max())  # type: ignore[arg-type]
            days = _moving_days(spec, calibration, name, groups, stays)
            parts.append(_split(stays, days[stays[group].to_numpy()]))
    whole = pl.concat(parts).sort("period", "start")
    # Until they move, parents have a home for each child's stay; then one for all. Numbers below nought are no run's.
    together = parents & (pl.col("home_number") > 0)
    household = pl.when(together).then(-1 - pl.col("sibling_group").cast(pl.Int64)).otherwise(pl.col("run"))
    return whole.with_columns(
        home=household.cast(pl.Int64) * MOST_HOMES + pl.col("home_number"),
        end=neighbour("start", "period", -1).fill_null(pl.col("end")),
    ).select(*rows.columns, "home")


def _moving_days(
    spec: CouncilSpec, calibration: Calibration, name: str, groups: int, stays: pl.DataFrame
) -> np.ndarray:
    """The days on which each of `groups` of carers moves house while there are `stays`, in order: a row each."""
    rng = stream(spec.seed, spec.la_code, f"placements.{name} move house")
    a_year = calibration.figure("placement_figures", f"{name.replace(' ', '_')}_move_house_a_year")
    since, until = int(stays["start"].min()), int(stays["end"].max())  # type: ignore[arg-type]
    expected = (until - since) / DAYS_IN_YEAR * a_year
    chance = rng.random((2, groups, int(expected + 8 * np.sqrt(expected)) + 4))
    between = np.cumsum(-np.log1p(-chance[0]) * DAYS_IN_YEAR / a_year, axis=1)
    days = np.floor(np.minimum(since + between, until + 1)).astype(np.int64)  # what lies after them is cut short
    days = to_another_day(days.ravel(), chance[1].ravel(), calibration.figure("council_scale", "on_rest_days"))
    return np.sort(days.reshape(between.shape), axis=1)


def _split(stays: pl.DataFrame, days: np.ndarray) -> pl.DataFrame:
    """`stays` cut on each of `days` (a row for each stay) that lies well within it, with the number of the home."""
    start, end, first = (stays[name].to_numpy()[:, None] for name in ("start", "end", "first"))
    since_then = days >= first + UNPACKED
    row, number = np.nonzero(since_then & (days >= start + UNPACKED) & (days < end - UNPACKED))
    before = since_then & (days <= start)
    at_first = np.where(before.any(axis=1), days.shape[1] - np.argmax(before[:, ::-1], axis=1), 0)
    moves = stays[row].with_columns(
        pl.Series("start", days[row, number]), pl.Series("home_number", number + 1), same_carer=pl.lit(True)
    )
    stays = stays.with_columns(pl.Series("home_number", at_first))
    return pl.concat([stays, moves]).unique(["period", "start"], keep="first", maintain_order=True)
