"""Ten years of children in care: counted as DfE counts, and near what was counted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthetic_data.council import Council
from synthetic_data.england import england_specs
from synthetic_data.scorecard.care_years import YEARS, CareYear, care_years
from synthetic_data.scorecard.compare import COLUMNS
from synthetic_data.scorecard.report import write_report

SPECS = england_specs(7, years=YEARS)[::4]
NEAR = 0.05
"""So near a quarter of the councils lies, beside the last year of the same ones: chance alone moves it by 2 in 100."""


@pytest.fixture(scope="module")
def years() -> list[CareYear]:
    return care_years(SPECS)


def test_stock_is_counted_as_the_truth_counts_it() -> None:
    counted = {(row.figure, row.year_end): row.synthetic for row in care_years(SPECS[:1])}
    truth = Council(SPECS[0]).spells_of_care().covering("2018-03-31")
    assert counted["stock", 2018] == truth["child"].nunique()


def test_what_is_there_afterwards_is_what_was_there_and_came_and_did_not_go(years: list[CareYear]) -> None:
    """Not exactly: who starts or ceases twice in a year is counted once."""
    found = {(row.figure, row.year_end): row.synthetic for row in years}
    for year in range(2017, 2026):
        change = found["starts", year] - found["ceases", year]
        assert found["stock", year] == pytest.approx(found["stock", year - 1] + change, abs=0.01 * found["stock", year])


def test_earlier_years_stand_to_the_last_as_counted(years: list[CareYear]) -> None:
    stock = [row for row in years if row.figure == "stock"]
    for row in stock:
        assert row.synthetic / stock[-1].synthetic == pytest.approx(row.published / stock[-1].published, rel=NEAR), row
    starts = [row for row in years if row.figure == "starts"]
    ours, counted = (
        sum(getattr(row, name) for row in starts[:5]) / sum(getattr(row, name) for row in starts[5:])
        for name in ("synthetic", "published")
    )
    assert ours == pytest.approx(counted, rel=NEAR)


def test_the_report_shows_them(years: list[CareYear], tmp_path: Path) -> None:
    card = pd.DataFrame(columns=list(COLUMNS)).astype({"within": bool, "explained": bool, "difference": float})
    write_report(card, tmp_path / "scorecard.md", "nobody", years=years)
    page = (tmp_path / "scorecard.md").read_text(encoding="utf-8")
    assert "| Children in care on 31 March | 2016 | 70,410 |" in page
