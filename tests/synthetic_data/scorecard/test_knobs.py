"""Knobs: which rows each one turns, which way, and what is written back."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.errors import PlainError
from synthetic_data.scorecard.answers import BEFORE
from synthetic_data.scorecard.knobs import CALIBRATION, KINDS, Knob, knobs, turned, write_tables
from synthetic_data.scorecard.simulated_tables import CARE, SIDES

BOYS = Knob("boys", CARE, "starts_by_age", ("male_share",), {"group": ["resident"]}, "odds")


def test_every_knob_has_a_name_of_its_own_and_turns_rows_of_its_table() -> None:
    names = [knob.name for knob in knobs()]
    assert len(set(names)) == len(names)
    for knob in knobs():
        assert knob.kind in KINDS, knob.name
        assert knob.side in (*SIDES, BEFORE), knob.name
        assert knob.rows(Calibration()[knob.table]).any(), knob.name


def test_knobs_of_the_years_before_turn_nothing_that_holds_today() -> None:
    for knob in knobs(BEFORE):
        rows = Calibration()[knob.table].filter(pl.Series(knob.rows(Calibration()[knob.table])))
        if "year_end" in rows.columns:
            assert rows["year_end"].max() <= 2023, knob.name
        else:
            assert rows["from_day"].max() < "2023-04-01", knob.name


def test_knobs_left_where_they_are_change_nothing() -> None:
    for name, table in turned(knobs(), [0.0] * len(knobs())).items():
        before = Calibration()[name]
        for column in {column for knob in knobs() if knob.table == name for column in knob.columns}:
            assert table[column].to_list() == pytest.approx(before[column].cast(pl.Float64).to_list()), (name, column)


def test_a_knob_turns_its_own_rows_and_no_others() -> None:
    table = pl.DataFrame({"plan": ["home", "adoption"], "share": [0.4, 0.6]})
    knob = Knob("home", CARE, "exit_plans", ("share",), {"plan": ["home"]})
    assert knob.turn(table, float(np.log(2)))["share"].to_list() == pytest.approx([0.8, 0.6])


def test_turned_odds_stay_between_0_and_1() -> None:
    table = Calibration()["starts_by_age"]
    for step in (-9.0, 9.0):
        assert BOYS.turn(table, step)["male_share"].is_between(0, 1).all()


def test_a_knob_that_turns_nothing_is_refused() -> None:
    knob = Knob("nobody", CARE, "starts_by_age", ("male_share",), {"group": ["nobody"]})
    with pytest.raises(PlainError, match="turns no row"):
        knob.turn(Calibration()["starts_by_age"], 0.1)


def test_only_the_turned_cells_are_written(tmp_path: Path) -> None:
    shutil.copy(CALIBRATION / "starts_by_age.csv", tmp_path)
    before = (tmp_path / "starts_by_age.csv").read_text(encoding="utf-8").splitlines()
    write_tables(turned([BOYS], [0.5]), [BOYS], tmp_path)
    after = (tmp_path / "starts_by_age.csv").read_text(encoding="utf-8").splitlines()
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [line for line in before if line.startswith("resident")]
    assert [path.name for path in tmp_path.iterdir()] == ["starts_by_age.csv"]
