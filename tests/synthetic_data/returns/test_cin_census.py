"""The children in need census: clean by the rules, the same in both forms, and of one mind with the other returns."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic_data import codes as codes_package
from synthetic_data import simulate
from synthetic_data.council import CouncilSpec
from synthetic_data.returns.cin_census import view
from synthetic_data.rules.layouts import layouts
from synthetic_data.rules.validation import validate

# Overdue work is true, and these two queries exist to ask about it: a council answers them, it does not repair them.
TRULY_OVERDUE = {"8670Q", "8675Q"}
ORDER = [
    "CINreferralDate",
    "ReferralSource",
    "PrimaryNeedCode",
    "CINclosureDate",
    "ReasonForClosure",
    "DateOfInitialCPC",
    "Assessments",
    "CINPlanDates",
    "Section47",
    "ReferralNFA",
    "ChildProtectionPlans",
    "PreProceedingsandFGDM",
]


@cache
def council(size: int = 150, la_code: str = "533", seed: int = 9, year_end: int = 2026, years: int = 3):
    return simulate(CouncilSpec("Testholme", la_code, size, seed, year_end, years))


@pytest.fixture(scope="module")
def census(tmp_path_factory):
    folder = tmp_path_factory.mktemp("census")
    view.writers["xml"](council(), "2025-26", folder)
    return ElementTree.parse(folder / "cin_census.xml").getroot()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([60, 120, 250]),
    st.integers(501, 653).map(str),
    st.integers(0, 10_000),
    st.sampled_from([(2024, 1), (2026, 3), (2027, 2)]),
)
def test_clean_returns_break_no_rule(tmp_path_factory, size, la_code, seed, span):
    made = council(size, la_code, seed, *span)
    folder = tmp_path_factory.mktemp("clean")
    for year in made.spec.collection_years:
        place = folder / "cin_census" / year
        place.mkdir(parents=True)
        view.writers["csv"](made, year, place)
    found = validate(folder, returns=("cin_census",))
    assert found[~found["rule"].isin(TRULY_OVERDUE)].empty


@pytest.mark.parametrize(("year", "new_since"), [("2025-26", {"pre_proceedings"}), ("2026-27", set())])
def test_tables_have_the_columns_of_the_layout_in_order(year, new_since):
    made = council(year_end=2027).view_tables("cin_census", year)
    wanted = {table.file.removesuffix(".csv"): list(table.columns) for table in layouts()["cin_census"].tables.values()}
    assert {name: table.columns for name, table in made.items()} == {
        name: columns for name, columns in wanted.items() if name not in new_since
    }


def test_until_2023_24_sex_is_gender_current_in_its_own_codes_in_both_forms(tmp_path):
    then = council().view_tables("cin_census", "2023-24")["child_identifiers"]
    now = council().view_tables("cin_census", "2024-25")["child_identifiers"]
    assert "Sex" not in then.columns and "GenderCurrent" not in now.columns
    both = then.join(now, on="LAchildID").filter(pl.col("PersonBirthDate").is_not_null())
    assert set(both.select("GenderCurrent", "Sex").unique().rows()) == {("1", "M"), ("2", "F")}
    unborn = then.filter(pl.col("PersonBirthDate").is_null())
    assert set(unborn["GenderCurrent"]) == {"0"}
    view.writers["xml"](council(), "2023-24", tmp_path)
    root = ElementTree.parse(tmp_path / "cin_census.xml").getroot()
    assert [part.findtext("GenderCurrent") for part in root.iter("ChildIdentifiers")] == then["GenderCurrent"].to_list()
    assert root.find(".//Sex") is None


def test_elements_are_in_the_order_of_the_schema(census):
    for details in census.iter("CINdetails"):
        places = [ORDER.index(part.tag) for part in details]
        assert places == sorted(places)
    assert {child[0].tag for child in census.iter("Child")} == {"ChildIdentifiers"}


def test_the_xml_says_what_the_tables_say(census):
    made = council().view_tables("cin_census", "2025-26")
    counts = {"Child": "child_identifiers", "CINdetails": "cin_details", "Assessments": "assessments"} | {
        "Disability": "disabilities",
        "AssessmentFactors": "assessment_factors",
        "CINPlanDates": "cin_plan_dates",
        "Section47": "section47",
        "ChildProtectionPlans": "child_protection_plans",
        "CPPreviewDate": "reviews",
    }
    assert {tag: sum(1 for _ in census.iter(tag)) for tag in counts} == {
        tag: made[table].height for tag, table in counts.items()
    }
    referrals = [(c.findtext("CINreferralDate"), c.findtext("ReasonForClosure")) for c in census.iter("CINdetails")]
    table = made["cin_details"].select(pl.col("CINreferralDate").cast(pl.String), "ReasonForClosure")
    assert referrals == table.rows()
    assert census.findtext("Header/CollectionDetails/ReferenceDate") == "2026-03-31"


def test_every_code_is_in_the_code_tables():
    folder = Path(codes_package.__file__).parent
    codes, columns = (
        pl.read_csv(folder / f"{name}.csv", infer_schema_length=0) for name in ("cin_census", "cin_census_tables")
    )
    made = council(year_end=2027).view_tables("cin_census", "2026-27")
    for table, column, code_set in (
        columns.filter(pl.col("code_set").is_not_null()).select("table", "column", "code_set").rows()
    ):
        known = set(codes.filter(pl.col("code_set") == code_set)["code"])
        assert set(made[table][column].drop_nulls()) <= known, column


def test_children_in_care_are_children_in_need_on_the_same_day():
    for year in council().spec.collection_years:
        day = pd.Timestamp(int(year[:4]) + 1, 3, 31)
        episodes = council().table("ssda903.episodes", year)
        in_care = set(episodes.loc[(episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day), "CHILD"])
        details = council().table("cin_census.cin_details", year)
        open_then = details[details["CINclosureDate"].isna() & (details["ReferralNFA"] == "false")]
        assert in_care and in_care <= set(open_then["LAchildID"])


def test_identity_is_the_same_in_the_census_and_in_the_return_of_children_in_care():
    header = council().table("ssda903.header").rename(columns={"CHILD": "LAchildID", "UPN": "UPN_in_903"})
    both = header.merge(council().table("cin_census.child_identifiers"), on="LAchildID")
    assert len(both) > 50
    assert (both["DOB"] == both["PersonBirthDate"]).all() and (both["SEX"] == both["Sex"]).all()
    numbered = both[both["UPN_in_903"].str.len() == 13]
    assert (numbered["UPN_in_903"] == numbered["UPN"]).all()


def test_an_episode_open_at_one_census_is_in_the_next_with_the_same_start():
    earlier, later = (council().table("cin_census.cin_details", year) for year in ("2024-25", "2025-26"))
    open_then = earlier[earlier["CINclosureDate"].isna() & (earlier["ReferralNFA"] == "false")]
    keys = ["LAchildID", "CINreferralDate", "ReferralSource", "PrimaryNeedCode"]
    merged = open_then.merge(later, on=keys, how="left", indicator=True)
    assert len(open_then) > 100 and (merged["_merge"] == "both").all()


def test_one_year_knows_nothing_of_the_next():
    for name, table in council().view_tables("cin_census", "2023-24").items():
        for column in (c for c in table.columns if table[c].dtype == pl.Date):
            if column not in ("ExpectedPersonBirthDate", "InitialCPCtarget"):
                assert table.filter(pl.col(column) > date(2024, 3, 31)).is_empty(), (name, column)


def test_pre_proceedings_are_in_the_xml_of_2026_27_last_in_each_referral(tmp_path):
    made = council(year_end=2027)
    view.writers["xml"](made, "2026-27", tmp_path)
    root = ElementTree.parse(tmp_path / "cin_census.xml").getroot()
    found = [(d, part) for d in root.iter("CINdetails") for part in d if part.tag == "PreProceedingsandFGDM"]
    rows = made.view_tables("cin_census", "2026-27")["pre_proceedings"]
    assert found and all(part is details[-1] for details, part in found)
    assert [part.findtext("PPStartDate") for _, part in found] == rows["PPStartDate"].cast(pl.String).to_list()


def test_pre_proceedings_go_in_order_within_the_referral_and_end_in_the_childs_care_order():
    made = council(year_end=2027)
    rows = made.journeys["pre_proceedings"].join(
        made.journeys["referrals"].select("referral", "event", "date", "closed"), on="referral"
    )
    steps = ["date", "start", "letter", "met", "step", "applied", "told"]
    for earlier, later in itertools.pairwise(steps):
        assert rows.filter(pl.col(earlier) > pl.col(later)).is_empty(), (earlier, later)
    assert rows.filter(pl.col("step") > pl.col("closed")).is_empty()
    court = rows.filter(pl.col("outcome") == "court")
    orders = made.journeys["legal_spells"].filter(pl.col("legal_status") == "C1")
    orders = orders.join(made.journeys["care_periods"].select("period", "person"), on="period")
    followed = court.join(orders.select("person", pl.col("start").alias("order")), on="person")
    near = followed.filter(pl.col("order").is_between(pl.col("step"), pl.col("step").dt.offset_by("60d")))
    assert court.height > 20 and set(near["referral"]) == set(court["referral"])
    assert {"court", "plan"} <= set(rows["outcome"].cast(pl.String))


def test_brothers_and_sisters_of_one_referral_and_order_have_pre_proceedings_together():
    together = []
    for seed in range(9, 13):
        lives = council(seed=seed, year_end=2027).journeys
        rows = lives["pre_proceedings"].join(lives["referrals"].select("referral", "event"), on="referral")
        # Those whose protection plans began on different days are worked with from different days.
        together.append(rows.filter(pl.len().over("event", "start") > 1).with_columns(seed=pl.lit(seed)))
    families = pl.concat(together).group_by("seed", "event", "start").agg(pl.col("offered").n_unique())
    assert families.height >= 2
    assert families["offered"].max() == 1
