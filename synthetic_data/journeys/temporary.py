"""Temporary placements: a week in hospital, a holiday, a carer's break, and back to the same carer.

Not a part of its own: `placements` puts them in before rows are numbered.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import DAYS_IN_YEAR, Shares, poisson_from_uniform
from synthetic_data.streams import stream

LASTING_KINDS = ("kin", "foster", "home", "supported")
SHORTEST_STAY = 120  # days of a placement that may have a temporary one within it
SETTLING, ENDING = 30, 45  # days at its beginning and end that have none


def with_temporary(
    spec: CouncilSpec, calibration: Calibration, rows: pl.DataFrame, periods: pl.DataFrame, law: pl.DataFrame
) -> pl.DataFrame:
    """`rows` (period, start, end, kind, same_carer, long_term, run, home) cut where a child was elsewhere for a while.

    The stay elsewhere has kind "temporary", a `code` of its own (T1-T4), a run and a home of its own; what follows it
    goes on with those it broke. One in a year at most for a child, never across a change of legal status, never for a
    child to be adopted.
    """
    rng = stream(spec.seed, spec.la_code, "temporary")
    lasting = rows.join(periods.select("period", "person", "plan"), on="period", maintain_order="left")
    length = (lasting["end"] - lasting["start"]).to_numpy()
    open_to_it = (
        lasting["kind"].is_in(LASTING_KINDS).to_numpy()
        & (lasting["plan"] != "adoption").to_numpy()
        & (lasting["plan"] != "respite").to_numpy()
        & (length >= SHORTEST_STAY)
    )
    table = calibration["temporary_placements"]
    kinds = calibration.made(Shares, "temporary_placements", "code")
    rate = calibration.figure("circumstances", "temporary_a_year") * np.where(open_to_it, length, 0) / DAYS_IN_YEAR
    some = np.flatnonzero(poisson_from_uniform(rng, rate) > 0)
    chosen = kinds.draw(rng, size=len(some))
    low, high = table["days_from"].to_numpy()[chosen], table["days_to"].to_numpy()[chosen]
    days = low + np.floor(rng.random(len(some)) * (high - low + 1)).astype(np.int64)
    room = length[some] - SETTLING - ENDING
    begins = lasting["start"].to_numpy()[some] + SETTLING + np.floor(rng.random(len(some)) * room).astype(np.int64)
    away = pl.DataFrame(
        {
            "row": some.astype(np.int64),
            "period": lasting["period"].to_numpy()[some],
            "person": lasting["person"].to_numpy()[some],
            "away_from": begins,
            "away_until": begins + days,
            "code": table["code"].gather(chosen),
        }
    )
    away = _once_a_year(_apart_from_orders(away, law))
    return _cut(rows, away)


def _apart_from_orders(away: pl.DataFrame, law: pl.DataFrame) -> pl.DataFrame:
    changes = law.select("period", pl.col("start").cast(pl.Int32).cast(pl.Int64).alias("changed"))
    across = (
        away.join(changes, on="period")
        .filter((pl.col("changed") >= pl.col("away_from")) & (pl.col("changed") <= pl.col("away_until")))
        .select("row")
    )
    return away.join(across, on="row", how="anti", maintain_order="left")


def _once_a_year(away: pl.DataFrame) -> pl.DataFrame:
    year = (pl.col("away_from").cast(pl.Int32).cast(pl.Date) - pl.duration(days=90)).dt.year().alias("year")
    return (
        away.sort("person", "away_from")
        .with_columns(year)
        .unique(["person", "year"], keep="first", maintain_order=True)
    )


def _cut(rows: pl.DataFrame, away: pl.DataFrame) -> pl.DataFrame:
    """Before, away and after for each row that has a stay away; every other row as it was."""
    numbered = rows.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    broken = numbered.join(away.drop("period", "person"), on="row", maintain_order="left")
    whole = numbered.join(away.select("row"), on="row", how="anti").with_columns(code=pl.lit(None, pl.String))
    most = 1 + max(int(rows[name].max() or 0) for name in ("run", "home"))  # type: ignore[arg-type]
    anew = pl.int_range(most, most + pl.len())
    columns = [*rows.columns, "code"]
    no_code = pl.lit(None, pl.String).alias("code")
    before = broken.with_columns(no_code, end=pl.col("away_from"))
    elsewhere = broken.with_columns(
        start=pl.col("away_from"),
        end=pl.col("away_until"),
        kind=pl.lit("temporary"),
        long_term=pl.lit(False),
        run=anew.cast(rows.schema["run"]),
        home=anew.cast(rows.schema["home"]),
    )
    after = broken.with_columns(no_code, start=pl.col("away_until"))
    parts = [part.select(columns) for part in (whole, before, elsewhere, after)]
    return pl.concat(parts).sort("period", "start")
