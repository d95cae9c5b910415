"""Ordinary nbgrader assignments: tests in cells, partial credit, marks that come out of the learner's own process.

They run in the same sandbox, so they can harm nobody. But the test that gives the mark stands in the notebook and runs
beside the answer, so code in the notebook can read it, silence it or change what it says. Such marks are therefore
called weaker wherever they are shown. A warning on standard error costs nothing here, and only a number within the
points counts as partial credit.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.capture import shortened, write_whole
from grading.course_folder import CourseFolder
from grading.gradebook import NOTEBOOK
from grading.repair import marking, source_of
from grading.results import Row
from grading.runner.run import run
from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    from grading.grade_one import Paper

WHY_WEAKER = (
    "This assignment's tests stand in the notebook and run beside the learner's code, which could read or change them. "
    "Its marks are weaker than those of this course's own assignments, whose answers are compared elsewhere."
)


def read_source(course: CourseFolder, assignment: str) -> tuple[dict[str, Any], str]:
    """The one notebook of an ordinary assignment with its tests, and a digest of it, from `source/` or else `release/`.

    Solutions are not taken out: the source is never handed to anybody. Raises PlainError when there is none or several.
    """
    for folder in (course.source(assignment), course.release(assignment)):
        found = sorted(path for path in folder.glob("*.ipynb")) if folder.is_dir() else []
        if len(found) > 1:
            raise PlainError(f"{folder} holds {len(found)} notebooks: academy grade marks assignments of one notebook.")
        if found:
            content = found[0].read_bytes()
            try:
                notebook = json.loads(content)
                cells = [{**cell, "source": source_of(cell)} for cell in notebook["cells"]]
            except (ValueError, KeyError, TypeError) as problem:
                raise PlainError(f"{found[0]} is not a notebook.") from problem
            return {**notebook, "cells": cells}, hashlib.sha256(content).hexdigest()[:16]
    raise PlainError(
        f"There is no assignment {assignment}: it is not in the course, and {course.root} has no source/{assignment}."
    )


def tests_of(paper: Paper) -> list[dict[str, Any]]:
    """The released cells that give a mark by running."""
    return [cell for cell in paper.release["cells"] if marking(cell).get("grade") and not marking(cell).get("solution")]


def no_rows(paper: Paper, status: str, message: str) -> list[Row]:
    """The same status for every test: nothing handed in, or nothing that could be read."""
    return [Row(marking(cell)["grade_id"], status, None, _points(cell), message) for cell in tests_of(paper)]


def run_rows(
    paper: Paper, course: CourseFolder, notebook: Mapping[str, Any], scratch: Path, wall: str | None
) -> tuple[list[Row], Path]:
    """Run the notebook with its released tests, and read each test's mark from what it showed.

    Returns the rows and the capture folder.
    """
    into, out = scratch / "run", scratch / "captured"
    into.mkdir()
    write_whole(into / "notebook.ipynb", json.dumps(notebook).encode())
    write_whole(into / "cards.json", b"[]")
    _hand_over_files(course.source(paper.assignment), into / "data")
    run(into, out, wall=wall)
    executed = json.loads((out / "executed.ipynb").read_text(encoding="utf-8"))
    shown = {marking(cell).get("grade_id"): cell for cell in executed["cells"]}
    facts = {entry["cell"]: entry for entry in json.loads((out / "run.json").read_text(encoding="utf-8"))["cells"]}
    places = {marking(cell).get("grade_id"): number for number, cell in enumerate(executed["cells"])}
    rows = []
    for cell in tests_of(paper):
        name = marking(cell)["grade_id"]
        rows.append(_row(cell, shown.get(name, {}), facts.get(places.get(name, -1), {})))
    return rows, out


def _hand_over_files(source: Path, data: Path) -> None:
    """The assignment's own data files, as nbgrader hands them over, beside the notebook."""
    data.mkdir()
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb":
            target = data / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _row(cell: Mapping[str, Any], shown: Mapping[str, Any], ran: Mapping[str, Any]) -> Row:
    """A test's mark. That it raised is known from how it ended, not from what it showed, which is easier to silence."""
    name, points = marking(cell)["grade_id"], _points(cell)
    state, error = ran.get("state"), ran.get("error") or {}
    if state == "timeout":
        return Row(name, "timeout", None, points, "This test had not finished when its time was up.")
    if state not in ("ok", "error"):
        return Row(name, "error", None, points, "The notebook stopped before this test had run.")
    if state == "error":
        said = shortened(error.get("message") or error.get("type") or "", 200)
        return Row(name, "marked", 0.0, points, f"This test did not pass{f': {said}' if said else ''}.")
    for output in shown.get("outputs", []):
        if output.get("output_type") == "execute_result":
            share = _number(output.get("data", {}).get("text/plain"))
            if share is None:
                continue
            score = min(max(share, 0.0), points)
            return Row(name, "marked", score, points, f"This test gave {score:g} of {points:g} points.")
    return Row(name, "marked", points, points, "This test passed.")


def _number(text: Any) -> float | None:
    try:
        value = float(str(text).strip().removeprefix("np.float64(").removesuffix(")"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _points(cell: Mapping[str, Any]) -> float:
    return float(marking(cell).get("points") or 0)


__all__: Sequence[str] = ("NOTEBOOK", "WHY_WEAKER", "no_rows", "read_source", "run_rows", "tests_of")
