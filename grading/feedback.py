"""Feedback: one page a learner, to read and to keep. Never the reference, and nothing of anybody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from curriculum.model import load_course
from grading import pages
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.gradebook import NOTEBOOK
from grading.ordinary import WHY_WEAKER
from grading.repair import marking, source_of
from grading.standing import Class, ExerciseMark, Standing, points, read_class, status_words
from synthetic_data.errors import PlainError

MOST_SHOWN = 8_000
ORDER = {"needs_coach": 5, "unreadable": 0, "timeout": 2, "error": 1, "marked": 3, "blank": 4}


def write_feedback(course: CourseFolder, assignment: str, learner: str | None = None) -> list[Path]:
    """Write the pages of everybody (or of one learner), where nbgrader's release_feedback looks for them.

    Raises PlainError when nothing has been graded yet, or nobody has that id.
    """
    everybody = read_class(course, assignment)
    chosen = [each for each in everybody.standings if learner in (None, each.person.id)]
    if not chosen:
        raise PlainError(f"There is no learner {learner} in {assignment}: give an id as marks.csv has it.")
    written = []
    for standing in chosen:
        folder = course.feedback(standing.person.id) / assignment
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{NOTEBOOK}.html"
        write_whole(path, feedback_page(everybody, standing).encode("utf-8"))
        written.append(path)
    return written


def feedback_page(everybody: Class, standing: Standing) -> str:
    """One learner's page as HTML."""
    waiting = [mark for mark in standing.exercises if mark.waits]
    return pages.render(
        "feedback.html.j2",
        course_title=load_course().title,
        title=everybody.title,
        standing=standing,
        undecided="your coach will look at the rest" if waiting else "",
        next_step=next_step(standing),
        answers=what_was_written(everybody, standing),
        practice={mark.row.exercise: practice_tables(everybody, mark) for mark in standing.exercises},
        weaker=WHY_WEAKER,
        words=status_words,
        points=points,
    )


def next_step(standing: Standing) -> str:
    """The one thing to do now, from how everything stands."""
    if standing.result.state == "missing":
        return (
            "Nothing has been handed in yet. Open the assignment, do the first task, and hand that in: it is a start."
        )
    if standing.result.state == "unreadable":
        return "Open your notebook in Jupyter, choose Save, and hand in the file that ends in .ipynb once more."
    unfinished = [mark for mark in standing.exercises if not mark.is_right and not mark.waits]
    if unfinished:
        first = min(unfinished, key=lambda mark: (ORDER[mark.row.status], standing.exercises.index(mark)))
        return _advice(first)
    if any(not task.answered for task in standing.tasks):
        return (
            "All checked tasks are right. What is left is the written part: write it, and hand the notebook in again."
        )
    if standing.waits:
        return "All checked tasks are right. Your coach reads the written part next."
    low = [line.title for task in standing.tasks for line, level in task.levels if level < 3]
    if low:
        return (
            f"All checked tasks are right. In the next piece you write for a reader, work on this line first: {low[0]}."
        )
    return "Everything is right. Do the next piece of your own work this way, and note how long it takes."


def _advice(mark: ExerciseMark) -> str:
    if mark.row.status == "blank":
        return f"Do {mark.title} next: a first attempt, right or not, tells you more than the task text does."
    if mark.row.status in ("error", "timeout"):
        return f"Start with {mark.title}: run its cell on its own, and mend what stops it before anything else."
    return (
        f"Start with {mark.title}: re-read the part its message names, change one thing, try it on a few rows by hand."
    )


def practice_tables(everybody: Class, mark: ExerciseMark) -> list[dict[str, Any]]:
    """The practice tables that a message speaks of, blanks shown as blanks. They hold questions, no answers."""
    exercise = next((each for each in everybody.paper.exercises if each.id == mark.row.exercise), None)
    if exercise is None or mark.is_right or "practice table" not in mark.row.message:
        return []
    return [
        {"columns": list(table.columns), "rows": [[cell_text(cell) for cell in row] for row in table.itertuples(False)]}
        for table in exercise.practice_tables
    ]


def cell_text(value: Any) -> str:
    """A cell of a practice table as text."""
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def what_was_written(everybody: Class, standing: Standing) -> dict[str, str]:
    """What the learner wrote for each exercise and task, from the notebook as it ran."""
    learner = standing.person.id
    path = everybody.course.autograded(learner, everybody.assignment) / f"{NOTEBOOK}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    released = {marking(cell).get("grade_id"): source_of(cell).strip() for cell in everybody.paper.release["cells"]}
    found = {}
    for cell in cells:
        name, text = marking(cell).get("grade_id"), source_of(cell).strip()
        if name and marking(cell).get("solution") and text and text != released.get(name):
            found[name.removesuffix("-answer")] = text[:MOST_SHOWN]
    return found
