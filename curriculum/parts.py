"""The parts of the course: lessons, assignments and the diagnostic, each with a source, data files and exercises."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from curriculum.exercise import Exercise
from curriculum.rubric import Rubric
from synthetic_data.errors import PlainError


@dataclass(frozen=True)
class Minutes:
    """How long something takes: an estimate until five learners were timed, then their median and range."""

    estimate: int
    median: int = 0
    low: int = 0
    high: int = 0
    n: int = 0

    def __str__(self) -> str:
        if self.n < 5:
            return f"about {self.estimate} minutes (an estimate: fewer than five learners have been timed)"
        return f"{self.median} minutes (the middle of {self.n} learners timed, from {self.low} to {self.high})"


@dataclass(frozen=True)
class Card:
    """The take-away card: one measure four ways. Excel and DAX are not run here and the card says so."""

    excel: str
    pandas: str
    sql: str
    dax: str
    title: str = ""


@dataclass(frozen=True)
class Commissioner:
    """Who wants the work: a role, and the decision they face."""

    role: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What the parts have in common: a source, data files, exercises one file each."""

    source_name: ClassVar[str] = "lesson.py"

    id: str
    title: str
    path: Path
    files: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    minutes: Minutes
    version: str = "1"
    sources: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The name of its folder: "l03_dates_ages_types", or "assignment"."""
        return self.path.name

    @property
    def source(self) -> Path:
        """The percent-format Python file, solution version, that everything is built from."""
        return self.path / self.source_name

    @property
    def exercise_ids(self) -> tuple[str, ...]:
        """Ids in the order of the lesson: exercise file `children_in_care` of m01-l03 is m01-l03-children-in-care."""
        return tuple(f"{self.id}-{slug.replace('_', '-')}" for slug in self.exercises)

    def exercise_file(self, exercise_id: str) -> Path:
        """Where an exercise of this part is written."""
        return self.path / "exercises" / f"{exercise_id[len(self.id) + 1 :].replace('-', '_')}.py"

    def load(self, exercise_id: str) -> Exercise:
        """One exercise of this part, imported from its file."""
        return _load_exercise(self.exercise_file(exercise_id), exercise_id)

    def exemplar(self, exercise_id: str) -> str:
        """The code of the exemplar as the source has it. Raises PlainError when the source has none."""
        from curriculum.builder.source import read_cells  # the builder needs jupytext; nothing else here does

        for cell in read_cells(self.source):
            if cell.role == "exercise" and f"{self.id}-{cell.key}" == exercise_id:
                return cell.text
        raise PlainError(f"{self.folder} has no exemplar for {exercise_id}.")


@dataclass(frozen=True, kw_only=True)
class Lesson(Part):
    """About an hour of the course; see docs/authoring.md for what each key is for."""

    aims: tuple[str, ...]
    out_of_scope: str
    excel: str
    ethics: str
    monday: str
    needs: tuple[str, ...] = ()
    accessibility_reviewed: str = ""
    card: Card | None = None


@dataclass(frozen=True, kw_only=True)
class Assignment(Part):
    """Marked work of a module; it always has somebody who wants it."""

    source_name: ClassVar[str] = "assignment.py"

    commissioner: Commissioner
    rubric: Rubric

    @property
    def points(self) -> int:
        """Points for the checked exercises and the coach's tasks together."""
        return sum(self.load(each).points for each in self.exercise_ids) + sum(
            task.points for task in self.rubric.tasks
        )


@dataclass(frozen=True)
class Task:
    """One task of the diagnostic: its exercise's key, what it is about, the ids of the lessons that teach it."""

    key: str
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Diagnostic(Part):
    """Ten small tasks that show a learner where to begin. It earns no marks."""

    source_name: ClassVar[str] = "tasks.py"

    tasks: tuple[Task, ...]

    def exercise_of(self, task: Task) -> str:
        """The id of a task's exercise."""
        return f"{self.id}-{task.key.replace('_', '-')}"


def is_checkout() -> bool:
    """Whether this is a checkout of the project; what is installed from the wheel has no assignment's answers."""
    return (Path(__file__).parents[1] / "docs").is_dir()


def not_here(path: Path, words: str) -> PlainError:
    """What to say of a file of the course that is not there; `words` are for those who write it."""
    if "assignment" in path.parts and not is_checkout():
        return PlainError(
            "This installation is for learners and holds no assignment's answers: run this with the academy of the "
            "marking environment, or from a checkout of the project."
        )
    return PlainError(words)


def _load_exercise(path: Path, exercise_id: str) -> Exercise:
    """Import an exercise file once; exercise modules need no package around them."""
    name = "curriculum_exercise_" + exercise_id.replace("-", "_")
    known = sys.modules.get(name)
    if known is None or known.__file__ != str(path):
        spec = importlib.util.spec_from_file_location(name, path)
        if not path.is_file() or spec is None or spec.loader is None:
            raise not_here(path, f"The exercise file {'/'.join(path.parts[-4:])} is missing.")
        known = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(known)
        except Exception as fault:  # what an author wrote may fail in any way, and the way out is in their file
            short = "/".join(path.parts[-4:])
            raise PlainError(f"The exercise file {short} does not run: {type(fault).__name__}: {fault}.") from fault
        sys.modules[name] = known
    found = getattr(known, "exercise", None)
    if not isinstance(found, Exercise) or found.id != exercise_id:
        short = "/".join(path.parts[-4:])
        raise PlainError(f'{short} should make "exercise = Exercise(id="{exercise_id}", ...)".')
    return found
