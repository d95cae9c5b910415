"""The children whom services may hear of: born as many in each year as in England, of families as they then were."""

from __future__ import annotations

import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.pipeline import Journeys

SPEC = CouncilSpec("Testholme", "521", years=10)


@pytest.fixture(scope="module")
def pool() -> pl.DataFrame:
    return Journeys(SPEC)["pool"].with_columns(born=pl.col("dob").dt.year())


def test_as_many_were_born_in_each_year_as_births_say(pool: pl.DataFrame) -> None:
    births = dict(Calibration()["births"].select("year", "thousands").rows())
    born = dict(pool.group_by("born").len().rows())
    for most, few in ((range(2010, 2014), range(2021, 2025)), (range(2010, 2014), range(2000, 2004))):
        found = sum(born[year] for year in few) / sum(born[year] for year in most)
        published = sum(births[year] for year in few) / sum(births[year] for year in most)
        assert found == pytest.approx(published, abs=0.03)


def test_families_that_began_lately_are_less_often_white(pool: pl.DataFrame) -> None:
    """DfE Children in need 2024: 72.6 % of children in need in March 2018 were White, 69.4 % in 2023."""
    white = pool.with_columns(white=pl.col("ethnicity").cast(pl.String).str.starts_with("W"))
    early, late = (
        white.filter(pl.col("born").is_between(*years))["white"].mean() for years in ((1998, 2006), (2018, 2026))
    )
    assert isinstance(early, float) and isinstance(late, float)
    assert early > late
