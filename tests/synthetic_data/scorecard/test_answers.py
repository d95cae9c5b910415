"""Measuring how figures answer to knobs: what is found, what is taken for chance, and what a killed run leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from synthetic_data.council import CouncilSpec
from synthetic_data.errors import PlainError
from synthetic_data.scorecard import answers
from synthetic_data.scorecard.answers import BEFORE, SPARE, STEP, compared, design, estimated, figures, measured, values
from synthetic_data.scorecard.knobs import Knob, knobs
from synthetic_data.scorecard.simulated_tables import CARE

COUNCIL = [CouncilSpec.from_seed("answers", size="small", years=3)]
BOYS = Knob("boys", CARE, "starts_by_age", ("male_share",), {"group": ["resident"]}, "odds")


def test_every_knob_is_up_as_often_as_down_and_no_two_go_together() -> None:
    rows = design(30)
    assert len(rows) >= 30 + SPARE
    assert (rows.sum(axis=0) == 0).all()
    assert np.array_equal(rows.T @ rows, len(rows) * np.eye(30))


def test_answers_are_found_in_spite_of_chance_and_chance_is_not_taken_for_an_answer() -> None:
    rng = np.random.default_rng(1)
    true = np.zeros((12, 30))
    true[np.arange(12), np.arange(12)] = np.linspace(2, 6, 12)
    rows = design(30)
    found = estimated(rows, STEP * rows @ true.T + rng.normal(0, 0.1, (len(rows), 12)))
    assert np.abs(found - true)[true > 0].max() < 0.5
    assert (found[true == 0] == 0).mean() > 0.95


def test_figures_that_nothing_moves_answer_to_nothing() -> None:
    rows = design(5)
    assert not estimated(rows, np.zeros((len(rows), 3))).any()


def test_a_turn_moves_the_figures_it_should() -> None:
    place = figures(CARE).index(("starts_sex", "Male"))
    (before, limits, errors), (after, _, _) = (values(COUNCIL, [BOYS], [step], CARE) for step in (0.0, 2.0))
    assert after[place] > before[place]
    assert len(before) == len(limits) == len(errors) == len(figures(CARE))
    assert (limits > 0).all()
    assert (errors >= 0).all()
    assert errors[place] > 0


def test_the_years_before_are_fitted_together_with_those_of_the_gate() -> None:
    names = {name for name, _ in figures(BEFORE)}
    assert {"stock_age 2017-18", *(name for name, _ in figures(CARE))} <= names
    assert all(table.side == CARE for table in compared(BEFORE))


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pairs that were run: none is simulated."""
    run: list[int] = []

    def pair(side: str, names: Sequence[str], number: int) -> list[float]:
        run.append(number)
        return [float(number)] * len(figures(side))

    monkeypatch.setattr(answers, "_pair", pair)
    return run


def test_a_killed_measurement_goes_on_from_where_it_was(tmp_path: Path, pairs: list[int]) -> None:
    cache = tmp_path / "new" / "care-01.jsonl"
    with ThreadPoolExecutor(1) as pool:
        whole = measured(CARE, tmp_path / "new", pool)
        lines = cache.read_text(encoding="utf-8").splitlines(keepends=True)
        cache.write_text("".join(lines[:5]) + lines[5][:9], encoding="utf-8")
        pairs.clear()
        again = measured(CARE, tmp_path / "new", pool)
        assert sorted(pairs) == list(range(4, len(design(len(knobs(CARE))))))
        pairs.clear()
        measured(CARE, tmp_path / "new", pool)
    assert not pairs
    assert np.array_equal(whole, again)
    assert whole.shape == (len(figures(CARE)), len(knobs(CARE)))


def test_only_a_knob_that_was_added_is_measured_again(
    tmp_path: Path, pairs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as pool:
        before = measured(CARE, tmp_path, pool)
        pairs.clear()
        monkeypatch.setattr(answers, "knobs", lambda side: (*knobs(side)[1:], BOYS))
        after = measured(CARE, tmp_path, pool)
    assert sorted(pairs) == list(range(len(design(1))))
    assert np.array_equal(after[:, :-1], before[:, 1:])


def test_half_a_measurement_of_a_knob_that_is_gone_is_refused(tmp_path: Path, pairs: list[int]) -> None:
    head = {"knobs": ["another"], "figures": figures(CARE)}
    (tmp_path / "care-01.jsonl").write_text(json.dumps(head) + "\n", encoding="utf-8")
    with ThreadPoolExecutor(1) as pool, pytest.raises(PlainError, match="'another'"):
        measured(CARE, tmp_path, pool)
    assert not pairs
