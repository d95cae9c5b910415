"""Population: whole children, adding up the same way however they are counted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.calibration import Calibration
from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.places.population import AGE_BANDS, age_shares, whole_numbers
from synthetic_data.places.postcodes import postcodes
from synthetic_data.places.scale import children_in_area


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Larkgate", size="small", seed=4))


@given(
    expected=st.lists(st.floats(0, 50), min_size=1, max_size=60),
    start=st.floats(0, 1, exclude_max=True),
)
def test_whole_numbers_stay_within_one_of_what_is_expected_and_keep_the_total(
    expected: list[float], start: float
) -> None:
    counts = whole_numbers(np.array(expected), start)
    assert counts.min() >= 0
    assert counts.sum() == round(sum(expected))
    assert np.abs(np.cumsum(counts) - np.cumsum(expected)).max() <= 1.0 + 1e-9


def test_the_last_mid_year_adds_up_the_same_by_area_and_by_age(council: Council) -> None:
    tables = council.view_tables("population")
    detail, by_year = tables["children_by_area"], tables["children_by_year"]
    last = by_year.filter(pl.col("mid_year") == 2025)
    assert tables["areas"]["children_0_17"].sum() == detail["children"].sum() == last["children"].sum()
    for band, (first, final) in AGE_BANDS.items():
        single = last.filter(pl.col("age").is_between(first, final))["children"].sum()
        assert detail.filter(pl.col("age_band") == band)["children"].sum() == single


def test_there_is_one_mid_year_for_each_collection_year_and_it_comes_before_its_end(council: Council) -> None:
    assert council.view_tables("population")["children_by_year"]["mid_year"].unique().to_list() == [2023, 2024, 2025]


def test_the_council_has_the_children_its_size_says(council: Council) -> None:
    total = council.view_tables("population")["areas"]["children_0_17"].sum()
    assert total == children_in_area(council.spec, 2025)


def test_no_row_is_without_children_and_each_row_is_there_once(council: Council) -> None:
    detail = council.view_tables("population")["children_by_area"]
    assert detail["children"].min() >= 1
    assert not detail.select("area", "age_band", "sex", "ethnicity").is_duplicated().any()


def test_homes_and_population_number_the_same_areas(council: Council) -> None:
    homes = council.journeys["homes"].drop_nulls()
    assert homes["area"].max() < council.journeys["areas"].height


def test_every_home_is_found_in_the_postcode_lookup_in_its_own_area(council: Council) -> None:
    tables = council.view_tables("population")
    lookup = tables["area_postcodes"]
    assert lookup["postcode"].is_unique().all()
    homes = council.journeys["homes"].drop_nulls()
    found = pl.DataFrame([postcodes(homes["place"].to_numpy(), "postcode"), homes["area"]]).join(
        lookup.rename({"area": "code"}), on="postcode", how="left"
    )
    assert (tables["areas"]["area"].gather(found["area"]) == found["code"]).all()


def test_a_birth_year_grows_older_from_one_mid_year_to_the_next() -> None:
    births = dict(Calibration()["births"].select("year", "thousands").rows())
    earlier, later = age_shares(births, 2015), age_shares(births, 2024)
    assert earlier.sum() == pytest.approx(1) and later.sum() == pytest.approx(1)
    # Fewer are born each year since 2012: the largest age is that birth year's, whenever one looks.
    assert 2015 - int(earlier.argmax()) == 2024 - int(later.argmax()) == 2012
    assert earlier[0] > later[0] and earlier[12] < later[12]
