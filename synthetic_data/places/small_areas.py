"""Small areas of each council: where they lie on the invented map, how many children live there, how deprived they are.

An area holds about 360 children aged 0-17, as a census lower-layer area does (12.18 million children in 33,755 areas).
It is the unit of population tables, of deprivation deciles and of postcodes. Everything here follows from the
council's row alone, so any part of England can be asked about without simulating it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.streams import stream

CHILDREN_PER_AREA = 361  # England: 12,183,016 children in 33,755 census areas (ONS)
MOST_AREAS = 1_000  # what a council's postcodes have room for
MAP_SEED = 1881


@dataclass(frozen=True)
class SmallAreas:
    """The areas of one council, arrays of one length in order of area number (0, 1, ...)."""

    la_code: str
    east_miles: np.ndarray
    north_miles: np.ndarray
    share_of_children: np.ndarray  # adds up to 1
    deprivation: np.ndarray  # score in 0 to 1; higher is more deprived
    decile: np.ndarray  # 1 most deprived tenth of England's areas to 10 least
    diversity: np.ndarray  # 0 to about 1, see population.py

    def __len__(self) -> int:
        return len(self.east_miles)

    def far_apart(self, miles: float) -> float:
        """The share of all pairs of children here who live more than `miles` apart, as the crow flies."""
        apart = np.hypot(*(np.subtract.outer(at, at) for at in (self.east_miles, self.north_miles))) > miles
        return float(self.share_of_children @ apart @ self.share_of_children)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Such as "A501-001": invented, and shaped unlike any census code."""
        return tuple(f"A{self.la_code}-{number + 1:03d}" for number in range(len(self)))


@dataclass(frozen=True)
class _Layout:
    """All 1,000 areas a council could have, in a fixed order: a smaller council is the first so many of them."""

    east: np.ndarray
    north: np.ndarray
    children: np.ndarray  # relative size
    score: np.ndarray
    diversity: np.ndarray


@cache
def _layout(la_code: str) -> _Layout:
    council = council_with_code(la_code)
    rng = stream(MAP_SEED, la_code, "small areas")
    n = MOST_AREAS
    # Towns within the council: areas crowd round a few centres, the first and largest in the middle.
    towns = 1 if council.kind == "city" else 6 if council.kind == "county" else 3
    angle, far = rng.random(towns) * 2 * np.pi, np.sqrt(rng.random(towns)) * 0.75 * council.radius_miles
    far[0] = 0.0
    sizes = np.cumsum(1 / np.arange(1, towns + 1))
    town = np.searchsorted(sizes / sizes[-1], rng.random(n))
    out = np.sqrt(-2 * np.log1p(-rng.random(n)))  # Rayleigh, by inverse CDF
    spread = council.radius_miles * (0.45 if towns == 1 else 0.28)
    turn = rng.random(n) * 2 * np.pi
    east = council.east_miles + far[town] * np.cos(angle[town]) + spread * out * np.cos(turn)
    north = council.north_miles + far[town] * np.sin(angle[town]) + spread * out * np.sin(turn)
    # Poor areas lie together: the middle of a town is poorer, one side of it poorer than the other.
    side = np.cos(turn - rng.random(towns)[town] * 2 * np.pi)
    noise = rng.random(n) + rng.random(n) + rng.random(n) - 1.5
    score = 1.7 * (council.deprivation - 0.5) - 0.45 * (out - 1.25) + 0.35 * side + noise
    children = 0.55 + 0.9 * rng.random(n) + 0.15 * np.clip(score, -1, 1.5)
    # Diverse areas too lie together, and are somewhat poorer, in diverse councils most.
    local = 0.35 + rng.random(n) + 0.3 * np.cos(turn - rng.random(towns)[town] * 2 * np.pi) + 0.1 * score
    return _Layout(east, north, children, 1 / (1 + np.exp(-score)), np.clip(council.diversity * local, 0.0, 1.3))


def middles(la_code: str) -> tuple[np.ndarray, np.ndarray]:
    """East and north, in miles, of all 1,000 areas that a council could have."""
    layout = _layout(la_code)
    return layout.east, layout.north


@cache
def _decile_edges() -> np.ndarray:
    """Scores that split the areas of England at its full size into tenths, from least to most deprived."""
    scores = [_layout(c.la_code).score[: areas_for(c.children_0_17)] for c in all_councils()]
    return np.quantile(np.concatenate(scores), np.arange(1, 10) / 10)


def areas_for(children: int) -> int:
    """How many small areas a council with so many children aged 0-17 has: 1 to 1,000."""
    return min(max(round(children / CHILDREN_PER_AREA), 1), MOST_AREAS)


@cache
def small_areas(la_code: str, children: int | None = None) -> SmallAreas:
    """The areas of one council with `children` aged 0-17 (by default the council's number in councils.csv).

    The areas of a smaller council are the first areas of a larger one. Raises PlainError for a code that is not an
    invented council's.
    """
    n = areas_for(council_with_code(la_code).children_0_17 if children is None else children)
    layout = _layout(la_code)
    share = layout.children[:n] / layout.children[:n].sum()
    score = layout.score[:n]
    decile = 10 - np.searchsorted(_decile_edges(), score)
    return SmallAreas(la_code, layout.east[:n], layout.north[:n], share, score, decile, layout.diversity[:n])
