"""People who want to adopt: from enquiry through two stages to approval, a match and an order, or leaving on the way.

Makes
    prospective_adopters  adopter (row number), adopting_family, sex (M F), ethnicity, disabled, fostering (for
                          adoption), enquired,
                          stage_1_from*, stage_1_to*, stage_2_from*, stage_2_to*, applied*, approved*, matched*,
                          placed*, children* (placed with them), ordered*, left*, left_reason* (1-3)
    adopting_families     period (care period of a child matched), adopting_family
Children of one family placed on one day have the same adopters. Families never matched enquire evenly over the span.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR, poisson_from_uniform
from synthetic_data.journeys.front_door import draws_of
from synthetic_data.journeys.front_door_draws import choose, off_rest_days, waiting
from synthetic_data.journeys.front_door_paths import NONE, Draw
from synthetic_data.streams import stream

STEPS = ("enquired", "stage_1_from", "stage_1_to", "stage_2_from", "stage_2_to", "applied", "approved")
LATER = ("matched", "placed", "ordered", "left")
HISTORY = 730  # days before the first return in which families who were never matched may have enquired


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "prospective adopters"."""
    draw = draws_of(spec, "prospective adopters")
    by = dict(calibration["prospective_adopters"].select("figure", "value").rows())
    last = day_number(spec.horizon)
    matched = _matched(earlier)
    days = {name: matched[name].cast(pl.Int32).fill_null(NONE).to_numpy().astype(np.int64) for name in LATER[:3]}
    found = _backwards(draw, by, days["matched"])
    others = _never_matched(draw, spec, by, last)
    columns = {name: np.concatenate([found[name], others[name]]) for name in STEPS}
    none = np.full(len(others["enquired"]), NONE)
    columns |= {name: np.concatenate([days[name], none]) for name in LATER[:3]}
    columns["left"] = np.concatenate([np.full(matched.height, NONE), others["left"]])
    sexes = _sexes(draw, by, [*matched["sexes"].to_list(), *[None] * len(none)])
    children = np.concatenate([matched["children"].to_numpy(), np.zeros(len(none), np.int64)])
    return {
        "prospective_adopters": _people(draw, calibration, by, columns, sexes, children, last),
        "adopting_families": matched.select("periods")
        .with_row_index("adopting_family")
        .explode("periods")
        .select(pl.col("periods").alias("period"), pl.col("adopting_family").cast(pl.Int32)),
    }


def _matched(earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Groups of children with one match: brothers and sisters matched on one day."""
    people = (
        earlier["care_periods"]
        .select("period", "person")
        .join(earlier["children"].select("person", "family"), on="person")
    )
    known = earlier["adopters"].select("period", pl.col("sex").alias("sexes"))
    plans = (
        earlier["adoption_plans"]
        .filter(pl.col("matched").is_not_null())
        .join(people, on="period")
        .join(known, on="period", how="left")
    )
    return (
        plans.group_by("family", "matched", maintain_order=True)
        .agg(
            pl.col("period").alias("periods"),
            pl.col("placed").min(),
            pl.col("adopted").min().alias("ordered"),
            pl.col("placed").is_not_null().sum().cast(pl.Int64).alias("children"),
            pl.col("sexes").drop_nulls().first(),
        )
        .sort("matched", "family")
    )


def _backwards(draw: Draw, by: Mapping[str, float], matched: np.ndarray) -> dict[str, np.ndarray]:
    """The way to approval of families that were matched, laid before the match."""
    n = len(matched)
    approved = matched - 20 - waiting(draw("match_wait", n), by["approval_to_match_days"])
    return _stages(draw, by, approved, backwards=True)


def _stages(draw: Draw, by: Mapping[str, float], anchor: np.ndarray, backwards: bool) -> dict[str, np.ndarray]:
    """Dates of the stages before an approval (backwards) or after an enquiry, on working days and in order."""
    n = len(anchor)
    wait = 7 + waiting(draw("enquiry_wait", n), by["enquiry_days"])
    one = np.floor(by["stage_1_days"] * (0.7 + 0.8 * draw("stage_1", n))).astype(np.int64)
    between = np.floor(draw("between", n) * 30).astype(np.int64)
    two = np.floor(by["stage_2_days"] * (0.7 + 0.8 * draw("stage_2", n))).astype(np.int64)
    steps = np.cumsum(
        np.stack([np.zeros(n, np.int64), wait, one, between, two - 21, np.zeros(n, np.int64) + 7, np.full(n, 14)]),
        axis=0,
    )
    start = anchor - steps[-1] if backwards else anchor
    rest = np.ones(n)
    return {name: off_rest_days(start + steps[position], rest) for position, name in enumerate(STEPS)}


def _never_matched(draw: Draw, spec: CouncilSpec, by: Mapping[str, float], last: int) -> dict[str, np.ndarray]:
    """Families that enquired and were never matched: most leave at some step, the rest are under way or waiting."""
    first = day_number(spec.opening) - HISTORY
    mean = by["unmatched_a_year_per_child_in_care"] * spec.children_in_care * (last - first) / DAYS_IN_YEAR
    rng = stream(spec.seed, spec.la_code, "prospective adopters.count")
    n = int(poisson_from_uniform(rng, np.array([mean]))[0])
    enquired = off_rest_days(first + np.floor(draw("enquired", n) * (last - first)).astype(np.int64), np.ones(n))
    steps = _stages(draw, by, enquired, backwards=False)
    steps["enquired"] = enquired
    leaves = draw("leaves", n) < by["leaves_share"]
    whole = steps["approved"] - enquired
    left = off_rest_days(
        enquired + 5 + np.floor(draw("left", n) * np.maximum(whole - 5, 1)).astype(np.int64), np.ones(n)
    )
    for name in STEPS[1:]:
        steps[name] = np.where(leaves & (steps[name] > left), NONE, steps[name])
    return steps | {"left": np.where(leaves, left, NONE)}


def _sexes(draw: Draw, by: Mapping[str, float], known: list[str | None]) -> np.ndarray:
    """M1, F1, MF, MM or FF for each family: what the return says of those who adopted, drawn for the rest."""
    n = len(known)
    couple = draw("couple", n) < by["couples_share"]
    alike, man = draw("same_sex", n) < by["same_sex_share"], draw("man", n) < 0.5
    drawn = np.select([couple & ~alike, couple & man, couple, man], ["MF", "MM", "FF", "M1"], "F1")
    return np.where([sex is None for sex in known], drawn, [sex or "" for sex in known])


def _people(
    draw: Draw,
    calibration: Calibration,
    by: Mapping[str, float],
    columns: Mapping[str, np.ndarray],
    sexes: np.ndarray,
    children: np.ndarray,
    last: int,
) -> pl.DataFrame:
    """One row an adult of each family, with the family's dates as far as they are known."""
    families = len(sexes)
    adults = np.where(np.char.endswith(sexes, "1"), 1, 2)
    row = np.repeat(np.arange(families), adults)
    n = len(row)
    second = np.arange(n) - np.repeat(np.cumsum(adults) - adults, adults)
    letters = sexes.astype("U2").view("U1").reshape(-1, 2)
    ethnicity = calibration["adopter_ethnicity"]
    chosen = choose(draw("ethnicity", families), ethnicity["share"].to_numpy())[row]
    fostering = draw("fostering", families)[row] < by["fostering_share"]
    known = {name: _known(columns[name][row], last) for name in (*STEPS, *LATER)}
    reason = choose(draw("left_reason", families), np.array([0.7, 0.2, 0.1]))[row] + 1
    return (
        pl.DataFrame(
            {
                "adopter": np.arange(n, dtype=np.int32),
                "adopting_family": row.astype(np.int32),
                "sex": letters[row, second],
                "ethnicity": ethnicity["code"].gather(chosen),
                "disabled": draw("disabled", n) < by["disability_share"],
                "fostering": fostering,
                **known,
                "children": children[row],
                "left_reason": reason.astype(np.int64),
            }
        )
        .filter(pl.col("enquired").is_not_null())
        .with_columns(
            children=pl.when(pl.col("placed").is_not_null()).then("children"),
            left_reason=pl.when(pl.col("left").is_not_null()).then("left_reason"),
        )
    )


def _known(days: np.ndarray, last: int) -> pl.Series:
    frame = pl.DataFrame({"day": days.astype(np.int32), "known": (days != NONE) & (days <= last)})
    return frame.select(pl.when("known").then("day").cast(pl.Date)).to_series()
