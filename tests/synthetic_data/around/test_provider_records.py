"""Providers over time: inspections in order, nights within what is registered, planted shifts that are in the data."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.council import Council, CouncilSpec, simulate


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Otterdown", size="medium", seed=2))


def test_inspections_come_in_order_while_the_provider_is_registered(council: Council) -> None:
    seen = council.journeys["inspections"].join(council.journeys["providers"], on="provider")
    assert (seen["date"] > seen["registered"]).all()
    assert (seen.drop_nulls("closed")["date"] < seen.drop_nulls("closed")["closed"]).all()
    gaps = seen.sort("provider", "date").select(pl.col("date").diff().over("provider")).to_series().drop_nulls()
    assert gaps.dt.total_days().min() > 100
    assert seen["date"].max() <= council.spec.horizon


def test_most_childrens_homes_are_good_or_outstanding_and_grades_tend_to_stay(council: Council) -> None:
    homes = council.journeys["inspections"].join(
        council.journeys["providers"].filter(pl.col("kind") == "children's home"), on="provider"
    )
    assert 0.65 < homes["grade"].is_in(["Good", "Outstanding"]).mean() < 0.95
    same = homes.sort("provider", "date").select(
        (pl.col("grade") == pl.col("grade").shift()).over("provider").alias("same")
    )
    assert same["same"].drop_nulls().mean() > 0.6


def test_nights_of_our_children_are_the_placements_and_all_nights_fit_the_places(council: Council) -> None:
    months = council.journeys["provider_months"]
    rows = months.join(council.journeys["providers"].select("provider", "registered_places"), on="provider")
    assert (rows["own_nights"] <= rows["nights"]).all()
    assert (rows["nights"] <= rows["registered_places"] * rows["month"].dt.month_end().dt.day()).all()
    # Buildings that registered late count no nights before; children's homes were open whenever a child was there.
    homes = council.journeys["providers"].filter(pl.col("kind") == "children's home").select("provider")
    stays = council.journeys["care_placements"].join(
        council.journeys["placement_addresses"].select("placement_key", pl.col("provider").alias("at")),
        on="placement_key",
    )
    day_after = council.spec.horizon + timedelta(days=1)
    nights = stays.join(homes, left_on="at", right_on="provider").select(
        start=pl.max_horizontal("start", pl.lit(council.spec.opening)),
        end=pl.col("end").fill_null(day_after),
    )
    held = (nights["end"] - nights["start"]).dt.total_days().clip(0).sum()
    assert months.join(homes, on="provider")["own_nights"].sum() == held


def test_there_is_one_row_for_every_event_counted(council: Council) -> None:
    months, events = council.journeys["provider_months"], council.journeys["notifications"]
    counted = events.group_by("provider", pl.col("date").dt.truncate("1mo").alias("month")).len()
    both = months.filter(pl.col("notifications") > 0).join(counted, on=["provider", "month"], how="full", coalesce=True)
    assert (both["notifications"] == both["len"]).all()


def test_a_child_named_in_an_event_was_in_that_home_that_day(council: Council) -> None:
    events = council.journeys["notifications"].drop_nulls("child_person")
    stays = council.journeys["care_placements"].join(
        council.journeys["placement_addresses"].select("placement_key", pl.col("provider").alias("at")),
        on="placement_key",
    )
    there = events.join(stays, left_on=["provider", "child_person"], right_on=["at", "person"]).filter(
        (pl.col("start") <= pl.col("date")) & (pl.col("end").is_null() | (pl.col("date") < pl.col("end")))
    )
    assert set(there["notification"].to_list()) == set(events["notification"].to_list())


def test_the_planted_home_has_more_events_after_its_month_and_others_do_not() -> None:
    before, after, quiet = [], [], []
    for seed in range(6):
        council = simulate(CouncilSpec.named("Otterdown", size="medium", seed=seed))
        months, planted = council.journeys["provider_months"], council.journeys["planted_providers"]
        row = months.join(planted, on="provider")
        for late, kept in ((False, before), (True, after)):
            part = row.filter((pl.col("month") >= pl.col("from_month")) == late)
            kept.append((part["notifications"].sum(), part["nights"].sum()))
        rest = months.join(planted, on="provider", how="anti").filter(pl.col("nights") > 0)
        middle = rest["month"].unique().sort().gather(18).item()
        rates = [part["notifications"].sum() / part["nights"].sum() for part in
                 (rest.filter(pl.col("month") < middle), rest.filter(pl.col("month") >= middle))]  # fmt: skip
        quiet.append(rates[1] / rates[0])
    rise = np.divide(*np.sum(after, axis=0)) / np.divide(*np.sum(before, axis=0))
    low, high = around_figure("planted_ratio_low"), around_figure("planted_ratio_high")
    assert 0.75 * low < rise < 1.25 * high
    assert 0.85 < np.mean(quiet) < 1.15


def test_the_view_keys_events_by_home_and_age_and_never_by_a_childs_id(council: Council) -> None:
    tables = council.view_tables("providers")
    assert set(tables) == {"providers", "inspections", "provider_months", "notifications"}
    events = tables["notifications"]
    assert events.columns == [
        "NOTIFICATION", "HOME", "POSTCODE", "EVENT_DATE", "EVENT", "CHILD_AGE", "CHILD_SEX", "PLACING_LA",
    ]  # fmt: skip
    ours = events.filter(pl.col("PLACING_LA") == council.spec.name)
    assert ours["CHILD_AGE"].drop_nulls().is_between(0, 18).all()
    assert set(tables["inspections"]["URN"]) <= set(tables["providers"]["URN"])
    assert set(events["EVENT"]) <= set(around_table("notification_kinds")["event"])


def test_the_same_spec_gives_the_same_records(council: Council) -> None:
    again = simulate(council.spec)
    for table in ("inspections", "provider_months", "notifications", "planted_providers"):
        assert again.journeys[table].equals(council.journeys[table])
