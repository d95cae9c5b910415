"""Marks in nbgrader's gradebook, so that formgrader, its exports and manual marking work on them.

Only automatic scores and automatic comments are ever written. What a coach gave by hand (scores, comments, extra
credit) is never touched; where an automatic score changes under a manual one, nbgrader asks for a second look.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grading.backups import plain_errors
from grading.course_folder import CourseFolder
from grading.due import as_utc
from grading.gradebook_store import kept_in
from grading.nbgrader_api import Grade, Gradebook, MissingEntry, compute_checksum
from grading.results import Result, Row
from grading.roster import Person

NOTEBOOK = "assignment"
COURSE_ID = "default_course"


def _not_told_twice(record: logging.LogRecord) -> bool:
    """False for the traceback that nbgrader logs before it raises the same problem, which we tell in a sentence."""
    return not str(record.msg).startswith("Rolling back session")


@contextlib.contextmanager
def open_gradebook(course: CourseFolder) -> Iterator[Any]:
    """nbgrader's Gradebook of a course folder, made when absent.

    Raises PlainError when it is damaged or in use, or its server does not answer.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("tornado.application").addFilter(_not_told_twice)
    store = kept_in(course)
    with plain_errors(store):
        if not store.exists():
            store.make()
        with Gradebook(store.url, COURSE_ID) as gradebook:
            try:
                yield gradebook
            finally:
                gradebook.engine.dispose()


def register(
    course: CourseFolder, assignment: str, notebook: Mapping[str, Any], due: dt.datetime | None = None
) -> None:
    """Make the assignment and its marked cells known, as `nbgrader generate_assignment` would; safe to repeat.

    `notebook` is the released notebook. Unlike nbgrader, cells may be added after learners handed in.
    """
    with open_gradebook(course) as gradebook:
        facts = {} if due is None else {"duedate": as_utc(due).replace(tzinfo=None)}
        gradebook.update_or_create_assignment(assignment, **facts)
        kernel = json.dumps(dict(notebook.get("metadata", {}).get("kernelspec", {})))
        gradebook.update_or_create_notebook(NOTEBOOK, assignment, kernelspec=kernel)
        for cell in _marked_cells(notebook):
            facts = cell["metadata"]["nbgrader"]
            name, where = facts["grade_id"], (NOTEBOOK, assignment)
            if facts.get("grade"):
                points = float(facts["points"])
                gradebook.update_or_create_grade_cell(name, *where, max_score=points, cell_type=cell["cell_type"])
            if facts.get("solution"):
                gradebook.update_or_create_solution_cell(name, *where)
            source = "".join(cell["source"])
            gradebook.update_or_create_source_cell(
                name,
                *where,
                cell_type=cell["cell_type"],
                locked=bool(facts.get("locked")),
                source=source,
                checksum=compute_checksum(_node(cell, source)),
            )


def _node(cell: Mapping[str, Any], source: str) -> Any:
    from nbformat import from_dict

    return from_dict({**cell, "source": source})


def _marked_cells(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for cell in notebook["cells"]:
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"):
            yield cell


def due_date(course: CourseFolder, assignment: str) -> dt.datetime | None:
    """When the assignment is due (aware, UTC); None when no date was set."""
    with open_gradebook(course) as gradebook:
        try:
            due = gradebook.find_assignment(assignment).duedate
        except MissingEntry:
            return None
    return None if due is None else due.replace(tzinfo=dt.UTC)


def extensions(course: CourseFolder, assignment: str) -> dict[str, dt.timedelta]:
    """Extensions granted (in nbgrader), by learner."""
    with open_gradebook(course) as gradebook:
        try:
            given = gradebook.find_assignment(assignment).submissions
        except MissingEntry:
            return {}
        return {each.student.id: each.extension for each in given if each.extension}


def store(course: CourseFolder, results: Iterable[Result], people: Sequence[Person], lower: bool = True) -> list[str]:
    """Write results' automatic marks and messages; return the learners whose lower new mark was not stored.

    With `lower` false (stock `nbgrader autograde`) no stored mark goes down. Learners who handed nothing in get no
    submission, as in nbgrader; everybody on the roster gets their name.
    """
    held: list[str] = []
    with open_gradebook(course) as gradebook:
        for person in people:
            names = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
            gradebook.update_or_create_student(person.id, **{name: text for name, text in names.items() if text})
        for result in results:
            if result.state != "missing" and _store_one(gradebook, result, lower):
                held.append(result.learner)
        gradebook.db.commit()
    return held


def _store_one(gradebook: Any, result: Result, lower: bool) -> bool:
    when = {} if result.handed_in is None else {"timestamp": result.handed_in}
    try:
        gradebook.find_student(result.learner)
    except MissingEntry:
        gradebook.add_student(result.learner)
    with gradebook.db.no_autoflush:
        submission = gradebook.update_or_create_submission(result.assignment, result.learner, **when)
    notebook = next(each for each in submission.notebooks if each.name == NOTEBOOK)
    grades = {grade.name: grade for grade in notebook.grades}
    for cell in notebook.notebook.grade_cells:
        if cell.name not in grades:  # a cell added since the learner handed in
            grades[cell.name] = Grade(cell_id=cell.id, notebook_id=notebook.id, needs_manual_grade=True)
            gradebook.db.add(grades[cell.name])
    held = False
    for row in result.rows:
        if row.exercise in grades:
            held |= not _store_score(grades[row.exercise], automatic_score(row), lower)
    for task, answered in result.tasks.items():
        if task in grades:
            _store_score(grades[task], None if answered else 0.0, lower=True)
    _store_comments(notebook, result)
    return held


def automatic_score(row: Row) -> float | None:
    """What the gradebook counts: an answer that is absent or stops counts 0, an undecided one waits for a coach."""
    if row.status == "marked":
        return row.score
    return 0.0 if row.status in ("blank", "error", "timeout") else None


def _store_score(grade: Any, score: float | None, lower: bool) -> bool:
    """Store an automatic score beside what a coach gave; False when it was lower than the stored one and stays out."""
    stored = grade.auto_score
    if not lower and stored is not None and (score is None or score < stored):
        return False
    changed = stored is not None and stored != score
    if stored != score:
        grade.auto_score = score
    needs = score is None if grade.manual_score is None else grade.needs_manual_grade or changed
    if grade.needs_manual_grade != needs:
        grade.needs_manual_grade = needs
    return True


def _store_comments(notebook: Any, result: Result) -> None:
    messages = {f"{row.exercise}-answer": row.message for row in result.rows}
    messages |= {task: "" if answered else "No response." for task, answered in result.tasks.items()}
    for comment in notebook.comments:
        text = messages.get(comment.name)
        if text is not None and comment.auto_comment != (text or None):
            comment.auto_comment = text or None


def coach_marks(course: CourseFolder, assignment: str) -> dict[str, dict[str, dict[str, Any]]]:
    """What coaches gave by hand: learner -> cell -> {score, extra, max_score, comment, needs_marking}."""
    marks: dict[str, dict[str, dict[str, Any]]] = {}
    with open_gradebook(course) as gradebook:
        try:
            submissions = gradebook.find_assignment(assignment).submissions
        except MissingEntry:
            return {}
        for submission in submissions:
            cells: dict[str, dict[str, Any]] = {}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    cells[grade.name] = {
                        "score": grade.manual_score,
                        "extra": grade.extra_credit,
                        "max_score": grade.max_score,
                        "comment": None,
                        "needs_marking": bool(grade.needs_manual_grade),
                    }
                for comment in notebook.comments:
                    cells.setdefault(comment.name, {})["comment"] = comment.manual_comment
            marks[submission.student.id] = cells
    return marks
