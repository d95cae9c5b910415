"""Who comes into care where."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Shares
from synthetic_data.journeys.entries import AGES_OF, _ages_before, _cohorts, _unaccompanied_ratio
from synthetic_data.journeys.periods import _plan_groups
from synthetic_data.places.councils import all_councils


def test_unaccompanied_children_are_shared_out_by_children_and_come_back_to_englands_number() -> None:
    councils = all_councils()
    ratio = np.array([_unaccompanied_ratio(CouncilSpec("x", c.la_code), Calibration()) for c in councils])
    rate = np.array([c.care_rate_per_10000 for c in councils])
    children = np.array([c.children_0_17 for c in councils])
    assert np.average(ratio, weights=children * rate) == pytest.approx(1)
    assert abs(np.corrcoef(ratio * rate, rate)[0, 1]) < 0.25, "to the child population"


def test_the_number_of_births_moves_the_ages_of_a_years_entrants_and_not_their_number() -> None:
    ages, years = np.arange(18), np.arange(2012, 2028)
    first = Calibration()["starts_by_age"].filter(group="resident")["starts_england"].to_numpy()
    weight = _cohorts(Calibration(), years, ages, first)
    assert weight @ first == pytest.approx(first.sum())
    assert weight[years == AGES_OF].ravel() == pytest.approx(1.0)
    teenagers = weight[:, 14:] @ first[14:]
    assert teenagers[years == 2018] < teenagers[years == 2022] < teenagers[years == 2026], "births rose until 2012"


def test_unaccompanied_children_are_taken_over_ever_more_often() -> None:
    table = Calibration()["exit_plans"]
    plans = Shares(table, "plan", ("group", "age_from"))
    days = np.array(["2020-01-01", "2023-01-01", "2025-01-01"], "datetime64[D]").astype(np.int64)
    groups = _plan_groups(Calibration(), plans, np.array([True, True, True]), days)
    chance = np.linspace(0, 1, 1000, endpoint=False)
    taken_over = [
        np.mean(plans.at(chance, np.full(1000, group), np.full(1000, 16)) == plans.codes.index("transfer"))
        for group in groups
    ]
    assert taken_over[0] < 0.1 < taken_over[1] < taken_over[2]
    assert set(_plan_groups(Calibration(), plans, np.zeros(3, bool), days)) == {plans.level("group", "resident")}


def test_each_year_takes_the_ages_of_the_era_it_lies_in() -> None:
    table = pl.DataFrame(
        {"age_from": [0, 10, 0, 10], "until": [2020, 2020, 2024, 2024], "factor": [0.8, 1.2, 1.1, 0.9]}
    )
    found = _ages_before(table, np.array([2012, 2020, 2021, 2024, AGES_OF]), np.array([9, 10]))
    assert found.tolist() == [[0.8, 1.2], [0.8, 1.2], [1.1, 0.9], [1.1, 0.9], [1.0, 1.0]]
