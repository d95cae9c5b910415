"""Postcodes: the right shape, in no real area, one place each, with distances that add up."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.errors import PlainError
from synthetic_data.people.text_matrix import to_polars
from synthetic_data.places.councils import all_councils
from synthetic_data.places.postcodes import (
    PLACES,
    UNITS,
    area_number,
    council_position,
    draw_areas,
    draw_places,
    miles,
    places_of,
    postcode_matrix,
    postcodes,
)
from synthetic_data.places.small_areas import MOST_AREAS, small_areas

la_codes = st.integers(501, 653).map(str)


@given(la_code=la_codes, seed=st.integers(0, 2**31))
def test_postcodes_have_the_right_shape_in_the_councils_own_invented_area(la_code: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = draw_places(rng, la_code, draw_areas(rng, small_areas(la_code).share_of_children, 20))
    area = all_councils()[int(la_code) - 501].postcode_area
    for postcode in postcodes(places).to_list():
        assert re.fullmatch(rf"{area}[1-9] \d[ABD-HJLNP-UW-Z]{{2}}", postcode)
    assert (council_position(places) == int(la_code) - 501).all()
    assert (area_number(places) < len(small_areas(la_code))).all()


def test_every_place_of_a_council_has_a_postcode_of_its_own() -> None:
    matrix = postcode_matrix(np.arange(5 * PLACES, 6 * PLACES))
    assert len(np.unique(matrix.view("S7"))) == PLACES
    assert UNITS * MOST_AREAS == PLACES


def test_areas_are_drawn_by_their_shares() -> None:
    rng = np.random.default_rng(1)
    areas = small_areas("513")
    got = np.bincount(draw_areas(rng, small_areas("513").share_of_children, 200_000), minlength=len(areas)) / 200_000
    assert np.abs(got - areas.share_of_children).max() < 0.003
    only_third = np.zeros(len(areas))
    only_third[2] = 1
    assert set(draw_areas(rng, only_third, 50).tolist()) == {2}


@given(seed=st.integers(0, 2**31), la_code=la_codes)
def test_distance_is_the_same_both_ways_and_nothing_to_oneself(seed: int, la_code: str) -> None:
    rng = np.random.default_rng(seed)
    here = draw_places(rng, la_code, draw_areas(rng, small_areas(la_code).share_of_children, 10))
    there = draw_places(rng, "600", draw_areas(rng, small_areas("600").share_of_children, 10))
    assert (miles(here, there) == miles(there, here)).all()
    assert (miles(here, here) == 0).all()


def test_a_council_is_about_as_wide_as_its_radius_says() -> None:
    for council in all_councils():
        areas = small_areas(council.la_code)
        out = np.hypot(areas.east_miles - council.east_miles, areas.north_miles - council.north_miles)
        assert np.median(out) < 1.2 * council.radius_miles


def test_places_off_the_map_are_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="outside the invented map"):
        postcode_matrix(np.array([153 * PLACES]))


def test_no_places_give_an_empty_column() -> None:
    assert to_polars(postcode_matrix(np.array([], np.int64))).to_list() == []
    assert miles(np.array([], np.int64), np.array([], np.int64)).tolist() == []


@given(numbers=st.lists(st.integers(0, 153 * PLACES - 1), max_size=50))
def test_a_postcode_leads_back_to_its_place(numbers: list[int]) -> None:
    texts = postcodes(np.array(numbers, np.int64)).to_list()
    assert places_of(texts).tolist() == numbers
    assert places_of([text.replace(" ", "").lower() for text in texts]).tolist() == numbers


def test_a_text_that_is_no_postcode_of_the_map_has_no_place() -> None:
    known = postcodes(np.array([0])).to_list()[0]
    wrong = [
        "",
        "SW1A 1AA",
        known + "A",
        known[:2] + "0" + known[3:],
        known[:-1] + "C",
        "é" + known[1:],
        known[:3] + " A" + known[5:],
    ]
    assert places_of(wrong).tolist() == [-1] * len(wrong)
