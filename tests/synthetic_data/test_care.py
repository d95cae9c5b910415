"""Children in care: identities that hold for every council, whatever its seed and size."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import first_day, last_day

SHORT_BREAKS = ["V3", "V4"]
councils = st.builds(
    lambda seed, size, year_end: Council(CouncilSpec.named(size=size, seed=seed, year_end=year_end)),
    st.integers(0, 10_000),
    st.sampled_from([40, 120, 300]),
    st.sampled_from([2025, 2026, 2027]),
)
# Each example simulates a whole council, so a few are enough here; `make prove` sweeps many more.
each_council = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def in_care(council: Council, on: date) -> set[str]:
    return set(council.spells_of_care().covering(on)["child"])


@given(councils)
@each_council
def test_stock_is_last_years_stock_plus_starts_less_ends(council: Council) -> None:
    spells = council.spells_of_care().all()
    for year in council.spec.collection_years:
        opening, closing = pd.Timestamp(first_day(year)), pd.Timestamp(last_day(year))
        began = spells[spells["start"].between(opening, closing)]
        ended = spells[spells["end"].between(opening, closing)]
        before = len(council.spells_of_care().covering(opening - pd.Timedelta(days=1)))
        assert len(council.spells_of_care().covering(closing)) == before + len(began) - len(ended)


@given(councils)
@each_council
def test_the_return_counts_the_same_children_in_care_as_the_truth(council: Council) -> None:
    for year in council.spec.collection_years:
        day = pd.Timestamp(last_day(year))
        episodes = council.table("ssda903.episodes", year)
        open_on_day = (episodes["DECOM"] <= day) & ~(episodes["DEC"] <= day) & ~episodes["LS"].isin(SHORT_BREAKS)
        assert set(episodes.loc[open_on_day, "CHILD"]) == in_care(council, last_day(year))


@given(councils)
@each_council
def test_an_episode_open_at_a_year_end_is_carried_into_the_next_return_unchanged(council: Council) -> None:
    kept = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE_PROVIDER", "HOME_POST", "PL_POST", "URN"]
    years = council.spec.collection_years
    for year, following in pairwise(years):
        earlier = council.view_tables("ssda903", year)["episodes"].filter(pl.col("DEC").is_null())
        later = council.view_tables("ssda903", following)["episodes"]
        assert earlier.select(kept).join(later.select(kept), on=kept, how="anti", nulls_equal=True).is_empty()


@given(councils)
@each_council
def test_a_child_keeps_one_identity_in_every_return(council: Council) -> None:
    headers = [council.table("ssda903.header", year) for year in council.spec.collection_years]
    together = pd.concat(headers)
    together["SEX"] = together["SEX"].replace({"1": "M", "2": "F"})
    assert (together.groupby("CHILD")[["SEX", "DOB", "ETHNIC"]].nunique() == 1).all(axis=None)
    for header in headers:
        assert header["CHILD"].is_unique


@given(councils)
@each_council
def test_episodes_of_a_period_follow_each_other_without_gap_or_overlap(council: Council) -> None:
    episodes = council.journeys["care_episodes"].sort("person", "start")
    within = pl.col("person") == pl.col("person").shift(1)
    pairs = episodes.with_columns(
        within.alias("within"),
        pl.col("end").shift(1).alias("end_before"),
        pl.col("reason_end").shift(1).alias("reason_before"),
        pl.col("period").shift(1).alias("period_before"),
    ).filter("within")
    assert (pairs["end_before"] <= pairs["start"]).all()
    same_period = pairs.filter(pl.col("period") == pl.col("period_before"))
    assert (same_period["end_before"] == same_period["start"]).all()
    assert (same_period["reason_before"] == "X1").all()
    assert (pairs.filter(pl.col("period") != pl.col("period_before"))["reason_new"] == "S").all()
    assert (episodes.filter(pl.col("end").is_not_null()).select(pl.col("end") > pl.col("start"))).to_series().all()


@given(councils)
@each_council
def test_nobody_is_in_care_before_birth_or_past_18(council: Council) -> None:
    spells = council.journeys["care_periods"].join(council.journeys["entrants"], on="person")
    assert (spells["start"] >= spells["dob"]).all()
    eighteenth = spells.select(pl.col("dob").dt.offset_by("18y") + pl.duration(days=1)).to_series()
    assert (spells["end"].fill_null(council.spec.horizon) <= eighteenth).all()
    assert (spells["start"] < eighteenth).all()


@given(councils)
@each_council
def test_every_child_in_care_long_enough_is_reviewed_in_time_with_few_exceptions(council: Council) -> None:
    reviews = council.journeys["reviews"].sort("person", "review")
    assert reviews.height > 0
    days = reviews.with_columns(
        gap=(pl.col("review") - pl.col("review").shift(1)).dt.total_days(),
        same=pl.col("period") == pl.col("period").shift(1),
    ).filter("same")["gap"]
    assert np.mean(days.to_numpy() > 183 + 5) < 0.12


@given(councils)
@each_council
def test_codes_are_those_of_the_collection_year(council: Council) -> None:
    from synthetic_data.codes import valid_codes

    for year in council.spec.collection_years:
        tables = council.view_tables("ssda903", year)
        for column, code_set in [("RNE", "RNE"), ("LS", "LS"), ("CIN", "CIN"), ("PLACE", "PLACE"), ("REC", "REC")]:
            found = set(tables["episodes"][column].drop_nulls())
            assert found <= set(valid_codes(code_set, year)), (year, column, found)
        assert set(tables["header"]["SEX"]) <= set(valid_codes("SEX", year))


def test_lessons_find_what_they_need_in_a_small_council() -> None:
    """Several episodes a child, short breaks, open episodes, and ids with zeros after SYN."""
    council = Council(CouncilSpec.for_learner("amina.khan"))
    episodes = council.table("ssda903.episodes")
    assert (episodes["CHILD"].value_counts() > 1).any()
    assert episodes["LS"].isin(SHORT_BREAKS).any()
    assert episodes["DEC"].isna().any()
    assert episodes["CHILD"].str.startswith("SYN0").any()
