"""Fit calibration tables to the published figures: turn all knobs of one side of the simulation together.

    python -m synthetic_data.scorecard.fit care --answers FOLDER --write      (then the same for need; --help)

`answers` measures how every figure answers to every knob. From there a round finds the turns that bring most figures
within their gates, each figure's distance counted in gates: least squares in which a figure far off counts less and
less, so that one that no knob can reach does not pull all the others out (Cauchy's loss), and in which a knob stays
where it is unless a figure is the better for it. All England is then simulated so turned. When that is better, the next
round goes on from there, else it goes less far; either way the answers learn from what happened (Broyden's update).
Next year's figures are fitted by running this again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click
import numpy as np
from scipy.optimize import lsq_linear

from synthetic_data.england import england_specs
from synthetic_data.errors import PlainError
from synthetic_data.scorecard.answers import figures, measured, values
from synthetic_data.scorecard.knobs import Knob, knobs, turned, write_tables
from synthetic_data.scorecard.published import seeds_fitted, tables
from synthetic_data.scorecard.simulated import SIDES

FAR = 1.5
"""Gates: a figure this far off pulls no harder than one that is twice as far."""
EASE = 0.15
"""How far, on the log scale, a knob may be turned at the price of leaving one figure a gate further off. Not further:
answers are measured with some error, and those of many knobs would be turned furthest whose error promises most."""
FURTHEST = 0.3
"""How far the first round may turn a knob, on the log scale."""
SHRINK = 0.5
"""A round that made things worse is tried again so much less far."""
PASSES = 12
"""How often the weights of figures far off are found again; they settle sooner."""
QUIET = 0.1
"""Squared length of a turn of all knobs below which what happens is mostly chance, and little is learnt from it."""


@dataclass(frozen=True)
class Trial:
    """All England with the knobs turned so: how far each figure is off, in gates (a row a seed), and the gates."""

    turns: np.ndarray
    by_seed: np.ndarray
    gates: np.ndarray

    @property
    def distance(self) -> np.ndarray:
        """How far each figure is off in the mean of the seeds."""
        mean: np.ndarray = self.by_seed.mean(axis=0)
        return mean

    @property
    def within(self) -> float:
        """The share of figures within their gates, over all seeds."""
        return float(np.mean(np.abs(self.by_seed) <= 1))

    @property
    def cost(self) -> float:
        """What `step` makes small: Cauchy's loss of the distances, and the price of the turns."""
        return cost(self.distance, self.turns)


def cost(distance: np.ndarray, turns: np.ndarray) -> float:
    """Cauchy's loss of distances in gates, and the price of turning knobs by `turns` from where they were found."""
    return float(FAR**2 * np.sum(np.log1p((distance / FAR) ** 2)) + np.sum((turns / EASE) ** 2))


def step(distance: np.ndarray, answers: np.ndarray, turns: np.ndarray, reach: float) -> np.ndarray:
    """The further turns, none beyond `reach`, that make `cost` least if figures answer in proportion.

    distance: of each figure, in gates. answers: gates for each figure (row) and unit turn of a knob (column).
    turns: of the knobs so far. Iteratively reweighted least squares.
    """
    further = np.zeros(len(turns))
    for _ in range(PASSES):
        weight = 1 / np.sqrt(1 + ((distance + answers @ further) / FAR) ** 2)
        system = np.vstack([answers * weight[:, None], np.eye(len(turns)) / EASE])
        wanted = -np.concatenate([distance * weight, turns / EASE])
        further = lsq_linear(system, wanted, (-reach, reach)).x
    return further


def learnt(answers: np.ndarray, by: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The answers after seeing figures change so when the knobs were turned `by` (Broyden's update, damped)."""
    surprise = change - answers @ by
    return answers + np.outer(surprise, by) / (by @ by + QUIET)


def improved(
    start: Trial, answers: np.ndarray, tried: Callable[[np.ndarray], Trial], rounds: int
) -> Iterator[tuple[Trial, Trial]]:
    """`rounds` trials from `start` on: each one, and the best so far. tried: makes a trial of turns."""
    best, reach = start, FURTHEST
    for _ in range(rounds):
        by = step(best.distance, answers, best.turns, reach)
        trial = tried(best.turns + by)
        answers = learnt(answers, by, trial.distance - best.distance)
        if trial.cost < best.cost:
            best = trial
        else:
            reach *= SHRINK
        yield trial, best


@dataclass(frozen=True)
class England:
    """One side of all England, of each of the seeds fitted on."""

    side: str
    which: tuple[Knob, ...]
    executor: Executor

    def trial(self, turns: np.ndarray) -> Trial:
        """How far off all figures are with the knobs turned."""
        published = [value for table in tables() if table.side == self.side for value in table.expected.values()]
        runs = [
            values(england_specs(seed, 2026, 3), self.which, list(turns), self.side, self.executor)
            for seed in seeds_fitted()
        ]
        off = [(found - np.array(published)) / gates for found, gates in runs]
        return Trial(turns, np.array(off), np.mean([gates for _, gates in runs], axis=0))


def _say(side: str, trial: Trial) -> None:
    off = trial.distance
    click.echo(f"{trial.within:.1%} of {len(off)} figures within their gates; {trial.cost:.0f} to be made less")
    for position in np.argsort(-np.abs(off)):
        if abs(off[position]) > 1:
            click.echo(f"    {off[position]:+6.2f}  {': '.join(figures(side)[position])}")


@click.command(
    epilog="Example:  python -m synthetic_data.scorecard.fit care --answers answers --rounds 3 --write\n\n"
    "Measuring the answers takes half an hour on two cores; killed, it goes on from where it was. Each round then "
    "takes two or three minutes. Score the result on a seed that was not fitted on:\n\n"
    "academy scorecard --england --seed 4"
)
@click.argument("side", type=click.Choice(SIDES))
@click.option(
    "--answers", "folder", type=click.Path(file_okay=False, path_type=Path), required=True,
    help="A folder to keep the measured answers in, for later runs. Delete them when the mechanisms have changed much.",
)  # fmt: skip
@click.option("--rounds", default=3, show_default=True, help="How often to turn the knobs and simulate all England.")
@click.option("--workers", default=2, show_default=True)
@click.option(
    "--write/--try",
    default=False,
    help="Write the calibration tables whenever a round is better, or only say what would change.",
)
def fit(side: str, folder: Path, rounds: int, workers: int, write: bool) -> None:
    """Fit the knobs of one SIDE of the simulation (care, then need: the second depends on the first)."""
    which = knobs(side)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            answers = measured(side, folder, pool)
        except PlainError as error:
            raise click.UsageError(str(error)) from error
        england = England(side, which, pool)
        start = england.trial(np.zeros(len(which)))
        in_gates = answers / start.gates[:, None]
        _say(side, start)
        best = start
        for trial, best in improved(start, in_gates, england.trial, rounds):
            _say(side, trial)
            if write and trial is best:
                write_tables(turned(which, best.turns), which)
    for knob, turn in zip(which, best.turns, strict=True):
        click.echo(f"{np.exp(turn):8.3f}  {knob.name}")


if __name__ == "__main__":
    fit()
