"""The course as data: modules, lessons, assignments, rubrics, read from TOML files and checked as they are read.

    curriculum/course.toml                                   all modules of the plan, written or not
    curriculum/diagnostic/{diagnostic.toml, tasks.py, exercises/*.py}
    curriculum/modules/m01_first_notebook/
        l01_first_run/{lesson.toml, lesson.py, exercises/*.py}
        assignment/{assignment.toml, assignment.py, exercises/*.py}
        rubric.toml, coach.md, quiz.toml, review.toml

A module that is not yet written has status "planned": it has no lessons here, and nothing built from the course shows
it as if it existed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from curriculum.exercise import ID, Exercise
from curriculum.parts import Assignment, Card, Commissioner, Diagnostic, Lesson, Minutes, Part, Task
from curriculum.quiz import Quiz, read_quiz
from curriculum.records import read_toml, record
from curriculum.rubric import Rubric, read_rubric
from synthetic_data.errors import PlainError

CURRICULUM = Path(__file__).parent

__all__ = [
    "Assignment",
    "Card",
    "Commissioner",
    "Course",
    "CourseMark",
    "Lesson",
    "Minutes",
    "Module",
    "Part",
    "load_course",
]


@dataclass(frozen=True)
class Review:
    """Somebody who read a module as a practitioner, an analyst or a care-experienced reviewer, and when."""

    role: str
    date: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Module:
    """One module of the plan. `lessons` and `assignment` are empty while it is planned."""

    id: str
    folder: str
    title: str
    subtitle: str = ""
    hours: int
    status: str
    commissioner: Commissioner
    outcome: str
    ksbs: tuple[str, ...]
    outline: tuple[str, ...] = ()
    path: Path = field(default=Path())
    lessons: tuple[Lesson, ...] = ()
    assignment: Assignment | None = None
    quiz: Quiz | None = None
    reviews: tuple[Review, ...] = ()

    @property
    def review_note(self) -> str:
        """Who has reviewed the content, in words; a module without a record says that it has none."""
        if not self.reviews:
            return "not yet reviewed by a practitioner, an analyst or a care-experienced reviewer."
        return "; ".join(f"{review.role}, {review.date}" for review in self.reviews) + "."

    @property
    def is_written(self) -> bool:
        return self.status == "written"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Lessons in order, then the assignment."""
        return (*self.lessons, *((self.assignment,) if self.assignment else ()))


@dataclass(frozen=True)
class CourseMark:
    """A course mark and the least it takes: a share of the automatic points (0-1) and a mean rubric level (0-4)."""

    name: str
    automatic: float
    rubric_mean: float


@dataclass(frozen=True)
class Course:
    """The whole course. `modules` is the plan; `written` is what exists."""

    title: str
    licence: str
    root: Path
    modules: tuple[Module, ...]
    marks: tuple[CourseMark, ...]
    diagnostic: Diagnostic | None = None

    @property
    def written(self) -> tuple[Module, ...]:
        return tuple(module for module in self.modules if module.is_written)

    @property
    def planned(self) -> tuple[Module, ...]:
        return tuple(module for module in self.modules if not module.is_written)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The diagnostic and every lesson and assignment that exists, by id, in course order."""
        first = (self.diagnostic,) if self.diagnostic else ()
        return {part.id: part for part in (*first, *(part for module in self.written for part in module.parts))}

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(part for part in self.parts.values() if isinstance(part, Lesson))

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        return tuple(part for part in self.parts.values() if isinstance(part, Assignment))

    def part(self, part_id: str) -> Part:
        """A lesson or assignment by id; raises PlainError when there is none."""
        if part_id not in self.parts:
            raise PlainError(
                f'There is no lesson or assignment "{part_id}"; there are {", ".join(self.parts) or "none yet"}.'
            )
        return self.parts[part_id]

    def assignment(self, assignment_id: str) -> Assignment:
        """An assignment by id (m01-a01); raises PlainError when there is none."""
        found = self.parts.get(assignment_id)
        if not isinstance(found, Assignment):
            known = ", ".join(each.id for each in self.assignments) or "none yet"
            raise PlainError(f'There is no assignment "{assignment_id}"; there are: {known}.')
        return found

    def module_of(self, some_id: str) -> Module:
        """The written module that a lesson, assignment or exercise id belongs to."""
        for module in self.written:
            if module.id == some_id[:3]:
                return module
        raise PlainError(f'There is no written module for "{some_id}".')

    @property
    def exercise_ids(self) -> tuple[str, ...]:
        """Every exercise that exists, quiz items too, in course order."""
        return tuple(self._exercise_ids())

    def _exercise_ids(self) -> Iterator[str]:
        if self.diagnostic:
            yield from self.diagnostic.exercise_ids
        for module in self.written:
            for part in module.parts:
                yield from part.exercise_ids
            if module.quiz:
                yield from module.quiz.items

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by id, its file imported; raises PlainError when there is none or the file is at fault."""
        if not ID.fullmatch(exercise_id):
            raise PlainError(f'"{exercise_id}" does not look like an exercise id, such as m01-l03-children-in-care.')
        part = self.parts.get(exercise_id[:7])
        if part and exercise_id in part.exercise_ids:
            return part.load(exercise_id)
        for module in self.written:
            if module.quiz and exercise_id in module.quiz.items:
                return module.quiz.items[exercise_id]
        raise PlainError(f'There is no exercise "{exercise_id}" in the course.')

    @property
    def data_files(self) -> dict[str, list[str]]:
        """Every data file the course reads, and the lessons and assignments that read it."""
        users: dict[str, list[str]] = {}
        for part in self.parts.values():
            for name in part.files:
                users.setdefault(name, []).append(part.id)
        return dict(sorted(users.items()))

    def learner_returns(self) -> tuple[str, ...]:
        """The returns a learner's workspace needs: the first folder of each data file read ("ssda903")."""
        return tuple(sorted({PurePosixPath(name).parts[0] for name in self.data_files}))

    def learner_formats(self) -> tuple[str, ...]:
        """The formats a learner's workspace needs, from the endings of the data files read ("csv")."""
        return tuple(sorted({PurePosixPath(name).suffix[1:] for name in self.data_files} - {""})) or ("csv",)


@lru_cache(maxsize=4)
def load_course(root: Path = CURRICULUM) -> Course:
    """Read the course under `root` (course.toml and modules/); exercises are imported only when asked for.

    Raises PlainError naming the file and key at fault, also for an assignment without a commissioner.
    """
    path = root / "course.toml"
    values = read_toml(path)
    marks = tuple(record(CourseMark, each, "course.toml, [[marks]]") for each in values.pop("marks", []))
    modules = tuple(_module(root, each) for each in values.pop("modules", []))
    diagnostic = _diagnostic(root / "diagnostic") if (root / "diagnostic").is_dir() else None
    return record(Course, values, "course.toml", root=root, modules=modules, marks=marks, diagnostic=diagnostic)


def _diagnostic(path: Path) -> Diagnostic:
    where = f"{path.name}/diagnostic.toml"
    values = read_toml(path / "diagnostic.toml")
    tasks = tuple(record(Task, each, where) for each in values.pop("tasks", []))
    return record(Diagnostic, values, where, path=path, tasks=tasks)


def _module(root: Path, values: dict[str, object]) -> Module:
    where = f"course.toml, module {values.get('id', '?')}"
    path = root / "modules" / str(values.get("folder", ""))
    status = values.get("status")
    if status not in ("written", "planned"):
        raise PlainError(f'{where} has the status "{status}"; choose "written" or "planned".')
    if status == "planned":
        return record(Module, values, where, path=path, lessons=(), assignment=None, quiz=None, reviews=())
    # A lesson exists once its files stand there, so that a module may grow; a test refuses a written one with gaps.
    ready = (found.parent for found in sorted(path.glob("l*/lesson.toml")) if (found.parent / "lesson.py").is_file())
    lessons = tuple(_lesson(folder) for folder in ready)
    assignment = _assignment(path) if (path / "assignment/assignment.toml").is_file() else None
    quiz = read_quiz(path / "quiz.toml", str(values["id"])) if (path / "quiz.toml").is_file() else None
    reviews = _reviews(path / "review.toml")
    return record(Module, values, where, path=path, lessons=lessons, assignment=assignment, quiz=quiz, reviews=reviews)


def _reviews(path: Path) -> tuple[Review, ...]:
    where = f"{path.parent.name}/review.toml"
    listed = read_toml(path).get("reviews", []) if path.is_file() else []
    return tuple(record(Review, each, where) for each in listed)


def _lesson(path: Path) -> Lesson:
    return record(Lesson, read_toml(path / "lesson.toml"), f"{path.parent.name}/{path.name}/lesson.toml", path=path)


def _assignment(module: Path) -> Assignment:
    where = f"{module.name}/assignment/assignment.toml"
    values = read_toml(module / "assignment/assignment.toml")
    if not values.get("commissioner"):
        raise PlainError(f"{where} names no commissioner: say whose decision this work serves, with role and decision.")
    # What a learner installs has the assignment's facts only: its source, exercises and rubric stay with the coach.
    rubric = read_rubric(module / "rubric.toml") if (module / "rubric.toml").is_file() else Rubric((), {})
    return record(Assignment, values, where, path=module / "assignment", rubric=rubric)
