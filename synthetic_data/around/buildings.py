"""Buildings that children are placed in: how many, where they stand and with how many places, since when they are open,
and which of them each child is in.

A children's home opens when England's homes had grown to its turn (homes_open.csv) and has few places
(building_places.csv): a child is in the best-fitting one that is open and has a place free. Other buildings take whom
they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import polars as pl

from synthetic_data.around.registered_names import building_names
from synthetic_data.around.tables import around_table
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import by_weight, in_order
from synthetic_data.places.postcodes import UNITS, coordinates
from synthetic_data.streams import stream
from synthetic_data.tables import Arrays

DAY = "datetime64[D]"
OPENS_OVER_TIME = "children's home"
LONG_AGO = -(10**6)  # a day number before all lives
LOOKED_AT = 16  # best-fitting buildings that are asked for a free place before all are


@dataclass(frozen=True)
class Stays(Arrays):
    """Addresses in use: whose, from which day until which (day numbers; beyond the horizon while it goes on), the
    family's home, the miles wanted from it, and the place (postcodes)."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    home: np.ndarray
    miles: np.ndarray
    place: np.ndarray


def a_door_on(places: np.ndarray) -> np.ndarray:
    """The next postcode of the same small area, after its last the first."""
    return places // UNITS * UNITS + (places + 1) % UNITS


def buildings(
    spec: CouncilSpec,
    key: tuple[str, str, bool],
    kind: Mapping[str, str],
    stays: Stays,
) -> tuple[np.ndarray, pl.DataFrame]:
    """As many buildings as the children placed need, and the one each address is in."""
    rng = stream(spec.seed, spec.la_code, f"providers.{'.'.join(map(str, key))}")
    first, last = day_number(spec.opening), day_number(spec.horizon) + 1
    person, start, end, homes, wanted = stays.person, stays.start, stays.end, stays.home, stays.miles
    nights = np.clip(np.minimum(end, last) - np.maximum(start, first), 0, None).sum()
    beds = float(kind["beds_inside"] if key[2] else kind["beds_outside"])
    _, child, times = np.unique(person, return_inverse=True, return_counts=True)
    choices = np.minimum(times[child], 2)  # a child who moves on moves to another building
    least = int(choices.max(initial=1))
    growing = kind["provider_kind"] == OPENS_OVER_TIME
    needed = nights / (last - first) / beds / (_mean_open(first, last) if growing else 1.0)
    count = int(np.clip(np.ceil(needed), least, len(person)))
    # Stand at the places of some of the placements, evenly over near and far ones.
    by_distance = np.argsort(wanted + 0.001 * rng.random(len(wanted)), kind="stable")
    evenly = ((np.arange(count) + rng.random()) / count * len(wanted)).astype(np.int64)
    stands = _apart(stays.place[by_distance[evenly]])
    for _ in range(UNITS):
        # No building a child can be in shares the postcode of the child's home: else they stand a door further on
        # (rules 392d and 435).
        if ((homes[:, None] != stands).sum(axis=1) >= choices).all():
            break
        stands = a_door_on(stands)
    (east, north), (to_east, to_north) = coordinates(homes), coordinates(stands)
    far = np.hypot(east[:, None] - to_east, north[:, None] - to_north)
    # A vacancy, not the nearest door, decides: the fit is blurred by a mile or two, more for far placements.
    misfit = np.abs(far - wanted[:, None]) + (2.0 + 0.1 * wanted)[:, None] * rng.random(far.shape)
    misfit[homes[:, None] == stands] = np.inf
    own = stream(spec.seed, spec.la_code, f"providers.places.{'.'.join(map(str, key))}")
    places = _registered_places(own, kind["provider_kind"], count)
    opens = _openings(own, count, least, last) if growing else np.full(count, LONG_AGO)
    chosen = _moved_apart(misfit, person, start) if places is None else _with_room(misfit, stays, opens, places)
    opened, closed = _open_and_closed(rng, chosen, opens, start, end, last)
    if kind["registered_from"]:
        opened = np.maximum(opened, day_number(date.fromisoformat(kind["registered_from"])))
    most = _most_at_once(chosen, start, end, count)
    spare = np.searchsorted([0.35, 0.75, 0.95], rng.random(count))
    registered = most + spare if places is None else np.maximum(places, most)
    register = pl.DataFrame(
        {
            "name": building_names(rng, kind["provider_kind"], count),
            "kind": [kind["provider_kind"]] * count,  # lists: Polars takes twice as long to repeat a value
            "sector": [key[1]] * count,
            "inside_area": [key[2]] * count,
            "place": stands,
            "registered_places": registered,
            "registered": opened.astype(DAY),
            "closed": closed,
        }
    )
    return chosen, register


@cache
def _homes_over_time(last: int) -> tuple[np.ndarray, np.ndarray]:
    """Day numbers of 31 March, and the children's homes open by then for each that is open on day number `last`."""
    table = around_table("homes_open")
    days = np.array([day_number(date(year, 3, 31)) for year in table["year"]])
    homes = table["homes"].to_numpy().astype(float)
    return days, homes / np.interp(last, days, homes)


def _mean_open(first: int, last: int) -> float:
    """The mean share of the homes open in the end that are so on a day from day number `first` to `last`."""
    return float(np.interp(np.arange(first, last, 30), *_homes_over_time(last)).mean())


def _openings(rng: np.random.Generator, count: int, least: int, last: int) -> np.ndarray:
    """When each home opens, as England's homes grew; LONG_AGO: before there are figures, and `least` of them anyhow."""
    days, share = _homes_over_time(last)
    turn = (rng.permutation(count) + rng.random(count)) / count
    opens = np.floor(np.interp(turn, share, days)).astype(np.int64)
    return np.where((turn < share[0]) | (np.argsort(np.argsort(turn)) < least), LONG_AGO, opens)


def _registered_places(rng: np.random.Generator, provider_kind: str, count: int) -> np.ndarray | None:
    """Places of each building of a kind in building_places.csv; None for other kinds."""
    shares, places = _places_of(provider_kind)
    return places[by_weight(shares, rng.random(count))] if len(places) else None


@cache
def _places_of(provider_kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The shares of buildings of a kind and the places each has; none for kinds that are not in building_places.csv."""
    table = around_table("building_places").filter(pl.col("provider_kind") == provider_kind)
    return table["share"].to_numpy(), table["places"].to_numpy().astype(np.int64)


def _apart(places: np.ndarray) -> np.ndarray:
    """No two buildings of a kind at one postcode: a move between two that have no number must show (rule 435)."""
    places = places.copy()
    for _ in range(UNITS):
        again = np.setdiff1d(np.arange(len(places)), np.unique(places, return_index=True)[1])
        if not len(again):
            break
        places[again] = a_door_on(places[again])
    return places


def _with_room(misfit: np.ndarray, stays: Stays, opens: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The best building for each row that is open by then, has a place free and is not the one the child was in just
    before. Where there is none, room is made in the best that is open, or the best there is."""
    chosen = np.zeros(len(misfit), np.int64)
    until: list[list[int]] = [[] for _ in opens]
    before: dict[int, int] = {}
    some = min(LOOKED_AT, len(opens))
    few = np.argpartition(misfit, some - 1, axis=1)[:, :some]
    few = np.take_along_axis(few, np.argsort(np.take_along_axis(misfit, few, axis=1), axis=1), axis=1)
    best, person, start, end = few.tolist(), stays.person.tolist(), stays.start.tolist(), stays.end.tolist()
    opening, room = opens.tolist(), places.tolist()

    def free(building: int, day: int) -> bool:
        until[building] = [left for left in until[building] if left > day]
        return len(until[building]) < room[building]

    for row in np.lexsort((stays.person, stays.start)).tolist():
        last, day = before.get(person[row], -1), start[row]
        near = (b for b in best[row] if opening[b] < day and b != last and free(b, day))
        at = next(near, -1)
        if at < 0 or misfit[row, at] == np.inf:
            able = [b for b in np.argsort(misfit[row], kind="stable").tolist() if b != last and misfit[row, b] < np.inf]
            found = [b for b in able if opening[b] < day]
            at = next((b for b in found if free(b, day)), (found or able)[0])
        chosen[row] = at
        until[at].append(end[row])
        before[person[row]] = at
    return chosen


def _moved_apart(misfit: np.ndarray, person: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The best building for each row, but never the one the same child was in just before."""
    chosen = np.argmin(misfit, axis=1)
    order = np.lexsort((start, person))
    for before, after in pairwise(order.tolist()):
        if person[before] == person[after] and chosen[before] == chosen[after]:
            misfit[after, chosen[before]] = np.inf
            chosen[after] = int(np.argmin(misfit[after]))
    return chosen


def _open_and_closed(
    rng: np.random.Generator, chosen: np.ndarray, opens: np.ndarray, start: np.ndarray, end: np.ndarray, last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Day number on which each building opened, before its first child, and the day on which it closed, after its last
    child left (NaT: still open). `opens`: when it was to open."""
    first = np.full(len(opens), last)
    np.minimum.at(first, chosen, start)
    emptied = np.zeros(len(opens), np.int64)
    np.maximum.at(emptied, chosen, end)
    before = np.minimum(first, last - 200) - 30 - (rng.random(len(opens)) * 1500).astype(np.int64)
    opened = np.where(opens > LONG_AGO, np.minimum(opens, first - 1), before)
    shut = np.maximum(emptied, opened) + 20 + (rng.random(len(opens)) * 200).astype(np.int64)
    closes = (emptied > 0) & (emptied < last - 400) & (rng.random(len(opens)) < 0.6)
    return opened, np.where(closes, shut.astype(DAY), np.datetime64("NaT"))


def _most_at_once(building: np.ndarray, start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """The most spells [start, end) that hold in each building on one day; at least 1."""
    where, day = np.concatenate([building, building]), np.concatenate([start, end])
    change = np.repeat([1, -1], len(building))
    order = in_order(where, day, change)  # a child leaves before another comes on the same day
    most = np.ones(count, np.int64)
    np.maximum.at(most, where[order], np.cumsum(change[order]))  # who left a building has no part in the next one's sum
    return most
