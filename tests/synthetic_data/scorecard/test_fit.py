"""Fitting to published figures: what a knob turns, which way, and what is written back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.scorecard.compare import scorecard, simulated_scorecard
from synthetic_data.scorecard.fit import (
    CALIBRATION,
    FURTHEST,
    GENTLY,
    Knob,
    Measured,
    knobs,
    measure,
    turned,
    write_tables,
)
from synthetic_data.scorecard.published import fitted, seeds_fitted, tables
from synthetic_data.scorecard.returns import NEEDED
from synthetic_data.scorecard.simulated import CARE
from synthetic_data.write import write

SPEC = CouncilSpec.from_seed("fit", size="small", years=3)
DRIVES = ("starts_sex", "Male")
BOYS = Knob("boys", CARE, "starts_by_age", ("male_share",), DRIVES, {"group": ["resident"]}, "odds")


def test_every_knob_turns_rows_of_its_table_and_drives_a_figure_of_its_side() -> None:
    side = {(table.id, category): table.side for table in tables() for category in table.expected}
    for knob in knobs():
        assert knob.rows(Calibration()[knob.table]).any(), knob.name
        assert side[knob.drives] == knob.side, knob.name


def test_a_knob_turns_its_own_rows_and_no_others() -> None:
    table = pl.DataFrame({"plan": ["home", "adoption"], "share": [0.4, 0.6]})
    knob = Knob("home", CARE, "exit_plans", ("share",), DRIVES, {"plan": ["home"]})
    assert knob.turn(table, float(np.log(2)))["share"].to_list() == pytest.approx([0.8, 0.6])


def test_turned_odds_stay_between_0_and_1() -> None:
    table = Calibration()["starts_by_age"]
    for step in (-9.0, 9.0):
        assert BOYS.turn(table, step)["male_share"].is_between(0, 1).all()


def test_a_knob_that_turns_nothing_is_refused() -> None:
    knob = Knob("nobody", CARE, "starts_by_age", ("male_share",), DRIVES, {"group": ["nobody"]})
    with pytest.raises(ValueError, match="turns no row"):
        knob.turn(Calibration()["starts_by_age"], 0.1)


def test_a_knob_is_turned_towards_the_published_figure() -> None:
    key = ("starts_sex", "Male")
    run = Measured({key: -2.0}, {key: 0.1}, {key: 0.2})
    assert run.wanted(BOYS) == pytest.approx(GENTLY * 0.1)
    assert run.wanted(replace(BOYS, amount=True)) == pytest.approx(GENTLY * 0.2)
    assert run.wanted(replace(BOYS, power=-2.0)) == pytest.approx(GENTLY * -0.2)
    assert run.wanted(replace(BOYS, power=99.0)) == pytest.approx(FURTHEST)


def test_only_the_turned_cells_are_written(tmp_path: Path) -> None:
    shutil.copy(CALIBRATION / "starts_by_age.csv", tmp_path)
    before = (tmp_path / "starts_by_age.csv").read_text(encoding="utf-8").splitlines()
    write_tables(turned([BOYS], [0.5]), [BOYS], tmp_path)
    after = (tmp_path / "starts_by_age.csv").read_text(encoding="utf-8").splitlines()
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [line for line in before if line.startswith("resident")]


def test_simulated_counts_are_those_of_the_written_returns(tmp_path: Path) -> None:
    write(simulate(SPEC), tmp_path / "data", NEEDED, ("csv",))
    lives = {table.id for table in tables() if table.lives}
    simulated = simulated_scorecard([SPEC])
    assert lives <= set(simulated["table"])
    seen = simulated[~simulated["table"].isin(lives)].reset_index(drop=True)
    pd.testing.assert_frame_equal(seen, scorecard(tmp_path / "data"))


def test_the_mean_of_the_seeds_is_fitted_and_some_figures_are_left_to_score() -> None:
    every = {(table.id, category) for table in tables() for category in table.expected}
    assert seeds_fitted()
    assert fitted() < every


def test_a_turn_moves_the_figures_it_should() -> None:
    before, after = (measure([SPEC], turned([BOYS], [step]), CARE) for step in (0.0, 2.0))
    assert after.distance["starts_sex", "Male"] > before.distance["starts_sex", "Male"]
    assert after.short["starts_sex", "Male"] < before.short["starts_sex", "Male"]
    assert all(table.side == CARE for table in tables() if (table.id, "Male") in before.distance)
