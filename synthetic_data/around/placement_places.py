"""Where each carer lives or each building stands: a postcode at about the drawn distance, inside the council or not."""

from __future__ import annotations

import numpy as np

from synthetic_data.council import CouncilSpec
from synthetic_data.places.councils import council_with_code
from synthetic_data.places.postcodes import (
    PLACES,
    UNITS,
    coordinates,
    council_position,
    draw_areas,
    draw_places,
    places_at_distance,
)
from synthetic_data.places.scale import areas_of

TRIES = 12


def places_near(
    rng: np.random.Generator, spec: CouncilSpec, homes: np.ndarray, miles: np.ndarray, inside: np.ndarray
) -> np.ndarray:
    """A place for each row about `miles` from its home, in the council's own area where `inside`, else outside it.

    The best of a dozen tries is taken. A council may be too small for a long distance inside it; being on the right
    side of the boundary comes first.
    """
    found = np.empty(len(homes), np.int64)
    inner, outer = np.flatnonzero(inside), np.flatnonzero(~inside)
    found[inner] = _within(rng, spec, homes[inner], miles[inner])
    found[outer] = _beyond(rng, spec, homes[outer], miles[outer])
    return found


def random_homes(rng: np.random.Generator, spec: CouncilSpec, n: int) -> np.ndarray:
    """Places in the council by its children: where to measure from when a child has no family home here."""
    return draw_places(rng, spec.la_code, draw_areas(rng, areas_of(spec).share_of_children, n)).astype(np.int64)


def _within(rng: np.random.Generator, spec: CouncilSpec, homes: np.ndarray, miles: np.ndarray) -> np.ndarray:
    areas = areas_of(spec)
    tries = (rng.random((len(homes), TRIES)) * len(areas)).astype(np.int64)
    east, north = coordinates(homes)
    far = np.hypot(areas.east_miles[tries] - east[:, None], areas.north_miles[tries] - north[:, None])
    best = np.argmin(np.abs(far - miles[:, None]), axis=1)
    chosen = tries[np.arange(len(homes)), best]
    base = council_with_code(spec.la_code).position * PLACES
    return base + chosen * UNITS + (rng.random(len(homes)) * UNITS).astype(np.int64)


def _beyond(rng: np.random.Generator, spec: CouncilSpec, homes: np.ndarray, miles: np.ndarray) -> np.ndarray:
    """Tries at the distance until one lies in another council; each new round looks a little farther."""
    own = council_with_code(spec.la_code).position
    found = places_at_distance(rng, homes, miles).astype(np.int64)
    for round_number in range(1, TRIES):
        again = np.flatnonzero(council_position(found) == own)
        if not len(again):
            break
        found[again] = places_at_distance(rng, homes[again], miles[again] * 1.12**round_number + round_number)
    # A home deep inside a wide council: go out from its middle as far as its edge needs.
    left = np.flatnonzero(council_position(found) == own)
    for step in range(4):
        if not len(left):
            break
        found[left] = places_at_distance(rng, homes[left], np.full(len(left), 45.0 + 25.0 * step))
        left = left[council_position(found[left]) == own]
    return found
