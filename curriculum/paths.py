"""A recommended path through the course: a role, ten small tasks, and a reason for every step. No chance in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from curriculum.model import Course
from curriculum.parts import Diagnostic, Lesson, Part, Task
from curriculum.records import read_toml, record
from synthetic_data.errors import PlainError

PERSONAS = Path(__file__).with_name("personas.toml")


@dataclass(frozen=True)
class Persona:
    """A role, who that is, the modules and lessons it needs in order, and whether lessons may be skipped."""

    name: str
    who: str
    path: tuple[str, ...]
    skips: bool = False


@dataclass(frozen=True)
class Step:
    """One part of a path. `take` is False for a lesson that may be skipped; `why` is a sentence."""

    part: Part
    take: bool
    why: str


@dataclass(frozen=True)
class Route:
    """The steps in the order to take them, and what of the role's path is not written yet."""

    persona: Persona
    steps: tuple[Step, ...]
    not_yet: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Minutes of the steps to take, as estimated."""
        return sum(step.part.minutes.estimate for step in self.steps if step.take)


def personas(path: Path = PERSONAS) -> tuple[Persona, ...]:
    """The roles of `personas.toml`. Raises PlainError naming the entry that cannot be read."""
    return tuple(record(Persona, each, path.name) for each in read_toml(path).get("personas", []))


def persona(name: str) -> Persona:
    """A role by name, capitals and spaces aside. Raises PlainError that lists the roles."""
    wanted = " ".join(str(name).split()).casefold()
    known = personas()
    for each in known:
        if each.name == wanted:
            return each
    raise PlainError(f'There is no role "{name}": choose one of {", ".join(each.name for each in known)}.')


def recommend(course: Course, role: Persona, right: Mapping[str, bool]) -> Route:
    """The path of `role` after the ten tasks. `right` says of each task's key whether it was right; others were left.

    A lesson is skipped when the role allows it and every task that it teaches was right. A lesson that is not on the
    role's path is added, before the others, when a task that it teaches was not right.
    """
    tasks = course.diagnostic.tasks if course.diagnostic else ()
    on_path = list(_parts_of(course, role))
    steps = [_step(part, role, tasks, right) for part in on_path]
    added = [
        Step(part, True, f"Added: {_named(missed)} {_was(missed)} not right yet.")
        for part in course.lessons
        if part not in on_path and (missed := [task for task in _taught_by(part, tasks) if not right.get(task.key)])
        if right
    ]
    not_yet = [each for each in role.path if each[:3] in {module.id for module in course.planned}]
    return Route(role, (*added, *steps), tuple(not_yet))


def _parts_of(course: Course, role: Persona) -> Iterator[Part]:
    modules = {module.id: module for module in course.written}
    for each in role.path:
        if each in modules:
            yield from modules[each].parts
        elif each in course.parts:
            yield course.parts[each]


def _step(part: Part, role: Persona, tasks: tuple[Task, ...], right: Mapping[str, bool]) -> Step:
    if not isinstance(part, Lesson):
        return Step(part, True, "Assignments are never skipped: this is where the work is marked.")
    taught = _taught_by(part, tasks)
    missed = [task for task in taught if right and not right.get(task.key)]
    if missed:
        return Step(part, True, f"{_named(missed)} {_was(missed)} not right yet.")
    if taught and right and role.skips:
        return Step(part, False, f"You may skip it: {_named(taught)} {_was(taught)} right.")
    return Step(part, True, f"On the path of every {role.name}.")


def _taught_by(part: Part, tasks: tuple[Task, ...]) -> list[Task]:
    return [task for task in tasks if part.id in task.lessons]


def _named(tasks: list[Task]) -> str:
    return " and ".join(f'"{task.title}"' for task in tasks)


def _was(tasks: list[Task]) -> str:
    return "was" if len(tasks) == 1 else "were"


def keys_of(diagnostic: Diagnostic) -> dict[str, str]:
    """Task key -> exercise id."""
    return {task.key: diagnostic.exercise_of(task) for task in diagnostic.tasks}
