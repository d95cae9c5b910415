"""Stock `nbgrader autograde` in our course folder: it calls our marker, and never lowers a stored mark.

nbgrader lets a course name the preprocessors it uses (`nbgrader_config.py`). In place of overwriting cells, running
them and reading scores out of their outputs, one preprocessor marks the submission in the sandbox, stores the marks,
and hands nbgrader the notebook as it ran, made safe to show.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.batch import Batch, store
from grading.course_folder import CourseFolder
from grading.grade_one import Task, grade_one
from grading.gradebook import NOTEBOOK
from grading.report import write_report
from grading.roster import Person
from grading.runner.walls import best_wall


class MarkInSandbox(NbGraderPreprocessor):
    """Mark one submission with our marker; see the module's text."""

    def preprocess(self, notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return the sanitised notebook as it ran. Raises PlainError when no sandbox can be had."""
        facts = resources["nbgrader"]
        course = CourseFolder(Path(self.config.CourseDirectory.root))
        mark_again(course, facts["assignment"], facts["student"])
        path = course.autograded(facts["student"], facts["assignment"]) / f"{NOTEBOOK}.ipynb"
        return from_dict(json.loads(path.read_text(encoding="utf-8"))), resources


def mark_again(course: CourseFolder, assignment: str, learner: str) -> None:
    """Mark one learner's submission under `submitted/`, store it, lowering nothing, and renew the report."""
    people = course.people()
    if learner not in {person.id for person in people}:
        people.append(Person(learner))
    batch = Batch(course, assignment, course.root / "submitted", people)
    folder = course.submitted(learner, assignment)
    why = "marked again by nbgrader autograde"
    task = Task(learner, assignment, folder, course.root, best_wall(), why, lower=False)
    with course.batch():
        grade_one(task)
        store(batch, lower=False, only=lambda result: result.learner == learner)
        write_report(course, assignment)  # a coach on a hub has no command line to ask for it
