"""Placements: with whom, for how long, and when a child moves.

A child has a *kind* of placement (kin, foster, home, supported, ...) until a move (`placement_leaving` says when,
`placement_kinds` where to), or until the last stretch that the ending needs (the adopters, the relative who becomes
guardian, the parents). Where children go from a hospital or a family centre, and from the carers of the time in court
to those chosen for them to grow up with, they stay longer. A change of status with the same carer (a foster placement
made long term, supported accommodation registered) is a new row at the same `address`; with carers who move house a
child goes to another, and keeps the `carer`.

Makes
    placement_moves   placement_key, period, start, end, kind, address (placement_key of the first row there), carer
                      (that of the first row with these carers), long_term, registered (supported accommodation),
                      code* (temporary placements only: T1-T4)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.journeys.legal import CARE_ORDERS, EMERGENCY
from synthetic_data.journeys.periods import TOGETHER
from synthetic_data.journeys.placed_children import FOSTERED, YOUNG, PlacedChildren, day_numbers
from synthetic_data.journeys.placement_carers import with_brothers_and_sisters, with_the_usual_carers
from synthetic_data.journeys.placement_kinds import PlacementKinds
from synthetic_data.journeys.placement_leaving import Lodgings, PlacementLeaving
from synthetic_data.journeys.placement_splits import as_carers_move_house, at_registration, back_from_adopters
from synthetic_data.journeys.temporary import with_temporary
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

MOST_MOVES = 60
ASSESSED = ("hospital", "family_centre")  # where it is decided with whom a baby is to live
SETTLED = 300  # days in care after which a new foster placement may be long term from its first day


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "placements"."""
    orders = (
        earlier["legal_spells"]
        .with_columns(order=pl.col("legal_status").is_in(CARE_ORDERS), adoption=pl.col("legal_status") == "E1")
        .group_by("period")
        .agg(
            pl.col("start").filter("order").min().alias("order_from"),
            pl.col("start").filter(pl.col("legal_status") == "C2").min().alias("full_from"),
            pl.col("start").filter("adoption").min().alias("e1_from"),
            pl.col("end").filter("adoption").max().alias("e1_until"),
            pl.col("legal_status").sort_by("start").first().is_in(EMERGENCY).alias("emergency"),
        )
    )
    frame = (
        earlier["care_periods"]
        .select("period", "person", "number", "start", "need", "uasc", "short_breaks")
        .join(earlier["care_plans"], on="period", maintain_order="left")
        .join(
            earlier["entrants"].select("person", "dob", "sex", "ethnicity", "sibling_group"),
            on="person",
            maintain_order="left",
        )
        .with_columns(TOGETHER)
        .join(earlier["last_stretches"], on="period", maintain_order="left")
        .join(orders, on="period", how="left", maintain_order="left")
    )
    rows = pl.concat([_care(spec, calibration, frame), _short_breaks(spec, frame)])
    rows = back_from_adopters(rows, earlier["adoption_plans"])
    ends = frame.select("period", pl.col("planned_end").cast(pl.Int32).cast(pl.Int64).alias("period_end"))
    whole = at_registration(
        spec,
        calibration,
        rows.sort("period", "start")
        .join(ends, on="period", maintain_order="left")
        .with_columns(end=neighbour("start", "period", -1).fill_null(pl.col("period_end"))),
    )
    whole = whole.with_columns(run=(~pl.col("same_carer")).cum_sum())
    whole = with_the_usual_carers(spec, calibration, whole, frame)
    whole = with_brothers_and_sisters(spec, calibration, whole, frame)
    whole = as_carers_move_house(spec, calibration, whole, frame)
    whole = with_temporary(spec, calibration, whole.drop("period_end"), frame, earlier["legal_spells"])
    whole = whole.with_row_index("placement_key")
    return {
        "placement_moves": whole.select(
            pl.col("placement_key").cast(pl.Int32),
            pl.col("period").cast(pl.Int32),
            pl.col("start", "end").cast(pl.Int32).cast(pl.Date),
            "kind",
            pl.col("placement_key").min().over("home").cast(pl.Int32).alias("address"),
            pl.col("placement_key").min().over("run").cast(pl.Int32).alias("carer"),
            "long_term",
            "registered",
            "code",
        )
    }


def _care(spec: CouncilSpec, calibration: Calibration, frame: pl.DataFrame) -> pl.DataFrame:
    """period, start (day number), kind, same_carer, long_term: moves round by round over all children at once."""
    children = PlacedChildren.of(frame)
    count, live = len(children), np.flatnonzero(~children.short_breaks)
    rng = stream(spec.seed, spec.la_code, "placements.entry")
    leaving = PlacementLeaving(spec, calibration, frame, children, rng.random((2, count)))
    kinds = PlacementKinds(calibration, children)
    from_start = calibration.figure("placement_figures", "long_term_from_start")
    chosen_home, after_assessment, after_other, first_home, planned_home = (
        calibration.figure("placement_figures", f"{name}_pace")
        for name in ("chosen_home", "after_assessment", "after_other", "young_first_home", "young_planned_home")
    )
    parents_approved, others_approved = (
        calibration.figure("placement_figures", f"{name}_become_carers") for name in ("parents", "others")
    )
    now = Lodgings(
        kind=np.full(count, "", dtype="<U13"),
        day=children.begin.copy(),
        met=children.begin.copy(),
        long_term=np.zeros(count, bool),
        pace=np.ones(count),
    )
    now.kind[live] = kinds.first(live, rng.random(len(live)))
    now.pace[_young_and_fostered(children, now, live)] = first_home
    made = [_rows(children.period, live, now, np.zeros(len(live), bool))]
    for number in range(1, MOST_MOVES + 1):
        chance = stream(spec.seed, spec.la_code, f"placements.move {number}").random((8, count))
        left = leaving.next(number, live, now, chance)
        live = left.live
        if not len(live):
            break
        here, day = now.kind[live], left.day
        drawn = kinds.next(live, here, day, chance[1, live], chance[5, live])
        drawn = np.where(left.same, here, np.where(left.supported, "supported", np.where(left.chosen, "foster", drawn)))
        now.kind[live] = np.where(left.to_last, children.last_kind[live], drawn)
        # Relatives who had the child before they were foster carers go on as such.
        approved = np.select([here == "parents", here == "other"], [parents_approved, others_approved], 0.0)
        same = left.same | ((now.kind[live] == "kin") & ~left.to_last & (chance[7, live] < approved))
        pace = np.select(
            [np.isin(here, ASSESSED), here == "other", left.chosen], [after_assessment, after_other, chosen_home], 1.0
        )
        now.day[live] = day
        now.pace[live] = np.where(same, now.pace[live], pace)
        now.pace[_young_and_fostered(children, now, live[~same])] *= planned_home
        now.met[live] = np.where(same, now.met[live], day)
        # A new foster home may be long term from its first day once it is settled that the child stays in care.
        stays = (day - children.begin[live] > SETTLED) & (day >= children.decided[live]) & leaving.may_last[live]
        stays &= (children.plan[live] == "adulthood") & (chance[4, live] < from_start)
        now.long_term[live] = np.isin(now.kind[live], FOSTERED) & (left.same | stays)
        made.append(_rows(children.period, live, now, same))
    return pl.concat(made)


def _young_and_fostered(children: PlacedChildren, now: Lodgings, live: np.ndarray) -> np.ndarray:
    """Those of `live` who have just come to foster carers or relatives before they are five."""
    return live[(children.ages(live, now.day[live]) < YOUNG) & np.isin(now.kind[live], FOSTERED)]


def _rows(period: np.ndarray, live: np.ndarray, now: Lodgings, same: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period": period[live],
            "start": now.day[live],
            "kind": now.kind[live],
            "same_carer": same,
            "long_term": now.long_term[live],
        }
    )


def _short_breaks(spec: CouncilSpec, frame: pl.DataFrame) -> pl.DataFrame:
    """One placement a period: a children's home or a foster carer, the same kind for all stays of one child."""
    respite = frame.filter("short_breaks")
    rng = stream(spec.seed, spec.la_code, "placements.short breaks")
    chance = rng.random(1 + int(frame["person"].max() or 0)) if frame.height else np.zeros(0)  # type: ignore[arg-type]
    at_home = chance[respite["person"].to_numpy()] < 0.6
    return pl.DataFrame(
        {
            "period": respite["period"],
            "start": day_numbers(respite["start"]),
            "kind": np.where(at_home, "home", "foster"),
            "same_carer": np.zeros(respite.height, bool),
            "long_term": np.zeros(respite.height, bool),
        },
        schema_overrides={"start": pl.Int64},
    )
