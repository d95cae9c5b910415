"""Benchmarks: every council, counts with their populations, our own row from our own journeys."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.places.councils import all_councils


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Fernlow", size="small", seed=9))


def last_year(council: Council, measure: str) -> pl.DataFrame:
    table = council.view_tables("population")["benchmarks"]
    return table.filter((pl.col("year") == "2025-26") & (pl.col("measure") == measure))


def test_every_council_has_one_row_a_year_and_measure(council: Council) -> None:
    table = council.view_tables("population")["benchmarks"]
    assert not table.select("year", "la_code", "measure").is_duplicated().any()
    assert table.group_by("year", "measure").len()["len"].unique().to_list() == [153]
    assert set(table["la_code"]) == {other.la_code for other in all_councils()}
    assert table["year"].unique().sort().to_list() == ["2023-24", "2024-25", "2025-26"]


def test_rates_are_counts_over_denominators_to_one_place(council: Council) -> None:
    table = council.view_tables("population")["benchmarks"].filter(pl.col("denominator") > 0)
    worked = (table["count"] / table["denominator"] * table["per"]).round(1)
    assert (worked == table["rate"]).all()


def test_our_own_row_counts_our_own_children(council: Council) -> None:
    day = date(2026, 3, 31)
    care = council.journeys["care_periods"].filter(
        ~pl.col("short_breaks") & (pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") > day))
    )
    row = last_year(council, "children in care on 31 March").filter(pl.col("la_code") == council.spec.la_code)
    assert row["count"].item() == care["person"].n_unique()
    people = council.view_tables("population")["children_by_year"].filter(pl.col("mid_year") == 2025)
    assert row["denominator"].item() == people["children"].sum()


def test_england_and_the_spread_between_councils_are_as_published(council: Council) -> None:
    published = {
        "children in care on 31 March": (67, 40, 117),
        "children starting to be looked after": (26, 17, 41),
        "re-referrals within 12 months": (20.6, 15.1, 26.0),
        "protection plans that are second or later": (24.3, 16, 31),
    }
    for measure, (england, low, high) in published.items():
        rows = last_year(council, measure)
        whole = rows["count"].sum() / rows["denominator"].sum() * rows["per"][0]
        assert whole == pytest.approx(england, rel=0.06), measure
        assert np.quantile(rows["rate"], [0.1, 0.9]) == pytest.approx([low, high], rel=0.1), measure


def test_other_councils_are_the_same_whatever_the_seed(council: Council) -> None:
    other = simulate(CouncilSpec.named("Fernlow", size="small", seed=10))
    not_ours = pl.col("la_code") != council.spec.la_code
    assert other.journeys["benchmarks"].filter(not_ours).equals(council.journeys["benchmarks"].filter(not_ours))
    assert not other.journeys["benchmarks"].equals(council.journeys["benchmarks"])


def test_each_council_has_ten_neighbours_and_is_not_its_own(council: Council) -> None:
    neighbours = council.view_tables("population")["neighbours"]
    assert neighbours.group_by("la_code").len()["len"].unique().to_list() == [10]
    assert (neighbours["la_code"] != neighbours["neighbour_la_code"]).all()
