"""What a coach marks, and by which words: the common rubric, a module's own lines, its tasks and comment bank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from curriculum.records import read_toml, record
from synthetic_data.errors import PlainError

COMMON = Path(__file__).parent / "rubric.toml"
TOP_LEVEL = 4


@dataclass(frozen=True)
class Line:
    """One line of a rubric: what is looked at, and what each level from 0 (absent) to 4 (exceptional) looks like."""

    key: str
    title: str
    levels: tuple[str, ...]
    gate: int = 0  # a level below this cannot pass, whatever the rest: 2 on the ethics line

    def __post_init__(self) -> None:
        if len(self.levels) != TOP_LEVEL + 1:
            raise PlainError(f'The rubric line "{self.key}" has {len(self.levels)} levels: write five, from 0 to 4.')


@dataclass(frozen=True)
class Exemplar:
    """A marked answer for calibration: the level each line earns, the text, and why."""

    level: int
    text: str
    why: str


@dataclass(frozen=True)
class Task:
    """An open task read by a person: the coach cell with this key, worth `points`, judged on these lines."""

    key: str
    title: str
    points: int
    lines: tuple[str, ...]
    skills: tuple[str, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()


@dataclass(frozen=True)
class Comment:
    """One entry of the comment bank."""

    when: str
    say: str


@dataclass(frozen=True)
class Rubric:
    """A module's rubric: its coach tasks, every line they use (common and own), and its comments."""

    tasks: tuple[Task, ...]
    lines: dict[str, Line]
    comments: tuple[Comment, ...] = ()

    def task(self, key: str) -> Task:
        """The coach task with this key; raises PlainError when rubric.toml has none."""
        for task in self.tasks:
            if task.key == key:
                return task
        raise PlainError(f'rubric.toml has no task "{key}": add a [[tasks]] with its title, points and lines.')


@lru_cache(maxsize=1)
def common_lines() -> dict[str, Line]:
    """The rubric lines every module shares."""
    return {line["key"]: record(Line, line, "curriculum/rubric.toml") for line in read_toml(COMMON)["lines"]}


def read_rubric(path: Path) -> Rubric:
    """Read a module's rubric.toml; raises PlainError when a task names a line that is neither its own nor common."""
    where = f"{path.parent.name}/rubric.toml"
    values = read_toml(path)
    own = [record(Line, each, f"{where}, [[lines]]") for each in values.pop("lines", [])]
    tasks = tuple(record(Task, each, f"{where}, [[tasks]]") for each in values.pop("tasks", []))
    comments = tuple(record(Comment, each, f"{where}, [[comments]]") for each in values.pop("comments", []))
    if values:
        raise PlainError(f'{where} has the key "{next(iter(values))}"; it may hold tasks, lines and comments.')
    known = common_lines() | {line.key: line for line in own}
    used = {key: known[key] for task in tasks for key in _known(task, known, where)}
    return Rubric(tasks, used, comments)


def _known(task: Task, lines: dict[str, Line], where: str) -> tuple[str, ...]:
    for key in task.lines:
        if key not in lines:
            raise PlainError(f'{where}, task {task.key}, names the line "{key}"; there are {", ".join(lines)}.')
    return task.lines
