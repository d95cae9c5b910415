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
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from curriculum import figures
from curriculum.alt_text import check_alt
from curriculum.builder.cells import exercise_id
from curriculum.builder.source import Cell, read_cells
from curriculum.chart_rules import faults_of
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
    chart_faults: list[str] = field(default_factory=list)


def rehearse(part: Part, data: Path) -> Rehearsal:
    """Run the solution of `part` on the data folder `data`; warnings are errors, and what it shows is not kept."""
    run, names = Rehearsal(), {"__name__": "__rehearsal__"}
    with _on(data, run.chart_faults), redirect_stdout(StringIO()), warnings.catch_warnings():
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
def _on(data: Path, faults: list[str]) -> Iterator[None]:
    """Point `data_folder` at `data`, and in place of showing a chart look at its words and its conventions."""
    before, shown = os.environ.get(OVERRIDE), figures.figure

    def look_at(chart: Figure | Axes, alt: str) -> None:
        drawn = chart if isinstance(chart, Figure) else chart.figure
        check_alt(alt, figures.title_of(drawn))
        faults.extend(faults_of(drawn))

    os.environ[OVERRIDE] = str(data)
    figures.figure = look_at
    try:
        yield
    finally:
        figures.figure = shown
        figures.plt.close("all")
        os.environ.pop(OVERRIDE)
        if before is not None:
            os.environ[OVERRIDE] = before
