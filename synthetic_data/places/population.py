"""How many children live where: the denominators of a council's rates, as a part and as the view `population`.

Makes four tables, whole numbers that add up to one another at the last mid-year:

areas               area (code), deprivation_decile (1 most deprived), children_0_17, east_miles, north_miles; row n is
                    the area that `homes` numbers n
children_by_area    mid_year, area, age_band, sex, ethnicity, children: the last mid-year; rows with no child left out
area_postcodes      postcode, area: every postcode of the council's own areas, for placing a home
children_by_year    mid_year, age (0 to 17), sex, children: one mid-year for every collection year kept

The view adds `benchmarks` and `neighbours` (see `around.benchmarks`). Rates of a collection year use the mid-year
before its end: 2025-26 uses mid-2025, as the published rates do. Age bands are those of the published statistics: 0,
1-4, 5-9, 10-15 and 16-17.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.places.councils import council_with_code
from synthetic_data.places.postcodes import PLACES, UNITS, postcodes
from synthetic_data.places.scale import (
    ETHNICITIES,
    FULL_SIZE_MID_YEAR,
    areas_of,
    children_in_area,
    ethnic_mix,
    place_table,
)
from synthetic_data.streams import stream
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from synthetic_data.council import Council, CouncilSpec

AGE_BANDS = {"0": (0, 0), "1-4": (1, 4), "5-9": (5, 9), "10-15": (10, 15), "16-17": (16, 17)}
SEXES = ("F", "M")
BOYS = 0.512  # of children aged 0-17 in England (ONS mid-year estimates, rounded)


def whole_numbers(expected: np.ndarray, start: float) -> np.ndarray:
    """Whole numbers near `expected` whose running total never leaves the running total of `expected` by one or more.

    `start` (0 to 1) decides which way the first fraction falls; the total is the rounded total of `expected`.
    """
    edges = np.floor(np.concatenate([[0.0], np.cumsum(expected)]) + start)
    edges[0], edges[-1] = 0.0, np.round(expected.sum())
    return np.diff(np.minimum(edges, edges[-1])).astype(np.int64)


def age_shares(births: Mapping[int, float], mid_year: int) -> np.ndarray:
    """Shares of children by single year of age 0-17 at a mid-year, which add up to 1.

    Those of ages.csv, with each age as much larger or smaller as more or fewer were born in its year. `births` are
    those of each calendar year; a year outside them takes the nearest.
    """

    def born_in_year_to_mid(years: np.ndarray) -> np.ndarray:
        known = np.array(sorted(births))
        number = np.array([births[year] for year in known.tolist()])
        return np.asarray(np.interp(years, known, number) + np.interp(years - 1, known, number))

    age = np.array([int(row["age"]) for row in place_table("ages")])
    share = np.array([float(row["share"]) for row in place_table("ages")])
    share = share * born_in_year_to_mid(mid_year - age) / born_in_year_to_mid(FULL_SIZE_MID_YEAR - age)
    return share / share.sum()


def ages(spec: CouncilSpec, births: Mapping[int, float], mid_year: int) -> np.ndarray:
    """Children by single year of age 0-17 (rows) and sex (columns: SEXES) at a mid-year."""
    expected = children_in_area(spec, mid_year) * age_shares(births, mid_year)[:, None] * np.array([1 - BOYS, BOYS])
    return whole_numbers(expected.ravel(), 0.5).reshape(expected.shape)


def by_area(spec: CouncilSpec, births: Mapping[int, float], mid_year: int) -> np.ndarray:
    """Children by small area, age band, sex and ethnic group (four axes) at a mid-year.

    Totals by age band and sex are those of `ages`; areas take their shares, ethnic groups the area's mix.
    """
    areas = areas_of(spec)
    single = ages(spec, births, mid_year)
    bands = np.array([single[first : last + 1].sum(axis=0) for first, last in AGE_BANDS.values()])
    within = areas.share_of_children[:, None] * ethnic_mix(areas)  # area x ethnic group, adds up to 1
    rng = stream(spec.seed, spec.la_code, "population")
    counts = np.empty((len(areas), *bands.shape, len(ETHNICITIES)), np.int64)
    for band in range(bands.shape[0]):
        for sex in range(bands.shape[1]):
            drawn = whole_numbers(bands[band, sex] * within.ravel(), rng.random())
            counts[:, band, sex, :] = drawn.reshape(within.shape)
    return counts


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "population"."""
    mid_years = list(range(spec.year_end - spec.years, spec.year_end))
    births = dict(calibration["births"].select("year", "thousands").rows())
    areas, counts = areas_of(spec), by_area(spec, births, mid_years[-1])
    number, band, sex, ethnic = np.nonzero(counts)
    detail = pl.DataFrame(
        {
            "mid_year": np.full(len(number), mid_years[-1]),
            "area": pl.Series(areas.codes).gather(number),
            "age_band": pl.Series(list(AGE_BANDS)).gather(band),
            "sex": pl.Series(SEXES).gather(sex),
            "ethnicity": pl.Series(ETHNICITIES).gather(ethnic),
            "children": counts[number, band, sex, ethnic],
        }
    )
    by_year = [
        (year, age, SEXES[sex], int(children))
        for year in mid_years
        for (age, sex), children in np.ndenumerate(ages(spec, births, year))
    ]
    return {
        "areas": pl.DataFrame(
            {
                "area": areas.codes,
                "deprivation_decile": areas.decile,
                "children_0_17": counts.sum(axis=(1, 2, 3)),
                "east_miles": areas.east_miles.round(2),
                "north_miles": areas.north_miles.round(2),
            }
        ),
        "area_postcodes": _lookup(spec, areas.codes),
        "children_by_area": detail,
        "children_by_year": pl.DataFrame(by_year, schema=["mid_year", "age", "sex", "children"], orient="row"),
    }


def _lookup(spec: CouncilSpec, codes: tuple[str, ...]) -> pl.DataFrame:
    first = council_with_code(spec.la_code).position * PLACES
    text = postcodes(first + np.arange(len(codes) * UNITS), "postcode")
    return pl.DataFrame([text, pl.Series("area", codes).gather(np.repeat(np.arange(len(codes)), UNITS))]).sort(
        "postcode"
    )


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The four tables and the benchmark of all councils as they are; `year` is not used."""
    names = ("areas", "area_postcodes", "children_by_area", "children_by_year", "benchmarks", "neighbours")
    return {name: council.journeys[name] for name in names}


def write_csv(council: Council, year: str, folder: Path) -> None:
    """OUT/population/: one CSV file a table."""
    write_csv_tables(council.view_tables("population", year), folder)


view = View(name="population", tables=tables, writers={"csv": write_csv}, yearly=False)
