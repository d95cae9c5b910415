"""Our own assignments: the notebook runs on the learner's data, its answers come out, and they are compared here.

Nothing of a mark is within reach of the notebook: not the questions' answers, not the known mistakes, not the second
council's name. See `ordinary.py` for assignments whose tests stand in the notebook.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.capture import write_whole
from grading.learner_data import files_named_by, looked_in_vain, write_learner_data
from grading.marker import claimed_councils, mark
from grading.own_council import facts_of
from grading.questions import Questions, learner_council, questions_for, second_council, write_calls
from grading.results import Row
from grading.runner.run import run
from synthetic_data.council import Council

if TYPE_CHECKING:
    from grading.grade_one import Paper


def run_rows(
    paper: Paper, learner: str, notebook: Mapping[str, Any], handed_in: bytes, scratch: Path, wall: str | None
) -> tuple[list[Row], Path]:
    """A row for each exercise, and the capture folder they were read from. `handed_in` is the file as it came."""
    own = learner_council(learner)
    questions = questions_for(paper.exercises, own, second_council(paper.assignment, paper.seed))
    names = files_named_by(notebook)
    into, out = _run_folder(paper, notebook, own, questions, scratch / "part", names)
    run(into, out, wall=wall)
    if names is not None and looked_in_vain(out):
        into, out = _run_folder(paper, notebook, own, questions, scratch / "whole", None)
        run(into, out, wall=wall)
    data = json.loads((into / "data" / "manifest.json").read_text(encoding="utf-8"))
    facts = {exercise.id: facts_of(data, exercise.inputs) for exercise in paper.exercises}
    return mark(out, questions, claimed_councils(handed_in, facts)), out


def _run_folder(
    paper: Paper,
    notebook: Mapping[str, Any],
    own: Council,
    questions: Sequence[Questions],
    home: Path,
    names: str | None,
) -> tuple[Path, Path]:
    """Everything that goes into the sandbox, and where its answers will be."""
    into = home / "run"
    into.mkdir(parents=True)
    write_whole(into / "notebook.ipynb", json.dumps(notebook).encode())
    write_whole(into / "cards.json", json.dumps(paper.cards).encode())
    write_learner_data(own, into / "data", {name for each in paper.exercises for name in each.inputs}, names)
    write_calls(questions, into)
    return into, home / "captured"
