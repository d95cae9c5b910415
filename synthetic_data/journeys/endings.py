"""How each period of care is going to end: the reason, and the last stretch of placement that the ending needs.

Makes
    last_stretches  period, reason_end* (REC; null: settled at 18 by where the young person then lives), kind ("any",
                    or the kind of placement the child is in for the last stretch), last_from (its first day)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Durations, Shares, era_at, era_days, to_another_day, whole_ages, with_factors
from synthetic_data.journeys.legal import CARE_ORDERS
from synthetic_data.streams import stream

REMANDS = ("J1", "J2", "J3")
CRIMINAL_RESPONSIBILITY = 10
SHORTEST_WITH_PARENTS = 7  # days at home under an order that are worth a placement of their own


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "endings"."""
    last_law = (
        earlier["legal_spells"]
        .group_by("period", maintain_order=True)
        .agg(pl.col("legal_status").last(), pl.col("start").last().alias("law_from"))
        .select(
            "period",
            "legal_status",
            care_order_from=pl.when(pl.col("legal_status").is_in(CARE_ORDERS)).then("law_from"),
        )
    )
    frame = (
        earlier["care_periods"]
        .select("period", "person", "start", comes_back=pl.col("number") < pl.col("number").max().over("person"))
        .join(earlier["entrants"].select("person", "dob"), on="person", maintain_order="left")
        .join(earlier["care_plans"], on="period", maintain_order="left")
        .join(last_law, on="period", how="left", maintain_order="left")
        .join(
            earlier["adoption_plans"].select(
                "period", "ordered", "placed", given_up=pl.when(pl.col("ordered").is_not_null()).then("reversed")
            ),
            on="period",
            how="left",
            maintain_order="left",
        )
    )
    size = frame.height
    start = _days(frame["start"])
    end = _days(frame["planned_end"])
    plan = frame["plan"].to_numpy()
    way = _ways(frame).to_numpy()
    rng = stream(spec.seed, spec.la_code, "endings.reasons")
    endings = calibration.once(_last_placements)
    chance, era = rng.random(size), era_at(calibration.made(era_days, "last_placement_eras"), end)
    ending = np.full(size, "  any", dtype=object)
    for name in set(calibration["last_placements"]["plan"]):
        chosen = way == name
        level = np.full(int(chosen.sum()), endings.level("plan", name))
        ending[chosen] = np.array(endings.codes, dtype=object)[endings.at(chance[chosen], era[chosen], level)]
    reason = np.array([text.split(" ")[0] for text in ending], dtype=object)
    kind = np.array([text.split(" ")[-1] for text in ending], dtype=object)

    stretches, chance = calibration.made(Durations, "last_placement_days"), rng.random(size)
    with_parents = stretches.at("last stretch with parents", chance)
    length = np.where(kind == "parents", with_parents, stretches.at("last stretch", chance))
    last_from = np.maximum(end - length, start)
    # Plans are carried out on working days, mostly; whoever came into care to this placement came when they came.
    chance = stream(spec.seed, spec.la_code, "endings.rest").random(size)
    kept = calibration.figure("council_scale", "on_rest_days")
    waited = to_another_day(last_from, chance, kept)
    last_from = np.where((last_from > start) & (waited < end), waited, last_from)
    # Only a child under a care order is placed with parents; the stretch begins with the last order or not at all.
    order = frame["care_order_from"].cast(pl.Int32).fill_null(2**30).to_numpy().astype(np.int64)
    last_from = np.where(kind == "parents", np.maximum(last_from, order), last_from)
    kind[(kind == "parents") & (last_from > end - SHORTEST_WITH_PARENTS)] = "any"

    # Nobody is remanded or sentenced under ten, the age of criminal responsibility.
    young = whole_ages(_days(frame["dob"]), start) < CRIMINAL_RESPONSIBILITY
    kind[young & (kind == "custody")] = "any"
    reason[young & np.isin(reason, ["E9", "E14"])] = "E8"

    # The last stretch begins when the placement order is gone, for a child whose adoption was given up.
    given_up = frame["given_up"].cast(pl.Int32).fill_null(-(2**30)).to_numpy().astype(np.int64)
    last_from = np.maximum(last_from, given_up)
    kind[last_from >= end] = "any"

    adopted = plan == "adoption"
    placed = frame["placed"].cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
    kind[adopted] = "adoption"
    last_from = np.where(adopted, placed, last_from)
    dispensed = rng.random(size) < calibration.figure("adoption", "consent_dispensed_share")
    reason[adopted] = np.where(frame["ordered"].is_not_null().to_numpy() & dispensed, "E12", "E11")[adopted]
    reason[plan == "respite"] = "E8"
    # A child who is in care again later did not die.
    reason[(reason == "E2") & frame["comes_back"].to_numpy()] = "E8"
    reason[plan == "adulthood"] = ""
    return {
        "last_stretches": pl.DataFrame(
            {
                "period": frame["period"],
                "reason_end": pl.Series(reason.astype(str)).replace("", None),
                "kind": kind.astype(str),
                "last_from": pl.Series(np.where(kind == "any", end, last_from).astype(np.int32)).cast(pl.Date),
            }
        )
    }


def _ways(frame: pl.DataFrame) -> pl.Series:
    """The `plan` of last_placements.csv for each period: some plans are carried out according to the last order."""
    going_home = pl.col("plan") == "home"
    remanded = (pl.col("plan") == "other") & pl.col("legal_status").is_in(REMANDS)
    return frame.select(
        pl.when(going_home & (pl.col("legal_status") == "C2"))
        .then(pl.lit("home under an order"))
        .when(going_home & (pl.col("legal_status") == "C1"))
        .then(pl.lit("home during proceedings"))
        .when(remanded)
        .then(pl.lit("other on remand"))
        .otherwise("plan")
    ).to_series()


def _days(dates: pl.Series) -> np.ndarray:
    return dates.cast(pl.Int32).to_numpy().astype(np.int64)


def _last_placements(calibration: Calibration) -> Shares:
    """Why care ends and where it is spent last ("reason kind"), by the day it ends and the plan."""
    eras = calibration["last_placement_eras"]
    by_era = with_factors(calibration["last_placements"], eras, "from_day", ("plan", "reason", "kind"))
    table = by_era.with_columns(pl.concat_str("reason", "kind", separator=" ").alias("ending"))
    return Shares(table, "ending", ("from_day", "plan"))
