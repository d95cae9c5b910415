"""Run one notebook behind a wall and bring out its answers, whatever it does.

A *run folder* goes in: `cards.json`, `notebook.ipynb` (from `grading.submission`), `data/`, and for functions and
queries `calls/<exercise id>.json` with its tables. A *capture folder* comes out: `<exercise id>.json` and tables for
every card, `executed.ipynb` (with what each cell showed, unsanitised) and, written last, `run.json`. A capture folder
without `run.json` is of a run that was cut short and is to be run again.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.capture import CallError, Captured, shortened, write_captured, write_whole
from grading.runner import shown, worker
from grading.runner.frames import OUT_OF_MEMORY, OUT_OF_SCRATCH, STOPPED, Frame
from grading.runner.fresh import FreshProcess
from grading.runner.limits import Limits
from grading.runner.walls import best_wall
from grading.runner.worker import Report, ServerLostError, Worker, borrowed

RENDER = ("none", "coach", "all")
IN_WORDS = {"timeout": "ran for longer than it may", **STOPPED}
MOST_FILES = 500  # for one exercise
_STATES = ("ok", "error", "timeout")


@dataclass(frozen=True)
class RunResult:
    """How a run went.

    state        "ran" (to the end), "partly" (some cells or checks were given up) or "failed" (nothing could be run)
    why          when not "ran", one plain sentence
    wall         the wall that stood: "bubblewrap", "landlock" or "none"
    stopped      steps given up ("cell:3", "check:m01-a01-x") and why ("timeout", "memory", "files" or "crash")
    seconds, cpu_seconds, peak_memory (bytes): the notebook's own, all runs of it together
    runs         how often it was run: again after a cell that killed it, without that cell
    """

    state: str
    why: str | None
    wall: str
    stopped: dict[str, str]
    seconds: float
    cpu_seconds: float
    peak_memory: int
    runs: int


def run(
    run_folder: Path,
    out_folder: Path,
    limits: Limits | None = None,
    wall: str | None = None,
    render: str = "coach",
) -> RunResult:
    """Run the notebook of `run_folder` and write its capture folder to `out_folder`, which must be empty or absent.

    Args:
        limits: how much it may use; the usual limits by default.
        wall: "bubblewrap", "landlock", or "none" for --unsafe; the best there is by default.
        render: which charts are drawn: "none", "all", or those of cells that a "coach" marks.

    Raises:
        PlainError: no wall can be raised, or the sandbox does not start. Nothing a notebook does raises anything.
    """
    limits = limits or Limits()
    wall = wall or best_wall()
    out_folder.mkdir(parents=True, exist_ok=True)
    cards = json.loads((run_folder / "cards.json").read_text(encoding="utf-8"))
    notebook = json.loads((run_folder / "notebook.ipynb").read_text(encoding="utf-8"))
    collected = _Collected([card["id"] for card in cards], len(notebook["cells"]), out_folder)
    result = _run_until_through(run_folder, collected, limits, wall, render)
    collected.note_stopped(result.stopped)
    _fill_gaps(collected, out_folder, result.stopped)
    _write_notebook(notebook, collected, out_folder)
    facts = {
        **{name: getattr(result, name) for name in result.__dataclass_fields__},
        "cells": [{"cell": number, **facts} for number, facts in sorted(collected.cells.items())],
    }
    write_whole(out_folder / "run.json", json.dumps(facts, indent=1).encode())
    return result


def _run_until_through(run_folder: Path, collected: _Collected, limits: Limits, wall: str, render: str) -> RunResult:
    """Run; after a crash or a hang run again without the step that caused it, as often as the limits allow."""
    began = time.monotonic()
    stopped: dict[str, str] = {}
    reports: list[Report] = []
    lost = 0
    why = None
    for _ in range(limits.crashes + 2):
        seconds = limits.notebook_seconds - (time.monotonic() - began)
        if seconds < 1:
            why = "The notebook ran for longer than it may, so its last part was not run."
            break
        job = {"limits": limits.as_json(), "skip": stopped, "render": render, "seconds": seconds}
        collected.begin()
        try:
            with _sandbox(wall, limits) as sandbox:
                reports.append(sandbox.run(run_folder, job, limits.answers + limits.outputs * 2, collected.take))
        except ServerLostError:
            lost += 1
            if lost == 1:
                continue
            reports.append(Report(-1, "timeout", 0.0, 0))
        if collected.is_complete():
            break
        step = collected.step
        if step is None or step in stopped:
            why = "The notebook could not be run."
            break
        stopped[step] = _why_stopped(reports[-1])
        if len(stopped) > limits.crashes:
            why = "The notebook broke down too often, so its last part was not run."
            break
    if stopped and why is None:
        why = "Part of the notebook was left out because it stopped everything else: " + _steps_in_words(stopped) + "."
    state = "failed" if collected.step is None and not collected.ended else "partly" if why else "ran"
    return RunResult(
        state,
        why,
        wall,
        stopped,
        round(time.monotonic() - began, 3),
        round(sum(report.cpu_seconds for report in reports), 3),
        max((report.peak_memory for report in reports), default=0),
        len(reports),
    )


def _sandbox(wall: str, limits: Limits) -> AbstractContextManager[Worker | FreshProcess]:
    """A warm server, or a new process a notebook where processes cannot be forked."""
    return borrowed(wall, limits) if hasattr(os, "fork") else nullcontext(FreshProcess())


def _why_stopped(report: Report) -> str:
    if report.killed == "timeout":
        return "timeout"
    if report.killed in ("files", "threads") or report.status == OUT_OF_SCRATCH:
        return "files"
    return "memory" if report.status == OUT_OF_MEMORY else "crash"


def _steps_in_words(stopped: Mapping[str, str]) -> str:
    words = []
    for step, why in stopped.items():
        kind, _, name = step.partition(":")
        which = f"cell {int(name) + 1}" if kind == "cell" else f"the answer to {name}"
        words.append(f"{which} ({IN_WORDS[why]})")
    return ", ".join(words)


@dataclass
class _Collected:
    """What has come out of the sandbox; everything in it was written by an enemy until proved otherwise."""

    ids: Sequence[str]
    size: int
    folder: Path
    cells: dict[int, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[int, list[shown.Output]] = field(default_factory=dict)
    step: str | None = None
    ended: bool = False
    files: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = "|".join(re.escape(name) for name in self.ids)
        self._file = re.compile(rf"(?:{names})(?:\.json|\.[0-9]{{1,3}}(?:-[0-9]{{1,2}})?\.arrow)") if names else None
        self._steps = {f"cell:{number}" for number in range(self.size)} | {f"check:{name}" for name in self.ids}

    def begin(self) -> None:
        """A run begins: no step has been reached yet."""
        self.step, self.ended = None, False

    def is_complete(self) -> bool:
        """Whether the notebook says that it came to its end, and every answer is there to prove it."""
        return self.ended and all((self.folder / f"{name}.json").exists() for name in self.ids)

    def take(self, frame: Frame) -> None:
        """Take in one message; one that is not in its form is passed over."""
        kind, step = frame.about.get("kind"), frame.about.get("step")
        if kind == "begin" and type(step) is str and step in self._steps:
            self.step = step
        elif kind == "cell":
            self._take_cell(frame.about)
        elif kind == "file":
            name = frame.about.get("name")
            if type(name) is str and self._file is not None and self._file.fullmatch(name):
                kept = self.files.setdefault(name.partition(".")[0], set())
                kept.add(name)
                if len(kept) <= MOST_FILES or name.endswith(".json"):
                    write_whole(self.folder / name, frame.content)
        elif kind == "end":
            self.ended = True

    def note_stopped(self, stopped: Mapping[str, str]) -> None:
        """Record the cells that were given up, which could not report themselves."""
        for step, why in stopped.items():
            kind, _, name = step.partition(":")
            if kind == "cell":
                self.cells[int(name)] = {"state": why, "seconds": None, "error": None, "warned": False}
                text = f"[This cell {IN_WORDS[why]} and was left out.]\n"
                self.outputs[int(name)] = [{"output_type": "stream", "name": "stderr", "text": text}]

    def _take_cell(self, about: Mapping[str, Any]) -> None:
        number, state, seconds, error = (about.get(name) for name in ("cell", "state", "seconds", "error"))
        if type(number) is not int or not 0 <= number < self.size or type(state) is not str or state not in _STATES:
            return
        self.outputs[number] = shown.rebuilt(about.get("outputs"))
        self.cells[number] = {
            "state": state,
            "seconds": round(seconds, 3) if type(seconds) is float and 0 <= seconds < 1e6 else None,
            "error": _error(error),
            "warned": any(output.get("name") == "stderr" for output in self.outputs[number]),
        }


def _error(error: Any) -> dict[str, str] | None:
    if type(error) is not list or len(error) != 2 or any(type(part) is not str for part in error):
        return None
    return {"type": shortened(error[0], 60), "message": shortened(error[1])}


def _fill_gaps(collected: _Collected, folder: Path, stopped: Mapping[str, str]) -> None:
    """Write a capture for every exercise that has none, so that each card has an answer file."""
    late = not stopped or "timeout" in stopped.values()
    for name in collected.ids:
        if (folder / f"{name}.json").exists():
            continue
        if late and collected.step is not None:
            captured = Captured(name, "timeout", "the notebook ran out of time before it came to this exercise")
        else:
            captured = Captured(
                name, "raised", "the notebook broke down before this exercise", [CallError("Crash", "")]
            )
        write_captured(captured, folder)


def _write_notebook(notebook: dict[str, Any], collected: _Collected, folder: Path) -> None:
    """The notebook with what its cells showed: for a coach's eyes, once somebody has sanitised it."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["outputs"] = collected.outputs.get(number, [])
    write_whole(folder / "executed.ipynb", json.dumps(notebook, indent=1).encode())


close_all = worker.close_all


def get_ready(wall: str, number: int) -> None:
    """Begin to start the sandboxes for `number` notebooks at a time, and return at once."""
    if hasattr(os, "fork"):
        worker.get_ready(wall, Limits(), number)
