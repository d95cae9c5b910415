"""Homes and denominators: families live where their community does, poorer areas meet services more often."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.places.councils import all_councils
from synthetic_data.places.homes import simulate, simulate_care
from synthetic_data.places.postcodes import area_number, council_position
from synthetic_data.places.scale import (
    ETHNICITIES,
    Met,
    areas_of,
    children_in_area,
    contact_children,
    england_mix,
    ethnic_mix,
    full_size,
    leaned,
    place_table,
)
from synthetic_data.places.small_areas import small_areas

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


def known(n: int) -> dict[str, pl.DataFrame]:
    """The tables `homes` needs of those children: half the families in care, of the others each third with a plan, in
    need, or with a contact that led to nothing."""
    people = children(n)
    others = people.filter(~pl.col("ever_in_care"))
    nth = pl.col("family") // 2 % 3
    path = pl.when(nth == 1).then(pl.lit("need_plan")).otherwise(pl.lit("not_in_need"))
    return {
        "children": people,
        "referrals": others.filter(nth > 0).select("person", path.alias("path")),
        "protection_plans": others.filter(nth == 0).select("person"),
    }


def homes_of(spec: CouncilSpec, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    of_care = simulate_care(spec, Calibration(), tables)
    return simulate(spec, Calibration(), tables | of_care)["homes"]


@pytest.fixture(scope="module")
def homes() -> pl.DataFrame:
    return homes_of(SPEC, known(120_001))


def test_every_family_has_one_postcode_in_its_own_area_and_council(homes: pl.DataFrame) -> None:
    settled = homes.drop_nulls()
    assert homes["family"].is_unique().all() and settled.height == homes.height - 1
    assert (area_number(settled["place"].to_numpy()) == settled["area"].to_numpy()).all()
    assert set(council_position(settled["place"].to_numpy()).tolist()) == {int(SPEC.la_code) - 501}


def test_an_unaccompanied_child_has_no_home_address(homes: pl.DataFrame) -> None:
    assert homes.filter(pl.col("family") == 60_000).row(0)[1:] == (None, None)


def test_the_farther_services_went_the_steeper_the_fall_from_the_poorest_tenth_to_the_richest(
    homes: pl.DataFrame,
) -> None:
    areas = areas_of(SPEC)
    settled = homes.drop_nulls().with_columns(decile=pl.Series(areas.decile)[homes.drop_nulls()["area"]])
    in_care, nth = pl.col("family") % 2 == 0, pl.col("family") // 2 % 3
    # Of one ethnic group: others live elsewhere, and fall from another height.
    british = ethnic_mix(areas)[:, ETHNICITIES.index("WBRI")]
    population = np.bincount(areas.decile, areas.share_of_children * british, minlength=11)[1:]
    theirs = children(120_001).filter(pl.col("ethnicity") == "WBRI").select("family").unique()
    settled = settled.join(theirs, on="family", how="semi")
    table = {row["decile"]: row for row in place_table("deprivation_gradient")}
    depths = {"care": in_care} | {d: ~in_care & (nth == n) for n, d in enumerate(("protection", "need", "contact"))}
    for depth, those in depths.items():
        families = np.bincount(settled.filter(those)["decile"].to_numpy(), minlength=11)[1:]
        fall = np.exp(np.polyfit(np.arange(10), np.log(families / population), 1, w=np.sqrt(families))[0] * -9)
        assert fall == pytest.approx(float(table["1"][depth]) / float(table["10"][depth]), rel=0.2), depth


def test_over_england_care_falls_elevenfold_from_the_poorest_tenth_to_the_richest() -> None:
    gradient = np.array([float(row["care"]) for row in place_table("deprivation_gradient")])
    children, cared = np.zeros(10), np.zeros(10)
    for council in all_councils():
        areas = small_areas(council.la_code)
        living = council.children_0_17 * np.bincount(areas.decile, areas.share_of_children, minlength=11)[1:]
        children += living
        cared += council.children_0_17 * council.care_rate_per_10000 * living * gradient / (living * gradient).sum()
    assert (cared / children)[0] / (cared / children)[-1] == pytest.approx(11, abs=1)


def test_each_ethnic_group_lives_in_the_poorest_tenth_as_often_as_published() -> None:
    # Cabinet Office, Ethnicity facts and figures: People living in deprived neighbourhoods, 2019.
    published = {"APKN": 31.1, "ABAN": 19.3, "MWBC": 17.4, "BAFR": 15.6, "WBRI": 9.1}
    by_tenth = np.zeros((11, len(ETHNICITIES)))
    for council in all_councils():
        areas = small_areas(council.la_code)
        living = council.children_0_17 * areas.share_of_children[:, None] * ethnic_mix(areas)
        np.add.at(by_tenth, areas.decile, living)
    poorest = dict(zip(ETHNICITIES, 100 * by_tenth[1] / by_tenth.sum(axis=0), strict=True))
    assert {group: poorest[group] for group in published} == pytest.approx(published, abs=0.5)
    assert min(poorest, key=lambda group: poorest[group]) == "AIND"


def test_homes_are_the_same_for_the_same_spec_and_differ_for_another_seed() -> None:
    some = known(200)
    first, again, other = (
        homes_of(spec, some) for spec in (SPEC, SPEC, CouncilSpec.named("Merewood", size="medium", seed=6))
    )
    assert first.equals(again) and not first.equals(other)


def test_a_council_at_its_full_size_has_the_children_its_table_gives() -> None:
    for council in all_councils()[::20]:
        spec = CouncilSpec(council.name, council.la_code, size=max(10, full_size(council.la_code)))
        assert children_in_area(spec) == pytest.approx(council.children_0_17, rel=0.03)


def test_englands_mix_is_that_of_the_census_and_leans_balance() -> None:
    # Children under 18 in the 2021 census, in per cent (published_statistics.csv: Ethnic disproportionality).
    census = {"W": 73, "M": 7, "A": 12, "B": 5, "O": 3}
    mix = dict(zip(ETHNICITIES, england_mix(), strict=True))
    broad = {letter: 100 * sum(mix[group] for group in mix if group[0] == letter) for letter in census}
    broad["A"] += 100 * mix["CHNE"]
    assert broad == pytest.approx(census, abs=1.0)
    assert sum(mix.values()) == pytest.approx(1)


@pytest.mark.parametrize("met", ["in care", "in contact"])
def test_england_s_shares_come_back_from_the_councils_that_lean_to_their_own_population(met: Met) -> None:
    shares = pl.DataFrame({"code": ["WBRI", "APKN", "BAFR", "MWBC", "REFU"], "share": [70.0, 12.0, 9.0, 6.0, 3.0]})
    total = np.zeros(shares.height)
    for council in all_councils():
        spec = CouncilSpec(council.name, council.la_code, size=max(10, full_size(council.la_code)))
        local = leaned(spec, shares, "code", "share", met)["share"].to_numpy()
        children = full_size(council.la_code) if met == "in care" else contact_children(spec)
        total += children * local / local.sum()
    assert 100 * total / total.sum() == pytest.approx(shares["share"].to_numpy(), abs=0.05)
    diverse = CouncilSpec(*next((c.name, c.la_code) for c in all_councils() if c.diversity > 1.0), size=1_000)
    local = leaned(diverse, shares, "code", "share", met)["share"].to_numpy()
    assert (local / shares["share"].to_numpy())[0] < 1 < (local / shares["share"].to_numpy())[2]


def test_other_mid_years_follow_englands_total() -> None:
    assert children_in_area(SPEC, 2020) < children_in_area(SPEC, 2024) == children_in_area(SPEC, 2026)
    assert children_in_area(SPEC, 1980) == children_in_area(SPEC, 2014)
