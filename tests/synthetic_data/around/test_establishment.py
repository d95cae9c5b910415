"""Establishment: who holds children and who does not, posts as England's grew, rates with the published spread."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.around.case_stages import FAMILY_SUPPORT
from synthetic_data.around.establishment import EVEN, FAMILY_SUPPORT_WORKER, council_rates, holding_services
from synthetic_data.around.holders import workers_in_teams
from synthetic_data.around.tables import around_table
from synthetic_data.around.workforce import first_day
from synthetic_data.around.workforce_years import KNOWN, KNOWN_DAY, agency_workers, extra_agency
from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.dates import day_number
from synthetic_data.places.councils import all_councils


@pytest.fixture(scope="module", params=[("Netherlow", "medium", 3), ("Trellholme", "small", 11)])
def council(request: pytest.FixtureRequest) -> Council:
    name, size, seed = request.param
    return simulate(CouncilSpec.named(name, size=size, seed=seed))


def test_family_support_holds_children_who_come_to_neither_plan_nor_care(council: Council) -> None:
    stages = council.journeys["case_stages"].filter(pl.col("service") == FAMILY_SUPPORT)
    referrals = council.journeys["referrals"].filter(~pl.col("nfa")).select("referral", "person", "date", "closed")
    within = stages.join(referrals, on="person").filter(
        (pl.col("start") >= pl.col("date")) & (pl.col("closed").is_null() | (pl.col("start") < pl.col("closed")))
    )
    assert within.height == stages.height > 30
    assert within.join(council.journeys["protection_plans"], on="referral", how="semi").is_empty()
    far = pl.lit(date(9999, 1, 1))
    in_care = within.join(council.journeys["care_periods"].select("person", came="start", went="end"), on="person")
    assert in_care.filter(
        (pl.col("came") < pl.col("closed").fill_null(far)) & (pl.col("went").fill_null(far) > pl.col("date"))
    ).is_empty()


def test_no_child_in_care_is_with_family_support_and_no_return_of_theirs_names_it(council: Council) -> None:
    teams = workers_in_teams(council.journeys).select("worker", "service")
    spells = council.journeys["worker_spells"].join(teams, on="worker")
    assert spells.filter(pl.col("period").is_not_null() & (pl.col("service") == FAMILY_SUPPORT)).is_empty()
    for year in council.spec.collection_years:
        returned = council.view_tables("ssda903", year).get("sw_episodes")
        assert returned is None or returned["SW_ID"].str.starts_with("SW").all()
    after = spells.sort("person", "start").with_columns(
        came_from=pl.col("service").shift(1).over("person"), left=pl.col("end").shift(1).over("person")
    )
    anew = after.filter(
        (pl.col("came_from") == FAMILY_SUPPORT)
        & (pl.col("service") != FAMILY_SUPPORT)
        & (pl.col("left") == pl.col("start"))
    )
    assert (anew["reason"] == "FCONTA").all()


def test_who_reviews_trains_or_supports_carers_holds_no_child_and_is_in_no_list_of_caseloads(council: Council) -> None:
    teams = workers_in_teams(council.journeys).select("worker", "service", "code")
    others = teams.filter(~pl.col("service").is_in(holding_services()))
    assert set(others["service"]) == set(around_table("services")["service"]) - set(holding_services())
    assert council.journeys["worker_spells"].join(others, on="worker", how="semi").is_empty()
    caseloads = council.view_tables("workforce")["caseloads"]
    assert not set(caseloads["TEAM"]) & set(others["code"])
    assert caseloads.null_count().sum_horizontal().item() == 0
    months = council.journeys["workforce_months"].join(council.journeys["teams"], on="team")
    of_others = months.filter(~pl.col("service").is_in(holding_services()))
    assert of_others["children"].sum() == 0 < of_others["permanent_fte"].sum()


def test_posts_without_children_came_to_be_as_england_s_did() -> None:
    council = simulate(CouncilSpec.named("Netherlow", size="large", years=10, seed=2))
    posts = council.journeys["posts"].filter("established")
    england = around_table("workforce_years")
    for year in (2018, 2021, KNOWN):
        grown = england.filter(pl.col("year") == year)["posts"][0] / england["posts"][-1]
        there = posts.filter((pl.col("opened") <= date(year, 9, 30)) & (pl.col("role") != FAMILY_SUPPORT_WORKER))
        assert there["fte"].sum() / posts.filter(pl.col("role") != FAMILY_SUPPORT_WORKER)["fte"].sum() == pytest.approx(
            grown, abs=0.03
        )
    holding = posts.filter(pl.col("role").is_in(["Social worker", FAMILY_SUPPORT_WORKER])).join(
        council.journeys["teams"].filter(pl.col("service").is_in(holding_services())), on="team", how="semi"
    )
    assert (holding["opened"] == first_day(council.spec)).all()


def test_the_councils_of_one_seed_share_the_spread_of_each_rate() -> None:
    for seed in (1, 2):
        rates = [council_rates(CouncilSpec(one.name, one.la_code, 100, seed)) for one in all_councils()]
        for measure in ("vacancy_rate", "agency_rate", "turnover_rate", "caseload"):
            points = around_table("workforce_spread").filter(measure=measure)
            wanted = np.interp([0.25, 0.5, 0.75], points["at"], points["value"])
            found = np.quantile([rate[measure] for rate in rates], [0.25, 0.5, 0.75])
            assert found / wanted == pytest.approx(found[1] / wanted[1], rel=0.02)


def test_rates_between_councils_have_the_published_spread() -> None:
    rates = [council_rates(CouncilSpec(one.name, one.la_code, 100, 3)) for one in all_councils()]
    published = {"vacancy_rate": (7.6, 14.4, 20.6), "turnover_rate": (9.5, 11.8, 15.2), "caseload": (14.0, 15.2, 16.8)}
    for measure, (low, middle, high) in published.items():
        found = np.quantile([rate[measure] for rate in rates], [0.25, 0.5, 0.75])
        assert found == pytest.approx([low, middle, high], rel=0.16)


def test_councils_short_of_staff_rely_on_agencies_more() -> None:
    rates = [council_rates(CouncilSpec(one.name, one.la_code, 100, 3)) for one in all_councils()]
    vacancy, agency = ([rate[measure] for rate in rates] for measure in ("vacancy_rate", "agency_rate"))
    assert np.corrcoef(vacancy, agency)[0, 1] > 0.4


def test_caseloads_and_vacancies_are_about_what_the_council_s_rates_say() -> None:
    ratios, empty = [], []
    for seed in range(8):
        council = simulate(CouncilSpec.named("Netherlow", size="medium", seed=seed))
        months, rates = council.journeys["workforce_months"], dict(council.journeys["workforce_rates"].rows())
        holding = council.journeys["teams"].filter(pl.col("service").is_in(holding_services()))
        held = months.join(holding, on="team", how="semi")
        ratios.append(held["children"].sum() / (held["permanent_fte"] + held["agency_fte"]).sum() / rates["caseload"])
        known = months.filter(pl.col("month") == date(KNOWN, 10, 1))
        managers = council.journeys["posts"].filter("manager")["fte"].sum()  # whose posts are never empty
        empty.append(known["vacant_fte"].sum() / (known["posts_fte"].sum() + managers) - rates["vacancy_rate"] / 100)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.12)
    assert np.mean(empty) == pytest.approx(0.0, abs=0.05)


def test_a_council_with_more_agency_workers_than_vacancies_has_them_over_the_establishment() -> None:
    usual, day = {"agency_rate": 13.0, "vacancy_rate": 14.2}, np.array([KNOWN_DAY])
    few = extra_agency(usual, 0.0, day)[0]
    many = extra_agency({"agency_rate": 28.0, "vacancy_rate": 5.0}, 0.0, day)[0]
    assert few == pytest.approx(0.85 * 0.189 * 0.13 / 0.87 * 0.858, rel=0.01)
    # As many for all posts together, though managers' posts have none.
    assert 0.8 * extra_agency(usual, 0.2, day)[0] == pytest.approx(few)
    assert many > 0.25 > 10 * few


def test_agency_workers_and_those_over_the_establishment_go_up_and_down_with_england_s() -> None:
    days = np.array([day_number(date(year, 9, 30)) for year in (2023, 2024, KNOWN)])
    rates = {"agency_rate": 13.0, "vacancy_rate": 14.2}
    wanted = agency_workers(rates, 0.0, days)
    # DfE, Children's social work workforce 2025: agency workers, vacancies and workers in post on 30 September (FTE).
    england = np.array([7178.5 / (7722.7 + 33119.1), 6520.7 / (7188.6 + 34328.2), 5415.9 / (5965.4 + 36186.3)])
    assert wanted == pytest.approx(england, rel=0.012)
    assert extra_agency(rates, 0.0, days) / wanted == pytest.approx(0.85 * np.array([0.202, 0.187, 0.189]))


def test_england_has_its_own_rates_again_whichever_councils_are_the_large_ones() -> None:
    for seed in (1, 2, 3):
        rates = pl.DataFrame([council_rates(CouncilSpec(one.name, one.la_code, 100, seed)) for one in all_councils()])
        weights = [one.children_0_17 * (one.care_rate_per_10000 + EVEN) for one in all_councils()]
        posts = np.array(weights) / rates["caseload"].to_numpy()
        assert np.average(rates["vacancy_rate"], weights=posts) == pytest.approx(14.2)
        in_post = posts * (100 - rates["vacancy_rate"].to_numpy())
        assert np.average(rates["turnover_rate"], weights=in_post) == pytest.approx(11.8)
