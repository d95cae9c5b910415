"""The joint fit, on made-up models whose answer is known; and the counts it is made of, on a council."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.scorecard.compare import scorecard, simulated_scorecard
from synthetic_data.scorecard.fit import FURTHEST, Room, Trial, fit, improved, learnt, step
from synthetic_data.scorecard.published import seeds_fitted, tables
from synthetic_data.scorecard.returns import NEEDED
from synthetic_data.write import write

SPEC = CouncilSpec.from_seed("fit", size="small", years=3)
ANSWERS = np.array([[20.0, 5, 0], [0, 30, -4], [3, 0, 25], [8, 8, 8]])
"""Four figures that three knobs move, several at once."""


ROOM = Room(np.full(4, 1.0), np.full(4, 0.4))


def trial(by_seed: list[list[float]] | np.ndarray, knobs: int, room: Room | None = None) -> Trial:
    off = np.atleast_2d(np.asarray(by_seed, float))
    return Trial(np.zeros(knobs), off, room or Room(np.ones(off.shape[1]), np.full(off.shape[1], 0.4)))


def test_knobs_that_lean_on_one_another_are_turned_together_to_the_answer() -> None:
    wanted = np.array([0.2, -0.1, 0.15])
    found = step(trial(-ANSWERS @ wanted, 3), ANSWERS, FURTHEST)
    assert np.abs(ANSWERS @ (found - wanted)).max() < 0.5


def test_a_figure_out_of_reach_pulls_no_other_out() -> None:
    answers, distance = np.array([[20.0], [20.0], [20.0]]), np.array([-4.0, -4.0, 40.0])
    turn = step(trial(distance, 1), answers, FURTHEST)
    assert np.abs(distance[:2] + answers[:2] @ turn).max() < 1


def test_no_knob_is_turned_beyond_its_reach_nor_without_a_reason() -> None:
    answers = np.array([[20.0, 0.0]])
    assert step(trial([-2.5], 2), answers, 0.1) == pytest.approx([0.1, 0.0], abs=1e-6)


def test_what_is_to_be_expected_is_the_chance_of_each_figure_to_lie_within() -> None:
    room = Room(np.array([1.0, 1.0]), np.array([1.0, 0.2]))
    total, slope = room.expected(np.zeros(2), 10**9)
    # The first figure is within its limit in 68 of 100, within three standard errors in 99.7; the second always.
    assert total == pytest.approx((0.6827 + 0.9973) / 2 + 1, abs=1e-3)
    assert slope == pytest.approx([0, 0])
    small = 1e-6
    distance = np.array([1.5, 0.8])
    before, slope = room.expected(distance, 4)
    after, _ = room.expected(distance + np.array([small, 0]), 4)
    assert slope[0] == pytest.approx((after - before) / small, rel=1e-3)
    assert room.expected(distance, 1)[0] != before


def test_answers_learn_from_what_happened() -> None:
    by, true = np.array([0.5, -1.0, 0.5]), ANSWERS + 2
    after = learnt(ANSWERS, by, true @ by + 1)
    before, now = (np.abs(one @ by - true @ by - 1).max() for one in (ANSWERS, after))
    assert now < before / 5


def test_rounds_settle_on_a_curved_model_though_its_answers_were_measured_wrongly() -> None:
    def tried(turns: np.ndarray) -> Trial:
        off = 6 * (np.exp(ANSWERS @ (turns - [0.2, -0.1, 0.15]) / 6) - 1)
        return Trial(turns, np.array([off, off]), ROOM)

    start = tried(np.zeros(3))
    rounds = list(improved(start, ANSWERS * 1.4, tried, 6))
    best = rounds[-1][1]
    assert start.within < 1
    assert best.within == 1
    assert len(rounds) == 6
    assert best.worth == max(trial.worth for trial, _ in rounds)


def test_a_fit_that_finds_nothing_better_stays_where_it_was() -> None:
    start = trial([2.0], 1)
    rounds = improved(start, np.array([[-9.0]]), lambda turns: Trial(turns, np.array([[9.0]]), start.room), 3)
    assert all(best is start for _, best in rounds)


def test_the_command_shows_how_it_is_used_and_wants_a_folder() -> None:
    shown = CliRunner().invoke(fit, ["--help"])
    assert "Example" in shown.output
    refused = CliRunner().invoke(fit, ["care"])
    assert refused.exit_code == 2
    assert "--answers" in refused.output


def test_simulated_counts_are_those_of_the_written_returns(tmp_path: Path) -> None:
    write(simulate(SPEC), tmp_path / "data", NEEDED, ("csv",))
    lives = {table.id for table in tables() if table.lives}
    simulated = simulated_scorecard([SPEC])
    between_councils = {table.id for table in tables() if table.kind == "spread"}  # one council has none
    assert lives - between_councils <= set(simulated["table"])
    seen = simulated[~simulated["table"].isin(lives)].reset_index(drop=True)
    pd.testing.assert_frame_equal(seen, scorecard(tmp_path / "data"))


def test_some_seeds_are_fitted_on_and_seed_4_is_left_to_score() -> None:
    assert seeds_fitted()
    assert 4 not in seeds_fitted()
