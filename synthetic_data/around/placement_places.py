"""Where each carer lives or each building stands: a postcode at about the drawn distance, inside the council or not."""

from __future__ import annotations

import numpy as np

from synthetic_data.council import CouncilSpec
from synthetic_data.places.councils import council_with_code
from synthetic_data.places.postcodes import (
    PLACES,
    UNITS,
    areas_of_england,
    coordinates,
    council_position,
    draw_areas,
    draw_places,
)
from synthetic_data.places.scale import areas_of

TRIES = 12
ROWS_AT_A_TIME = 1_000  # whose distances to every try are held at once: of all they would fill the memory
NEAR_AREAS, MIDDLE_AREAS = 2_000, 12_000  # of the areas of other councils, nearest first


def places_near(
    rng: np.random.Generator, spec: CouncilSpec, homes: np.ndarray, miles: np.ndarray, inside: np.ndarray
) -> np.ndarray:
    """A place for each row about `miles` from its home, in the council's own area where `inside`, else outside it.

    The best of some tries is taken. A council may be too small for a long distance inside it; being on the right
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
    base = council_with_code(spec.la_code).position * PLACES
    chosen = _best(tries, areas.east_miles, areas.north_miles, homes, miles)
    return base + chosen * UNITS + (rng.random(len(homes)) * UNITS).astype(np.int64)


def _beyond(rng: np.random.Generator, spec: CouncilSpec, homes: np.ndarray, miles: np.ndarray) -> np.ndarray:
    """The best of tries near the council, farther off and all over England; never in the council itself."""
    council = council_with_code(spec.la_code)
    east, north, places = areas_of_england()
    others = np.flatnonzero(council_position(places) != council.position)
    away = np.hypot(east[others] - council.east_miles, north[others] - council.north_miles)
    nearest = others[np.argsort(away, kind="stable")].astype(np.int32)
    # From next door to all England: each ring has tries of its own, so that every distance meets some.
    tries = np.concatenate(
        [
            ring[(rng.random((len(homes), 4 * TRIES)) * len(ring)).astype(np.int32)]
            for ring in (nearest[:NEAR_AREAS], nearest[NEAR_AREAS:MIDDLE_AREAS], nearest)
        ],
        axis=1,
    )
    chosen = _best(tries, east, north, homes, miles)
    return places[chosen] + (rng.random(len(homes)) * UNITS).astype(np.int64)


def _best(tries: np.ndarray, east: np.ndarray, north: np.ndarray, homes: np.ndarray, miles: np.ndarray) -> np.ndarray:
    """Of each row's tries (area numbers), the one whose distance from the home is nearest to that wanted."""
    from_east, from_north = coordinates(homes)
    best = np.empty(len(homes), np.int64)
    for begin in range(0, len(homes), ROWS_AT_A_TIME):
        some = slice(begin, begin + ROWS_AT_A_TIME)
        areas = tries[some]
        across, up = east[areas] - from_east[some, None], north[areas] - from_north[some, None]
        far = np.sqrt(across * across + up * up)  # four times as fast as hypot
        best[some] = areas[np.arange(len(areas)), np.argmin(np.abs(far - miles[some, None]), axis=1)]
    return best
