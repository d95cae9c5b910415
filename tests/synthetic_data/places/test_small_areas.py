"""Small areas: as many and as large as census areas, with deprivation in tenths of England."""

from __future__ import annotations

import numpy as np
import pytest

from synthetic_data.errors import PlainError
from synthetic_data.places.councils import all_councils
from synthetic_data.places.small_areas import MOST_AREAS, small_areas


def test_england_has_about_as_many_areas_as_in_life_and_no_council_more_than_its_postcodes_hold() -> None:
    counts = [len(small_areas(council.la_code)) for council in all_councils()]
    assert sum(counts) == pytest.approx(33_755, rel=0.002)
    assert min(counts) >= 1 and max(counts) <= MOST_AREAS


def test_each_tenth_of_deprivation_is_a_tenth_of_england() -> None:
    deciles = np.concatenate([small_areas(council.la_code).decile for council in all_councils()])
    shares = np.bincount(deciles, minlength=11)[1:] / len(deciles)
    assert np.abs(shares - 0.1).max() < 0.001


def test_decile_1_is_the_most_deprived() -> None:
    areas = small_areas("577")
    order = np.argsort(areas.deprivation)
    assert (np.diff(areas.decile[order]) <= 0).all()
    assert areas.decile.min() < 4 < areas.decile.max()


def test_deprived_councils_have_more_deprived_areas() -> None:
    poor = max(all_councils(), key=lambda council: council.deprivation)
    rich = min(all_councils(), key=lambda council: council.deprivation)
    assert small_areas(poor.la_code).decile.mean() + 2 < small_areas(rich.la_code).decile.mean()


def test_shares_add_up_and_codes_are_their_own() -> None:
    for council in all_councils()[::17]:
        areas = small_areas(council.la_code)
        assert areas.share_of_children.sum() == pytest.approx(1)
        assert len(set(areas.codes)) == len(areas) == len(areas.decile)


def test_the_areas_of_a_smaller_council_are_the_first_of_a_larger_one() -> None:
    small, large = small_areas("600", 7_000), small_areas("600", 90_000)
    n = len(small)
    assert n == 19
    assert small.codes == large.codes[:n]
    assert (small.decile == large.decile[:n]).all() and (small.east_miles == large.east_miles[:n]).all()


def test_an_unknown_council_is_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="501 to 653"):
        small_areas("201")
