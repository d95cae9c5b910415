"""A benchmark of all the invented councils: counts and populations by year, and each council's statistical neighbours.

Makes
    benchmarks   year (collection year), la_code, name, region, measure, count, denominator, rate, per: one row a year,
                 council and measure of benchmark_measures.csv; the rows of the council simulated here are counted from
                 its own journeys
    neighbours   la_code, rank (1 nearest to 10), neighbour_la_code, neighbour: alike in size, deprivation and diversity

Rates of the other councils vary as published ones do; their counts are Poisson about those rates, so that small
councils jump about more from year to year. They do not depend on the seed: every learner sees the same neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_table
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import collection_year, day_number
from synthetic_data.draws import SERIES_UP_TO, poisson_at
from synthetic_data.places.councils import all_councils
from synthetic_data.places.scale import children_in_area
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

NEIGHBOURS = 10
BENCHMARK_SEED = 153
CHILDREN = "children aged 0-17"
NEVER, NEVER_ENDED = -(10**6), 10**6  # day numbers beyond all lives


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "benchmarks"."""
    years = range(spec.year_end - spec.years + 1, spec.year_end + 1)
    others = _all(years)
    mine = (others["la_code"] == spec.la_code).to_numpy()
    counted = others.select("count", "denominator").to_numpy(writable=True)
    counted[mine] = _own(spec, years, earlier)
    count, denominator = pl.Series(counted[:, 0]), pl.Series(counted[:, 1])
    rate = pl.when(denominator > 0).then((count / denominator * pl.col("per")).round(1))
    benchmarks = others.with_columns(count=count, denominator=denominator, rate=rate)
    return {
        "benchmarks": benchmarks.select(
            "year", "la_code", "name", "region", "measure", "count", "denominator", "rate", "per"
        ),
        "neighbours": _neighbours(),
    }


@cache
def _all(years: range) -> pl.DataFrame:
    """Counts of every council in each year, in order of year, council and measure."""
    named = pl.DataFrame(
        [(c.la_code, c.name, c.region) for c in all_councils()], ["la_code", "name", "region"], orient="row"
    )
    measures = around_table("benchmark_measures").select("measure", "per").with_row_index("order")
    return (
        _others(years)
        .join(named, on="la_code")
        .join(measures, on="measure")
        .with_columns(year=pl.col("year_end").replace_strict({end: collection_year(end) for end in years}))
        .sort("year", "la_code", "order")
    )


def _others(years: range) -> pl.DataFrame:
    """Counts of every council in each collection year, each at its own full size."""
    councils, ends = all_councils(), np.array(years)
    common = np.log([c.care_rate_per_10000 / 67.0 for c in councils])
    children = np.array([c.children_0_17 for c in councils], dtype=np.int64)
    counts = {CHILDREN: np.tile(children, (len(ends), 1))}  # a row a year
    tables = []
    for measure in around_table("benchmark_measures").iter_rows(named=True):
        name = measure["measure"]
        own = stream(BENCHMARK_SEED, "England", f"benchmark {name}")
        spread = (own.random(len(councils)) + own.random(len(councils)) + own.random(len(councils)) - 1.5) * 2
        load, wide = measure["care_load"], measure["spread_log_sd"]
        # What the care rate does not explain of the published spread is the council's own.
        rest = 0.0 if wide is None else np.sqrt(max(wide**2 - (load * common.std()) ** 2, 0.05**2))
        trend = measure["trend_per_year"] * (ends - 2025)
        level = load * (common - common.mean() * (wide is not None)) + rest * spread
        rate = measure["england"] * np.exp(level + trend[:, None])
        of = counts.get(measure["of"])
        if of is None:
            raise KeyError(f"benchmark_measures.csv needs {measure['of']!r} before {name!r}")
        chances = [
            stream(BENCHMARK_SEED, "England", f"benchmark {name} {end}").random((13, len(common))) for end in years
        ]
        counts[name] = np.minimum(_poisson(np.stack(chances, axis=1), rate / measure["per"] * of), of)
        tables.append(
            pl.DataFrame(
                {
                    "year_end": ends.repeat(len(councils)),
                    "la_code": [c.la_code for c in councils] * len(ends),
                    "measure": name,
                    "count": counts[name].ravel(),
                    "denominator": of.ravel(),
                }
            )
        )
    return pl.concat(tables)


def _poisson(chances: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Counts about `means`, from 13 chances (0 to 1) each; large ones by the normal limit, from sums of uniforms, which
    is close enough there."""
    many = means > SERIES_UP_TO
    few = poisson_at(chances[0], np.where(many, 0.0, means))
    noise = chances[1:].sum(axis=0) - 6.0
    large = np.maximum(np.round(means + np.sqrt(means) * noise), 0).astype(np.int64)
    return np.where(many, large, few)


def _own(spec: CouncilSpec, years: range, earlier: Mapping[str, pl.DataFrame]) -> np.ndarray:
    """The simulated council's own counts and denominators (columns), with the definitions of the published figures: a
    row a collection year and measure, in order."""
    count = _counter(earlier)
    of = {row["measure"]: row["of"] for row in around_table("benchmark_measures").iter_rows(named=True)}
    rows: list[tuple[int, int]] = []
    for year_end in years:
        counts = count(day_number(date(year_end - 1, 4, 1)), day_number(date(year_end, 3, 31)))
        known = counts | {CHILDREN: children_in_area(spec, year_end - 1)}
        rows.extend((counts[name], known[base]) for name, base in of.items())
    return np.array(rows)


def _counter(earlier: Mapping[str, pl.DataFrame]) -> Callable[[int, int], dict[str, int]]:
    """A function that counts each measure from the first to the last day of a year (day numbers)."""
    care = _Spells(earlier["care_periods"].filter(~pl.col("short_breaks")), "start", "end")
    plans = _Spells(earlier["protection_plans"], "start", "end")
    need = _Spells(earlier["referrals"].filter(~pl.col("nfa")), "date", "closed")
    second = earlier["protection_plans"]["previous_plans"].to_numpy() > 0
    referrals = earlier["referrals"].sort("person", "date")
    referred = _Spells(referrals, "date", "closed")
    before = referrals.select(neighbour("date", "person", 1).cast(pl.Int32).fill_null(NEVER)).to_series()
    a_year_back = referrals["date"].dt.offset_by("-1y").cast(pl.Int32)
    again = before.to_numpy() > a_year_back.to_numpy()

    def count(first: int, last: int) -> dict[str, int]:
        received, begun = referred.began(first, last), plans.began(first, last)
        return {
            "children in care on 31 March": care.people(care.open_on(last)),
            "children starting to be looked after": care.people(care.began(first, last)),
            "children ceasing to be looked after": care.people(care.ended(first, last)),
            "referrals": int(received.sum()),
            "children in need on 31 March": need.people(need.open_on(last)),
            "children on protection plans on 31 March": plans.people(plans.open_on(last)),
            "re-referrals within 12 months": int((received & again).sum()),
            "protection plans starting": int(begun.sum()),
            "protection plans that are second or later": int((begun & second).sum()),
        }

    return count


class _Spells:
    """Spells of a table as day numbers, asked year after year."""

    def __init__(self, table: pl.DataFrame, start: str, end: str) -> None:
        self._person = table["person"].to_numpy()
        self._start = table[start].cast(pl.Int32).to_numpy()
        self._end = table[end].cast(pl.Int32).fill_null(NEVER_ENDED).to_numpy()

    def open_on(self, day: int) -> np.ndarray:
        return (self._start <= day) & (self._end > day)

    def began(self, first: int, last: int) -> np.ndarray:
        return (self._start >= first) & (self._start <= last)

    def ended(self, first: int, last: int) -> np.ndarray:
        return (self._end >= first) & (self._end <= last)

    def people(self, which: np.ndarray) -> int:
        return len(np.unique(self._person[which]))


@cache
def _neighbours() -> pl.DataFrame:
    """The ten councils most alike: size on the log scale, deprivation and diversity, each in its own spread."""
    councils = all_councils()
    features = np.array([[np.log(c.children_0_17), c.deprivation, c.diversity] for c in councils])
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    apart = np.sqrt(((features[:, None, :] - features[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]
    return pl.DataFrame(
        [
            (council.la_code, rank + 1, councils[other].la_code, councils[other].name)
            for council, row in zip(councils, nearest.tolist(), strict=True)
            for rank, other in enumerate(row)
        ],
        schema=["la_code", "rank", "neighbour_la_code", "neighbour"],
        orient="row",
    )
