"""Plans for adoption: decision, order, match, placing and the adoption itself, and the decisions that are reversed.

Makes
    adoption_plans  period, decided, ordered* (placement order; null: with consent), matched*, placed*, adopted* (the
                    period's planned end), reversed*, reversal_reason*, current_carer (adopted by the foster carer),
                    early_permanence (that carer was approved to adopt from the start), broke_down* (the child left
                    the adopters again; the decision is then reversed)
Days may lie after the horizon; returns show only those that have come.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days
from synthetic_data.draws import Bands, Durations, Shares, whole_ages
from synthetic_data.journeys.periods import waits_for_adopters
from synthetic_data.streams import stream

STAGES = ("decision", "match", "placing", "order")
SHORTEST_REVERSED = 420  # days in care before a decision can have been made and undone
SHORTEST_BROKEN = 240  # days between a decision and its end in which a child can have been placed and have left again
MOST_AT_THE_END = 0.7  # of the time in care, what the stage from placing to adoption may take
NO_LONGER_SUITS = "RD1"  # the child's needs changed: why the decision is reversed after a placement broke down
MATCH_TO_PLACE = 2  # a child moves in at least this many days after the match


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "adoption"."""
    periods = (
        earlier["care_periods"]
        .join(earlier["care_plans"], on="period", maintain_order="left")
        .join(earlier["entrants"].select("person", "dob"), on="person", maintain_order="left")
    )
    start = periods["start"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = periods["planned_end"].cast(pl.Int32).to_numpy().astype(np.int64)
    born = periods["dob"].cast(pl.Int32).to_numpy().astype(np.int64)
    plan = periods["plan"].to_numpy()
    # A decision is reported with the period it was made in; a child who came back could not be shown with it (rule
    # 1003).
    returns = periods.select(pl.col("number").max().over("person") > pl.col("number")).to_series()
    return {
        "adoption_plans": pl.concat(
            [
                _carried_out(spec, calibration, start, end, born, np.flatnonzero(plan == "adoption")),
                _reversed(spec, calibration, start, end, born, plan, ~(returns | periods["short_breaks"]).to_numpy()),
            ]
        ).sort("period")
    }


def _carried_out(
    spec: CouncilSpec,
    calibration: Calibration,
    start: np.ndarray,
    end: np.ndarray,
    born: np.ndarray,
    who: np.ndarray,
) -> pl.DataFrame:
    """The stages between coming into care and the adoption, fitted into the time between the two."""
    rng = stream(spec.seed, spec.la_code, "adoption.stages")
    lengths = calibration.made(Durations, "adoption_stages")
    pace, age = calibration["adoption_pace"], whole_ages(born[who], start[who])
    parts = {
        stage: lengths.draw(rng, stage, len(who)) * Bands(pace.filter(pl.col("stage") == stage), "factor").at(age)
        for stage in STAGES
    }
    # Those who wait longer than children did before wait between the decision and the match.
    waits_since, later = waits_for_adopters(calibration)
    waited = np.floor(np.interp(end[who], waits_since + later, later)).astype(np.int64)
    whole = end[who] - waited - start[who]
    # The court takes its time after placing whatever came before; the rest is shared out between the other stages.
    order = np.minimum(parts["order"], whole * MOST_AT_THE_END)
    before = parts["decision"] + parts["match"] + parts["placing"]
    decided = start[who] + np.floor((whole - order) * parts["decision"] / before).astype(np.int64)
    matched = start[who] + waited + np.floor((whole - order) * (before - parts["placing"]) / before).astype(np.int64)
    placed = start[who] + waited + np.floor(whole - order).astype(np.int64)
    # Those who decide, and the courts, meet on working days: every stage waits for one, where there is the time.
    stages = [add_working_days(stage, 0) for stage in (decided, matched)]
    moving_in = add_working_days(np.maximum(placed, stages[1] + MATCH_TO_PLACE), 0)
    in_time = moving_in < end[who]
    decided, matched = (np.where(in_time, then, day) for then, day in zip(stages, (decided, matched), strict=True))
    placed = np.where(in_time, moving_in, np.maximum(placed, matched + MATCH_TO_PLACE))
    # The court makes the placement order soon after the decision, and before the match is made.
    wait = np.floor((matched - decided) * 0.35 * rng.random(len(who))).astype(np.int64)
    ordered = np.where(in_time, add_working_days(decided + wait, 0), decided + wait)
    consent = rng.random(len(who)) >= calibration.figure("adoption", "placement_order_share")
    current = rng.random(len(who)) < calibration.figure("adoption", "current_carer_share")
    early = current & (rng.random(len(who)) < calibration.figure("adoption", "early_permanence_share"))
    return _table(
        period=who,
        decided=decided,
        ordered=np.where(consent, np.nan, ordered),
        matched=matched.astype(float),
        placed=placed.astype(float),
        adopted=end[who].astype(float),
        reversed=np.full(len(who), np.nan),
        reversal_reason=np.full(len(who), ""),
        current_carer=current,
        early_permanence=early,
        broke_down=np.full(len(who), np.nan),
    )


def _reversed(
    spec: CouncilSpec,
    calibration: Calibration,
    start: np.ndarray,
    end: np.ndarray,
    born: np.ndarray,
    plan: np.ndarray,
    only_care: np.ndarray,
) -> pl.DataFrame:
    """Children who came in under five, for whom adoption was decided on and given up before they left another way."""
    rng = stream(spec.seed, spec.la_code, "adoption.reversals")
    chance = rng.random(len(start))
    possible = (
        (whole_ages(born, start) < 5)
        & (end - start >= SHORTEST_REVERSED)
        & np.isin(plan, ["adulthood", "special_guardianship", "home", "arrangements_order"])
        & only_care
    )
    who = np.flatnonzero(possible & (chance < calibration.figure("adoption", "reversed_share")))
    room = np.minimum(end[who] - start[who], 1400)
    decided = add_working_days(start[who] + np.floor(room * (0.25 + 0.2 * rng.random(len(who)))).astype(np.int64), 0)
    undone = add_working_days(start[who] + np.floor(room * (0.6 + 0.35 * rng.random(len(who)))).astype(np.int64), 0)
    wait = np.floor((undone - decided) * 0.4 * rng.random(len(who))).astype(np.int64)
    with_order = rng.random(len(who)) < calibration.figure("adoption", "reversed_order_share")
    reasons = calibration.made(Shares, "adoption_reversal_reasons", "code")
    drawn = np.array(reasons.codes)[reasons.draw(rng, size=len(who))]
    # Some had gone to live with the adopters, under a placement order, and it did not last.
    ordered = add_working_days(decided + wait, 0)
    left = undone - ordered
    broken = with_order & (undone - decided >= SHORTEST_BROKEN)
    broken &= rng.random(len(who)) < calibration.figure("adoption", "breakdown_share")
    matched = add_working_days(ordered + np.floor(left * 0.3).astype(np.int64), 0)
    placed = add_working_days(matched + MATCH_TO_PLACE + 12, 0)
    broke_down = placed + np.ceil((undone - placed) * (0.2 + 0.7 * rng.random(len(who)))).astype(np.int64)
    return _table(
        period=who,
        decided=decided,
        ordered=np.where(with_order, ordered, np.nan),
        matched=np.where(broken, matched, np.nan),
        placed=np.where(broken, placed, np.nan),
        adopted=np.full(len(who), np.nan),
        reversed=undone.astype(float),
        reversal_reason=np.where(broken, NO_LONGER_SUITS, drawn),
        current_carer=np.zeros(len(who), bool),
        early_permanence=np.zeros(len(who), bool),
        broke_down=np.where(broken, broke_down, np.nan),
    )


def _table(**columns: np.ndarray) -> pl.DataFrame:
    days = ("decided", "ordered", "matched", "placed", "adopted", "reversed", "broke_down")
    return pl.DataFrame(columns).with_columns(
        pl.col("period").cast(pl.Int32),
        pl.col("reversal_reason").cast(pl.String).replace("", None),
        *(pl.col(name).cast(pl.Float64).fill_nan(None).cast(pl.Int32).cast(pl.Date) for name in days),
    )
