"""Pre-proceedings: the months in which a family may still keep its child out of court, with a family group meeting.

They begin with a decision at a legal planning meeting, of all the brothers and sisters of one referral together. Some
lead to the care order that care began or went on with, the others to a step down. Streams are its own: no other part
depends on this one.

Makes
    pre_proceedings  referral, person, start, letter*, offered* (a family group decision-making meeting, in the
                     letter), held* (day of that meeting), met* (first pre-proceedings meeting), review_every (days
                     between its review meetings), step* (day of the decision to step up or down), outcome* (court,
                     plan, none), applied* (to the court), told* (parents, that proceedings begin)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.journeys.front_door import draws_of
from synthetic_data.journeys.front_door_columns import codes, dates
from synthetic_data.journeys.front_door_draws import off_rest_days
from synthetic_data.journeys.front_door_paths import NONE, Draw

OUTCOMES = ("court", "plan", "none")
COURT, PLAN, NO_PLAN = range(3)
WAIT_FOR_COURT = 12  # days at most from the decision to go to court to the application
LISTED = 10  # days at most from the application to the first order
FAR = 2**30


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "pre-proceedings"."""
    draw = draws_of(spec, "pre_proceedings")
    by = {name: float(value) for name, value in calibration["pre_proceedings"].select("figure", "value").iter_rows()}
    last = day_number(spec.horizon)
    referrals = earlier["referrals"].select("referral", "person", "event", "date", "closed")
    orders = (
        earlier["legal_spells"]
        .filter(pl.col("legal_status") == "C1")
        .group_by("period")
        .agg(pl.col("start").min().alias("order"))
        .join(earlier["care_periods"].select("period", "person", "uasc"), on="period")
        .filter(~pl.col("uasc"))
        .select("person", "order")
    )
    events = 1 + int(referrals["event"].to_numpy().max(initial=-1))
    to_court = _before_court(draw, by, referrals, orders, events)
    diverted = _diverted(draw, by, earlier["protection_plans"], referrals, orders, events, last)
    found = (
        pl.concat([to_court, diverted])
        .filter(pl.col("start") <= last)
        .sort("referral", "start")
        .unique("referral", keep="first", maintain_order=True)
    )
    return {"pre_proceedings": _steps(draw, by, found, events, last)}


def _before_court(
    draw: Draw, by: Mapping[str, float], referrals: pl.DataFrame, orders: pl.DataFrame, events: int
) -> pl.DataFrame:
    """Those that ended in the child's first interim care order: laid out backwards from the order."""
    rows = (
        referrals.join(orders, on="person")
        .filter(
            (pl.col("date") <= pl.col("order")) & (pl.col("closed").is_null() | (pl.col("closed") >= pl.col("order")))
        )
        .sort("referral", "order")
        .unique("referral", keep="first", maintain_order=True)
    )
    event = rows["event"].to_numpy()
    order, referred = _days(rows["order"]), _days(rows["date"])
    applied = add_working_days(order - 1 - np.floor(draw("listed", events)[event] * LISTED).astype(np.int64) - 3, 0)
    applied = np.minimum(applied, order)
    step = add_working_days(
        applied - 4 - np.floor(draw("court_wait", events)[event] * (WAIT_FOR_COURT - 4)).astype(np.int64), 0
    )
    step = np.minimum(step, applied)
    length = by["shortest_days"] + np.floor(draw("court_days", events)[event] * by["usual_days"]).astype(np.int64)
    start = np.maximum(step - length.astype(np.int64), referred + 7)
    start = add_working_days(start, 0)
    made = (draw("before_court", events)[event] < by["before_court_share"]) & (step - start >= by["shortest_days"])
    return _laid_out(rows, start, step, applied, np.full(rows.height, COURT)).filter(pl.Series(made))


def _diverted(
    draw: Draw,
    by: Mapping[str, float],
    plans: pl.DataFrame,
    referrals: pl.DataFrame,
    orders: pl.DataFrame,
    events: int,
    last: int,
) -> pl.DataFrame:
    """Those begun during a protection plan that did not end in court, or have not ended by the last day."""
    first_order = orders.group_by("person").agg(pl.col("order").max())
    rows = (
        plans.sort("referral", "start")
        .unique("referral", keep="first", maintain_order=True)
        .select("referral", "start", pl.col("end").alias("plan_end"))
        .join(referrals, on="referral")
        .join(first_order, on="person", how="left")
        .sort("referral")
    )
    event = rows["event"].to_numpy()
    planned, plan_end = _days(rows["start"]), _days(rows["plan_end"])
    start = add_working_days(planned + 40 + np.floor(draw("diverted_wait", events)[event] * 180).astype(np.int64), 0)
    length = by["shortest_days"] + np.floor(draw("diverted_days", events)[event] * by["usual_days"] * 1.5).astype(
        np.int64
    )
    step = add_working_days(start + length.astype(np.int64), 0)
    order = _days(rows["order"])
    # What still leads to court after the last day is not in the care parts: a larger share stands for it.
    open_share = np.clip(1 - (last - start) / (by["shortest_days"] + by["usual_days"]), 0, 1)
    share = by["diverted_share"] + (by["not_yet_decided_share"] - by["diverted_share"]) * open_share
    made = (draw("diverted", events)[event] < share) & (start < np.minimum(plan_end, order) - 30)
    closed = _days(rows["closed"])
    step = np.minimum(step, closed)
    made &= (step - start >= by["shortest_days"]) & ~((order < FAR) & (order <= step + 60))
    outcome = np.where(draw("no_plan", events)[event] < by["no_plan_share"], NO_PLAN, PLAN)
    return _laid_out(rows, start, step, np.full(rows.height, NONE), outcome).filter(pl.Series(made))


def _laid_out(
    rows: pl.DataFrame, start: np.ndarray, step: np.ndarray, applied: np.ndarray, outcome: np.ndarray
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "referral": rows["referral"],
            "person": rows["person"],
            "event": rows["event"],
            "start": start.astype(np.int64),
            "step": step.astype(np.int64),
            "applied": applied.astype(np.int64),
            "outcome": outcome.astype(np.int64),
        }
    )


def _steps(draw: Draw, by: Mapping[str, float], found: pl.DataFrame, events: int, last: int) -> pl.DataFrame:
    """The letter, the meetings and what the parents were told, between the beginning and the decision."""
    event = found["event"].to_numpy()
    start, step, applied = (found[name].to_numpy() for name in ("start", "step", "applied"))
    u = {
        name: draw(name, events)[event]
        for name in ("letter", "letter_wait", "offered", "held", "meet", "every", "told")
    }
    lettered = u["letter"] >= by["no_letter_share"]
    letter = np.minimum(add_working_days(start + 1 + np.floor(u["letter_wait"] * 12).astype(np.int64), 0), step)
    met = np.minimum(off_rest_days(letter + 7 + np.floor(u["meet"] * 14).astype(np.int64), np.ones(len(event))), step)
    offered = lettered & (u["offered"] < by["meeting_offered_share"])
    held = np.minimum(
        off_rest_days(
            letter + 14 + np.floor(u["held"] / by["meeting_held_share"] * 28).astype(np.int64), np.ones(len(event))
        ),
        step,
    )
    held = np.where(offered & (u["held"] < by["meeting_held_share"]), held, NONE)
    told = np.where(applied == NONE, NONE, add_working_days(applied, np.floor(u["told"] * 3).astype(np.int64)))
    known = step <= last
    sent = lettered & (letter <= last)
    return pl.DataFrame(
        {
            "referral": found["referral"],
            "person": found["person"],
            "start": dates(start, last),
            "letter": dates(np.where(lettered, letter, NONE), last),
            "offered": pl.Series(offered, dtype=pl.Boolean).set(pl.Series(~sent), None),
            "held": dates(held, last),
            "met": dates(np.where(lettered, met, NONE), last),
            "review_every": (28 + np.floor(u["every"] * 21)).astype(np.int32),
            "step": dates(step, last),
            "outcome": codes(np.where(known, found["outcome"].to_numpy(), NONE), OUTCOMES),
            "applied": dates(applied, last),
            "told": dates(told, last),
        }
    )


def _days(dates_: pl.Series) -> np.ndarray:
    """Day numbers; FAR where there is no date."""
    return dates_.cast(pl.Int32).fill_null(FAR).to_numpy().astype(np.int64)
