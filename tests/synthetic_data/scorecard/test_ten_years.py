"""Ten years of children in care and of the front door: counted as DfE counts, and near what was counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from synthetic_data.council import Council
from synthetic_data.england import england_specs
from synthetic_data.scorecard.childhoods import first_times
from synthetic_data.scorecard.compare import COLUMNS
from synthetic_data.scorecard.report import write_report
from synthetic_data.scorecard.ten_years import YEARS, TenYears, Year, ten_years

SPECS = england_specs(7, years=YEARS)[::4]
NEAR = 0.05
"""So near a quarter of the councils lies, beside the last year of the same ones: chance alone moves it by 2 in 100."""


@pytest.fixture(scope="module")
def long() -> TenYears:
    return ten_years(SPECS)


@pytest.fixture(scope="module")
def years(long: TenYears) -> list[Year]:
    return long.years


def test_stock_is_counted_as_the_truth_counts_it() -> None:
    counted = {(row.figure, row.year_end): row.synthetic for row in ten_years(SPECS[:1]).years}
    truth = Council(SPECS[0]).spells_of_care().covering("2018-03-31")
    assert counted["stock", 2018] == truth["child"].nunique()


def test_what_is_there_afterwards_is_what_was_there_and_came_and_did_not_go(years: list[Year]) -> None:
    """Not exactly: who starts or ceases twice in a year is counted once."""
    found = {(row.figure, row.year_end): row.synthetic for row in years}
    for year in range(2017, 2026):
        change = found["starts", year] - found["ceases", year]
        assert found["stock", year] == pytest.approx(found["stock", year - 1] + change, abs=0.01 * found["stock", year])


def test_earlier_years_stand_to_the_last_as_counted(years: list[Year]) -> None:
    stock = [row for row in years if row.figure == "stock"]
    for row in stock:
        assert row.synthetic / stock[-1].synthetic == pytest.approx(row.published / stock[-1].published, rel=NEAR), row
    starts = [row for row in years if row.figure == "starts"]
    ours, counted = (
        sum(getattr(row, name) for row in starts[:5]) / sum(getattr(row, name) for row in starts[5:])
        for name in ("synthetic", "published")
    )
    assert ours == pytest.approx(counted, rel=NEAR)


@pytest.mark.parametrize("figure", ["referrals", "enquiries", "plans", "unaccompanied"])
def test_other_figures_of_earlier_years_stand_to_the_last_as_counted(years: list[Year], figure: str) -> None:
    found = [row for row in years if row.figure == figure]
    for row in found:
        ours, counted = row.synthetic / found[-1].synthetic, row.published / found[-1].published
        assert ours == pytest.approx(counted, rel=(3 if figure == "unaccompanied" else 1.6) * NEAR), row


def test_referrals_and_enquiries_are_counted_as_the_tables_hold_them() -> None:
    counted = {(row.figure, row.year_end): row.synthetic for row in ten_years(SPECS[:1]).years}
    journeys = Council(SPECS[0]).journeys
    within = pl.col("date").is_between(date(2020, 4, 1), date(2021, 3, 31))
    assert counted["referrals", 2021] == journeys["referrals"].filter(within).height
    assert counted["enquiries", 2021] > counted["plans", 2021] > 0


def test_about_as_many_are_known_before_they_are_18_as_estimated(long: TenYears) -> None:
    """A little too many: who was known long before the run counts as new."""
    found = {one.title: one for one in long.childhoods}
    assert len(found) == 4
    for one in found.values():
        assert 0.95 * one.published < one.synthetic < 1.3 * one.published, one
    shares = [one.synthetic for one in long.childhoods]
    assert shares == sorted(shares, reverse=True)


def test_first_times_are_of_people_who_were_never_known_before() -> None:
    counted = first_times(Council(SPECS[0]).journeys)
    referrals = Council(SPECS[0]).journeys["referrals"].group_by("person").agg(pl.col("date").min())
    within = pl.col("date").is_between(date(2022, 4, 1), date(2025, 3, 31))
    assert sum(n for (name, _), n in counted.items() if name == "referred") == referrals.filter(within).height


def test_the_report_shows_them(long: TenYears, tmp_path: Path) -> None:
    card = pd.DataFrame(columns=list(COLUMNS)).astype({"within": bool, "explained": bool, "difference": float})
    write_report(card, tmp_path / "scorecard.md", "nobody", long=long)
    page = (tmp_path / "scorecard.md").read_text(encoding="utf-8")
    assert "| Children in care on 31 March | 2016 | 70,400 |" in page
    assert "| on a protection plan | 6.9 |" in page
