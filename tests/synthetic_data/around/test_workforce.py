"""Workforce: every post covered every day, every child in care with one worker at a time, figures that add up."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from synthetic_data.around.case_stages import FAMILY_SUPPORT
from synthetic_data.around.establishment import FAMILY_SUPPORT_WORKER, holding_services
from synthetic_data.around.holders import social_workers
from synthetic_data.around.tables import around_table
from synthetic_data.around.workforce import first_day
from synthetic_data.around.workforce_years import KNOWN, points_in_time, staffing
from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.dates import day_number, is_working_day
from synthetic_data.scorecard.simulated import count
from synthetic_data.scorecard.simulated_tables import WORKFORCE


@pytest.fixture(scope="module", params=[("Netherlow", "medium", 3), ("Trellholme", "small", 11)])
def council(request: pytest.FixtureRequest) -> Council:
    name, size, seed = request.param
    return simulate(CouncilSpec.named(name, size=size, seed=seed))


def test_somebody_holds_or_covers_every_post_on_every_day_and_only_one(council: Council) -> None:
    holders = council.journeys["post_holders"].sort("post", "start")
    assert holders["post"].n_unique() == council.journeys["posts"].height
    gaps = holders.select((pl.col("start") - pl.col("end").shift(1)).over("post").alias("gap"))["gap"].drop_nulls()
    assert (gaps == timedelta(0)).all()
    edges = holders.group_by("post").agg(pl.col("start").min(), pl.col("end").last())
    opened = edges.join(council.journeys["posts"], on="post")
    assert (opened["start"] <= opened["opened"]).all() and opened["end"].eq_missing(opened["closed"]).all()
    assert (opened.filter(pl.col("opened") > first_day(council.spec))["start"] > first_day(council.spec)).all()


def test_only_agency_posts_over_the_establishment_that_hold_no_children_ever_close() -> None:
    council = simulate(CouncilSpec.named("Netherlow", size="medium", seed=3))
    posts = council.journeys["posts"].join(council.journeys["teams"], on="team")
    closed = posts.drop_nulls("closed")
    assert closed.height > 0 and not closed["established"].any()
    assert not closed["service"].is_in(holding_services()).any()
    assert (closed["opened"] < closed["closed"]).all() and (closed["closed"] <= council.spec.horizon).all()


def test_cover_is_by_the_manager_of_the_same_team(council: Council) -> None:
    posts = council.journeys["posts"].select("post", "team")
    covered = council.journeys["post_holders"].filter("covering").join(posts, on="post")
    managers = council.journeys["workers"].filter("manager").join(posts, on="post").select("worker", home="team")
    both = covered.join(managers, on="worker", how="left")
    assert covered.height > 0
    assert (both["team"] == both["home"]).all()


def test_each_child_in_care_has_one_worker_at_a_time_and_is_never_without(council: Council) -> None:
    since = first_day(council.spec)
    periods = council.journeys["care_periods"].filter(pl.col("end").is_null() | (pl.col("end") > since))
    spells = council.journeys["worker_spells"].drop_nulls("period").sort("period", "start")
    assert set(spells["period"]) == set(periods["period"])
    joins = spells.select((pl.col("start") - pl.col("end").shift(1)).over("period").alias("gap"))["gap"].drop_nulls()
    assert (joins == timedelta(0)).all()
    ends = spells.group_by("period").agg(pl.col("start").min().alias("from"), pl.col("end").last().alias("to"))
    whole = periods.join(ends, on="period")
    assert whole["end"].eq_missing(whole["to"]).all()
    assert (whole["from"] <= pl.select(pl.max_horizontal(whole["start"], pl.lit(since))).to_series()).all()
    assert (whole["from"] >= whole["start"]).all()


def test_a_child_at_home_between_two_periods_of_care_under_one_referral_has_a_worker(council: Council) -> None:
    since = first_day(council.spec)
    periods = council.journeys["care_periods"].sort("person", "start")
    home = periods.with_columns(until=pl.col("start").shift(-1).over("person")).filter(
        (pl.col("end") < pl.col("until")) & (pl.col("end") >= since)
    )
    referrals = council.journeys["referrals"].filter(~pl.col("nfa")).select("person", "date", "closed")
    within = home.join(referrals, on="person").filter(
        (pl.col("date") <= pl.col("end")) & (pl.col("closed").is_null() | (pl.col("closed") >= pl.col("until")))
    )
    spells = council.journeys["worker_spells"].select("person", begun="start", stopped="end")
    held = within.join(spells, on="person").filter(
        (pl.col("begun") < pl.col("until")) & (pl.col("stopped") > pl.col("end"))
    )
    days = (pl.min_horizontal("stopped", "until") - pl.max_horizontal("begun", "end")).dt.total_days()
    covered = held.group_by("period", "date").agg(days.sum().alias("days"))
    both = within.join(covered, on=["period", "date"], how="left")
    assert within.height > 10
    assert both["days"].eq_missing((both["until"] - both["end"]).dt.total_days()).all()


def test_the_return_gives_all_workers_of_the_year_of_a_child_in_care_at_its_end(council: Council) -> None:
    year = council.spec.collection_years[-1]
    opens, closes = council.spec.horizon.replace(year=council.spec.horizon.year - 1), council.spec.horizon
    returned = council.view_tables("ssda903", year)
    in_care = returned["episodes"].filter(pl.col("DEC").is_null() & ~pl.col("LS").is_in(["V3", "V4"]))
    people = council.journeys["entrants"].select("person", CHILD="child_id").join(in_care.select("CHILD"), on="CHILD")
    names = social_workers(council.journeys).select("worker", SW_ID="worker_id")
    held = (
        council.journeys["worker_spells"]
        .filter((pl.col("start") <= closes) & (pl.col("end").is_null() | (pl.col("end") > opens + timedelta(days=1))))
        .join(people, on="person")
        .join(names, on="worker")
    )
    rows = returned["sw_episodes"].join(in_care.select("CHILD"), on="CHILD", how="semi")
    assert (
        rows.select("CHILD", "SW_ID")
        .unique()
        .sort("CHILD", "SW_ID")
        .equals(held.select("CHILD", "SW_ID").unique().sort("CHILD", "SW_ID"))
    )
    follows = rows.sort("CHILD", "SW_DECOM").with_columns(
        same=(pl.col("SW_ID") == pl.col("SW_ID").shift(1).over("CHILD"))
        & (pl.col("SW_DECOM") == pl.col("SW_DEC").shift(1).over("CHILD"))
    )
    assert not follows["same"].any(), "one stretch with one worker is one row"


def test_workers_come_and_go_and_hand_over_on_working_days(council: Council) -> None:
    began = first_day(council.spec)
    joined = council.journeys["workers"].filter(pl.col("start") > began)["start"]
    handed_over = council.journeys["worker_spells"].filter(~pl.col("reason").is_in(["FCONTA", "TSPROC"]))["start"]
    for days in (joined, handed_over.filter(handed_over > began)):
        assert is_working_day(days.cast(pl.Int32).to_numpy()).all()


def test_a_workers_children_are_theirs_only_while_they_are_in_post(council: Council) -> None:
    spells = council.journeys["worker_spells"].join(
        council.journeys["workers"].rename({"start": "joined", "end": "left"}), on="worker"
    )
    assert (spells["start"] >= spells["joined"]).all()
    gone = spells.drop_nulls("left")
    assert gone["end"].null_count() == 0 and (gone["end"] <= gone["left"]).all()


def test_reasons_are_codes_of_the_return_and_first_contact_begins_a_case(council: Council) -> None:
    spells = council.journeys["worker_spells"]
    known = {"MANAGE", "FCONTA", "LEFTRL", "ORGRST", "TSPROC", "ABSENC", "CHCHAN", "PCCHAN", "SWDIED", "OTHERS"}
    assert set(spells["reason"]) <= known
    assert (spells["end"] > spells["start"]).fill_null(True).all()


def test_brothers_and_sisters_in_one_service_share_a_worker_mostly(council: Council) -> None:
    now = council.journeys["worker_spells"].filter(pl.col("end").is_null())
    families = now.join(council.journeys["children"].select("person", "family"), on="person")
    several = families.group_by("family").agg(pl.len(), pl.col("worker").n_unique().alias("workers"))
    several = several.filter(pl.col("len") > 1)
    assert several.height > 0 and (several["workers"] < several["len"]).mean() > 0.6


def test_monthly_figures_add_up_and_match_the_caseloads_of_the_last_day(council: Council) -> None:
    months = council.journeys["workforce_months"]
    filled = months["permanent_fte"] + months["vacant_fte"]
    assert np.allclose(filled, months["posts_fte"], atol=0.11)
    posts = council.journeys["posts"]
    over = posts.filter(~pl.col("established")).group_by("team").agg(pl.col("fte").sum().alias("over"))
    room = months.join(over, on="team", how="left", maintain_order="left")
    assert (room["agency_fte"] <= room["vacant_fte"] + room["over"].fill_null(0.0) + 0.11).all()
    beyond = posts.filter(~pl.col("established")).select("post")
    assert council.journeys["post_holders"].join(beyond, on="post", how="semi")["agency"].all()
    assert (months["families"] <= months["children"]).all()
    view = council.view_tables("workforce")
    in_care = council.journeys["care_periods"].filter(pl.col("end").is_null()).height
    covered = council.journeys["worker_spells"].filter(pl.col("end").is_null() & pl.col("period").is_not_null())
    assert covered.height == in_care
    managers = council.journeys["workers"].filter("manager").select("worker")
    with_a_manager = covered.join(managers, on="worker", how="semi").height
    assert view["caseloads"]["IN_CARE"].sum() == in_care - with_a_manager


def test_the_series_breaks_where_the_definition_says_and_nowhere_else(council: Council) -> None:
    view = council.view_tables("workforce")
    change = view["definitions"]["FROM"].max()
    truth = council.journeys["workforce_months"].join(council.journeys["teams"], on="team")
    both = view["workforce_months"].join(truth, left_on=["MONTH", "TEAM"], right_on=["month", "code"])
    before, after = both.filter(pl.col("MONTH") < change), both.filter(pl.col("MONTH") >= change)
    assert (before["CASES"] == before["families"]).all() and (after["CASES"] == after["children"]).all()
    assert council.spec.opening < change < council.spec.horizon


def test_human_resources_know_no_agency_worker_and_invoices_no_sw_number(council: Council) -> None:
    view = council.view_tables("workforce")
    agency = set(council.journeys["workers"].filter("agency")["worker_id"])
    assert not set(view["workers"]["WORKER_ID"]) & agency
    assert view["agency_workers"].columns == ["AGENCY_REF", "TEAM", "FTE", "START", "END"]
    assert view["workers"]["WORKER_ID"].str.contains(rf"^(SW|FS){council.spec.la_code}\d{{5}}$").all()
    supporting = view["workers"]["ROLE"] == FAMILY_SUPPORT_WORKER
    assert view["workers"]["WORKER_ID"].str.starts_with("FS").equals(supporting) and supporting.any()


@pytest.mark.parametrize("year", [2019, 2023, KNOWN])
def test_posts_are_left_and_empty_as_often_as_in_england_that_year(year: int) -> None:
    england = dict(zip(*around_table("workforce_years").select("year", "vacancy_rate"), strict=True))
    turnover = dict(zip(*around_table("workforce_years").select("year", "turnover_rate"), strict=True))
    rates = {"vacancy_rate": england[KNOWN], "turnover_rate": turnover[KNOWN], "agency_rate": 13.0}
    days = points_in_time(day_number(date(2014, 4, 1)), day_number(date(2026, 3, 31)))
    staff = staffing(rates, days, managers=0.0)
    last, opened = day_number(date(year, 9, 30)), day_number(date(year - 1, 9, 30))
    assert np.interp(last, staff.day, staff.vacant) == pytest.approx(england[year] / 100, abs=0.001)
    left = np.diff(np.interp([opened, last], staff.day, staff.leaving))[0]
    assert left == pytest.approx(turnover[year] / 100, abs=0.01)
    # Posts that are left and filled at those hazards are empty as often.
    chance = np.random.default_rng(1).random((40, 20_000))
    now, filled = np.full(20_000, int(staff.day[0])), chance[-1] >= staff.vacant[0]
    going = np.ones(20_000, bool)
    for draw in chance[:-1]:
        then = np.where(filled, staff.left(now, draw), staff.filled(now, draw))
        going &= then <= last
        now, filled = np.where(going, then, now), filled ^ going
    assert not going.any()
    assert 1 - filled.mean() == pytest.approx(england[year] / 100, abs=0.012)


def test_the_scorecard_counts_the_social_workers_that_there_were_on_the_day_of_the_census() -> None:
    spec = CouncilSpec.named("Netherlow", size="medium", seed=3)
    day, opened = date(2025, 9, 30), date(2024, 9, 30)
    counted, _ = count([spec], sides=(WORKFORCE,))
    journeys = simulate(spec).journeys
    posts = (
        journeys["posts"].filter(pl.col("role") != FAMILY_SUPPORT_WORKER).select("post", "fte", "established", "opened")
    )
    workers = journeys["workers"].filter(~pl.col("agency")).join(posts, on="post")
    here = (pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") > day))
    in_post = workers.filter(here)["fte"].sum()
    leavers = workers.filter((pl.col("end") > opened) & (pl.col("end") <= day))["fte"].sum()
    vacant = posts.filter(pl.col("established") & (pl.col("opened") <= day))["fte"].sum() - in_post
    found = counted["workforce_2025"]
    assert found["Turnover rate of social workers"] == (pytest.approx(leavers), pytest.approx(in_post))
    assert found["Vacancy rate of social workers"] == (pytest.approx(vacant), pytest.approx(vacant + in_post))
    months = (
        journeys["workforce_months"].filter(pl.col("month") == date(2025, 10, 1)).join(journeys["teams"], on="team")
    )
    held = months.filter(pl.col("service").is_in(holding_services()) & (pl.col("service") != FAMILY_SUPPORT))
    assert counted["workforce_size_2025"]["Children held"][0] == held["children"].sum()
