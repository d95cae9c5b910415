"""The published figures that a run is held against, and which of them each table of the scorecard needs."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from synthetic_data.dates import first_day

HERE = Path(__file__).parent
SPREAD = 0.39
"""Standard deviation of the logarithm of councils' rates of care (DfE, Children looked after in England, 2025)."""
ROUNDED_TO = 10
"""Published counts are rounded to the nearest 10."""
MEASURES = (
    "measures.toml",
    "measures_care.toml",
    "measures_need.toml",
    "measures_need_wider.toml",
    "measures_need_within.toml",
    "measures_lives.toml",
    "measures_care_places.toml",
    "measures_care_stability.toml",
    "measures_care_groups.toml",
    "measures_beyond.toml",
    "measures_workforce.toml",
)
COUNTS = ("children", "count", "enquiries", "conferences", "care leavers", "FTE", "headcount/count")
"""Units of figures that are numbers for all England, and become rates of its children."""
QUANTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
KEPT = ("id", "title", "group", "kind", "year", "sql", "spread", "side", "lives")


@dataclass(frozen=True)
class Table:
    """One comparison: its published rows, and the query that counts the same thing in our returns.

    `expected` maps categories to shares (kind "shares"), percentages ("percent"), rates per 10,000 ("rate"), means
    ("mean": months or points) or how councils spread ("spread"); `rounding` is half the published unit, in the same
    terms. side: children in "care" or in "need", or the "workforce". lives: counted in the simulated lives, since one
    year's return cannot show it; `academy scorecard` on a folder of returns leaves it out.
    """

    id: str
    title: str
    group: str
    kind: str
    year: str
    sql: str
    expected: dict[str, float] = field(default_factory=dict)
    rounding: float = 0.0
    source: str = ""
    spread: float = SPREAD
    side: str = "care"
    lives: bool = False
    whole: float = 0.0
    """What the shares are shares of: the published total."""


@cache
def tables() -> tuple[Table, ...]:
    """Every comparison, with its published figures."""
    return tuple(_table(entry) for entry in entries().values())


@cache
def entries() -> dict[str, dict[str, Any]]:
    """What measures*.toml say of each table, by id, with what they take from others."""
    files = (tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in MEASURES)
    raw = {entry["id"]: entry for file in files for entry in file["table"]}
    return {name: raw[entry["like"]] | entry if "like" in entry else entry for name, entry in raw.items()}


def _table(entry: dict[str, Any]) -> Table:
    found = _rows(entry["published"]) if "published" in entry else _single_rows(entry["published_rows"])
    source = "; ".join(sorted({row["publication"] for _, row in found}))
    values = {category: number(row["value"]) for category, row in found}
    counts = entry["kind"] == "rate" and found[0][1]["unit"] in COUNTS
    return made_table(entry, values, source, 10_000 / england_children(entry["year"]) if counts else None)


def made_table(entry: dict[str, Any], values: dict[str, float], source: str, to_rate: float | None = None) -> Table:
    """The comparison of an entry with published values by category; `to_rate` makes rates of what are counts."""
    kept = {name: entry[name] for name in KEPT if name in entry}
    if entry["kind"] == "spread":
        kept["sql"] = _quantiles(kept["sql"], values)
    if entry["kind"] == "shares":
        total = sum(values.values())
        shares = {category: value / total for category, value in values.items()}
        return Table(**kept, expected=shares, rounding=ROUNDED_TO / 2 / total, source=source, whole=total)
    if to_rate:
        rates = {category: value * to_rate for category, value in values.items()}
        return Table(**kept, expected=rates, rounding=ROUNDED_TO / 2 * to_rate, source=source)
    whole = all(value == round(value) for value in values.values())
    return Table(**kept, expected=values, rounding=0.5 if whole else 0.05, source=source)


def _quantiles(each: str, names: Iterable[str]) -> str:
    """The query for these QUANTILES of `rate`, of which `each` gives one for every council."""
    return f"WITH each AS ({each}) " + " UNION ALL ".join(
        f"SELECT '{name}' AS category, quantile_cont(rate, {QUANTILES[name]}) AS n FROM each" for name in names
    )


def seeds_fitted() -> tuple[int, ...]:
    """The seeds of the Englands that `fit` turns its knobs on."""
    return tuple(tomllib.loads((HERE / "knobs.toml").read_text(encoding="utf-8"))["seeds"])


def number(text: str) -> float:
    """A published value; a time in years and months ("02:03") as months."""
    years, colon, months = text.partition(":")
    return 12 * float(years) + float(months) if colon else float(text)


def england_children(year: str) -> float:
    """Children aged 0 to 17 in England at the middle of the year before a collection year's end (ONS)."""
    path = HERE.parent / "places" / "children_by_year.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return next(
            float(row["children"]) for row in csv.DictReader(file) if int(row["mid_year"]) == first_day(year).year
        )


def _rows(wanted: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The published rows of a table by category, chosen by `only`, `except`, `prefix` or `match`."""
    exact = {name: wanted[name] for name in ("topic", "measure", "breakdown", "period", "unit") if name in wanted}
    labels = wanted.get("label", ["category"])
    found = [row for row in figures() if all(_is(row[name], value) for name, value in exact.items())]
    named = [(": ".join(row[label] for label in labels), row) for row in found]
    if "only" in wanted:
        named = [pair for pair in named if pair[0] in wanted["only"]]
    if "prefix" in wanted:
        named = [pair for pair in named if pair[0].startswith(wanted["prefix"])]
    if "match" in wanted:
        pattern = re.compile(wanted["match"])
        named = [(hit[0], row) for name, row in named if (hit := pattern.match(name))]
    left_out = wanted.get("except", [])
    return [(name, row) for name, row in named if name not in left_out and row["category"] not in left_out]


def _is(value: str, wanted: str | list[str]) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def _single_rows(wanted: list[dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    found = []
    for one in wanted:
        exact: dict[str, str] = {name: one[name] for name in one if name not in ("category", "row")}
        exact["category"] = one["row"]
        row = next(row for row in figures() if all(row[name] == value for name, value in exact.items()))
        found.append((one["category"], row))
    return found


@cache
def figures() -> tuple[dict[str, str], ...]:
    """Every row of published.csv: topic, measure, breakdown, category, value, unit, period, publication, provenance."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
