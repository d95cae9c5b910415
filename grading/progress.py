"""What a learner has done and the time they say it took: kept in their own workspace, and nowhere else.

    WORKSPACE/.academy/progress.csv   when (yyyy-mm-dd), exercise: the first time a check was passed, or an assignment's
                                      answer recorded
    WORKSPACE/.academy/time.csv       date (yyyy-mm-dd), part, minutes, note: written only when the learner logs time

Both are plain files that belong to the learner: to read, to correct, to copy to another machine, to delete.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curriculum.model import Course, Module
from curriculum.parts import Assignment, Part
from curriculum.standards import Statement, statement
from curriculum.workspace import data_folder
from synthetic_data.errors import PlainError, cannot_write

DONE = Path(".academy") / "progress.csv"
TIME = Path(".academy") / "time.csv"
LONGEST_DAY = 24 * 60


@dataclass(frozen=True)
class Entry:
    """Time a learner logged: minutes on one day, for a part of the course or "" for something else, and a note."""

    date: dt.date
    part: str
    minutes: int
    note: str = ""


@dataclass(frozen=True)
class PartDone:
    """How far a part is: exercises done of all, the day of the last one, minutes logged for it."""

    part: Part
    done: int
    total: int
    last: dt.date | None
    minutes: int

    @property
    def is_done(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class SkillDone:
    """How many of the exercises that carry a skill are done."""

    statement: Statement
    done: int
    total: int


@dataclass(frozen=True)
class Progress:
    """A learner's whole progress. `next_part` is the first part in course order that is not done."""

    learner: str
    modules: tuple[tuple[Module, tuple[PartDone, ...]], ...]
    skills: tuple[SkillDone, ...]
    entries: tuple[Entry, ...]
    next_part: Part | None

    @property
    def next_notebook(self) -> str:
        """Where the next part is in the workspace, or ""."""
        found = [module.folder for module, parts in self.modules for each in parts if each.part is self.next_part]
        return f"{found[0]}/{self.next_part.folder}.ipynb" if self.next_part and found else ""

    @property
    def minutes(self) -> int:
        """All the minutes logged, for parts of the course and for anything else."""
        return sum(entry.minutes for entry in self.entries)


def remember(exercise_id: str) -> None:
    """Note once that an exercise is done. A file that cannot be written never stops a check."""
    with contextlib.suppress(PlainError, OSError):
        path = data_folder().parent / DONE
        if not path.parent.is_dir() or exercise_id in done_on(path):
            return
        _add(path, ("when", "exercise"), (dt.date.today().isoformat(), exercise_id))


def done_on(path: Path) -> dict[str, dt.date]:
    """Exercise id -> the day it was done. Lines that cannot be read are passed over: the file may be edited by hand."""
    found: dict[str, dt.date] = {}
    for row in _rows(path):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            found.setdefault(row["exercise"], dt.date.fromisoformat(row["when"]))
    return found


def entries_of(path: Path) -> tuple[Entry, ...]:
    """The logged time, oldest first. Raises PlainError naming the line that cannot be read: hours are evidence."""
    found = []
    for number, row in enumerate(_rows(path), start=2):
        try:
            date, minutes = dt.date.fromisoformat(row["date"]), int(row["minutes"])
        except (ValueError, KeyError, TypeError):
            raise PlainError(f"{path.name}, line {number} cannot be read: write date, part, minutes, note.") from None
        found.append(Entry(date, row.get("part") or "", minutes, row.get("note") or ""))
    return tuple(sorted(found, key=lambda entry: entry.date))


def log_time(folder: Path, entry: Entry, course: Course) -> None:
    """Add one entry to the time log of the workspace `folder`. Raises PlainError for an unknown part or odd minutes."""
    learner_of(folder)
    if entry.part:
        course.part(entry.part)
    if not 0 < entry.minutes <= LONGEST_DAY:
        raise PlainError(f"{entry.minutes} minutes cannot be logged: give from 1 to {LONGEST_DAY} for one day.")
    values = (entry.date.isoformat(), entry.part, str(entry.minutes), " ".join(entry.note.split()))
    try:
        _add(folder / TIME, ("date", "part", "minutes", "note"), values)
    except OSError as problem:
        raise cannot_write(folder / TIME, problem) from problem


def progress_of(folder: Path, course: Course) -> Progress:
    """The progress in the workspace `folder`. Raises PlainError when it is not a workspace."""
    learner, done, entries = learner_of(folder), done_on(folder / DONE), entries_of(folder / TIME)
    minutes: dict[str, int] = {}
    for entry in entries:
        minutes[entry.part] = minutes.get(entry.part, 0) + entry.minutes
    modules = tuple(
        (module, tuple(_part_done(part, done, minutes.get(part.id, 0)) for part in module.parts))
        for module in course.written
    )
    waiting = (each.part for _, parts in modules for each in parts if not each.is_done)
    return Progress(learner, modules, tuple(_skills(course, done)), entries, next(waiting, None))


def learner_of(folder: Path) -> str:
    """Whose workspace `folder` is. Raises PlainError when it is nobody's."""
    from curriculum.start import RECORD  # it makes notebooks, and a check must load fast

    try:
        return str(json.loads((folder / RECORD).read_text(encoding="utf-8"))["learner"])
    except (OSError, ValueError, KeyError, TypeError):
        raise PlainError(f"{folder} is not a workspace: name the folder that academy start made.") from None


def _part_done(part: Part, done: dict[str, dt.date], minutes: int) -> PartDone:
    days = [done[name] for name in part.exercise_ids if name in done]
    return PartDone(part, len(days), len(part.exercise_ids), max(days, default=None), minutes)


def _skills(course: Course, done: dict[str, dt.date]) -> Iterable[SkillDone]:
    counts: dict[str, list[int]] = {}
    for module in course.written:
        for part in module.parts:
            for name, codes in _codes(part):
                for code in codes:
                    count = counts.setdefault(code, [0, 0])
                    count[0] += name in done
                    count[1] += 1
    for code in sorted(counts, key=_code_order):
        yield SkillDone(statement(code)[1], *counts[code])


def _codes(part: Part) -> Iterable[tuple[str, Sequence[str]]]:
    """Exercise id and its codes. On a learner's machine an assignment's exercises are cards, so they are left out."""
    if isinstance(part, Assignment):
        return
    for name in part.exercise_ids:
        yield name, part.load(name).skills


def _code_order(code: str) -> tuple[str, str, int]:
    standard, _, short = code.rpartition(" ")
    return standard, short[:1], int(short[1:]) if short[1:].isdigit() else 0


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _add(path: Path, names: tuple[str, ...], values: tuple[str, ...]) -> None:
    new = not path.is_file() or path.stat().st_size == 0
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(names)
        writer.writerow(values)
