"""Where the families of children in care live, and where each placement is.

Makes
    family_homes        family, place (see `places.postcodes`; families of unaccompanied children have none)
    placement_places    placement_key, place, inside_area, miles* (null: home unknown)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Durations
from synthetic_data.places.councils import council_with_code
from synthetic_data.places.postcodes import council_position, draw_areas, draw_places, miles, places_at_distance
from synthetic_data.places.small_areas import small_areas
from synthetic_data.streams import stream

TRIES = 4  # a placement meant to be outside the area is looked for this often, a little farther each time


def family_homes(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "family homes": the more deprived an area, the more of its children come into care."""
    families = earlier["entrants"].filter(~pl.col("uasc"))["sibling_group"].unique().sort()
    areas = small_areas(spec.la_code)
    slope = calibration.figure("council_scale", "deprivation_ratio")
    weights = areas.share_of_children * slope**areas.deprivation
    rng = stream(spec.seed, spec.la_code, "homes.areas")
    numbers = draw_areas(rng, weights, len(families))
    places = draw_places(stream(spec.seed, spec.la_code, "homes.places"), spec.la_code, numbers)
    return {"family_homes": pl.DataFrame({"family": families, "place": places})}


def placement_places(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "placement places": one place an address, as near or far as such placements are."""
    frame = (
        earlier["care_placements"]
        .join(earlier["entrants"].select("person", "uasc", "sibling_group"), on="person", maintain_order="left")
        .join(
            earlier["family_homes"].rename({"family": "sibling_group", "place": "home"}),
            on="sibling_group",
            how="left",
            maintain_order="left",
        )
    )
    first = frame.unique("address", keep="first", maintain_order=True)
    homes = first["home"].to_numpy().astype(float)
    known = ~np.isnan(homes)
    areas = small_areas(spec.la_code)
    rng = stream(spec.seed, spec.la_code, "homes.placements")
    size = first.height
    # Where no home is known, distance is counted from somewhere in the council.
    anywhere = draw_places(rng, spec.la_code, draw_areas(rng, areas.share_of_children, size))
    homes = np.where(known, homes, anywhere).astype(np.int64)
    inside = first["inside_area"].to_numpy()
    kind = first["kind"].to_numpy()
    near = draw_places(rng, spec.la_code, draw_areas(rng, areas.share_of_children, size)).astype(np.int64)
    with_parents = (kind == "parents") & (rng.random(size) < calibration.figure("placement_figures", "parents_at_home"))
    near = np.where(with_parents & inside, homes, near)
    place = near.copy()
    outside = np.flatnonzero(~inside)
    place[outside] = _outside(spec, calibration, rng, homes[outside], kind[outside])
    # Two families may share a postcode; a placement and the home it is away from may not (rule 392d).
    clash = (place == homes) & (kind != "parents")
    place[clash] = place[clash] // 36 * 36 + (place[clash] % 36 + 1) % 36
    by_address = pl.DataFrame(
        {
            "address": first["address"],
            "place": place.astype(np.int32),
            "inside_area": council_position(place) == council_with_code(spec.la_code).position,
            "from_home": miles(homes, place),
        }
    )
    placed = frame.select("placement_key", "address", "home").join(by_address, on="address", maintain_order="left")
    return {
        "placement_places": placed.select(
            "placement_key",
            "place",
            "inside_area",
            pl.when(pl.col("home").is_not_null()).then("from_home").alias("miles"),
        )
    }


def _outside(
    spec: CouncilSpec, calibration: Calibration, rng: np.random.Generator, homes: np.ndarray, kind: np.ndarray
) -> np.ndarray:
    """Places in other councils, as far as such placements are; those that fall in the council are tried farther out."""
    far_share = dict(calibration["placement_far"].filter(pl.col("inside") == 0).select("kind", "share").rows())
    distance = Durations(calibration["placement_miles"], "band", "miles")
    chance = rng.random(len(homes))
    far = rng.random(len(homes)) < np.array([far_share[name] for name in kind])
    wanted = np.where(far, distance.exactly("far", chance), distance.exactly("near outside", chance))
    own = council_with_code(spec.la_code).position
    places = places_at_distance(rng, homes, wanted).astype(np.int64)
    for _ in range(TRIES):
        back = np.flatnonzero(council_position(places) == own)
        if not len(back):
            break
        wanted[back] = wanted[back] * 1.5 + 2
        places[back] = places_at_distance(rng, homes[back], wanted[back])
    return places
