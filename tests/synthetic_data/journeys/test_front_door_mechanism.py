"""What differs from year to year at the front door: shares of the codes of a table, and who is noticed at all."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.journeys.front_door_mechanism import SHARES, Mechanism
from synthetic_data.pipeline import Journeys

SPEC = CouncilSpec("Testholme", "521")
TEN_YEARS = CouncilSpec("Testholme", "521", years=10)
BY_YEAR = pl.DataFrame(
    [(2021, "needs", "N1", 0.5), (2022, "needs", "N1", 0.8), (2022, "needs", "N2", 2.0)],
    schema=["year_end", "table", "code", "ratio"],
    orient="row",
)


def test_the_ratios_of_a_year_hold_in_it_the_first_ones_before_it_and_none_after() -> None:
    by = Mechanism({}, {SHARES: BY_YEAR})
    days = [
        date(2015, 6, 1),
        date(2021, 3, 31),
        date(2021, 4, 1),
        date(2022, 3, 31),
        date(2022, 4, 1),
        date(2026, 1, 1),
    ]
    rows = by.year_of(np.array([day_number(day) for day in days]))
    assert by.by_year("needs", ["N2", "N1"])[rows].tolist() == [
        [1, 0.5], [1, 0.5], [2, 0.8], [2, 0.8], [1, 1], [1, 1]
    ]  # fmt: skip
    assert (by.by_year("another", ["A"]) == 1).all()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("referral_sources", "source_code"),
        ("assessment_days", "from_day"),
        ("protection_categories", "category"),
        ("primary_needs", "need"),
    ],
)
def test_every_code_that_changes_from_year_to_year_is_one_of_its_table(table: str, column: str) -> None:
    calibration = Calibration()
    changes = calibration[SHARES].filter(pl.col("table") == table)["code"].cast(pl.String)
    assert len(changes) and set(changes) <= set(calibration[table][column].cast(pl.String))


def test_schools_refer_few_while_they_are_closed() -> None:
    """DfE Children in need 2024: 13.6 % of referrals of 2020-21 came from schools, 20.1 % of those of 2022-23."""
    referrals = Journeys(TEN_YEARS)["referrals"].with_columns(
        year_end=pl.col("date").dt.offset_by("9mo").dt.year(), school=pl.col("source").cast(pl.String) == "2A"
    )
    share = dict(referrals.group_by("year_end").agg(pl.col("school").mean()).rows())
    assert share[2021] < 0.85 * np.mean([share[2020], share[2022], share[2023]])


def test_fewer_boys_are_noticed_while_the_ratio_says_so_and_as_many_children_in_all() -> None:
    calibration = Calibration()
    eras = calibration["front_door_eras"].filter(pl.col("path") != "boys")
    few = pl.concat([eras, eras.head(1).with_columns(path=pl.lit("boys"), ratio=pl.lit(0.5))])
    boys, number = [], []
    for table in (eras, few):
        journeys = Journeys(SPEC, Calibration({"front_door_eras": table}))
        met = journeys["referrals"].join(journeys["children"].select("person", "sex"), on="person")
        boys.append((met["sex"].cast(pl.String) == "M").mean())
        number.append(met.height)
    assert boys[1] < boys[0] - 0.05
    assert number[1] == pytest.approx(number[0], rel=0.03)


def test_fewer_children_of_an_age_are_noticed_while_the_ratio_says_so_and_as_many_in_all() -> None:
    calibration = Calibration()
    eras = calibration["front_door_eras"].filter(~pl.col("path").str.starts_with("age_"))
    few = pl.concat([eras, eras.head(1).with_columns(path=pl.lit("age_10_to_15"), ratio=pl.lit(0.3))])
    older, number = [], []
    for table in (eras, few):
        journeys = Journeys(SPEC, Calibration({"front_door_eras": table}))
        met = journeys["referrals"].join(journeys["children"].select("person", "dob"), on="person")
        years = (pl.col("date") - pl.col("dob")).dt.total_days() / 365.25
        older.append(met.select(years.is_between(10, 16, closed="left").mean()).item())
        number.append(met.height)
    assert older[1] < 0.75 * older[0]
    assert number[1] == pytest.approx(number[0], rel=0.03)
