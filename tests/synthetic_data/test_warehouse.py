"""The warehouse: a star that joins without gaps, the same in every file, and of one mind with the returns."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from functools import cache

import duckdb
import pandas as pd
import polars as pl
import pytest

from synthetic_data import simulate
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.warehouse import view
from synthetic_data.warehouse_dimensions import columns_of, described

DIMENSIONS = {
    "child_key": "dim_child",
    "worker_key": "dim_worker",
    "team_key": "dim_team",
    "provider_key": "dim_provider",
    "source_code": "dim_source",
    "need_code": "dim_need",
    "ethnicity_code": "dim_ethnicity",
    "closure_reason_code": "dim_closure_reason",
    "factor_code": "dim_factor",
    "initial_category_code": "dim_category",
    "latest_category_code": "dim_category",
    "legal_status_code": "dim_legal_status",
    "placement_code": "dim_placement",
    "end_reason_code": "dim_end_reason",
    "referral_key": "fact_referral",
    "assessment_key": "fact_assessment",
    "enquiry_key": "fact_section47",
    "protection_plan_key": "fact_protection_plan",
}


@cache
def council() -> Council:
    return simulate(CouncilSpec("Testholme", "545", 150, 21, 2026, 3))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warehouse's")
    for writer in ("duckdb", "sqlite", "parquet"):
        view.writers[writer](council(), "2025-26", folder)
    return folder


@contextmanager
def databases(folder):
    duck = duckdb.connect(str(folder / "council.duckdb"), read_only=True)
    with closing(duck), closing(sqlite3.connect(folder / "council.sqlite")) as lite:
        yield duck, lite


def table(name: str) -> pl.DataFrame:
    return council().view_tables("warehouse")[name]


def test_every_table_has_its_described_columns_and_every_column_a_meaning():
    described_columns = described("warehouse_tables")
    assert list(council().view_tables("warehouse")) == list(described_columns["table"].unique(maintain_order=True))
    for name in council().view_tables("warehouse"):
        assert table(name).columns == list(columns_of(name))


def test_keys_are_unique_in_dimensions_and_every_fact_finds_its_dimension():
    for name, facts in council().view_tables("warehouse").items():
        for column, other in DIMENSIONS.items():
            if column not in facts.columns:
                continue
            key = table(other).columns[0]
            assert table(other)[key].is_unique().all(), other
            if other != name:
                assert set(facts[column].drop_nulls()) <= set(table(other)[key]), (name, column)


def test_numbers_of_people_and_their_names_are_apart():
    assert not {"first_name", "surname", "upn", "home_postcode"} & set(table("dim_child").columns)
    assert set(table("child_identity")["child_key"]) < set(table("dim_child")["child_key"])


@pytest.mark.parametrize("year", ["2023-24", "2025-26"])
def test_referrals_of_a_year_are_those_of_the_census(year):
    census = council().table("cin_census.cin_details", year)
    first, last = pd.Timestamp(int(year[:4]), 4, 1), pd.Timestamp(int(year[:4]) + 1, 3, 31)
    ours = table("fact_referral").join(table("dim_child"), on="child_key").to_pandas()
    inside = ours["referral_date"].between(first, last)
    theirs = census[census["CINreferralDate"].between(first, last)]
    assert sorted(ours.loc[inside, "child_id"]) == sorted(theirs["LAchildID"])


def test_episodes_of_care_are_those_of_the_return_with_the_start_of_every_period():
    episodes = table("fact_care_episode").join(table("dim_child"), on="child_key")
    returned = council().table("ssda903.episodes")
    pairs = set(zip(episodes["child_id"], episodes["start_date"].cast(pl.String), strict=True))
    assert set(zip(returned["CHILD"], returned["DECOM"].dt.strftime("%Y-%m-%d"), strict=True)) <= pairs
    first = episodes.sort("child_key", "start_date").group_by("child_key", maintain_order=True).first()
    assert set(first["start_reason"]) == {"S"}


def test_all_files_hold_the_same_rows(files):
    with databases(files) as (duck, lite):
        for name, rows in council().view_tables("warehouse").items():
            assert pl.read_parquet(files / f"{name}.parquet").equals(rows), name
            assert pl.DataFrame(duck.sql(f"SELECT * FROM {name}").arrow()).equals(rows), name
            plain = rows.with_columns(pl.col(pl.Date).cast(pl.String), pl.col(pl.Boolean).cast(pl.Int64))
            assert lite.execute(f"SELECT * FROM {name}").fetchall() == plain.rows(), name


def test_one_query_gives_one_answer_in_both_databases(files):
    query = (
        "SELECT d.collection_year, count(*) FROM fact_referral r JOIN dim_date d ON d.date_key = r.referral_date "
        "WHERE NOT r.no_further_action GROUP BY 1 ORDER BY 1"
    )
    with databases(files) as (duck, lite):
        answers = duck.sql(query).fetchall()
        assert answers == lite.execute(query).fetchall()
    assert [year for year, _ in answers] == ["2022-23", "2023-24", "2024-25", "2025-26"]


def test_the_calendar_knows_bank_holidays_and_the_collection_year():
    days = {str(row["date_key"]): row for row in table("dim_date").to_dicts()}
    assert days["2025-04-21"]["weekday"] == "Monday" and not days["2025-04-21"]["is_working_day"]  # Easter Monday
    assert days["2026-03-31"]["collection_year"] == "2025-26" and days["2026-03-31"]["quarter"] == "2025-26 Q4"
    assert days["2025-04-01"]["quarter"] == "2025-26 Q1" and days["2025-04-01"]["is_working_day"]
