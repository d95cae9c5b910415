"""Each council's place in the published spread between councils: how much more or less it does of each thing.

The 153 councils of one seed are drawn together, so that as a whole they come back to England's figures.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import even_places
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.places.scale import contact_children
from synthetic_data.streams import stream

REFERRALS = "referral_rate_ratio"


def spread(spec: CouncilSpec, calibration: Calibration) -> dict[str, float]:
    """This council's ratio to England for each measure of front_door_spread.csv."""
    table = calibration["front_door_spread"]
    position = council_with_code(spec.la_code).position
    children, counted = _children()
    leans = {"rereferral_percent": calibration.figure("front_door_mechanism", "rereferral_lean")}
    drawn = {}
    for (measure,), rows in table.group_by("measure", maintain_order=True):
        luck = stream(spec.seed, "England", f"front_door.spread.{measure}").random(len(children))
        lean = leans.get(str(measure), 0.0)
        chances = even_places(lean * even_places(children) + (1 - lean) * luck)
        drawn[str(measure)] = np.interp(chances, rows["quantile"].to_numpy(), rows["value"].to_numpy())
    referrals = counted * drawn[REFERRALS]
    ratios = {name: values / np.average(values, weights=referrals) for name, values in drawn.items()}
    ratios[REFERRALS] = drawn[REFERRALS] * children.sum() / referrals.sum()
    return {name: float(values[position]) for name, values in ratios.items()}


@cache
def _children() -> tuple[np.ndarray, np.ndarray]:
    """Children of every council, and as many as its referrals are counted from, at full size."""
    councils = all_councils()
    children = np.array([council.children_0_17 for council in councils], dtype=float)
    sizes = [council.children_0_17 * council.care_rate_per_10000 / 10_000 for council in councils]
    # A council too small to be simulated still counts, at the smallest size that can be, scaled down.
    specs = [
        CouncilSpec(council.name, council.la_code, max(round(size), 10))
        for council, size in zip(councils, sizes, strict=True)
    ]
    scale = np.array([size / spec.children_in_care for size, spec in zip(sizes, specs, strict=True)])
    return children, np.array([contact_children(spec) for spec in specs]) * scale
