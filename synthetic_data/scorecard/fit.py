"""Fit calibration tables to the published figures: turn all knobs of one side of the simulation together.

    python -m synthetic_data.scorecard.fit care --answers FOLDER --write      (then the same for need; --help)

`answers` measures how every figure answers to every knob. All England is simulated with several seeds, and the mean of
these shows how far off each figure is beyond one seed's chance. A round then finds the turns with which most figures
of a further seed may be expected within their limits: for each figure the probability, from how far off it is on
average and how far chance moves it (`chance_of`), that it lies within its limit, and the same within what chance
excuses; so that a figure which no knob can reach pulls no other out, and one that is safely within gives way to one
that is not. Every turn has a price. All England is then simulated so turned. When that is better, the next round goes
on from there, else it goes less far; either way the answers learn from what happened (Broyden's update).
Next year's figures are fitted by running this again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path

import click
import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

from synthetic_data.england import england_specs
from synthetic_data.errors import PlainError
from synthetic_data.scorecard.answers import BEFORE, compared, figures, measured, values
from synthetic_data.scorecard.compare import STANDARD_ERRORS
from synthetic_data.scorecard.knobs import Knob, knobs, turned, write_tables
from synthetic_data.scorecard.published import seeds_fitted
from synthetic_data.scorecard.simulated_tables import CARE, NEED
from synthetic_data.scorecard.ten_years import YEARS

EASE = 0.3
"""How far, on the log scale, a knob may be turned at the price of one figure. Not further: answers are measured with
some error, and those of many knobs would be turned furthest whose error promises most."""
FURTHEST = 0.3
"""How far the first round may turn a knob, on the log scale."""
SHRINK = 0.5
"""A round that made things worse is tried again so much less far."""
QUIET = 0.1
"""Squared length of a turn of all knobs below which what happens is mostly chance, and little is learnt from it."""
WIDER = (8, 3, 1)
"""A figure many standard errors off has next to no chance to get within, and would pull at no knob: so the turns are
first found as if chance moved figures so much further, and from there on with less."""
SPANS = (3, 10)
"""Years that the runs keep, in turn from seed to seed: what is true of a short run has to be true of a long one."""
SMALLEST = 0.1
"""Limits: chance moves no figure by less. A mean of times is rounded, and its answers are not exact."""


@dataclass(frozen=True)
class Room:
    """How far off each figure may be: its strict limit, and one standard error of the children that it rests on."""

    limit: np.ndarray
    error: np.ndarray

    def expected(self, distance: np.ndarray, seeds: int, wider: float = 1) -> tuple[float, np.ndarray]:
        """How many figures of a further seed to expect within their limits when they are so far off in the mean of
        `seeds` seeds (half of it for the strict limits, half for what chance excuses), and how that changes with each
        distance. `wider`: as if chance moved figures so much further.
        """
        error = np.maximum(self.error, SMALLEST * self.limit) * np.sqrt(1 + 1 / seeds) * wider
        excused = np.maximum(self.limit, STANDARD_ERRORS * self.error)
        total, slope = 0.0, np.zeros(len(distance))
        for room in (self.limit, excused):
            above, below = (room - distance) / error, (-room - distance) / error
            total += float(np.sum(norm.cdf(above) - norm.cdf(below))) / 2
            slope += (norm.pdf(below) - norm.pdf(above)) / error / 2
        return total, slope


@dataclass(frozen=True)
class Trial:
    """All England with the knobs turned so: how far each figure is off in its own unit (a row a seed), and its room."""

    turns: np.ndarray
    by_seed: np.ndarray
    room: Room

    @property
    def distance(self) -> np.ndarray:
        """How far each figure is off in the mean of the seeds."""
        mean: np.ndarray = self.by_seed.mean(axis=0)
        return mean

    @property
    def within(self) -> float:
        """The share of figures within their limits, over all seeds."""
        return float(np.mean(np.abs(self.by_seed) <= self.room.limit))

    @property
    def worth(self) -> float:
        """What `step` makes large: figures to be expected within, less the price of the turns."""
        return self.room.expected(self.distance, len(self.by_seed))[0] - price(self.turns)


def price(turns: np.ndarray) -> float:
    """What it costs, in figures, to turn knobs by `turns` from where they were found."""
    return float(np.sum((turns / EASE) ** 2))


def step(start: Trial, answers: np.ndarray, reach: float) -> np.ndarray:
    """The further turns, none beyond `reach`, that make `worth` largest if figures answer in proportion.

    answers: each figure (row), in its own unit, for each unit turn of a knob (column).
    """

    def loss(further: np.ndarray, wider: float) -> tuple[float, np.ndarray]:
        total, slope = start.room.expected(start.distance + answers @ further, len(start.by_seed), wider)
        turns = start.turns + further
        return price(turns) - total, 2 * turns / EASE**2 - answers.T @ slope

    further = np.zeros(answers.shape[1])
    bounds = [(-reach, reach)] * len(further)
    for wider in WIDER:
        further = minimize(loss, further, (wider,), jac=True, method="L-BFGS-B", bounds=bounds).x
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
        by = step(best, answers, reach)
        trial = tried(best.turns + by)
        answers = learnt(answers, by, trial.distance - best.distance)
        if trial.worth > best.worth:
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
        published = [value for table in compared(self.side) for value in table.expected.values()]
        spans = (YEARS,) if self.side == BEFORE else SPANS
        runs = [
            values(england_specs(seed, 2026, years), self.which, list(turns), self.side, self.executor)
            for seed, years in zip(seeds_fitted(), cycle(spans), strict=False)
        ]
        found, limits, errors = (np.array(part) for part in zip(*runs, strict=True))
        return Trial(turns, found - np.array(published), Room(limits.mean(axis=0), errors.mean(axis=0)))


def _say(side: str, trial: Trial) -> None:
    off = trial.distance / trial.room.limit
    expected = trial.room.expected(trial.distance, len(trial.by_seed))[0]
    click.echo(f"{trial.within:.1%} of {len(off)} figures within their limits; {expected:.1f} to be expected")
    for position in np.argsort(-np.abs(off)):
        if abs(off[position]) > 1:
            click.echo(f"    {off[position]:+6.2f}  {': '.join(figures(side)[position])}")


@click.command(
    epilog="Example:  python -m synthetic_data.scorecard.fit care --answers answers --rounds 3 --write\n\n"
    "Measuring the answers takes half an hour on two cores; killed, it goes on from where it was. Each round then "
    "takes up to a minute for each seed of knobs.toml. Score the result on a seed that was not fitted on:\n\n"
    "academy scorecard --england --seed 4"
)
@click.argument("side", type=click.Choice([BEFORE, CARE, NEED]))
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
    """Fit the knobs of one SIDE of the simulation (care, then need: the second depends on the first).

    `before` is care in the years before the gate's: what differed then, held to the figures of then and of now.
    """
    which = knobs(side)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            answers = measured(side, folder, pool)
        except PlainError as error:
            raise click.UsageError(str(error)) from error
        england = England(side, which, pool)
        start = england.trial(np.zeros(len(which)))
        _say(side, start)
        best = start
        for trial, best in improved(start, answers, england.trial, rounds):
            _say(side, trial)
            if write and trial is best:
                write_tables(turned(which, best.turns), which)
    for knob, turn in zip(which, best.turns, strict=True):
        click.echo(f"{np.exp(turn):8.3f}  {knob.name}")


if __name__ == "__main__":
    fit()
