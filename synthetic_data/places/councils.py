"""The 153 invented councils: codes, names, sizes, rates and where each lies on the invented map."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthetic_data.errors import PlainError
from synthetic_data.streams import seed_from_text


@dataclass(frozen=True)
class InventedCouncil:
    """One row of councils.csv. Rates are per 10,000 children aged 0-17; the map is in miles from an invented origin."""

    la_code: str
    name: str
    region: str
    kind: str  # county, city or borough
    postcode_area: str
    children_0_17: int
    care_rate_per_10000: float  # children in care on a 31 March, about 2025
    deprivation: float  # 0 least to 1 most deprived of the 153
    diversity: float  # 0 to about 1: how far the ethnic mix lies from the least to the most diverse
    unaccompanied_entry: bool  # where unaccompanied children arrive in number
    east_miles: float
    north_miles: float
    radius_miles: float

    @property
    def position(self) -> int:
        """0 to 152, the council's place in the table: what identifiers and postcodes are blocked by."""
        return int(self.la_code) - 501


@cache
def all_councils() -> tuple[InventedCouncil, ...]:
    """Every invented council in order of la_code, "501" to "653"."""
    with Path(__file__).with_name("councils.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            InventedCouncil(
                la_code=row["la_code"],
                name=row["name"],
                region=row["region"],
                kind=row["kind"],
                postcode_area=row["postcode_area"],
                children_0_17=int(row["children_0_17"]),
                care_rate_per_10000=float(row["care_rate_per_10000"]),
                deprivation=float(row["deprivation"]),
                diversity=float(row["diversity"]),
                unaccompanied_entry=row["unaccompanied_entry"] == "1",
                east_miles=float(row["east_miles"]),
                north_miles=float(row["north_miles"]),
                radius_miles=float(row["radius_miles"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def _by_code() -> dict[str, InventedCouncil]:
    return {council.la_code: council for council in all_councils()}


def council_with_code(la_code: str) -> InventedCouncil:
    """The invented council with this code. Raises PlainError for a code outside 501-653 (real codes are never used)."""
    try:
        return _by_code()[la_code]
    except KeyError:
        raise PlainError(
            f"There is no invented council with code {la_code!r}: use one from 501 to 653 (places/councils.csv)."
        ) from None


def council_named(name: str) -> InventedCouncil:
    """The invented council of this name, in any case. Raises PlainError for a name that is not in the table."""
    for council in all_councils():
        if council.name.casefold() == name.strip().casefold():
            return council
    raise PlainError(
        f"There is no invented council called {name!r}: the 153 names are in synthetic_data/places/councils.csv."
    )


def council_for(text: str) -> InventedCouncil:
    """The council that belongs to any text (a learner id, a seed): the same text always gets the same one.

    Very small councils (under 20,000 children) and the one where unaccompanied children arrive are left out, because
    lessons need ordinary numbers.
    """
    ordinary = [c for c in all_councils() if c.children_0_17 >= 20_000 and not c.unaccompanied_entry]
    return ordinary[seed_from_text("council of " + text) % len(ordinary)]
