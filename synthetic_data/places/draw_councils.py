"""Draw the 153 invented councils once, from a fixed seed, into councils.csv.

Run `python -m synthetic_data.places.draw_councils` to write the table again; a test holds that it would not change.
The table is kept as a file, not drawn at run time, so that people can read it, look a council up, and see in a review
that no name, size or rate belongs to a real council.

Sizes and rates follow the published spread between local authorities (quantiles below); which council gets which is
chance, leaned by region (some have higher rates of children in care) and by size (large counties have lower ones).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from synthetic_data.draws import even_places
from synthetic_data.streams import stream

HERE = Path(__file__).parent
SEED = 20260331

# Children aged 0-17 in a council, mid-2024: quartiles as published (ONS in DfE CLA 2025, `Population`); the other
# points are set so that the 153 add up to England's 12,183,016, and neither end equals the published one.
POPULATION = (
    (0.0, 1_900),
    (0.015, 9_000),
    (0.1, 33_500),
    (0.25, 44_412),
    (0.5, 62_520),
    (0.75, 90_763),
    (0.9, 150_000),
    (1.0, 341_000),
)
# Children in care on 31 March 2025 per 10,000: published quantiles (DfE CLA 2025, `LA variation`), ends drawn in.
CARE_RATE = ((0.0, 28.5), (0.1, 40.0), (0.25, 53.0), (0.5, 67.5), (0.75, 90.0), (0.9, 117.0), (1.0, 172.0))
ENGLAND_CHILDREN = 12_183_016
# Of the distance to the next council. Counties reach round the cities and boroughs among them, as in life, and are so
# large (500 to 2,500 square miles) that placements inside them can be more than 20 miles from home.
RADIUS = {"county": 1.24, "city": 0.34, "borough": 0.34}


def postcode_areas() -> list[str]:
    """Two-letter areas that no real place uses, in the legal shape (never I, J, Q, V, X first, nor I, J, Z second)."""
    with (HERE / "codes_in_real_use.csv").open(encoding="utf-8", newline="") as file:
        real = {row["first"] for row in csv.DictReader(file) if row["kind"] == "postcode_area"}
    pairs = [a + b for a in "ABCDEFGHKLMNOPRSTUWYZ" for b in "ABCDEFGHKLMNOPQRSTUVWXY"]
    return [pair for pair in pairs if pair not in real]


def quantiles_of(table: tuple[tuple[float, float], ...], u: np.ndarray) -> np.ndarray:
    """Values at shares `u` of a spread given by a few quantiles, straight lines between them on the log scale."""
    shares, values = np.array(table).T
    return np.exp(np.interp(u, shares, np.log(values)))


def draw() -> Iterator[dict[str, Any]]:
    """One row a council, in order of la_code."""
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        regions = list(csv.DictReader(file))
    rng = stream(SEED, "England", "invented councils")
    rows: list[dict[str, Any]] = []
    for region in regions:
        names = region["names"].replace("_", "~").split()
        across = int(np.ceil(np.sqrt(len(names))))
        for position, name in enumerate(names):
            down, along = divmod(position, across)
            spacing = float(region["spacing_miles"])
            rows.append(
                {
                    "la_code": str(int(region["first_la_code"]) + position),
                    "name": name.replace("~", " "),
                    "region": region["region"],
                    "spacing": spacing,
                    "lean": float(region["care_rate_lean"]),
                    "diverse": float(region["diverse"]),
                    "east": float(region["west_miles"])
                    + spacing * (along + 0.5 * (down % 2))
                    + rng.uniform(-0.2, 0.2) * spacing,
                    "north": float(region["north_miles"]) + spacing * 0.87 * down + rng.uniform(-0.2, 0.2) * spacing,
                }
            )
    n = len(rows)
    lean, diverse, room = (np.array([row[key] for row in rows]) for key in ("lean", "diverse", "spacing"))
    # Large councils are found where there is room; within the tight region sizes are nearer one another.
    size = 0.02 * room + rng.normal(size=n) * np.where(room < 6, 0.35, 1.0)
    children = quantiles_of(POPULATION, even_places(size))
    children *= ENGLAND_CHILDREN / children.sum()
    rate = quantiles_of(CARE_RATE, even_places(2.6 * lean - 0.75 * (np.log(children) - 11.0) + rng.normal(size=n)))
    deprivation = even_places(np.log(rate / 67) + 0.5 * diverse * (room < 6) + 0.35 * rng.normal(size=n))
    mix = np.clip(diverse + rng.normal(size=n) * 0.17 - 0.10 * (children > 150_000), 0.01, 1.15)
    areas = rng.permutation(postcode_areas())[:n]
    entry = int(np.argmax(np.where(children > 200_000, lean * -1 + 0.001 * deprivation, -9)))
    for i, row in enumerate(rows):
        kind = (
            "county"
            if children[i] > 110_000 and row["spacing"] > 6
            else "city"
            if row["diverse"] > 0.3 and i % 5 == 0
            else "borough"
        )
        yield {
            "la_code": row["la_code"],
            "name": row["name"],
            "region": row["region"],
            "kind": kind,
            "postcode_area": areas[i],
            "children_0_17": round(children[i]),
            "care_rate_per_10000": round(float(rate[i]), 1),
            "deprivation": round(float(deprivation[i]), 3),
            "diversity": round(float(mix[i]), 3),
            "unaccompanied_entry": int(i == entry),
            "east_miles": round(row["east"], 1),
            "north_miles": round(row["north"], 1),
            "radius_miles": round(float(np.clip(RADIUS[kind] * row["spacing"], 2.0, 28.0)), 1),
            "source": "invented",
        }


def main() -> None:
    """Write councils.csv beside this file."""
    rows = list(draw())
    with (HERE / "councils.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
