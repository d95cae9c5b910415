"""Where each learner stands in an assignment: automatic marks, what coaches gave by hand, what is still to be read.

Feedback, report, queue and exports all tell the same story, because they all read it from here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from curriculum.exercise import Exercise
from curriculum.model import load_course
from curriculum.rubric import Line, Rubric, Task
from grading import gradebook
from grading.course_folder import CourseFolder
from grading.due import in_london, late_by
from grading.grade_one import Paper, is_coach_cell, paper_of
from grading.plain import count
from grading.repair import marking, source_of
from grading.results import Result, Row, read_results
from grading.roster import Person
from synthetic_data.errors import PlainError

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_WORDS = re.compile(r"[`*_]")


@dataclass(frozen=True)
class ExerciseMark:
    """One exercise of one learner: what the marker found, and what a coach put in its place, if anything."""

    row: Row
    title: str
    asked: str
    manual: float | None = None
    comment: str = ""

    @property
    def score(self) -> float | None:
        """The points that count: a coach's, else the marker's; None while nobody has decided."""
        return self.manual if self.manual is not None else gradebook.automatic_score(self.row)

    @property
    def is_right(self) -> bool:
        return self.score is not None and self.score >= self.row.max_score

    @property
    def waits(self) -> bool:
        """Whether a coach has to decide."""
        return self.manual is None and gradebook.automatic_score(self.row) is None


@dataclass(frozen=True)
class TaskMark:
    """One part that a coach reads. `levels` are those found in the coach's comment ("purpose 3, ethics 2")."""

    id: str
    title: str
    max_score: float
    answered: bool
    score: float | None = None
    comment: str = ""
    levels: tuple[tuple[Line, int], ...] = ()
    readable: bool = True

    @property
    def unread_words(self) -> str:
        """How it stands while it has no points, in words."""
        if not self.readable:
            return "could not be read"
        return "your coach has not read this yet" if self.answered else "nothing was written"

    @property
    def waits(self) -> bool:
        return self.answered and self.score is None

    @property
    def below_gate(self) -> list[str]:
        """Rubric lines on which the work cannot pass as it is, whatever the rest."""
        return [line.title for line, level in self.levels if level < line.gate]


@dataclass(frozen=True)
class Standing:
    """One learner in one assignment."""

    person: Person
    result: Result
    exercises: tuple[ExerciseMark, ...]
    tasks: tuple[TaskMark, ...]
    handed_in: str = ""
    late: str = ""

    @property
    def points(self) -> float:
        """Points of the checked exercises."""
        return sum(mark.score or 0.0 for mark in self.exercises)

    @property
    def out_of(self) -> float:
        return sum(mark.row.max_score for mark in self.exercises)

    @property
    def share(self) -> float:
        """Points of the checked exercises as a share, 0 to 1."""
        return self.points / self.out_of if self.out_of else 0.0

    @property
    def coach_points(self) -> float:
        return sum(task.score or 0.0 for task in self.tasks)

    @property
    def waits(self) -> bool:
        """Whether anything waits for a coach."""
        return any(mark.waits for mark in self.exercises) or any(task.waits for task in self.tasks)


@dataclass(frozen=True)
class Class:
    """Everybody's standing in one assignment, and what the assignment is."""

    course: CourseFolder
    assignment: str
    title: str
    paper: Paper
    rubric: Rubric | None
    due: dt.datetime | None
    standings: tuple[Standing, ...]

    @cached_property
    def exercise_ids(self) -> list[str]:
        return [mark.row.exercise for mark in self.standings[0].exercises] if self.standings else []

    @property
    def due_words(self) -> str:
        return f"{in_london(self.due)} (London time)" if self.due else ""


def read_class(course: CourseFolder, assignment: str) -> Class:
    """Everything known about an assignment. Raises PlainError when it has not been graded yet."""
    results = read_results(course.results(assignment))
    if not results:
        raise PlainError(f"{assignment} has not been graded here yet: run academy grade {assignment} first.")
    paper = paper_of(assignment, str(course.root))
    part = load_course().parts.get(assignment)
    rubric = getattr(part, "rubric", None)
    by_hand = gradebook.coach_marks(course, assignment)
    due, more_time = gradebook.due_date(course, assignment), gradebook.extensions(course, assignment)
    roster = {person.id: person for person in course.people()}
    titles = titles_of(paper)
    standings = [
        _standing(result, roster, paper, rubric, by_hand.get(result.learner, {}), titles, due, more_time)
        for result in results
    ]
    order = {learner: place for place, learner in enumerate(roster)}
    standings.sort(key=lambda each: (order.get(each.person.id, len(order)), each.person.id))
    title = part.title if part else assignment
    return Class(course, assignment, title, paper, rubric, due, tuple(standings))


def everything_graded(course: CourseFolder) -> list[Class]:
    """Everybody's standing in each assignment of the course that has marks here, in the order of the course."""
    ids = [each.id for each in load_course().assignments if any(course.results(each.id).glob("*.json"))]
    return [read_class(course, each) for each in ids]


def _standing(
    result: Result,
    roster: Mapping[str, Person],
    paper: Paper,
    rubric: Rubric | None,
    by_hand: Mapping[str, Mapping[str, Any]],
    titles: Mapping[str, str],
    due: dt.datetime | None,
    more_time: Mapping[str, dt.timedelta],
) -> Standing:
    known = {exercise.id: exercise for exercise in paper.exercises}
    exercises = tuple(_exercise(row, known.get(row.exercise), by_hand, titles) for row in result.rows)
    tasks = tuple(_task(cell, result, rubric, by_hand, titles, paper.assignment) for cell in paper.tasks)
    moment = dt.datetime.fromisoformat(result.handed_in).replace(tzinfo=dt.UTC) if result.handed_in else None
    late = late_by(moment, due, more_time.get(result.learner)) if moment and due else ""
    person = roster.get(result.learner, Person(result.learner))
    return Standing(person, result, exercises, tasks, in_london(moment) if moment else "", late)


def _exercise(
    row: Row, exercise: Exercise | None, by_hand: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str]
) -> ExerciseMark:
    given = by_hand.get(row.exercise, {})
    manual = given.get("score")
    if manual is not None:
        manual += given.get("extra") or 0.0
    comment = by_hand.get(f"{row.exercise}-answer", {}).get("comment") or ""
    asked = exercise.what_was_asked if exercise else ""
    return ExerciseMark(row, titles.get(row.exercise, row.exercise), asked, manual, comment)


def _task(
    cell: Mapping[str, Any],
    result: Result,
    rubric: Rubric | None,
    by_hand: Mapping[str, Mapping[str, Any]],
    titles: Mapping[str, str],
    assignment: str,
) -> TaskMark:
    name = marking(cell)["grade_id"]
    given = by_hand.get(name, {})
    score = given.get("score")
    if score is not None:
        score += given.get("extra") or 0.0
    task = _rubric_task(rubric, name, assignment)
    levels, words = levels_in(given.get("comment") or "", task, rubric)
    points = float(marking(cell).get("points") or 0)
    title = task.title if task else titles.get(name, name)
    answered, readable = result.tasks.get(name, False), result.was_read
    return TaskMark(name, title, points, answered, score, words, levels, readable)


def _rubric_task(rubric: Rubric | None, name: str, assignment: str) -> Task | None:
    tasks = rubric.tasks if rubric else ()
    return next((task for task in tasks if f"{assignment}-{task.key}" == name), None)


def levels_in(comment: str, task: Task | None, rubric: Rubric | None) -> tuple[tuple[tuple[Line, int], ...], str]:
    """The rubric levels a coach wrote in a comment ("Purpose: 3, ethics 2"), and the comment without them."""
    if task is None or rubric is None:
        return (), comment.strip()
    found: list[tuple[Line, int]] = []
    for key in task.lines:
        line = rubric.lines[key]
        names = "|".join(re.escape(name) for name in sorted({key, line.title}, key=len, reverse=True))
        pattern = re.compile(
            rf"(?<!\w)(?:{names})\s*[:=]?\s*(?:level\s*)?([0-4])(?!\d|%|\.\d)\s*[,;.]?\s*", re.IGNORECASE
        )
        if match := pattern.search(comment):
            found.append((line, int(match[1])))
            comment = comment[: match.start()] + comment[match.end() :]
    return tuple(found), comment.strip()


def titles_of(paper: Paper) -> dict[str, str]:
    """For each exercise and task, the heading it stands under in the released notebook."""
    titles, heading = {}, ""
    for cell in paper.release["cells"]:
        if cell["cell_type"] == "markdown" and not is_coach_cell(cell):
            found = _HEADING.findall(source_of(cell))
            heading = _WORDS.sub("", found[-1]) if found else heading
        name = marking(cell).get("grade_id")
        if name:
            titles[name] = heading or name
    return titles


STATUS_WORDS = {
    "blank": "Not attempted",
    "error": "It stopped with an error",
    "timeout": "It ran out of time",
    "unreadable": "Could not be read",
    "needs_coach": "Your coach will look at this",
}


def status_words(mark: ExerciseMark) -> str:
    """How an exercise stands, in words that need no colour."""
    if mark.manual is not None or mark.row.status == "marked":
        if mark.is_right:
            return "Right"
        return "Partly right" if mark.score else "Not yet"
    return STATUS_WORDS[mark.row.status]


def points(value: float | None) -> str:
    """Points as people write them: "1 point", "2.5 points"."""
    if value is None:
        return "not yet marked"
    return count(int(value), "point") if float(value).is_integer() else f"{value:g} points"
