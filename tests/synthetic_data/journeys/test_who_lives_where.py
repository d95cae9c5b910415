"""Where boys, girls, babies, unaccompanied children and care leavers live: each figure moves what it should."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import polars as pl
from calibrations import with_figures
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import birthdays
from synthetic_data.journeys.entries import RESIDENT, UNACCOMPANIED, draw_entrants
from synthetic_data.journeys.leaving_care import HALF_A_YEAR, HOME, STAYED_ON, WITH_FORMER_CARERS
from synthetic_data.journeys.legal import EMERGENCY
from synthetic_data.journeys.placement_leaving import ALIKE, _near
from synthetic_data.pipeline import Journeys

SPEC = CouncilSpec("Testholme", "521", 300, 4, years=2)


@cache
def usual() -> Journeys:
    return Journeys(SPEC, Calibration())


def test_unaccompanied_children_live_in_no_childrens_home_if_the_table_says_so() -> None:
    table = Calibration()["placement_children"]
    chosen = (pl.col("who") == "unaccompanied") & (pl.col("kind") == "home")
    none = table.with_columns(factor=pl.when(chosen).then(0.0).otherwise("factor"))
    made = Journeys(SPEC, Calibration({"placement_children": none}))
    lives = made["placement_moves"].join(made["care_periods"].select("period", "uasc"), on="period")
    assert lives.filter("uasc").height > 50
    homes = lives.filter(pl.col("kind") == "home")
    assert homes.height > 20
    assert not homes["uasc"].any()


def test_no_foster_home_of_an_unaccompanied_child_is_made_long_term_if_the_figure_says_so() -> None:
    made = Journeys(SPEC, with_figures("placement_figures", unaccompanied_long_term=0.0))
    lives = made["placement_moves"].join(made["care_periods"].select("period", "uasc"), on="period")
    fostered = lives.filter(pl.col("kind").is_in(["foster", "kin"]))
    assert fostered.filter("uasc").height > 20
    assert not fostered.filter("uasc")["long_term"].any()
    assert fostered.filter(~pl.col("uasc"))["long_term"].any()


def test_few_move_to_a_childrens_home_in_an_era_whose_factor_is_nothing() -> None:
    """Only those whose care is to end in one."""
    table = Calibration()["placement_eras"]
    day = date.fromisoformat(str(table["from_day"].max()))
    chosen = (pl.col("kind") == "home") & (pl.col("from_day") == str(day))
    none = table.with_columns(factor=pl.when(chosen).then(0.0).otherwise("factor"))

    def homes(made: Journeys) -> tuple[int, int]:
        began = made["placement_moves"].filter(
            (pl.col("kind") == "home") & (pl.col("placement_key") == pl.col("address"))
        )["start"]
        return int((began < day).sum()), int((began >= day).sum())

    (before, since), (before_usual, since_usual) = (
        homes(Journeys(SPEC, Calibration({"placement_eras": none}))),
        homes(usual()),
    )
    assert before == before_usual > 20
    assert since < 0.4 * since_usual


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=20),
    st.floats(0, 1, exclude_max=True),
)
def test_a_length_like_the_childs_others_is_near_them(own: list[float], chance: float) -> None:
    near = _near(np.array(own), np.full(len(own), chance))
    assert ((near >= 0) & (near <= 1)).all()
    assert (np.abs(near - own) <= ALIKE / 2 + 1e-12).all()


def test_children_taken_in_an_emergency_move_on_sooner_if_the_figure_says_so() -> None:
    def days(made: Journeys) -> float:
        first = made["legal_spells"].sort("period", "start").group_by("period").first()
        hurried = first.filter(pl.col("legal_status").is_in(EMERGENCY)).select("period")
        moves = made["placement_moves"].sort("period", "start").group_by("period").first()
        return float(
            moves.join(hurried, on="period").select((pl.col("end") - pl.col("start")).dt.total_days().median())[0, 0]
        )

    often, seldom = (
        days(Journeys(SPEC, with_figures("placement_figures", emergency_pace=pace))) for pace in (10.0, 0.1)
    )
    assert often < 0.5 * seldom


def test_unaccompanied_children_are_placed_outside_the_council_if_the_table_says_so() -> None:
    table = Calibration()["placement_inside_unaccompanied"].with_columns(odds=pl.lit(0.0))
    everywhere = pl.DataFrame({"kind": list(set(Calibration()["placement_inside"]["kind"]) - set(table["kind"]))})
    whole = pl.concat([table, everywhere.with_columns(odds=pl.lit(0.0), source=pl.lit("trial"))])
    made = Journeys(SPEC, Calibration({"placement_inside_unaccompanied": whole}))
    placed = made["care_placements"].join(made["care_periods"].select("period", "uasc"), on="period")
    assert placed.filter("uasc").height > 50
    assert not placed.filter("uasc")["inside_area"].any()
    assert placed.filter(~pl.col("uasc"))["inside_area"].mean() > 0.4  # type: ignore[operator]


def test_long_stays_are_outside_the_council_if_the_table_says_so() -> None:
    table = Calibration()["placement_inside_stays"]
    none = table.with_columns(odds=pl.when(pl.col("days_from") == 365).then(0.0).otherwise("odds"))
    made = Journeys(SPEC, Calibration({"placement_inside_stays": none}))["placement_moves"]
    whole = made.group_by("address").agg(
        days=(pl.col("end").max() - pl.col("start").min()).dt.total_days(), placement_key=pl.col("placement_key").min()
    )
    placed = Journeys(SPEC, Calibration({"placement_inside_stays": none}))["care_placements"]
    # Parents' homes are those of all their children, whose stays differ, also when some of them go on as foster carers.
    began = made.sort("placement_key").group_by("carer").agg(pl.col("kind").first().alias("began_as"))
    placed = placed.join(began, on="carer").filter(~pl.col("began_as").is_in(["adoption", "parents"]))
    placed = placed.filter(~pl.col("kind").is_in(["adoption", "parents"])).join(whole, on="placement_key")
    assert placed.filter(pl.col("days") >= 365).height > 100
    assert not placed.filter(pl.col("days") >= 365)["inside_area"].any()
    assert placed.filter(pl.col("days") < 91)["inside_area"].mean() > 0.4  # type: ignore[operator]


def test_supported_accommodation_is_registered_from_the_first_day_if_the_figure_says_so() -> None:
    opened, closed = date(2023, 4, 28), date(2023, 10, 28)
    spec = CouncilSpec("Testholme", "521", 300, 4, years=3)

    def begun_between(share: float) -> pl.DataFrame:
        made = Journeys(spec, with_figures("placement_figures", registered_early_share=share))["care_placements"]
        begun = made.filter((pl.col("kind") == "supported") & (pl.col("placement_key") == pl.col("address")))
        return begun.filter((pl.col("start") >= opened) & (pl.col("start") < closed))

    always, never = begun_between(1.0), begun_between(0.0)
    assert always.height > 10
    assert set(always["placement"]) == {"K3"}
    assert not (always["end"] == closed).all()
    assert never.height > 10
    assert set(never["placement"]) <= {"H5", "P2"}
    assert (never["end"] <= closed).all()


def test_no_boy_leaves_to_a_special_guardian_if_the_table_says_so() -> None:
    table = Calibration()["plan_sex"]
    none = table.with_columns(factor=pl.when(pl.col("sex") == "M").then(0.0).otherwise("factor"))
    made = Journeys(SPEC, Calibration({"plan_sex": none}))
    whole = made["care_plans"].join(made["care_periods"].select("period", "person"), on="period")
    guarded = whole.join(made["entrants"].select("person", "sex"), on="person").filter(
        pl.col("plan") == "special_guardianship"
    )
    assert guarded.height > 10
    assert set(guarded["sex"]) == {"F"}


def test_newborns_come_in_their_first_week_if_the_figure_says_so() -> None:
    for share, least, most in ((1.0, 0, 6), (0.0, 7, 27)):
        entrants = draw_entrants(SPEC, with_figures("council_scale", first_week_share=share))
        days = (entrants.start - entrants.born)[entrants.population == RESIDENT]
        newborn = days[days < 28]
        assert len(newborn) > 50
        assert np.mean((newborn >= least) & (newborn <= most)) > 0.9


def test_foster_placements_end_for_reasons_of_their_own_if_the_table_says_so() -> None:
    table = Calibration()["change_reasons"]
    chosen = pl.when(pl.col("from") == "foster").then(pl.col("code") == "CREQO").otherwise(pl.col("code") == "CHILD")
    made = Journeys(SPEC, Calibration({"change_reasons": table.with_columns(share=chosen.cast(pl.Float64))}))
    left = made["care_placements"].filter(pl.col("change_reason").is_in(["CREQO", "CHILD"]))
    fostered = pl.col("kind").is_in(["foster", "kin"])
    for rows, reason in ((left.filter(fostered), "CREQO"), (left.filter(~fostered), "CHILD")):
        assert rows.height > 50
        assert set(rows["change_reason"]) == {reason}


def test_unaccompanied_children_who_come_in_at_17_come_soon_after_the_birthday_if_the_figure_says_so() -> None:
    def days_since_17(early: float) -> float:
        entrants = draw_entrants(SPEC, with_figures("council_scale", early_at_17=early, january_birthday_share=0.0))
        alone = entrants.population == UNACCOMPANIED
        days = (entrants.start - birthdays(entrants.born, 17))[alone]
        assert (days >= 0).sum() > 50
        return float(days[days >= 0].mean())

    assert days_since_17(0.2) < 90 < 150 < days_since_17(1.0) < 220


def test_unaccompanied_children_never_go_missing_if_the_figure_says_so() -> None:
    made = Journeys(SPEC, with_figures("missing_figures", unaccompanied_rate=0.0))
    gone = made["missing_episodes"].join(made["care_periods"].select("period", "uasc"), on="period")
    assert gone.height > 50
    assert not gone["uasc"].any()


def test_who_lives_with_former_foster_carers_was_fostered_at_18_and_never_left_them() -> None:
    made = usual()
    birthdays = made["leaver_birthdays"].sort("person", "age")
    with_carers = birthdays.filter(pl.col("accommodation") == WITH_FORMER_CARERS)
    assert with_carers.height > 10
    last = made["care_placements"].sort("period", "start").group_by("person", maintain_order=True).last()
    assert set(with_carers.join(last, on="person")["kind"]) <= {"foster", "kin"}
    ended = made["care_periods"].join(made["care_endings"], on="period").sort("start").group_by("person").last()
    assert set(with_carers.join(ended, on="person")["reason_end"]) == {STAYED_ON}
    known = birthdays.filter((pl.col("accommodation") != "0") & pl.col("person").is_in(with_carers["person"].implode()))
    stays = known.with_columns(there=pl.col("accommodation") == WITH_FORMER_CARERS)
    assert not stays.filter(pl.col("there") & ~pl.col("there").shift(1).over("person").fill_null(True)).height


def test_only_who_went_home_from_care_half_a_year_before_is_home_for_good() -> None:
    made = Journeys(SPEC, with_figures("leaver_figures", home_for_good_men=1.0, home_for_good_women=1.0))
    ended = made["care_periods"].join(made["care_endings"], on="period").sort("start").group_by("person").last()
    met = made["leaver_birthdays"].filter(pl.col("contact") != "DIED").join(ended, on="person")
    long_home = pl.col("reason_end").is_in(HOME) & ((pl.col("birthday") - pl.col("end")).dt.total_days() >= HALF_A_YEAR)
    home = met.filter(long_home)
    assert home.height > 5
    assert set(home["contact"]) == {"RHOM"}
    assert set(home["accommodation"]) == {"0"}


def test_young_men_and_women_are_at_home_for_good_by_their_own_shares() -> None:
    made = Journeys(SPEC, with_figures("leaver_figures", home_for_good_men=0.0, home_for_good_women=1.0))
    home = made["leaver_birthdays"].filter(pl.col("contact") == "RHOM").join(made["entrants"], on="person")
    assert home.height >= 3
    assert set(home["sex"]) == {"F"}


def test_of_those_who_are_not_in_touch_as_much_is_known_as_the_tables_say_for_their_age() -> None:
    known = {"known_though_not_in_touch": 1.0, "known_though_not_in_touch_before": 1.0}
    made = Journeys(SPEC, with_figures("leaver_figures", **known, known_though_not_in_touch_to_18=0.0))
    unheard = made["leaver_birthdays"].filter(pl.col("contact").is_in(["NO", "REFU", "NREQ"]))
    nothing_known = unheard.group_by(old=pl.col("age") > 18).agg((pl.col("activity") == "0").mean())
    assert dict(nothing_known.rows()) == {False: 1.0, True: 0.0}


def test_who_asked_for_an_adviser_at_21_asks_each_year_until_the_last_and_nobody_does_if_the_table_says_so() -> None:
    asked = usual()["later_support"]
    ages = asked.group_by("person").agg(pl.col("age").sort())["age"].to_list()
    from_21 = [found for found in ages if found[0] == 21]
    assert len(from_21) > 10
    assert all(found == list(range(21, 21 + len(found))) for found in from_21)
    assert set(asked["contact"]) == {"YES"}
    nobody = Calibration()["leaver_support"].with_columns(share=pl.lit(0.0))
    assert Journeys(SPEC, Calibration({"leaver_support": nobody}))["later_support"].is_empty()
