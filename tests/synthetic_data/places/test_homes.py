"""Homes and denominators: families live where their community does, poorer areas meet services more often."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.places.councils import all_councils
from synthetic_data.places.homes import simulate
from synthetic_data.places.postcodes import area_number, council_position
from synthetic_data.places.scale import (
    ETHNICITIES,
    areas_of,
    children_in_area,
    england_mix,
    ethnic_lean,
    ethnic_mix,
    full_size,
)

SPEC = CouncilSpec.named("Merewood", size="medium", seed=5)


def children(n: int, spec: CouncilSpec = SPEC) -> pl.DataFrame:
    """`n` children, two to a family; the last family is one unaccompanied child."""
    rng = np.random.default_rng(1)
    mix = areas_of(spec).share_of_children @ ethnic_mix(areas_of(spec))
    family = np.arange(n) // 2
    ethnic = rng.choice(ETHNICITIES, n // 2 + 1, p=mix)[family]
    return pl.DataFrame(
        {
            "person": np.arange(n, dtype=np.int32),
            "family": family.astype(np.int32),
            "ethnicity": ethnic,
            "uasc": family == family[-1],
            "ever_in_care": family % 2 == 0,
            "dob": [date(2014, 5, 1)] * n,
        }
    )


@pytest.fixture(scope="module")
def homes() -> pl.DataFrame:
    return simulate(SPEC, Calibration(), {"children": children(40_001)})["homes"]


def test_every_family_has_one_postcode_in_its_own_area_and_council(homes: pl.DataFrame) -> None:
    settled = homes.drop_nulls()
    assert homes["family"].is_unique().all() and settled.height == homes.height - 1
    assert (area_number(settled["place"].to_numpy()) == settled["area"].to_numpy()).all()
    assert set(council_position(settled["place"].to_numpy()).tolist()) == {int(SPEC.la_code) - 501}


def test_an_unaccompanied_child_has_no_home_address(homes: pl.DataFrame) -> None:
    assert homes.filter(pl.col("family") == 20_000).row(0)[1:] == (None, None)


def test_care_falls_tenfold_and_contact_fivefold_from_the_poorest_tenth_to_the_richest(homes: pl.DataFrame) -> None:
    areas = areas_of(SPEC)
    decile = homes.drop_nulls().with_columns(decile=pl.Series(areas.decile)[homes.drop_nulls()["area"]])
    population = np.bincount(areas.decile, areas.share_of_children, minlength=11)[1:]
    for in_care, ratio in ((True, 10), (False, 5)):
        counts = decile.filter((pl.col("family") % 2 == 0) == in_care)["decile"].to_numpy()
        rates = np.bincount(counts, minlength=11)[1:] / population
        steps = np.polyfit(np.arange(10), np.log(rates), 1)[0] * -9
        assert np.exp(steps) == pytest.approx(ratio, rel=0.2)


def test_homes_are_the_same_for_the_same_spec_and_differ_for_another_seed() -> None:
    some = children(200)
    first, again, other = (
        simulate(spec, Calibration(), {"children": some})["homes"]
        for spec in (SPEC, SPEC, CouncilSpec.named("Merewood", size="medium", seed=6))
    )
    assert first.equals(again) and not first.equals(other)


def test_a_council_at_its_full_size_has_the_children_its_table_gives() -> None:
    for council in all_councils()[::20]:
        spec = CouncilSpec(council.name, council.la_code, size=max(10, full_size(council.la_code)))
        assert children_in_area(spec) == pytest.approx(council.children_0_17, rel=0.03)


def test_englands_mix_is_near_that_of_its_pupils_and_leans_balance() -> None:
    mix = dict(zip(ETHNICITIES, england_mix(), strict=True))
    assert mix["WBRI"] == pytest.approx(0.63, abs=0.03)
    assert sum(mix.values()) == pytest.approx(1)
    lean = ethnic_lean(SPEC)
    assert sum(mix[group] * lean[group] for group in ETHNICITIES) == pytest.approx(1)


def test_other_mid_years_follow_englands_total() -> None:
    assert children_in_area(SPEC, 2020) < children_in_area(SPEC, 2024) == children_in_area(SPEC, 2026)
    assert children_in_area(SPEC, 1980) == children_in_area(SPEC, 2014)
