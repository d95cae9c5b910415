"""Annex A: the template's columns and words, its windows, and counts that agree with the returns of the same date."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic_data import simulate
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import is_working_day
from synthetic_data.draws import whole_ages
from synthetic_data.returns.annex_a import view
from synthetic_data.returns.annex_a_cut import _table, columns_of

LISTS = [f"List {number}" for number in range(1, 12)]
some = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def council(size: int = 200, la_code: str = "540", seed: int = 12, year_end: int = 2026) -> Council:
    return simulate(CouncilSpec("Testholme", la_code, size, seed, year_end, 2))


councils = st.builds(
    council,
    st.sampled_from([20, 120, 300]),
    st.integers(501, 653).map(str),
    st.integers(0, 10_000),
    st.sampled_from([2024, 2026, 2027]),
)


def listed(number: int, made: Council | None = None) -> pd.DataFrame:
    return (made or council()).table(f"annex_a.list_{number}")


def on_short_breaks(in_care: pd.DataFrame) -> pd.Series:
    return in_care["Child's Legal Status"].str[:2].isin(["V3", "V4"])


@some
@given(councils)
def test_every_list_has_the_templates_columns_and_only_its_words(made):
    tables = made.view_tables("annex_a")
    labels = _table("annex_a")
    layout = _table("annex_a_lists")
    for name in LISTS:
        table = tables[name.replace("List ", "list_")]
        assert table.columns == list(columns_of(name))
        for column, code_set, required in (
            layout.filter(pl.col("list") == name).select("column", "code_set", "required").iter_rows()
        ):
            if required == "yes":
                assert table[column].null_count() == 0, (name, column)
            if code_set and code_set != "PLACE_LA":
                assert set(table[column].drop_nulls()) <= set(labels.filter(pl.col("code_set") == code_set)["label"])


@some
@given(councils)
def test_nothing_is_later_than_the_day_and_contacts_lie_in_the_last_six_months(made):
    day = made.spec.horizon
    for table in made.view_tables("annex_a").values():
        for column in (c for c in table.columns if table[c].dtype == pl.Date):
            assert table.filter(pl.col(column) > day).is_empty(), column
    contacts = made.view_tables("annex_a")["list_1"]
    assert contacts["Date of Contact"].min() > date(day.year - 1, 9, 30)


@some
@given(councils)
def test_children_in_care_are_the_same_in_list_6_list_8_and_the_ssda903(made):
    in_care = listed(8, made)
    in_care = in_care[~on_short_breaks(in_care)]
    now = set(in_care.loc[in_care["Date Ceased to be Looked After"].isna(), "Child Unique ID"])
    assert now == set(made.spells_of_care().covering(made.spec.horizon)["child"])
    need = listed(6, made)
    assert now == set(need.loc[need["Case Status"] == "a) Looked after child", "Child Unique ID"])


@some
@given(councils)
def test_a_child_on_short_breaks_has_one_row_in_list_8_and_is_a_child_in_need_in_list_6(made):
    breaks = listed(8, made)[on_short_breaks(listed(8, made))]
    now = breaks["Date Ceased to be Looked After"].isna()
    everyone = set(made.spells_of_care(short_breaks=True).covering(made.spec.horizon)["child"])
    only_care = set(made.spells_of_care().covering(made.spec.horizon)["child"])
    assert breaks["Child Unique ID"].is_unique
    assert set(breaks.loc[now, "Child Unique ID"]) == everyone - only_care
    need = listed(6, made)
    need = need[need["Child Unique ID"].isin(breaks.loc[now, "Child Unique ID"]) & need["CIN Closure Date"].isna()]
    assert set(need["Case Status"]) <= {"b) Child Protection plan", "c) Child in need plan", "d) Open assessment"}


def test_the_lists_show_both_kinds_of_short_break_and_no_permanence_plan_for_them():
    breaks = listed(8)[on_short_breaks(listed(8))]
    assert set(breaks["Child's Legal Status"].str[:2]) == {"V3", "V4"}
    assert breaks["What is the permanence plan for this child?"].isna().all()


@some
@given(councils)
def test_plans_and_open_episodes_are_the_same_in_the_lists_and_the_census(made):
    plans = listed(7, made)
    census = made.table("cin_census.child_protection_plans")
    assert set(plans.loc[plans["Child Protection Plan End Date"].isna(), "Child Unique ID"]) == set(
        census.loc[census["CPPendDate"].isna(), "LAchildID"]
    )
    need, details = listed(6, made), made.table("cin_census.cin_details")
    open_now = details["CINclosureDate"].isna() & (details["ReferralNFA"] == "false")
    assert sorted(need.loc[need["CIN Closure Date"].isna(), "Child Unique ID"]) == sorted(
        details.loc[open_now, "LAchildID"]
    )


def test_referrals_of_six_months_are_those_of_the_census():
    details = council().table("cin_census.cin_details")
    recent = details[details["CINreferralDate"] >= pd.Timestamp(2025, 10, 1)]
    assert sorted(listed(3)["Child Unique ID"]) == sorted(recent["LAchildID"])


def test_ages_count_birthdays_and_the_unborn_have_none():
    rows = listed(6).dropna(subset=["Date of Birth"])
    born = rows["Date of Birth"].to_numpy().astype("datetime64[D]").astype(int)
    day = (council().spec.horizon - date(1970, 1, 1)).days
    assert (rows["Age of Child (Years)"].to_numpy() == whole_ages(born, day)).all()
    unborn = listed(6)[listed(6)["Date of Birth"].isna()]
    assert unborn["Age of Child (Years)"].isna().all()
    assert (unborn["Gender"] == "c) Not stated/recorded").all()


def test_counts_of_a_year_count_rows_of_the_year():
    rows = listed(3).drop_duplicates("Child Unique ID").set_index("Child Unique ID")
    details = council().table("cin_census.cin_details")
    year = details[details["CINreferralDate"] > pd.Timestamp(2025, 3, 31)]
    counts = year["LAchildID"].value_counts()
    assert (rows["Number of Referrals in Last 12 Months"] == counts.reindex(rows.index)).all()


def test_placements_of_a_year_are_those_of_the_ssda903_without_temporary_ones() -> None:
    """Neither coming back from a hospital nor a change with the same carer is another placement."""
    shown = council().table("ssda903.episodes")
    shown = shown[~shown["LS"].isin(["V3", "V4"])].assign(since=pd.to_datetime(shown["DECOM"], dayfirst=True))
    shown = shown.sort_values(["CHILD", "since"])
    away = shown["PLACE"].str.startswith("T")
    back = away.groupby(shown["CHILD"]).shift(1, fill_value=False)
    assert away.any()
    assert shown["RNE"].eq("T").any()
    new = shown["RNE"].isin(["S", "P", "B"]) & ~back & ~away
    first = shown.groupby("CHILD").cumcount() == 0
    counted = shown[new | first].groupby("CHILD").size()
    in_care = listed(8)[~on_short_breaks(listed(8))].set_index("Child Unique ID")
    numbers = in_care["Number of Placements in the Last 12 months"].astype(int)
    assert (numbers == counted.reindex(numbers.index)).all()


def test_adoption_dates_are_in_order():
    rows = listed(10)
    steps = [
        "Date of Decision that Child Should be Placed for Adoption",
        "Date of Matching Child and Prospective Adopters",
        "Date Placed for Adoption",
        "Date of Adoption Order",
    ]
    for earlier, later in itertools.pairwise(steps):
        both = rows[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all()
    people = listed(11)
    matched = set(rows["Family identifier"].dropna())
    assert matched <= set(people["Family identifier"])


def test_the_workbook_reads_back_as_the_lists(tmp_path):
    view.writers["xlsx"](council(), "2025-26", tmp_path)
    path = tmp_path / "annex_a.xlsx"
    again = tmp_path / "again"
    again.mkdir()
    view.writers["xlsx"](council(), "2025-26", again)
    assert path.read_bytes() == (again / "annex_a.xlsx").read_bytes()
    sheets = pd.read_excel(path, sheet_name=None, dtype={"Child Unique ID": str, "LA of Placement": str})
    assert list(sheets) == LISTS
    for number in range(1, 12):
        sheet, table = sheets[f"List {number}"], listed(number)
        assert sheet.shape == table.shape and list(sheet.columns) == list(table.columns)
    pd.testing.assert_frame_equal(
        sheets["List 7"].astype(object).where(sheets["List 7"].notna(), None),
        listed(7).astype(object).where(listed(7).notna(), None),
        check_dtype=False,
    )


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7, 8])
def test_every_worker_listed_is_one_of_the_councils(number):
    workers = set(council().journeys["workers"]["worker_id"].cast(pl.String))
    assert set(listed(number)["Allocated Worker"]) <= workers


@pytest.mark.parametrize("number", [3, 6, 7, 8, 9])
def test_every_team_listed_is_one_of_the_workforces(number):
    assert set(listed(number)["Allocated Team"]) <= set(council().table("workforce.teams")["TEAM"])


def test_care_leavers_who_ask_for_support_are_listed_until_the_day_before_they_are_25() -> None:
    leavers = listed(9)
    assert leavers["Age of Child (Years)"].between(16, 24).all()
    older = leavers[leavers["Age of Child (Years)"] >= 21]
    assert set(older["Age of Child (Years)"]) == {21, 22, 23, 24}
    asked = council().journeys["later_support"].join(council().journeys["children"], on="person")
    assert set(older["Child Unique ID"]) <= set(asked["child_id"])
    assert set(older["LA in Touch"]) == {"a) Yes"}
    assert older["Activity Status"].notna().all()


def test_a_child_was_last_seen_within_the_episode_or_not_at_all() -> None:
    need = listed(6)
    seen = need.dropna(subset="Date Child Was Last Seen")
    assert 0.5 * len(need) < len(seen) < len(need)
    assert (seen["Date Child Was Last Seen"] >= seen["CIN Start Date"]).all()
    closed = seen.dropna(subset="CIN Closure Date")
    assert (closed["Date Child Was Last Seen"] <= closed["CIN Closure Date"]).all()
    assert (seen["Date Child Was Last Seen"] < pd.Timestamp(2026, 3, 31)).mean() > 0.9, "not the day of the list"


def test_doctors_and_dentists_are_seen_on_working_days() -> None:
    in_care = listed(8)
    for column in ("Date of Last Health Assessment", "Date of Last Dental Check"):
        days = in_care[column].dropna().to_numpy().astype("datetime64[D]").astype(int)
        assert len(days) > 30 and is_working_day(days).all()
