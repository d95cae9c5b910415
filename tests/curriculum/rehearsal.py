"""A lesson's solution run cell by cell in this process: what each exemplar gives, and what it had to work with."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from curriculum import figures
from curriculum.alt_text import check_alt
from curriculum.builder.cells import exercise_id
from curriculum.builder.source import Cell, read_cells
from curriculum.parts import Part
from curriculum.workspace import OVERRIDE

Names = dict[str, Any]


@dataclass
class Rehearsal:
    """One run of a part's solution on one council's data.

    `before` holds the names each exemplar could use, `answers` what it made, `stubs` what its stub makes instead, and
    `names` everything there is at the end.
    """

    before: dict[str, Names] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    stubs: dict[str, Any] = field(default_factory=dict)
    names: Names = field(default_factory=dict)


def rehearse(part: Part, data: Path) -> Rehearsal:
    """Run the solution of `part` on the data folder `data`; warnings are errors, and what it shows is not kept."""
    run, names = Rehearsal(), {"__name__": "__rehearsal__"}
    with _on(data), redirect_stdout(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in read_cells(part.source):
            if cell.kind == "code":
                _run(part, cell, names, run)
    run.names = names
    return run


def _run(part: Part, cell: Cell, names: Names, run: Rehearsal) -> None:
    name = exercise_id(part, cell)
    if cell.role == "stub" and name in part.exercise_ids:
        beside = copied(names)
        execute(cell.text, beside, cell.where)
        run.stubs[name] = beside.get(part.load(name).answer)
    elif cell.role == "exercise":
        run.before[name] = copied(names)
        execute(cell.text, names, cell.where)
        run.answers[name] = names[part.load(name).answer]
    elif cell.role != "stub":
        execute(cell.text, names, cell.where)


def execute(code: str, names: Names, where: str) -> None:
    """Run one cell's code with `names`; an error in it says where the cell stands."""
    exec(compile(code, where, "exec"), names)


def copied(names: Names) -> Names:
    """The same names, tables and columns copied, so that a cell run beside the lesson changes nothing in it."""
    return {
        name: value.copy() if isinstance(value, pd.DataFrame | pd.Series) else value for name, value in names.items()
    }


@contextmanager
def _on(data: Path) -> Iterator[None]:
    """Point `data_folder` at `data`, and draw no picture: only its words are looked at."""
    before, shown = os.environ.get(OVERRIDE), figures.figure
    os.environ[OVERRIDE] = str(data)
    figures.figure = lambda chart, alt: (check_alt(alt), None)[1]
    try:
        yield
    finally:
        figures.figure = shown
        figures.plt.close("all")
        os.environ.pop(OVERRIDE)
        if before is not None:
            os.environ[OVERRIDE] = before
