"""Names and numbers of the register of providers: invented, and of a shape no real registration has.

A council's own numbers are "9", its position (three digits) and a serial (past the thousandth "8", and so on);
agencies that work in many councils have one number everywhere, "99" and five digits. Older ones keep the form that
began SC: "SC9" and five digits.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from synthetic_data.council import CouncilSpec
from synthetic_data.places.councils import InventedCouncil, all_councils, council_with_code
from synthetic_data.places.postcodes import PLACES, UNITS
from synthetic_data.streams import stream

NEIGHBOURS = 3  # other councils' services a council uses
AGENCIES_USED = {"PR4": 12, "PR5": 4}


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def building_names(rng: np.random.Generator, kind: str, count: int) -> list[str]:
    """Different names such as "Larch House"; where they run out a number is added."""
    first, last = ([r["word"] for r in _table("home_name_words") if r["position"] == p] for p in ("first", "last"))
    order = np.argsort(rng.random(len(first) * len(last)), kind="stable").tolist()
    names = [f"{first[n // len(last)]} {last[n % len(last)]}" for n in order[:count]]
    suffix = " (supported accommodation)" if kind == "supported accommodation" else ""
    return [
        names[n % len(order)] + (f" {n // len(order) + 1}" if n >= len(order) else "") + suffix for n in range(count)
    ]


@lru_cache(maxsize=16)  # a council's own: asked for by each kind of placement, inside its area and outside
def agencies(spec: CouncilSpec, kind: str, sector: str) -> pl.DataFrame:
    """The services of one kind and sector a council works with: its own (PR1), neighbours' (PR2) or agencies."""
    council = council_with_code(spec.la_code)
    rng = stream(0, council.la_code, f"agencies {kind} {sector}")
    if sector in ("PR1", "PR2"):
        nearest = _nearest(council)
        chosen = nearest[:1] if sector == "PR1" else nearest[1 : 1 + NEIGHBOURS]
        service = "Fostering Service" if kind == "fostering service" else "Adoption Service"
        rows = [(f"{c.name} {service}", c.position * PLACES, _own_service_urn(c.position, kind)) for c in chosen]
    else:
        whole = [(n, row) for n, row in enumerate(_table("agencies")) if (row["kind"], row["sector"]) == (kind, sector)]
        order = np.argsort(rng.random(len(whole)), kind="stable")[: AGENCIES_USED[sector]]
        rows = [(whole[n][1]["name"], _office(whole[n][0]), f"99{whole[n][0]:05d}") for n in order.tolist()]
    names, places, urn = zip(*rows, strict=True)
    return pl.DataFrame(
        {
            "name": names,
            "kind": kind,
            "sector": sector,
            "inside_area": [place // PLACES == council.position for place in places],
            "place": pl.Series(places, dtype=pl.Int64),
            "registered": date(1996, 4, 1),
            "urn": urn,
        }
    )


@cache
def _nearest(council: InventedCouncil) -> list[InventedCouncil]:
    """A council and the neighbours whose services it may use, nearest first."""

    def miles(other: InventedCouncil) -> float:
        return float(np.hypot(other.east_miles - council.east_miles, other.north_miles - council.north_miles))

    return sorted(all_councils(), key=miles)[: 1 + NEIGHBOURS]


def _own_service_urn(position: int, kind: str) -> str:
    return f"SC9{position * 10 + (1 if kind == 'fostering service' else 2):05d}"


def _office(number: int) -> int:
    """Where an agency that works everywhere has its office: a place that follows from its number."""
    council = all_councils()[(number * 37) % len(all_councils())]
    return council.position * PLACES + (number % 7) * UNITS


def urns(spec: CouncilSpec, known: pl.Series) -> pl.Series:
    """Registration numbers: those already known, and new ones of this council's own for the rest."""
    position = council_with_code(spec.la_code).position
    new = [f"{9 - serial // 1000}{position:03d}{serial % 1000:03d}" for serial in range(known.null_count())]
    rest = iter(new)
    return pl.Series("urn", [urn if urn is not None else next(rest) for urn in known.to_list()])
