"""Small areas of each council: where they lie on the invented map, how many children live there, how deprived they are.

An area holds about 360 children aged 0-17, as a census lower-layer area does (12.18 million children in 33,755 areas).
It is the unit of population tables, of deprivation deciles and of postcodes. Everything here follows from the
council's row alone, so any part of England can be asked about without simulating it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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
    codes: tuple[str, ...]  # "A501-001", invented and shaped unlike any census code
    east_miles: np.ndarray
    north_miles: np.ndarray
    share_of_children: np.ndarray  # adds up to 1
    deprivation: np.ndarray  # score in 0 to 1; higher is more deprived
    decile: np.ndarray  # 1 most deprived tenth of England's areas to 10 least
    diversity: np.ndarray  # 0 to about 1, see population.py

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class _Raw:
    east: np.ndarray
    north: np.ndarray
    share: np.ndarray
    deprivation: np.ndarray
    diversity: np.ndarray


@cache
def _raw(la_code: str) -> _Raw:
    council = council_with_code(la_code)
    rng = stream(MAP_SEED, la_code, "small areas")
    n = int(np.clip(round(council.children_0_17 / CHILDREN_PER_AREA), 1, MOST_AREAS))
    # Towns within the council: areas crowd round a few centres, the first and largest in the middle.
    towns = 1 if council.kind == "city" else 2 + n // 120
    angle, far = rng.random(towns) * 2 * np.pi, np.sqrt(rng.random(towns)) * 0.75 * council.radius_miles
    far[0] = 0.0
    town = np.searchsorted(np.cumsum(1 / np.arange(1, towns + 1)) / np.sum(1 / np.arange(1, towns + 1)), rng.random(n))
    out = np.sqrt(-2 * np.log1p(-rng.random(n)))  # Rayleigh, by inverse CDF
    spread = council.radius_miles * (0.45 if towns == 1 else 0.28)
    turn = rng.random(n) * 2 * np.pi
    east = council.east_miles + far[town] * np.cos(angle[town]) + spread * out * np.cos(turn)
    north = council.north_miles + far[town] * np.sin(angle[town]) + spread * out * np.sin(turn)
    # Poor areas lie together: the middle of a town is poorer, one side of it poorer than the other.
    side = np.cos(turn - rng.random(towns)[town] * 2 * np.pi)
    noise = rng.random(n) + rng.random(n) + rng.random(n) - 1.5
    score = 1.7 * (council.deprivation - 0.5) - 0.45 * (out - 1.25) + 0.35 * side + 1.0 * noise
    share = 0.55 + 0.9 * rng.random(n) + 0.15 * np.clip(score, -1, 1.5)
    diversity = np.clip(council.diversity * (0.35 + 1.0 * rng.random(n)) + 0.10 * score * council.diversity, 0.0, 1.3)
    return _Raw(east, north, share / share.sum(), 1 / (1 + np.exp(-score)), diversity)


@cache
def _decile_edges() -> np.ndarray:
    """Scores that split all England's areas into tenths, from least to most deprived."""
    scores = np.concatenate([_raw(council.la_code).deprivation for council in all_councils()])
    return np.quantile(scores, np.arange(1, 10) / 10)


@cache
def small_areas(la_code: str) -> SmallAreas:
    """The areas of one council. Raises PlainError for a code that is not an invented council's."""
    raw = _raw(la_code)
    decile = 10 - np.searchsorted(_decile_edges(), raw.deprivation)
    codes = tuple(f"A{la_code}-{number + 1:03d}" for number in range(len(raw.share)))
    return SmallAreas(la_code, codes, raw.east, raw.north, raw.share, raw.deprivation, decile, raw.diversity)
