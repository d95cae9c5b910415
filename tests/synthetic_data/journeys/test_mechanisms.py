"""Mechanisms that bring published figures back: each moves what it should, whatever it is fitted to."""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.journeys.entries import RESIDENT, draw_entrants
from synthetic_data.journeys.front_door import draws_of, mechanism_of
from synthetic_data.journeys.front_door_detail import needs
from synthetic_data.journeys.front_door_events import _protected_before
from synthetic_data.journeys.front_door_paths import NEED_PLAN, NONE
from synthetic_data.pipeline import Journeys

SPEC = CouncilSpec("Testholme", "521", 300, 4, years=1)
TURN = 2020  # years up to this one are changed


def test_years_that_brought_more_boys_into_care_show_more_boys() -> None:
    by_year = Calibration()["starts_by_year"]
    changed = by_year.with_columns(boys_odds=pl.when(pl.col("year_end") <= TURN).then(4.0).otherwise(0.25))
    entrants = draw_entrants(SPEC, Calibration({"starts_by_year": changed}))
    resident = entrants.population == RESIDENT
    # Brothers and sisters who come in together share a day within a quarter: leave the turn of the year out.
    turn = day_number(SPEC.horizon) - 365 * (SPEC.year_end - TURN)
    before, after = resident & (entrants.start < turn - 100), resident & (entrants.start > turn + 100)
    assert entrants.male[before].mean() > 0.7
    assert entrants.male[after].mean() < 0.35


def test_the_needs_of_boys_and_girls_differ_as_published() -> None:
    by, n = mechanism_of(Calibration()), 40_000
    episodes = {"path": np.full(n, NEED_PLAN), "event": np.arange(n), "need": np.full(n, NONE)}
    boy = np.arange(n) % 2 == 0
    found = needs(draws_of(SPEC, "test"), by, episodes, np.full(n, 4), boy)
    table = by.tables["primary_needs"]
    of_boys = {
        need: boy[found == position].mean()
        for position, need in enumerate(table["need"])
        if (found == position).sum() > 200
    }
    wanted = dict(table.select("need", "boys").rows())
    for one, other in (("N6", "N1"), ("N2", "N4"), ("N6", "N5")):
        assert np.sign(of_boys[one] - of_boys[other]) == np.sign(wanted[one] - wanted[other])


def test_families_that_had_a_plan_before_the_span_come_back_at_its_beginning_only() -> None:
    by, n = mechanism_of(Calibration()), 20_000
    early = _protected_before(draws_of(SPEC, "early"), by, np.zeros(n, np.int64))
    late = _protected_before(draws_of(SPEC, "late"), by, np.full(n, 3000))
    assert abs(early.mean() - by["protected_before_share"]) < 0.01
    assert late.mean() < 0.001


def test_a_slower_pace_leaves_fewer_placements() -> None:
    pace = Calibration()["placement_pace"]
    quick, slow = (
        Journeys(SPEC, Calibration({"placement_pace": pace.with_columns(factor=pl.lit(factor))}))["placement_moves"]
        for factor in (3.0, 0.3)
    )
    assert quick.height > slow.height * 1.3
