"""Times a child was missing from placement, or away without leave.

Makes
    missing_episodes    person, period, start, end* (null: still missing at the horizon), code (M or A)
A few children are missing often and most never: each has a frailty that multiplies the rate of their age and placement.
Unaccompanied children seldom go missing, and stay away for longer when they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import (
    DAYS_IN_YEAR,
    Durations,
    EraBands,
    Shares,
    birthdays,
    poisson_from_uniform,
    whole_ages,
)
from synthetic_data.streams import stream


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "missing"."""
    rng = stream(spec.seed, spec.la_code, "missing")
    first, last = day_number(spec.opening - timedelta(days=365)), day_number(spec.horizon)
    # Episodes rather than placements: an incident that ran over a change of status would begin before the episode that
    # a later year's return shows (rule 581).
    stays = (
        earlier["care_episodes"]
        .join(
            earlier["care_placements"].select("placement_key", "kind", "inside_area"),
            on="placement_key",
            maintain_order="left",
        )
        .join(earlier["care_periods"].select("period", "short_breaks", "uasc"), on="period", maintain_order="left")
        .filter(~pl.col("short_breaks"))
        .join(earlier["entrants"].select("person", "dob", "sex", "ethnicity"), on="person", maintain_order="left")
    )
    start, end, born = (
        stays[day].cast(pl.Int32).fill_null(last + 1).to_numpy().astype(np.int64) for day in ("start", "end", "dob")
    )
    begin, stop = np.maximum(start + 1, first), np.minimum(end - 1, last + 1)
    stays, begin, stop, born = _at_one_age(calibration, stays, begin, stop, born)
    days = stop - begin
    age = whole_ages(born, begin)
    curve = calibration.made(Durations, "missing_frailty")
    frailty = curve.exactly("frailty", rng.random(earlier["entrants"].height)) - 1
    frailty = frailty / np.mean(curve.exactly("frailty", (np.arange(1000) + 0.5) / 1000) - 1)
    rate = _rates(calibration, stays["kind"].to_list(), age) * frailty[stays["person"].to_numpy()]
    girls = (stays["sex"] == "F").to_numpy()
    rate = rate * np.where(girls, calibration.figure("missing_figures", "girls_rate"), 1.0)
    rate = rate * _by_ethnic_group(calibration, stays["ethnicity"])
    busiest = float(calibration["missing_eras"]["factor"].to_numpy().max())
    for column, figure in (("inside_area", "inside_rate"), ("uasc", "unaccompanied_rate")):
        rate = rate * np.where(stays[column].to_numpy(), calibration.figure("missing_figures", figure), 1.0)
    count = poisson_from_uniform(rng, rate * busiest * days / DAYS_IN_YEAR)
    count = np.minimum(count, days // 3)
    row = np.repeat(np.arange(stays.height), count)
    gone = begin[row] + np.floor(rng.random(len(row)) * days[row]).astype(np.int64)
    back = gone + _days_away(calibration, rng, stays["uasc"].to_numpy()[row])
    # A child who moves while missing was found, or is missing from the next placement.
    back = np.minimum(back, stop[row])
    away = rng.random(len(row)) < calibration.figure("missing_figures", "away_share")
    thinning = stream(spec.seed, spec.la_code, "missing.eras").random(len(row))
    counts = thinning < calibration.made(EraBands, "missing_eras").at(gone, age[row]) / busiest
    found = pl.DataFrame(
        {
            "person": stays["person"].to_numpy()[row],
            "period": stays["period"].to_numpy()[row],
            "start": gone,
            "end": back,
            "code": np.where(away, "A", "M"),
        }
    )
    found = found.filter(pl.Series(counts)).sort("person", "start", "end")
    # Nobody goes missing again before coming back, nor on the day they do.
    back_before = pl.col("end").cum_max().shift(1).over("person")
    apart = found.filter(back_before.is_null() | (pl.col("start") > back_before))
    return {
        "missing_episodes": apart.with_columns(
            pl.col("start").cast(pl.Int32).cast(pl.Date),
            pl.when(pl.col("end") <= last).then(pl.col("end")).cast(pl.Int32).cast(pl.Date).alias("end"),
        )
    }


def _at_one_age(
    calibration: Calibration, stays: pl.DataFrame, begin: np.ndarray, stop: np.ndarray, born: np.ndarray
) -> tuple[pl.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Stays cut at the birthdays from which other rates hold, each part with its first day, the day after its last and
    the day of birth; none that is empty."""
    ages = calibration["missing_rates"]["age_from"].unique().sort().to_list()
    stop = np.maximum(begin, stop)
    edges = [begin, *(np.clip(birthdays(born, age), begin, stop) for age in ages[1:]), stop]
    parts = [(np.flatnonzero(since < until), since, until) for since, until in pairwise(edges)]
    rows = np.concatenate([row for row, _, _ in parts])
    begins = np.concatenate([since[row] for row, since, _ in parts])
    stops = np.concatenate([until[row] for row, _, until in parts])
    return stays[rows], begins, stops, born[rows]


def _rates(calibration: Calibration, kinds: list[str], age: np.ndarray) -> np.ndarray:
    """Incidents a year by kind of placement and age; kinds that are not listed have none."""
    rate = np.zeros(len(kinds))
    named = np.array(kinds)
    for (kind,), rows in calibration["missing_rates"].group_by("kind", maintain_order=True):
        bands = rows.sort("age_from")
        here = np.flatnonzero(named == kind)
        band = np.searchsorted(bands["age_from"].to_numpy(), age[here], side="right") - 1
        rate[here] = bands["incidents_a_year"].to_numpy()[band]
    return rate


def _by_ethnic_group(calibration: Calibration, ethnicity: pl.Series) -> np.ndarray:
    """Incidents of each child for one of a child of the same age in the same kind of placement."""
    factors = dict(calibration["missing_ethnicity"].select("initial", "factor").iter_rows())
    initial = ethnicity.cast(pl.String).str.slice(0, 1)
    return initial.replace_strict(factors, return_dtype=pl.Float64).to_numpy()


def _days_away(calibration: Calibration, rng: np.random.Generator, unaccompanied: np.ndarray) -> np.ndarray:
    """Days from going missing to coming back, 0 for the same day; within a published band most come back early."""
    table = calibration["missing_lengths"]
    lengths = calibration.made(Shares, "missing_lengths", "code", ("group",))
    group = np.where(unaccompanied, lengths.level("group", "unaccompanied"), lengths.level("group", "resident"))
    chosen = lengths.draw(rng, group)
    bands = table.unique("code", keep="first", maintain_order=True)
    low, high = bands["days_from"].to_numpy()[chosen], bands["days_to"].to_numpy()[chosen]
    early = rng.random(len(group)) ** calibration.figure("missing_figures", "early_in_band")
    away: np.ndarray = low + np.floor(early * (high - low + 1)).astype(np.int64)
    return away
