"""How often each child moves, for each time of a child of the same age in the same kind of placement.

Not a part of its own: `placements` calls it once for all children. One council's children move more often than
another's; unaccompanied children, children of each need and ethnic group, and those of whom adoption is asked have a
pace of their own.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Bands, Durations, EraBands, even_places
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.streams import stream

LONG_FOR_ADOPTION = 913  # days in care, two and a half years


class AgePaces:
    """How often placements end by the child's age when they begin, for each time of any age, and by when that was."""

    def __init__(self, calibration: Calibration) -> None:
        self._ages = calibration.made(Bands, "placement_pace", "factor")
        self._eras = calibration.made(EraBands, "placement_pace_eras")

    def at(self, age: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The pace at each age (whole years) and on each day (number)."""
        return np.asarray(self._ages.at(age) * self._eras.at(day, age))


def own_paces(spec: CouncilSpec, calibration: Calibration, frame: pl.DataFrame) -> np.ndarray:
    """The pace of each row of `frame` (period, start, planned_end, plan, need, ethnicity, uasc, order_from* and
    e1_from*: the first day under a care order and under a placement order), all through its period of care."""
    figures = dict(calibration["placement_figures"].select("figure", "value").rows())
    needs = calibration["placement_need_pace"].select("need", of_need="factor")
    soon = pl.col("planned_end") - pl.col("start") < pl.duration(days=LONG_FOR_ADOPTION)
    paces = (
        frame.select(
            pl.col("need").cast(pl.String),
            pl.col("ethnicity").cast(pl.String),
            alone=pl.when("uasc").then(figures["unaccompanied_pace"]).otherwise(1.0),
            of_plan=pl.when((pl.col("plan") == "adoption") & soon)
            .then(figures["adopted_soon_pace"])
            .when(pl.col("e1_from").is_not_null())
            .then(figures["adoption_late_pace"])
            .when((pl.col("plan") == "adulthood") & pl.col("order_from").is_null() & ~pl.col("uasc"))
            .then(figures["agreed_pace"])
            .when(pl.col("plan").is_in(["adulthood", "adoption"]) | pl.col("uasc"))
            .then(1.0)
            .otherwise(figures["leaving_pace"]),
        )
        .join(needs, on="need", how="left", maintain_order="left")
        .join(calibration.once(_by_origin), on="ethnicity", how="left", maintain_order="left")
        .select(pl.col("alone") * pl.col("of_plan") * pl.col("of_need") * pl.col("of_origin"))
    )
    return paces.to_series().to_numpy() * council_pace(spec, calibration)


def paces_at_first(calibration: Calibration, frame: pl.DataFrame) -> np.ndarray:
    """What more there is to the pace of the first placements: those after an entry in an emergency are stopgaps."""
    pace = calibration.figure("placement_figures", "emergency_pace")
    return np.where(frame["emergency"].fill_null(False).to_numpy(), pace, 1.0)


def _by_origin(calibration: Calibration) -> pl.DataFrame:
    """ethnicity (code), of_origin: how often children of each ethnic group move, for each time of White children."""
    groups = calibration["need_ethnicity"].select(ethnicity="code", ethnic_group="group")
    factors = calibration["placement_origin_pace"].select("ethnic_group", of_origin="factor")
    return groups.join(factors, on="ethnic_group", how="left", maintain_order="left").select("ethnicity", "of_origin")


def council_pace(spec: CouncilSpec, calibration: Calibration) -> float:
    """How often children move in this council for each time in England; the councils of one seed share the spread."""
    spread = calibration.made(Durations, "pace_spread", "spread", "ratio")
    luck = stream(spec.seed, "England", "placements.pace spread").random(len(all_councils()))
    ratios = spread.exactly("ratio", even_places(luck))
    return float(ratios[council_with_code(spec.la_code).position] / ratios.mean())
