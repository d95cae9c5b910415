"""Mechanisms that bring published figures back: each moves what it should, whatever it is fitted to."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest
from calibrations import with_figures

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.journeys.entries import RESIDENT, draw_entrants
from synthetic_data.journeys.front_door import draws_of, mechanism_of
from synthetic_data.journeys.front_door_detail import needs
from synthetic_data.journeys.front_door_events import _protected_before
from synthetic_data.journeys.front_door_paths import NEED_PLAN, NONE
from synthetic_data.journeys.legal import BRIEF, LEAST_PROCEEDINGS
from synthetic_data.journeys.periods import BY_A_COURT
from synthetic_data.journeys.placement_pace import council_pace
from synthetic_data.pipeline import Journeys
from synthetic_data.places.councils import all_councils

SPEC = CouncilSpec("Testholme", "521", 300, 4, years=1)
CHILDREN = CouncilSpec("Testholme", "521", 900, 4, years=3)
TURN = 2020  # years up to this one are changed


def test_years_that_brought_more_boys_into_care_show_more_boys() -> None:
    by_year = Calibration()["starts_by_year"]
    changed = by_year.with_columns(boys_odds=pl.when(pl.col("year_end") <= TURN).then(4.0).otherwise(0.25))
    entrants = draw_entrants(SPEC, Calibration({"starts_by_year": changed}))
    resident = entrants.population == RESIDENT
    # Brothers and sisters who come in together share a day within a quarter: leave the turn of the year out.
    turn = day_number(SPEC.horizon) - 365 * (SPEC.year_end - TURN)
    before, after = resident & (entrants.start < turn - 100), resident & (entrants.start > turn + 100)
    assert entrants.male[before].mean() > 0.7
    assert entrants.male[after].mean() < 0.35


def test_the_needs_of_boys_and_girls_differ_as_published() -> None:
    by, n = mechanism_of(Calibration()), 40_000
    episodes = {"path": np.full(n, NEED_PLAN), "event": np.arange(n), "need": np.full(n, NONE)}
    episodes["referred"] = np.full(n, day_number(date(2024, 6, 1)))
    boy = np.arange(n) % 2 == 0
    found = needs(draws_of(SPEC, "test"), by, episodes, np.full(n, 4), boy, np.arange(n))
    table = by.tables["primary_needs"]
    of_boys = {
        need: boy[found == position].mean()
        for position, need in enumerate(table["need"])
        if (found == position).sum() > 200
    }
    wanted = dict(table.select("need", "boys").rows())
    for one, other in (("N6", "N1"), ("N2", "N4"), ("N6", "N5")):
        assert np.sign(of_boys[one] - of_boys[other]) == np.sign(wanted[one] - wanted[other])


def test_families_that_had_a_plan_before_the_span_come_back_at_its_beginning_only() -> None:
    by, n = mechanism_of(Calibration()), 20_000
    early = _protected_before(draws_of(SPEC, "early"), by, np.zeros(n, np.int64))
    late = _protected_before(draws_of(SPEC, "late"), by, np.full(n, 3000))
    assert abs(early.mean() - by["protected_before_share"]) < 0.01
    assert late.mean() < 0.001


def _law_of(changed: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """A row a period of care: plan, days, uasc, entry (the legal status it began with)."""
    made = Journeys(SPEC, Calibration(changed))
    first = made["legal_spells"].group_by("period", maintain_order=True).agg(pl.col("legal_status").first())
    periods = made["care_plans"].join(made["care_periods"].select("period", "start", "uasc"), on="period")
    days = (pl.col("planned_end") - pl.col("start")).dt.total_days()
    return periods.join(first, on="period").select("plan", "uasc", "legal_status", days=days)


def test_those_who_soon_go_home_are_seldom_under_a_court_order_if_the_table_says_so() -> None:
    plans = Calibration()["legal_plans"]
    brief = pl.col("plan") == "brief home"
    law = _law_of({"legal_plans": plans.with_columns(factor=pl.when(brief).then(0.01).otherwise("factor"))})
    home = law.filter((pl.col("plan") == "home") & ~pl.col("uasc"))
    under_order = pl.col("legal_status").eq("C1").mean()
    soon, late = (
        home.filter(pl.col("days").le(BRIEF) == is_soon).select(under_order).item() for is_soon in (True, False)
    )
    assert soon < 0.05 < 0.2 < late


def test_unaccompanied_children_stay_accommodated_by_agreement() -> None:
    made = Journeys(SPEC, Calibration())
    law = made["legal_spells"].join(made["care_periods"].filter("uasc").select("period"), on="period")
    assert law.height > 20
    assert law["legal_status"].is_in(["C1", "C2"]).mean() < 0.1


def test_what_ethnic_groups_children_who_come_in_are_of_follows_their_time() -> None:
    eras = Calibration()["ethnicity_eras"]
    early = (pl.col("from_day") == "1988-04-01") & (pl.col("group") == "resident")
    changed = eras.with_columns(
        factor=pl.when(early & pl.col("code").is_in(["BCRB", "BAFR", "BOTH"])).then(50.0).otherwise("factor")
    )
    entrants = draw_entrants(SPEC, Calibration({"ethnicity_eras": changed}))
    black = np.isin(np.array(entrants.ethnicity_codes)[entrants.ethnicity], ["BCRB", "BAFR", "BOTH"])
    resident = entrants.population == RESIDENT
    turn = day_number(date(2022, 4, 1))
    before, after = (resident & side for side in (entrants.start < turn - 100, entrants.start > turn + 100))
    assert black[before].mean() > 2 * black[after].mean()


def test_every_seed_has_councils_where_children_move_more_and_less() -> None:
    for seed in (1, 2):
        pace = [council_pace(CouncilSpec("x", council.la_code, 100, seed), Calibration()) for council in all_councils()]
        assert abs(np.mean(pace) - 1) < 1e-9
        assert np.quantile(pace, 0.1) < 0.95 < 1.05 < np.quantile(pace, 0.9)


def test_a_slower_pace_leaves_fewer_placements() -> None:
    pace = Calibration()["placement_pace"]
    quick, slow = (
        Journeys(SPEC, Calibration({"placement_pace": pace.with_columns(factor=pl.lit(factor))}))["placement_moves"]
        for factor in (3.0, 0.3)
    )
    assert quick.height > slow.height * 1.3


def test_children_go_to_live_with_their_parents_once_the_court_has_decided_if_the_table_says_so() -> None:
    figures, endings = Calibration()["placement_figures"], Calibration()["last_placements"]
    never = pl.when(pl.col("figure") == "parents_during_proceedings").then(0.0).otherwise("value").alias("value")
    during = (pl.col("plan") == "home during proceedings") & (pl.col("kind") == "parents")
    made = Journeys(
        SPEC,
        Calibration({"placement_figures": figures.with_columns(never), "last_placements": endings.filter(~during)}),
    )
    first = made["legal_spells"].filter(pl.col("legal_status") == "C2").group_by("period").agg(pl.col("start").min())
    began = made["care_periods"].select("period", begin="start")
    gone = (pl.col("kind") == "parents") & (pl.col("carer") == pl.col("address"))  # not with parents who move house
    moved = made["placement_moves"].filter(gone).join(began, on="period")
    moved = moved.filter(pl.col("start") > pl.col("begin")).join(first, on="period", how="left", suffix="_of_order")
    arranged = made["care_plans"].filter(pl.col("plan") == "arrangements_order")
    moved = moved.join(arranged, on="period", how="anti")
    assert moved.height > 20
    assert (moved["start"] >= moved["start_of_order"]).all()


def test_those_who_will_leave_live_in_no_childrens_home_if_the_table_says_so() -> None:
    plans = Calibration()["placement_plans"]
    none = plans.with_columns(factor=pl.when(pl.col("plan") == "leaving").then(0.0).otherwise("factor"))
    made = Journeys(SPEC, Calibration({"placement_plans": none}))
    long = made["care_periods"].filter(~pl.col("short_breaks")).join(made["care_plans"], on="period")
    homes = made["placement_moves"].filter(pl.col("kind") == "home").join(long, on="period")
    assert homes.height > 20
    assert set(homes["plan"]) == {"adulthood"}


def test_those_who_would_have_been_placed_lately_wait_for_adopters() -> None:
    """Between the decision and the match: neither decisions nor the time with adopters change."""
    eras = Calibration()["adoption_eras"]
    last = pl.col("from_day") == eras["from_day"][-1]

    def waits(days_later: float) -> pl.DataFrame:
        longer = eras.with_columns(days_later=pl.when(last).then(days_later).otherwise(0.0))
        plans = Journeys(CHILDREN, Calibration({"adoption_eras": longer}))["adoption_plans"]
        return plans.filter(pl.col("adopted").is_not_null())

    before, since = waits(0.0), waits(400.0)
    both = before.join(since, on="period", suffix="_then")
    later = both.with_columns(
        (pl.col(f"{stage}_then") - pl.col(stage)).dt.total_days().alias(f"{stage}_later")
        for stage in ("decided", "matched", "placed", "adopted")
    )
    old = later.filter(pl.col("adopted") < date(2025, 1, 1))
    late = later.filter(pl.col("placed") > date(2025, 4, 20), pl.col("adopted") > date(2026, 3, 1))
    assert old.height > 20 and late.height > 5
    assert old["adopted_later"].max() == 0
    assert late["adopted_later"].min() > 350 and late["placed_later"].min() > 350 and late["matched_later"].min() > 350
    assert late["decided_later"].abs().max() <= 14, "but for a working day, and the time in court, found elsewhere"


def test_no_home_is_made_long_term_while_adoption_is_planned() -> None:
    made = Journeys(CHILDREN, with_figures("adoption", reversed_share=0.9, reversed_order_share=1.0))
    given_up = made["adoption_plans"].filter(pl.col("reversed").is_not_null(), pl.col("ordered").is_not_null())
    under_order = made["legal_spells"].filter(pl.col("legal_status") == "E1").select("period", "start", until="end")
    homes = made["placement_moves"].filter("long_term").select("period", since="start")
    lasting = homes.join(under_order.join(given_up, on="period", how="semi"), on="period")
    assert lasting.height > 20
    assert (lasting["since"] >= lasting["until"]).all()


def test_no_resident_of_sixteen_has_a_home_made_long_term() -> None:
    made = many_children()
    rows = made["placement_moves"].sort("period", "start")
    before = (pl.col(name).shift(1).over("period").alias(f"{name}_before") for name in ("carer", "long_term", "kind"))
    made_so = rows.with_columns(*before).filter(
        "long_term",
        ~pl.col("long_term_before"),
        pl.col("carer") == pl.col("carer_before"),
        pl.col("kind_before").is_in(["foster", "kin"]),  # relatives may be approved, and at once for the long term
    )
    people = made["care_periods"].filter(~pl.col("uasc")).join(made["entrants"], on="person")
    born = made_so.join(people.select("period", "dob"), on="period")
    assert born.height > 50
    assert born.select((pl.col("start") < pl.col("dob").dt.offset_by("16y1mo")).all()).item()


def test_homes_of_children_who_came_to_them_before_five_are_made_long_term_sooner_if_the_figure_says_so() -> None:
    def long_term_before_five(wait: float) -> float:
        made = Journeys(CHILDREN, with_figures("placement_figures", young_long_term_wait=wait))
        people = made["care_periods"].join(made["entrants"], on="person").select("period", "dob")
        homes = made["placement_moves"].filter("long_term").join(people, on="period")
        return float(homes.select((pl.col("start") < pl.col("dob").dt.offset_by("5y")).mean()).item())

    assert long_term_before_five(0.1) > 1.2 * long_term_before_five(3.0) > 0


def test_young_children_who_are_moved_stay_longer_in_the_next_home_if_the_table_says_so() -> None:
    def moved_thrice(planned: float) -> float:
        made = Journeys(CHILDREN, with_figures("placement_figures", young_planned_home_pace=planned))
        young = made["care_periods"].filter(~pl.col("short_breaks")).join(made["entrants"], on="person")
        young = young.filter((pl.col("start") - pl.col("dob")).dt.total_days() < 3 * 365)
        fostered = made["placement_moves"].filter(pl.col("kind").is_in(["foster", "kin"]), pl.col("code").is_null())
        carers = fostered.join(young.select("period"), on="period").group_by("period").agg(pl.col("carer").n_unique())
        return float((carers["carer"] >= 3).mean())  # type: ignore[arg-type]

    assert moved_thrice(0.1) < moved_thrice(1.0) < moved_thrice(4.0)


@pytest.mark.parametrize(
    ("figures", "plan", "few"),
    [
        (("moves_after_order", "young_moves_after_order"), "adulthood", 0.35),
        (("moves_while_adopters_are_found",), "adoption", 0.6),
    ],
)
def test_children_go_to_carers_chosen_for_them_when_a_court_has_made_its_order(
    figures: tuple[str, ...], plan: str, few: float
) -> None:
    """The likelier it is, the more of those in foster care then leave their carers within four months."""

    def left_within_four_months(share: float) -> float:
        made = Journeys(CHILDREN, with_figures("placement_figures", **dict.fromkeys(figures, share)))
        orders = made["legal_spells"].filter(pl.col("legal_status").is_in(["C2", "E1"]))
        full = orders.group_by("period").agg(pl.col("start").min())
        staying = made["care_plans"].filter(pl.col("plan") == plan).select("period")
        then = full.join(staying, on="period").select("period", order="start")
        rows = made["placement_moves"].join(then, on="period")
        fostered = rows.filter((pl.col("kind") == "foster") & (pl.col("start") < pl.col("order")))
        here = fostered.filter((pl.col("end") > pl.col("order")).fill_null(True)).select("period", "order", "carer")
        carers = rows.group_by("period", "carer").agg(pl.col("end").max(), pl.col("end").is_null().any().alias("on"))
        left = here.join(carers, on=["period", "carer"])
        soon = ~pl.col("on") & (pl.col("end") <= pl.col("order") + pl.duration(days=130))
        return float(left.select(soon.mean()).item())

    assert left_within_four_months(0.0) < few
    assert left_within_four_months(1.0) > 0.85


@cache
def many_children() -> Journeys:
    """The journeys of a large council."""
    return Journeys(CHILDREN, Calibration())


def test_most_children_in_care_for_a_disability_are_there_by_agreement_all_through() -> None:
    made = many_children()
    periods = made["care_periods"].filter(~pl.col("short_breaks")).select("period", need=pl.col("need").cast(pl.String))
    law = made["legal_spells"].join(periods, on="period").join(made["care_plans"].select("period", "plan"), on="period")
    of_plan = law.filter(~pl.col("plan").is_in(BY_A_COURT))
    agreed = of_plan.group_by("period", "need").agg((pl.col("legal_status") == "V2").all().alias("agreed"))
    share = dict(agreed.group_by("need").agg(pl.col("agreed").mean()).rows())
    figure = Calibration().figure("circumstances", "disabled_by_agreement")
    assert share["N2"] > figure - 0.1
    assert share["N2"] > share["N1"] + 0.2


def test_nobody_who_is_home_within_weeks_of_police_protection_was_under_an_interim_order() -> None:
    made = many_children()
    days = (pl.col("end") - pl.col("start")).dt.total_days()
    brief = made["care_periods"].filter(days < LEAST_PROCEEDINGS).select("period")
    spells = made["legal_spells"].join(brief, on="period", how="semi").sort("period", "start")
    safe = spells.group_by("period", maintain_order=True).agg(pl.col("legal_status").first().alias("first"))
    kept_safe = safe.filter(pl.col("first").is_in(["L1", "L2"])).select("period")
    after = spells.join(kept_safe, on="period", how="semi")
    assert kept_safe.height > 20
    assert not (after["legal_status"] == "C1").any()
    assert (after["legal_status"] == "V2").any()
