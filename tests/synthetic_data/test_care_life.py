"""The rest of a life in care: adoption in order, temporary placements, missing, health, leaving care."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from calibrations import with_figures

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import first_day, is_working_day, last_day
from synthetic_data.journeys.placement_splits import back_from_adopters
from synthetic_data.pipeline import Journeys


@pytest.fixture(scope="module", params=[(3, 400, 2026), (13, 400, 2027), (77, 150, 2024)], ids=str)
def council(request: pytest.FixtureRequest) -> Council:
    seed, size, year_end = request.param
    return Council(CouncilSpec.named(seed=seed, size=size, year_end=year_end))


def with_periods(council: Council, table: str) -> pl.DataFrame:
    periods = council.journeys["care_periods"].select("period", pl.col("start").alias("care_from"), "person")
    return council.journeys[table].drop("person", strict=False).join(periods, on="period")


def test_adoption_goes_step_by_step(council: Council) -> None:
    plans = with_periods(council, "adoption_plans").filter(pl.col("adopted").is_not_null())
    assert plans.height > 0
    steps = ["care_from", "decided", "matched", "placed", "adopted"]
    for before, after in pairwise(steps):
        assert plans.select((pl.col(before) <= pl.col(after)).all()).item(), (before, after)
    assert plans.select((pl.col("ordered").fill_null(pl.col("decided")) >= pl.col("decided")).all()).item()
    assert plans.select((pl.col("placed") > pl.col("matched")).all()).item()


def test_the_court_makes_no_other_order_once_a_child_is_with_adopters(council: Council) -> None:
    placed = council.journeys["adoption_plans"].select("period", "placed", "broke_down")
    changes = (
        council.journeys["legal_spells"]
        .join(placed, on="period")
        .join(council.journeys["care_periods"].select("period", pl.col("start").alias("care_from")), on="period")
    )
    back = pl.col("broke_down").is_not_null() & (pl.col("start") > pl.col("broke_down"))
    later = changes.filter((pl.col("start") > pl.col("care_from")) & (pl.col("start") >= pl.col("placed")) & ~back)
    assert later.is_empty()


def test_a_child_who_comes_back_from_adopters_has_new_carers_and_the_decision_is_reversed() -> None:
    rows = pl.DataFrame(
        {
            "period": [7, 7, 7, 8],
            "start": [0, 100, 300, 0],
            "kind": ["foster", "kin", "foster", "home"],
            "same_carer": [False] * 4,
            "long_term": [False] * 4,
        }
    )
    plans = pl.DataFrame(
        {"period": [7, 8], "placed": [date(1970, 3, 12), None], "broke_down": [date(1970, 8, 9), None]}
    )
    found = back_from_adopters(rows, plans).sort("period", "start")
    assert found["start"].to_list() == [0, 70, 220, 300, 0]
    assert found["kind"].to_list() == ["foster", "adoption", "kin", "foster", "home"]


def test_nobody_lives_with_parents_under_a_placement_order(council: Council) -> None:
    episodes = council.journeys["care_episodes"]
    assert episodes.filter(pl.col("legal_status") == "E1").height > 10
    assert episodes.filter((pl.col("legal_status") == "E1") & (pl.col("placement") == "P1")).is_empty()


def test_a_temporary_placement_leads_back_to_the_same_carer(council: Council) -> None:
    moves = council.journeys["care_placements"].sort("period", "start")
    around = moves.with_columns(
        before=pl.col("address").shift(1).over("period"),
        after=pl.col("address").shift(-1).over("period"),
        place_before=pl.col("placement").shift(1).over("period"),
        place_after=pl.col("placement").shift(-1).over("period"),
    ).filter((pl.col("kind") == "temporary") & pl.col("end").is_not_null())
    assert around.height > 0
    assert around.select(
        ((pl.col("before") == pl.col("after")) & (pl.col("place_before") == pl.col("place_after"))).all()
    ).item()
    assert around.select((pl.col("end") - pl.col("start")).dt.total_days().max()).item() <= 42


def moving_house(times_a_year: float) -> Journeys:
    spec = CouncilSpec.named(seed=5, size=900)
    figures = ("parents_move_house_a_year", "foster_carers_move_house_a_year")
    return Journeys(spec, with_figures("placement_figures", **dict.fromkeys(figures, times_a_year)))


def house_moves(made: Journeys, *kinds: str) -> pl.DataFrame:
    """Rows of care_placements that begin with a move of the carers, with what was so before it (`..._before`)."""
    stays = made["care_placements"].join(made["placement_addresses"], on="placement_key", suffix="_number")
    stays = stays.join(made["children"].select("person", "family"), on="person").sort("period", "start")
    names = ("kind", "place", "address", "carer", "provider", "provider_number", "inside_area", "change_reason")
    stays = stays.with_columns(pl.col(name).shift(1).over("period").alias(f"{name}_before") for name in names)
    return stays.filter(
        pl.col("carer") == pl.col("carer_before"),
        pl.col("address") != pl.col("address_before"),
        pl.col("kind").is_in(kinds),
    )


def test_parents_who_move_house_take_their_children_with_them() -> None:
    made = moving_house(times_a_year=2.0)
    moved = house_moves(made, "parents")
    assert moved.height > 200
    assert (moved["kind_before"] == "parents").all()
    assert (moved["place"] != moved["place_before"]).all()
    # Brothers and sisters who are at home go with them, on the same day and to the same place.
    together = moved.group_by("family", "start").agg(pl.col("place").n_unique(), pl.len())
    assert (together["place"] == 1).all() and (together["len"] > 1).any()
    episodes = made["care_episodes"].join(moved.select("placement_key", "start"), on=["placement_key", "start"])
    assert set(episodes["reason_new"]) <= {"T", "U"}, "the same carers"


def test_foster_carers_who_move_house_keep_their_agency_and_the_children() -> None:
    made = moving_house(times_a_year=0.5)
    moved = house_moves(made, "foster", "kin")
    moved = moved.filter(~pl.col("kind_before").is_in(["parents", "other"]))  # relatives who are approved and move
    assert moved.height > 500
    assert (moved["place"] != moved["place_before"]).all()
    for kept in ("kind", "provider", "provider_number", "inside_area"):
        assert moved[kept].eq_missing(moved[f"{kept}_before"]).all(), kept
    assert set(moved["change_reason_before"]) == {"OTHER"}
    with_brothers = moved.group_by("carer", "start").agg(pl.len(), pl.col("place").n_unique())
    assert (with_brothers["place"] == 1).all() and (with_brothers["len"] > 1).any()
    episodes = made["care_episodes"].join(moved.select("placement_key", "start"), on=["placement_key", "start"])
    assert episodes.height == moved.height and set(episodes["reason_new"]) <= {"T", "U"}, "the same carers"


def test_nobody_moves_house_if_the_table_says_so() -> None:
    homes = moving_house(times_a_year=1e-9)["care_placements"].filter(pl.col("kind") != "adoption")
    assert (homes["carer"] == homes["address"]).all()


def test_a_time_missing_lies_within_one_episode_and_never_overlaps_another(council: Council) -> None:
    missing = council.journeys["missing_episodes"].sort("person", "start")
    assert missing.height > 0
    episodes = council.journeys["care_episodes"].select(
        "person", pl.col("start").alias("from"), pl.col("end").alias("to")
    )
    within = missing.join(episodes, on="person").filter(
        (pl.col("start") > pl.col("from"))
        & (pl.col("to").is_null() | (pl.col("end").fill_null(council.spec.horizon) < pl.col("to")))
    )
    assert within.select("person", "start").unique().height == missing.height
    again = missing.with_columns(before=pl.col("end").shift(1).over("person")).filter(pl.col("before").is_not_null())
    assert (again["start"] > again["before"]).all()


def test_an_order_depriving_of_liberty_begins_after_the_placement_does(council: Council) -> None:
    orders = council.journeys["liberty_orders"]
    stays = council.journeys["care_placements"].select(
        "period", pl.col("start").alias("from"), pl.col("end").alias("to"), "kind"
    )
    inside = orders.join(stays, on="period").filter(
        (pl.col("start") > pl.col("from")) & (pl.col("to").is_null() | (pl.col("start") < pl.col("to")))
    )
    assert inside.select("person", "start").unique().height == orders.height
    assert set(inside["kind"]) <= {"home", "other"}


def test_health_is_asked_of_those_in_care_all_year_and_of_the_right_age(council: Council) -> None:
    for year in council.spec.collection_years:
        tables = council.view_tables("ssda903", year)
        health, closing = tables["oc2"], last_day(year)
        all_year = council.journeys["care_periods"].filter(
            ~pl.col("short_breaks")
            & (pl.col("start") <= first_day(year))
            & (pl.col("end").is_null() | (pl.col("end") > closing))
        )
        assert health.height == all_year.height
        ten = date(closing.year - 10, closing.month, closing.day)
        assert health.filter(pl.col("DOB") > ten)["CONVICTED"].null_count() == health.filter(pl.col("DOB") > ten).height
        assert health.filter(pl.col("DOB") < ten)["CONVICTED"].null_count() == 0
        assert health.filter(pl.col("SDQ_SCORE").is_not_null())["SDQ_SCORE"].is_between(0, 40).all()


def test_care_leavers_had_left_and_none_who_died_is_met_again(council: Council) -> None:
    leavers = council.journeys["leaver_birthdays"].join(
        council.journeys["care_periods"].group_by("person").agg(pl.col("end").max().alias("left")), on="person"
    )
    assert leavers.height > 0
    assert (leavers["left"] <= leavers["birthday"]).all()
    died = leavers.filter(pl.col("contact") == "DIED").select("person", pl.col("age").alias("died_at"))
    assert leavers.join(died, on="person").filter(pl.col("age") > pl.col("died_at")).is_empty()


def test_a_year_knows_nothing_of_the_next(council: Council) -> None:
    """A return of one year is the same whether or not later years are simulated beyond it being known."""
    for year in council.spec.collection_years:
        for name, table in council.view_tables("ssda903", year).items():
            for column, kind in table.schema.items():
                if kind == pl.Date and column != "DUC":
                    latest = table[column].max()
                    assert latest is None or latest <= last_day(year), (year, name, column)


def test_brothers_and_sisters_of_one_mother_are_twins_or_born_apart(council: Council) -> None:
    groups = council.journeys["entrants"].filter(~pl.col("uasc")).sort("sibling_group", "dob")
    gaps = groups.with_columns(gap=pl.col("dob").diff().over("sibling_group").dt.total_days())["gap"].drop_nulls()
    assert gaps.len() > 0
    assert ((gaps == 0) | (gaps >= 290)).all()
    assert (gaps == 0).mean() < 0.1


def on_working_days(days: pl.Series) -> pl.Series:
    return pl.Series(is_working_day(days.drop_nulls().cast(pl.Int32).to_numpy()))


def test_courts_and_panels_sit_on_working_days(council: Council) -> None:
    plans = council.journeys["adoption_plans"]
    for day in ("decided", "ordered", "matched", "placed", "adopted", "reversed"):
        assert on_working_days(plans[day]).mean() > 0.97, day
    before = pl.col("legal_status").shift(1).over("period")
    granted = (
        council.journeys["legal_spells"]
        .sort("period", "start")
        .filter(pl.col("legal_status").is_in(["C1", "C2", "E1"]) & before.is_not_null() & ~before.is_in(["L1", "L2"]))
    )
    assert granted.height > 50
    assert on_working_days(granted["start"]).mean() > 0.99
    ended = council.journeys["care_periods"].join(council.journeys["care_endings"], on="period")
    by_order = ended.filter(pl.col("reason_end").is_in(["E11", "E12", "E41", "E45", "E46", "E47", "E48"]))
    eighteen = by_order.join(council.journeys["entrants"].select("person", "dob"), on="person").filter(
        pl.col("end") < pl.col("dob").dt.offset_by("18y"), pl.col("end") - pl.col("start") >= timedelta(days=20)
    )
    assert on_working_days(eighteen["end"]).all()


def test_police_protection_lapses_after_three_days(council: Council) -> None:
    spells = council.journeys["legal_spells"].filter(pl.col("legal_status") == "L1")
    assert spells.height > 5
    assert (spells["end"] - spells["start"]).max() <= timedelta(days=3)


def test_few_children_come_into_care_or_move_at_a_weekend(council: Council) -> None:
    own = council.journeys["care_periods"].filter(~pl.col("uasc") & ~pl.col("short_breaks"))
    moves = (
        council.journeys["placement_moves"]
        .join(own.select("period", begun="start"), on="period")
        .filter((pl.col("start") > pl.col("begun")) & pl.col("code").is_null())
    )
    for days in (own["start"], moves["start"]):
        resting = 1 - on_working_days(days).mean()
        assert 0.03 < resting < 0.15


def test_nobody_hears_again_of_a_child_who_was_adopted(council: Council) -> None:
    adopted = council.journeys["children"].filter(pl.col("adopted").is_not_null()).select("person", "adopted")
    assert adopted.height > 5
    for table, day in (("referrals", "date"), ("contacts", "date"), ("care_periods", "start"), ("early_help", "end")):
        rows = council.journeys[table].join(adopted, on="person")
        assert rows.filter(pl.col(day) > pl.col("adopted")).is_empty(), table


def test_those_out_of_work_to_be_parents_are_mostly_women_and_as_many_as_published(council: Council) -> None:
    met = council.journeys["leaver_birthdays"].filter(pl.col("activity") != "0")
    met = met.join(council.journeys["entrants"].select("person", "sex"), on="person")
    parents = met.filter(pl.col("activity") == "G6")
    assert parents.height > 3 and (parents["sex"] == "F").mean() > 0.6
    assert 0.01 < parents.height / met.height < 0.12
    inside = met.filter(pl.col("accommodation") == "X2")
    assert not inside["activity"].is_in(["F1", "P1", "F4", "P4", "F5", "P5"]).any()


def test_brothers_and_sisters_who_come_in_together_mostly_come_in_the_same_way_and_live_together(
    council: Council,
) -> None:
    first = council.journeys["care_periods"].filter((pl.col("number") == 1) & ~pl.col("short_breaks"))
    came = first.join(council.journeys["entrants"].select("person", "sibling_group"), on="person")
    law = council.journeys["legal_spells"].sort("period", "start").group_by("period").first()
    moves = council.journeys["placement_moves"].sort("period", "start").group_by("period").first()
    both = came.join(law.select("period", "legal_status"), on="period").join(
        moves.select("period", "kind", "address"), on="period"
    )
    together = (
        both.group_by("sibling_group")
        .agg(pl.len().alias("children"), pl.col("legal_status", "kind", "address").n_unique())
        .filter(pl.col("children") > 1)
    )
    assert together.height > 20
    chance = 2 * (0.25 / together.height) ** 0.5  # two standard errors of a share at most
    assert (together["legal_status"] == 1).mean() > 0.5 - chance
    assert (together["kind"] == 1).mean() > 0.5 - chance
    assert (together["address"] == 1).mean() > 0.35 - chance
