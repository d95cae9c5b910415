"""How every published figure answers to every knob: the sensitivities that `fit` turns the knobs by.

One figure's answer to one knob is small beside the chance of who comes into care in a few councils. So all knobs are
turned at once, each up or down by a design in which every knob is up as often as down and no two go together (the rows
of a Hadamard matrix: H. Hotelling, "Some improvements in weighing and other experimental techniques", 1944), and the
opposite of each row is run as well, so that what answers to two knobs together, or to a knob's square, cancels. Every
run then tells of every knob: as many runs as there are knobs, each of a few councils, measure as well as if each knob
had all the councils of all the runs to itself. What chance alone could have given is left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cache, partial
from pathlib import Path
from typing import Any

import click
import numpy as np
from scipy.linalg import hadamard

from synthetic_data.council import CouncilSpec
from synthetic_data.england import england_specs
from synthetic_data.errors import PlainError
from synthetic_data.scorecard.compare import STANDARD_ERRORS, chance_of, strict_limit, value_of
from synthetic_data.scorecard.earlier import earlier_tables
from synthetic_data.scorecard.knobs import Knob, knobs, turned
from synthetic_data.scorecard.published import Table, tables
from synthetic_data.scorecard.simulated import count
from synthetic_data.scorecard.simulated_tables import CARE, NEED, SIDES
from synthetic_data.scorecard.ten_years import YEARS

STEP = 0.15
"""How far a run turns each knob, up or down, on the log scale."""
SPARE = 8
"""Runs more than there are knobs, at the least: what they leave unexplained is chance, and says how large chance is."""
CHANCE = 2.5
"""Standard errors: an answer that is no larger is taken for none, and a larger one is shrunk a little."""
BEFORE = "before"
"""Children in care in the years before those of the gate: a side of its own to fit."""
PARTS = {CARE: 22, NEED: 76, BEFORE: 30}
"""Each pair of runs has one council in so many, and the next pair the next ones, of another seed. More children are in
need than in care, so that fewer councils do; and so they do in a run of ten years."""

Figure = tuple[str, str]
"""A comparison (id in measures.toml) and one of its categories."""


@cache
def compared(side: str) -> tuple[Table, ...]:
    """What one side is fitted to. The years before are fitted together with the gate's, which they lead up to."""
    if side == BEFORE:
        return tuple(table for table in (*earlier_tables(), *tables()) if table.side == CARE)
    return tuple(table for table in tables() if table.side == side)


def figures(side: str) -> list[Figure]:
    """The figures of one side, in the order of all vectors here."""
    return [(table.id, category) for table in compared(side) for category in table.expected]


def values(
    specs: Sequence[CouncilSpec],
    which: Sequence[Knob],
    by: Sequence[float],
    side: str,
    executor: Executor | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each figure of `side` when these councils are simulated with the knobs turned, its strict limit, and its standard
    error (of figures about councils: a third of the limit).
    """
    counted, children = count(specs, turned(which, by), SIDES, executor, compared(side))
    found, limits, errors = [], [], []
    for table in compared(side):
        here = counted[table.id]
        whole = sum(here.get(category, (0,))[0] or 0 for category in table.expected)
        for category, published in table.expected.items():
            numbers = here.get(category, (0, 0))
            found.append(value_of(table, numbers, whole, children[table.year]))
            limits.append(strict_limit(table, published, numbers[0]))
            chance = limits[-1] if table.kind == "spread" else chance_of(table, published, numbers, whole)
            errors.append(chance / STANDARD_ERRORS)
    return np.array(found, float), np.array(limits, float), np.array(errors, float)


def design(count: int) -> np.ndarray:
    """A row of ups and downs (+1 and -1) for each pair of runs, a column for each of `count` knobs."""
    order = 2 ** int(np.ceil(np.log2(count + SPARE)))
    return hadamard(order)[:, 1 : count + 1].astype(float)


def estimated(rows: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The answer of each figure (row) to each knob (column), from `change` in each pair of runs with these `rows`.

    change: half the difference between the run turned by STEP times the row and its opposite.
    """
    answers = rows.T @ change / (len(rows) * STEP)
    left = change - STEP * rows @ answers
    spare = len(rows) - rows.shape[1]
    error = np.sqrt(np.sum(left**2, axis=0) / spare / len(rows)) / STEP
    size = np.abs(answers)
    sure = np.divide(CHANCE * error, size, out=np.full_like(size, np.inf), where=size > 0)
    return (answers * np.clip(1 - sure**2, 0, None)).T


def measured(side: str, folder: Path, executor: Executor) -> np.ndarray:
    """The answers of one side's figures (rows) to its knobs (columns), kept in `folder`.

    What is there is not run again. A knob that was added later is measured by itself, with the others where they are.
    A figure that was added later answers to no knob but the new ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [knob.name for knob in knobs(side)]
    answers: dict[str, np.ndarray] = {}
    files = sorted(folder.glob(f"{side}-*.jsonl"))
    for path in files:
        answers |= _measured(side, path, executor)
    new = [name for name in names if name not in answers]
    if new:
        path = folder / f"{side}-{len(files) + 1:02}.jsonl"
        path.write_text(json.dumps({"knobs": new, "figures": figures(side)}) + "\n", encoding="utf-8")
        answers |= _measured(side, path, executor)
    return np.column_stack([answers[name] for name in names])


def _measured(side: str, path: Path, executor: Executor) -> dict[str, np.ndarray]:
    """The answers to the knobs that a file is for, by name; runs the pairs that it has not yet."""
    head, done = _read(path)
    names = head["knobs"]
    rows = design(len(names))
    todo = [number for number in range(len(rows)) if number not in done]
    gone = set(names) - {knob.name for knob in knobs(side)}
    if todo and gone:
        raise PlainError(f"{path} was begun for {min(gone)!r}, which knobs.toml has no more: delete it.")
    if todo:
        runs = executor.map(partial(_pair, side, names), todo)
        with (
            path.open("a", encoding="utf-8") as file,
            click.progressbar(zip(todo, runs, strict=True), len(todo), f"Measuring {len(names)} knobs") as bar,
        ):
            for number, change in bar:
                file.write(json.dumps({"pair": number, "change": change}) + "\n")
                file.flush()
                done[number] = change
    found = estimated(rows, np.array([done[number] for number in range(len(rows))]))
    place = {tuple(figure): row for row, figure in enumerate(head["figures"])}
    by_figure = np.array(
        [found[place[figure]] if figure in place else np.zeros(len(names)) for figure in figures(side)]
    )
    return dict(zip(names, by_figure.T, strict=True))


def _pair(side: str, names: Sequence[str], number: int) -> list[float]:
    """Half the difference that one row of the design of the knobs of these names makes, in a part of England."""
    by_name = {knob.name: knob for knob in knobs(side)}
    row = STEP * design(len(names))[number]
    parts, years = PARTS[side], YEARS if side == BEFORE else 3
    specs = england_specs(number + 1, 2026, years)[number % parts :: parts]
    up, down = (values(specs, [by_name[name] for name in names], list(by), side)[0] for by in (row, -row))
    return [float(change) for change in (up - down) / 2]


def _read(path: Path) -> tuple[dict[str, Any], dict[int, list[float]]]:
    """What a file is for, and the pairs it has; a line that a killed run left half written is cut off."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines.pop()
        path.write_text("".join(lines), encoding="utf-8")
    head, *pairs = map(json.loads, lines)
    return head, {pair["pair"]: pair["change"] for pair in pairs}
