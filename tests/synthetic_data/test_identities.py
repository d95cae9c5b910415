"""One truth in every view: counts at one date agree across returns, lists, warehouse and extracts; lives are whole."""

from __future__ import annotations

import polars as pl
import pytest
from any_council import councils
from hypothesis import HealthCheck, given, settings

from synthetic_data.council import Council, CouncilSpec

SHORT_BREAKS = ["V3", "V4"]


def test_one_truth_in_every_view_of_a_council() -> None:
    council = Council(CouncilSpec.named(size=60, seed=7, year_end=2027, years=1))
    assert_counts_agree(council)
    assert_lives_are_whole(council)


@pytest.mark.prove
@given(councils([10, 60, 200, 600], [1, 2, 3]))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_truth_in_every_view_of_many_councils(council: Council) -> None:
    assert_counts_agree(council)
    assert_lives_are_whole(council)


def assert_counts_agree(council: Council) -> None:
    """On the last day of the data every view names the same children in care, on protection plans and in need."""
    returned, census = council.view_tables("ssda903"), council.view_tables("cin_census")
    lists, extracts = council.view_tables("annex_a"), council.view_tables("extracts")
    warehouse = council.view_tables("warehouse")
    child = warehouse["dim_child"].select("child_key", "child_id")

    in_care = {
        "ssda903": ids(returned["episodes"].filter(~pl.col("LS").is_in(SHORT_BREAKS)), "DEC", "CHILD"),
        "annex_a": ids(
            lists["list_8"].filter(~pl.col("Child's Legal Status").str.slice(0, 2).is_in(SHORT_BREAKS)),
            "Date Ceased to be Looked After",
            "Child Unique ID",
        ),
        "annex_a list 6": sorted(
            lists["list_6"].filter(pl.col("Case Status") == "a) Looked after child")["Child Unique ID"]
        ),
        "warehouse": ids(
            warehouse["fact_care_episode"]
            .filter(~pl.col("legal_status_code").is_in(SHORT_BREAKS))
            .join(child, "child_key"),
            "end_date",
            "child_id",
        ),
        "extracts": ids(
            extracts[f"draft_903/{council.spec.collection_years[-1]}/episodes"].filter(
                ~pl.col("LS").is_in(SHORT_BREAKS)
            ),
            "DEC",
            "CHILD",
        ),
    }
    in_care["report of the case system"] = ids(
        extracts["care_episodes"].filter(~pl.col("Legal status").str.starts_with("Short-break")),
        "End date",
        "Person ID",
    )
    plans = extracts["plans"].filter(pl.col("Plan type") == "Child protection")
    on_plans = {
        "report of the case system": ids(plans, "End date", "Person ID"),
        "cin_census": ids(census["child_protection_plans"], "CPPendDate", "LAchildID"),
        "annex_a": ids(lists["list_7"], "Child Protection Plan End Date", "Child Unique ID"),
        "warehouse": ids(warehouse["fact_protection_plan"].join(child, "child_key"), "end_date", "child_id"),
    }
    in_need = {
        "cin_census": ids(
            census["cin_details"].filter(pl.col("ReferralNFA") == "false"), "CINclosureDate", "LAchildID"
        ),
        "annex_a": ids(lists["list_6"], "CIN Closure Date", "Child Unique ID"),
        "warehouse": ids(
            warehouse["fact_referral"].filter(~pl.col("no_further_action")).join(child, "child_key"),
            "closure_date",
            "child_id",
        ),
    }
    for counted in (in_care, on_plans, in_need):
        first, *others = counted.values()
        assert all(other == first for other in others), {name: len(found) for name, found in counted.items()}
    assert set(in_care["ssda903"]) <= set(in_need["cin_census"])
    assert in_care["ssda903"]


def ids(table: pl.DataFrame, end: str, child: str) -> list[str]:
    """The children of the rows that have no end, one entry a row, in order."""
    ended = table[end].is_null() if table[end].dtype != pl.String else table[end].fill_null("") == ""
    return sorted(table.filter(ended)[child])


def assert_lives_are_whole(council: Council) -> None:
    """One family a child, one open episode, nothing before birth (an unborn child's referral aside), plans from
    conferences."""
    journeys = council.journeys
    children = journeys["children"]
    assert children["person"].is_unique().all() and children["child_id"].is_unique().all()
    assert children["family"].null_count() == 0
    assert set(children["family"]) <= set(journeys["families"]["family"])
    for table in ("care_periods", "care_episodes", "protection_plans"):
        open_now = journeys[table].filter(pl.col("end").is_null())
        assert open_now["person"].is_unique().all(), table
    born = children.select("person", "dob")
    for table, column in (
        ("care_episodes", "start"),
        ("reviews", "review"),
        ("missing_episodes", "start"),
        ("visits", "date"),
        ("liberty_orders", "start"),
    ):
        early = journeys[table].join(born, on="person").filter(pl.col(column) < pl.col("dob"))
        unborn = early.filter(pl.col("kind") != "care") if table == "visits" else early.clear()
        assert early.height == unborn.height, table
    referred = journeys["referrals"].join(born, on="person").filter(pl.col("date") < pl.col("dob"))
    assert set(referred["person"]) <= set(journeys["unborn"]["person"])
    made = journeys["conferences"].filter("plan_made").select("referral", pl.col("date").alias("start"))
    plans = journeys["protection_plans"].filter(pl.col("start") >= council.spec.opening)
    assert plans.join(made, on=["referral", "start"], how="anti").is_empty()


def test_brothers_and_sisters_have_names_of_their_own() -> None:
    made = Council(CouncilSpec.named("Omberstow", size=300, seed=5)).journeys
    named = made["identities"].join(made["children"].select("person", "family"), on="person")
    assert named.height > 5_000 and not named.select("family", "first_name").is_duplicated().any()
