"""How far placements are from home by the postcodes that a return gives, as DfE measures them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.journeys.placement_whereabouts import FAR_MILES
from synthetic_data.pipeline import Journeys
from synthetic_data.places.small_areas import small_areas


def far_inside(name: str) -> float:
    """The share of placements inside the boundary that lie more than 20 miles from home on the map."""
    journeys = simulate(CouncilSpec.named(name, size=500, seed=3, years=3)).journeys
    rows = journeys["care_placements"].join(journeys["placement_addresses"], on="placement_key")
    return float((rows.filter("inside_area").drop_nulls("miles")["miles"] > 20).mean() or 0)


def test_in_a_large_county_some_placements_inside_the_boundary_are_far_from_home() -> None:
    """The scorecard counted distances as they were wished for; on the map no council was large enough for them."""
    assert far_inside("Broadhythe") > 0.05


def test_in_a_small_city_no_placement_inside_the_boundary_can_be_far_from_home() -> None:
    assert far_inside("Eastwharf") == 0


@pytest.mark.parametrize("miles", [0.0, 5.0, 20.0])
def test_how_many_homes_lie_far_apart_is_counted_over_all_pairs(miles: float) -> None:
    areas = small_areas("501", 20_000)
    share = areas.share_of_children
    pairs = ((i, k) for i in range(len(areas)) for k in range(len(areas)))
    apart = sum(
        share[i] * share[k]
        for i, k in pairs
        if np.hypot(areas.east_miles[i] - areas.east_miles[k], areas.north_miles[i] - areas.north_miles[k]) > miles
    )
    assert areas.far_apart(miles) == pytest.approx(apart)


def test_nobody_is_placed_far_outside_the_council_while_the_odds_of_then_are_nothing() -> None:
    eras = pl.DataFrame({"from_day": ["2000-01-01"], "kind": ["foster"], "factor": [0.0], "source": ["trial"]})
    spec = CouncilSpec.named("Broadhythe", size=500, seed=3, years=1)
    moves = Journeys(spec, Calibration({"placement_far_eras": eras}))["care_placements"]
    wished = moves.filter(~pl.col("inside_area")).group_by(pl.col("kind") == "foster").agg(pl.col("miles_wanted").max())
    furthest = dict(wished.rows())
    assert furthest[True] <= FAR_MILES < furthest[False]
