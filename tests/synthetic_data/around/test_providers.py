"""Providers: every placement that has to be registered has one, open at the time, on the right side of the boundary."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from synthetic_data.around.buildings import LONG_AGO, Stays, _apart, _openings, _with_room
from synthetic_data.around.providers import _moved_on, kinds
from synthetic_data.around.tables import around_table
from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.dates import day_number
from synthetic_data.places.postcodes import UNITS, council_position, miles
from synthetic_data.rules import check_folder
from synthetic_data.write import write


@pytest.fixture(scope="module", params=[("Merewood", "medium", 1), ("Chandlers Row", "small", 10)])
def council(request: pytest.FixtureRequest) -> Council:
    name, size, seed = request.param
    return simulate(CouncilSpec.named(name, size=size, seed=seed))


def placed(council: Council) -> pl.DataFrame:
    """Placements with the address and provider they are at."""
    addresses = council.journeys["placement_addresses"].rename({"provider": "at", "miles": "by_postcode"})
    providers = council.journeys["providers"].rename(
        {"provider": "at", "inside_area": "building_inside", "place": "building_place", "kind": "provider_kind"}
    )
    return (
        council.journeys["care_placements"]
        .join(addresses, on="placement_key", how="left")
        .join(providers.select(pl.exclude("name")), on="at", how="left")
    )


def test_every_placement_has_a_postcode_on_the_drawn_side_of_the_boundary(council: Council) -> None:
    rows = placed(council)
    assert rows["place"].null_count() == 0
    own = int(council.spec.la_code) - 501
    assert ((rows["place"] // 36_000 == own) == rows["inside_area"]).all()


def test_brothers_and_sisters_who_live_with_their_parents_are_on_one_side_of_the_boundary(council: Council) -> None:
    people = council.journeys["entrants"].select("person", "sibling_group")
    at_home = placed(council).filter(pl.col("kind") == "parents").join(people, on="person")
    families = at_home.group_by("sibling_group").agg(pl.col("person", "inside_area").n_unique())
    assert (families["person"] > 1).any() and (families["inside_area"] == 1).all()


def test_placements_that_need_a_registered_provider_have_one_of_the_right_kind_and_sector(council: Council) -> None:
    rows = placed(council).filter(pl.col("provider").is_not_null())
    for kind, group in rows.group_by("kind"):
        wanted = kinds().get(str(kind[0]))
        if wanted is None:
            assert group["at"].null_count() == group.height
            continue
        assert (group["sector"] == group["provider"]).all()
        assert group["provider_kind"].unique().to_list() == [wanted["provider_kind"]]


def test_a_building_was_open_while_children_were_placed_in_it_and_is_where_they_were(council: Council) -> None:
    rows = placed(council).filter(pl.col("registered_places").is_not_null())
    assert (rows["place"] == rows["building_place"]).all()
    homes = rows.filter(pl.col("provider_kind") == "children's home")
    assert (homes["registered"] < homes["start"]).all()
    closed = rows.drop_nulls("closed")
    assert closed["end"].null_count() == 0 and (closed["closed"] >= closed["end"]).all()


def test_no_building_ever_holds_more_children_than_it_is_registered_for(council: Council) -> None:
    rows = (
        placed(council)
        .filter(pl.col("registered_places").is_not_null())
        .with_columns(pl.col("end").fill_null(council.spec.horizon))
    )
    changes = pl.concat(
        [rows.select("at", "registered_places", pl.col("start").alias("day"), change=1),
         rows.select("at", "registered_places", pl.col("end").alias("day"), change=-1)]
    ).sort("at", "day", "change").with_columns(held=pl.col("change").cum_sum().over("at"))  # fmt: skip
    assert (changes["held"] <= changes["registered_places"]).all()


def test_numbers_are_unique_text_no_real_registration_has(council: Council) -> None:
    providers = council.journeys["providers"]
    assert providers["urn"].is_unique().all()
    assert all(re.fullmatch(r"[6-9]\d{6}|SC9\d{5}", urn) for urn in providers["urn"].to_list())


def test_supported_accommodation_registered_from_october_2023(council: Council) -> None:
    supported = council.journeys["providers"].filter(pl.col("kind") == "supported accommodation")
    assert supported["registered"].dt.strftime("%Y-%m-%d").min() >= "2023-10-28"


def test_distances_are_measured_between_postcodes_and_near_those_drawn(council: Council) -> None:
    homes = council.journeys["children"].join(council.journeys["homes"], on="family").select("person", home="place")
    rows = placed(council).join(homes, on="person").filter(pl.col("placement_key") == pl.col("address"))
    known = rows.drop_nulls(["by_postcode", "miles_wanted"])
    measured = miles(known["home"].to_numpy(), known["place"].to_numpy())
    assert (measured == known["by_postcode"].to_numpy()).all()
    outside = known.filter(~pl.col("inside_area"))
    far, drawn_far = (outside["by_postcode"] > 20).mean(), (outside["miles_wanted"] > 20).mean()
    assert far == pytest.approx(drawn_far, abs=0.12)
    assert rows.filter(pl.col("home").is_null())["by_postcode"].null_count() == rows["home"].null_count()


def test_a_councils_own_services_stand_in_its_area(council: Council) -> None:
    own = council.journeys["providers"].filter((pl.col("sector") == "PR1") & pl.col("registered_places").is_null())
    assert own.height >= 1
    assert set(own["la_code"].to_list()) == {council.spec.la_code}
    assert set(council_position(own["place"].to_numpy()).tolist()) == {int(council.spec.la_code) - 501}


def test_the_only_building_there_is_never_shares_a_home_postcode() -> None:
    """A council so small that it has one building of a kind, which stood at the door of a child placed there."""
    council = simulate(CouncilSpec.named(size=10, seed=999_999, year_end=2025, years=3))
    for year in council.spec.collection_years:
        rows = council.view_tables("ssda903", year)["episodes"].filter(pl.col("PLACE") != "P1")
        assert rows.filter(pl.col("HOME_POST") == pl.col("PL_POST")).is_empty()


def test_a_child_who_moves_between_the_only_two_buildings_is_in_two(tmp_path: Path) -> None:
    """One stood at the door of the child's home, where no placement is: the child moved and stayed (rule 435)."""
    council = simulate(CouncilSpec.named(size=40, seed=883_934, year_end=2027, years=2))
    write(council, tmp_path / "out", ("ssda903",))
    assert "435" not in set(check_folder(tmp_path / "out").findings["rule"])


def test_the_next_carer_of_a_child_has_another_postcode_than_the_last() -> None:
    moved = _moved_on(np.array([7, 7, 7]), np.array([1, 1, 2]), np.array([0, 90, 0]))
    assert moved.tolist() == [7, 8, 7]


def test_most_short_breaks_of_a_child_are_in_one_place(council: Council) -> None:
    breaks = council.journeys["care_periods"].filter("short_breaks").select("period")
    stays = council.journeys["care_placements"].join(breaks, on="period").select("placement_key", "person")
    visits = stays.join(council.journeys["placement_addresses"], on="placement_key").group_by("person").agg("place")
    often = visits.filter(pl.col("place").list.len() >= 10)["place"].to_list()
    assert often
    usual = sum(max(places.count(place) for place in set(places)) for places in often)
    assert usual > 0.7 * sum(map(len, often))


def test_most_children_placed_with_parents_live_at_the_family_home(council: Council) -> None:
    families = (
        council.journeys["children"]
        .select("person", "family")
        .join(council.journeys["homes"].select("family", pl.col("place").alias("home")), on="family")
    )
    placed = (
        council.journeys["care_placements"]
        .filter(pl.col("kind") == "parents")
        .join(council.journeys["placement_addresses"], on="placement_key")
        .join(families, on="person")
    )
    assert (placed["place"] == placed["home"]).mean() > 0.5  # type: ignore[operator]


def test_no_two_buildings_of_a_kind_share_a_postcode() -> None:
    places = np.array([5 * UNITS, 5 * UNITS, 5 * UNITS + 1, 9 * UNITS, 5 * UNITS])
    apart = _apart(places)
    assert len(set(apart.tolist())) == len(places)
    assert apart[0] == places[0] and apart[3] == places[3]
    assert (apart // UNITS == places // UNITS).all()


def test_a_child_is_in_the_best_home_that_is_open_and_has_a_place_free_and_not_in_the_last_one_again() -> None:
    #       person, from day, until: the second finds home 0 full, the third finds it free, the fourth moves on
    rows = np.array([(1, 100, 200), (2, 150, 300), (3, 200, 260), (3, 260, 300), (4, 270, 280)])
    stays = Stays(*rows.T, *np.zeros((3, len(rows)), np.int64))
    misfit = np.tile([0.0, 1.0, 2.0], (len(rows), 1))
    chosen = _with_room(misfit, stays, opens=np.array([LONG_AGO, LONG_AGO, 265]), places=np.array([1, 1, 1]))
    assert chosen.tolist() == [0, 1, 0, 1, 0]  # the fourth: home 1 is full and home 2 not open, so room is made
    later = _with_room(misfit, stays, opens=np.array([LONG_AGO, LONG_AGO, 250]), places=np.array([1, 1, 1]))
    assert later.tolist() == [0, 1, 0, 2, 0]


def test_homes_open_as_england_s_did_and_have_as_many_places() -> None:
    homes = dict(around_table("homes_open").select("year", "homes").rows())
    opens = _openings(np.random.default_rng(1), 2_000, 2, day_number(date(2026, 3, 31)))
    for year in (2020, 2023, 2025):
        assert (opens <= day_number(date(year, 3, 31))).mean() == pytest.approx(homes[year] / homes[2026], abs=0.01)
    assert opens.max() <= day_number(date(2026, 3, 31))
    table = around_table("building_places").filter(pl.col("provider_kind") == "children's home")
    assert (table["places"] * table["share"]).sum() == pytest.approx(14_259 / 3_946, abs=0.1)


def test_every_home_was_registered_before_the_last_day_and_some_in_the_last_year(council: Council) -> None:
    homes = council.journeys["providers"].filter(pl.col("kind") == "children's home")
    assert homes["registered"].max() <= council.spec.horizon
    if homes.height > 40:
        assert homes["registered"].max() > council.spec.horizon - timedelta(days=365)
