"""Postcodes of the invented map: the right shape, in areas that do not exist, each with a place and so a distance.

A *place* is an integer that names one postcode in England: council position * 36,000 + area number * 36 + unit. Places
are what a simulation carries; text and coordinates are made from them when they are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl

from synthetic_data.errors import PlainError
from synthetic_data.people.text_matrix import ZERO, from_strings, to_polars
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.places.small_areas import middles, small_areas

UNITS = 36  # postcodes in a small area: about ten children each
PLACES = 36_000  # postcodes with one pair of area letters: districts 1-9, sectors 0-9, 20 x 20 last letters
LAST_LETTERS = np.frombuffer(b"ABDEFGHJLNPQRSTUWXYZ", np.uint8)  # never C, I, K, M, O or V


def draw_places(rng: np.random.Generator, la_code: str, areas: np.ndarray) -> np.ndarray:
    """A postcode (int32 place) at random in each of the small areas numbered in `areas`."""
    base = council_with_code(la_code).position * PLACES
    return (base + np.asarray(areas) * UNITS + (rng.random(len(areas)) * UNITS).astype(np.int64)).astype(np.int32)


def draw_areas(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    """`n` small-area numbers, by the areas' `shares` (any scale), such as `small_areas(code).share_of_children`."""
    edges = np.cumsum(shares, dtype=np.float64)
    return np.searchsorted(edges, rng.random(n) * edges[-1] * (1 - 2.0**-40), side="right")


def council_position(places: np.ndarray) -> np.ndarray:
    """The place's council as its position in the table of councils (0 is "501")."""
    return np.asarray(places) // PLACES


def area_number(places: np.ndarray) -> np.ndarray:
    """The place's small area, numbered within its council."""
    return np.asarray(places) % PLACES // UNITS


@cache
def _letters() -> np.ndarray:
    return from_strings([council.postcode_area for council in all_councils()])


@cache
def _ring() -> np.ndarray:
    """East and north of each postcode of a small area, from the middle of it."""
    # Postcodes lie round the middle of their area, in a ring pattern that needs no random numbers.
    turn = np.arange(UNITS) * 2.399963  # golden angle
    out = 0.35 * np.sqrt((np.arange(UNITS) + 0.5) / UNITS)
    return np.stack([out * np.cos(turn), out * np.sin(turn)])


def postcode_matrix(places: np.ndarray) -> np.ndarray:
    """Postcodes such as "RA4 7DQ" as a byte matrix of seven columns."""
    places = np.asarray(places, np.int64)
    if len(places) and (places.min() < 0 or places.max() >= len(_letters()) * PLACES):
        raise PlainError("A place lies outside the invented map; draw places with synthetic_data.places.postcodes.")
    position, within = np.divmod(places, PLACES)
    # Stirred so that neighbouring areas share a district but units are not in alphabetical order.
    sector, last = np.divmod(within, 400)
    last = (last * 137 + sector * 61) % 400
    matrix = np.empty((len(places), 7), np.uint8)
    matrix[:, :2] = _letters()[position]
    matrix[:, 2] = ZERO + 1 + sector // 10
    matrix[:, 3] = ord(" ")
    matrix[:, 4] = ZERO + sector % 10
    matrix[:, 5] = LAST_LETTERS[last // 20]
    matrix[:, 6] = LAST_LETTERS[last % 20]
    return matrix


def postcodes(places: np.ndarray, name: str = "") -> pl.Series:
    """Postcodes as a polars String column."""
    return to_polars(postcode_matrix(places), name)


def places_of(texts: Sequence[str]) -> np.ndarray:
    """The place of each postcode text, spaces and case aside; -1 for one that is not on the invented map."""
    position_of = {letters.tobytes(): number for number, letters in enumerate(_letters())}
    letter = {int(code): number for number, code in enumerate(LAST_LETTERS)}
    unstir = pow(137, -1, 400)
    places = np.full(len(texts), -1, np.int64)
    for row, text in enumerate(texts):
        code = text.replace(" ", "").upper().encode("ascii", "replace")
        position = position_of.get(code[:2])
        if position is None or len(code) != 6 or not code[2:4].isdigit() or code[2] == ZERO:
            continue
        if code[4] not in letter or code[5] not in letter:
            continue
        sector = (code[2] - ZERO - 1) * 10 + code[3] - ZERO
        last = ((letter[code[4]] * 20 + letter[code[5]] - sector * 61) * unstir) % 400
        places[row] = position * PLACES + sector * 400 + last
    return places


def coordinates(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """East and north of each place, in miles on the invented map."""
    places = np.asarray(places, np.int64)
    east, north = np.empty(len(places)), np.empty(len(places))
    position, ring = places // PLACES, _ring()
    for council in np.unique(position).tolist():
        here = np.flatnonzero(position == council)
        middle_east, middle_north = middles(all_councils()[council].la_code)
        number, unit = np.divmod(places[here] % PLACES, UNITS)
        east[here] = middle_east[number] + ring[0, unit]
        north[here] = middle_north[number] + ring[1, unit]
    return east, north


def miles(homes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Straight-line miles between two columns of places, row by row, to the nearest tenth."""
    (east, north), (east2, north2) = coordinates(homes), coordinates(others)
    return np.round(np.hypot(east - east2, north - north2), 1)


@cache
def areas_of_england() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """East and north of every small area of England at full size, and its first place."""
    east, north, places = [], [], []
    for council in all_councils():
        areas = small_areas(council.la_code)
        east.append(areas.east_miles)
        north.append(areas.north_miles)
        places.append(council.position * PLACES + np.arange(len(areas)) * UNITS)
    return np.concatenate(east), np.concatenate(north), np.concatenate(places)
