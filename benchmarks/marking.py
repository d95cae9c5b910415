"""The same hand-ins marked by `nbgrader autograde` and by `academy grade`, side by side in one run.

An ordinary nbgrader assignment (pandas, three charts, two test cells, one written answer) and well-formed hand-ins:
right, wrong, raising and blank answers in turn. Each side marks all of them and writes feedback; ours with its sandbox.
The scores must be the same. Processor seconds count every process of a side, its kernels and sandboxes included.

    python benchmarks/marking.py [--learners 30] [--write]

`--write` puts the figures into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ASSIGNMENT = "bench"
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = "## Marking: nbgrader autograde and academy grade"
PR_SET_CHILD_SUBREAPER = 36

SETUP = """import pandas as pd
import matplotlib.pyplot as plt
%matplotlib inline
episodes = pd.DataFrame({"CHILD": [f"SYN{n % 150}" for n in range(400)], "AGE": [n % 18 for n in range(400)],
                         "LS": ["C2", "V2", "E1", "C1"] * 100})"""
CHARTS = (
    "episodes['AGE'].plot(kind='hist', title='Ages')",
    "episodes.groupby('LS')['CHILD'].nunique().plot(kind='bar', title='Children by legal status')",
    "plt.plot(episodes.groupby('AGE')['CHILD'].nunique())\nplt.title('Children by age')",
)
# What learners hand in for the two tasks, in turn; the tests are below.
ANSWERS = (
    ("children = episodes['CHILD'].nunique()", "older = int((episodes['AGE'] > 10).sum())"),
    ("children = len(episodes)", "older = int((episodes['AGE'] > 10).sum())"),
    ("children = episodes['CHILD'].nunique()", "older = episodes['Age'].sum()"),
    ("children = ...", "older = int((episodes['AGE'] >= 10).sum())"),
    ("children = len(set(episodes['CHILD']))", "older = len(episodes[episodes['AGE'] > 10])"),
)
TESTS = ("assert children == 150", "assert older == sum(age > 10 for age in episodes['AGE'])")


@dataclass(frozen=True)
class Cost:
    """What one side took for everything: wall-clock and processor seconds, and its scores."""

    wall: float
    cpu: float
    scores: dict[tuple[str, str], float | None]


def cell(kind: str, source: str, name: str, **facts: Any) -> dict[str, Any]:
    """A notebook cell, with nbgrader's metadata when there are facts for it."""
    defaults = {
        "schema_version": 3,
        "task": False,
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
    }
    made: dict[str, Any] = {"cell_type": kind, "id": name, "source": source}
    made["metadata"] = {"nbgrader": defaults | facts} if facts else {}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(answers: tuple[str, ...], words: str) -> dict[str, Any]:
    """The assignment with these answers in it."""
    cells = [cell("markdown", "# Children in care", "title"), cell("code", SETUP, "setup")]
    cells += [cell("code", chart, f"chart{number}") for number, chart in enumerate(CHARTS)]
    for number, (answer, test) in enumerate(zip(answers, TESTS, strict=True)):
        cells.append(cell("code", answer, f"answer{number}", solution=True))
        cells.append(cell("code", test, f"test{number}", grade=True, locked=True, points=2, cell_type="code"))
    cells.append(cell("markdown", words, "words", grade=True, solution=True, points=3, cell_type="markdown"))
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def hand_in(root: Path, learners: int) -> None:
    """`root/source/` and `root/submitted/`, as nbgrader lays them out."""
    blank = notebook(("children = ...", "older = ..."), "Write here.")
    _write(root / "source" / ASSIGNMENT, blank)
    for number in range(learners):
        words = f"Most children in care are of school age; this is what I would tell the manager ({number})."
        _write(root / "submitted" / f"learner{number:04}" / ASSIGNMENT, notebook(ANSWERS[number % len(ANSWERS)], words))


def _write(folder: Path, body: dict[str, Any]) -> None:
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(body), encoding="utf-8")


def nbgrader(root: Path) -> Cost:
    """Mark and write feedback with stock nbgrader."""
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'bench'\n"
        "c.ClearSolutions.enforce_metadata = False\n"
        # With the default of 4 seconds a busy machine makes nbgrader drop right answers.
        "c.ExecutePreprocessor.iopub_timeout = 120\n"
    )
    _quietly(["generate_assignment", ASSIGNMENT], root)
    began = _used()
    _quietly(["autograde", ASSIGNMENT], root)
    _quietly(["generate_feedback", ASSIGNMENT], root)
    return _cost(began, root / "gradebook.db")


def academy(root: Path, out: Path, workers: int) -> Cost:
    """Mark and write feedback with ours."""
    from grading.course_folder import CourseFolder

    CourseFolder.at(out)
    shutil.copytree(root / "source", out / "source", dirs_exist_ok=True)
    began = _used()
    command = ["grade", ASSIGNMENT, "--submissions", str(root / "submitted"), "--out", str(out)]
    _run([str(Path(sys.executable).with_name("academy")), *command, "--workers", str(workers)], out)
    return _cost(began, out / "gradebook.db")


def _quietly(arguments: list[str], root: Path) -> None:
    _run([str(Path(sys.executable).with_name("nbgrader")), *arguments, "--log-level=ERROR"], root)


def _run(command: list[str], folder: Path) -> None:
    home = str(Path(sys.executable).parent)  # nbgrader looks for alembic on the path
    environment = os.environ | {"PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}"}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"
        )
    _reap()


def _reap() -> None:
    """Wait for what the command left to us (we are its subreaper), so that its processor time is counted."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.02)


def _used() -> tuple[float, float]:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic(), spent.ru_utime + spent.ru_stime


def _cost(began: tuple[float, float], gradebook: Path) -> Cost:
    wall, cpu = _used()
    return Cost(wall - began[0], cpu - began[1], scores(gradebook))


def scores(gradebook: Path) -> dict[tuple[str, str], float | None]:
    """The automatic score of each test of each learner."""
    query = """select student.id, base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join student on student.id = submitted_assignment.student_id where base_cell.name like 'test%'"""
    with sqlite3.connect(gradebook) as database:
        return {(learner, name): score for learner, name, score in database.execute(query)}


def table(theirs: Cost, ours: Cost, learners: int, workers: int) -> str:
    """The figures as Markdown."""
    from grading.runner.walls import best_wall

    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    return "\n".join(
        [
            HEADING,
            "",
            f"{learners} well-formed hand-ins, marks and feedback; {where}. Sandbox: {best_wall()}, {workers} workers. "
            f"`python benchmarks/marking.py --learners {learners}`",
            "",
            "| | wall s | processor s | processor s each |",
            "|---|---|---|---|",
            _row("nbgrader autograde + generate_feedback", theirs, learners),
            _row("academy grade", ours, learners),
            f"| times faster | {theirs.wall / ours.wall:.1f} | {theirs.cpu / ours.cpu:.1f} | |",
            "",
            f"Scores: {len(ours.scores)} compared, {differing(theirs, ours)} differ.",
        ]
    )


def _row(name: str, cost: Cost, learners: int) -> str:
    return f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.cpu / learners:.2f} |"


def differing(theirs: Cost, ours: Cost) -> int:
    """How many scores are not the same on both sides."""
    return sum(theirs.scores.get(key) != ours.scores.get(key) for key in theirs.scores.keys() | ours.scores.keys())


def keep(section: str) -> None:
    """Put the section into RESULTS.md in place of an earlier one."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Measured\n"
    before, found, after = text.partition(HEADING)
    rest = after.partition("\n## ")[2] if found else ""
    RESULTS.write_text(before.rstrip() + "\n\n" + section + "\n" + (f"\n## {rest}" if rest else ""), encoding="utf-8")


def main() -> None:
    """Run both sides and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as name:
        root, out = Path(name) / "nbgrader", Path(name) / "academy"
        hand_in(root, chosen.learners)
        ours = academy(root, out, chosen.workers)
        theirs = nbgrader(root)
    section = table(theirs, ours, chosen.learners, chosen.workers)
    sys.stdout.write(section + "\n")
    if chosen.write:
        keep(section)
    if differing(theirs, ours):
        raise SystemExit("The scores differ.")


if __name__ == "__main__":
    main()
