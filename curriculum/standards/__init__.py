"""Occupational standards: their codes, and which of them the course practises, assesses, plans or leaves out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from curriculum.model import Course
from curriculum.parts import Part
from curriculum.records import read_toml, record
from synthetic_data.errors import PlainError

FOLDER = Path(__file__).parent
MAIN = "ST0118"  # codes without a standard before them are of this one


@dataclass(frozen=True)
class Statement:
    """One knowledge, skill or behaviour statement, in our own short words.

    `workplace`: evidence has to come from the learner's own organisation, so no course can cover it alone.
    """

    code: str
    text: str
    provenance: str
    confidence: str
    workplace: bool = False


@dataclass(frozen=True)
class Standard:
    """A standard in one version; `checked` is the date somebody compared it with the published text, or ""."""

    ref: str
    version: str
    title: str
    level: int
    checked: str
    statements: tuple[Statement, ...]
    methods: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Coverage:
    """Where the course meets one statement: lessons that practise, assignments that assess, modules that plan it."""

    standard: Standard
    statement: Statement
    practised: list[str] = field(default_factory=list)
    assessed: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def load_standards() -> dict[str, Standard]:
    """Every standard by reference, the main one first."""
    read = [record(Standard, read_toml(path), path.name) for path in sorted(FOLDER.glob("*.toml"))]
    return {each.ref: each for each in sorted(read, key=lambda each: (each.ref != MAIN, each.ref))}


def statement(code: str) -> tuple[Standard, Statement]:
    """The statement a code names: "S2" of the main standard, "ST0795 S2" of another. Raises PlainError for neither."""
    ref, _, short = code.rpartition(" ")
    standard = load_standards().get(ref or MAIN)
    found = next((each for each in standard.statements if each.code == short), None) if standard else None
    if standard is None or found is None:
        raise PlainError(f'No standard here has the code "{code}"; write "S2" for {MAIN}, or "ST0795 S2" for another.')
    return standard, found


def skills_in_source(part: Part, exercise_id: str) -> Sequence[str]:
    """The codes an exercise's own file gives it."""
    return part.load(exercise_id).skills


def coverage(course: Course, skills_of: Callable[[Part, str], Sequence[str]] = skills_in_source) -> list[Coverage]:
    """One row for each statement of the main standard, and for those of others that the course names.

    `skills_of(part, exercise_id)` gives an exercise's codes; a learner's machine has an assignment's from its card.
    """
    rows: dict[tuple[str, str], Coverage] = {}
    for each in load_standards()[MAIN].statements:
        rows[MAIN, each.code] = Coverage(load_standards()[MAIN], each)
    for part in (part for module in course.written for part in module.parts):
        for code in sorted({code for name in part.exercise_ids for code in skills_of(part, name)}):
            row = _row(rows, code)
            (row.assessed if part.id[4] == "a" else row.practised).append(part.id)
    for assignment in course.assignments:
        for code in sorted({code for task in assignment.rubric.tasks for code in task.skills}):
            row = _row(rows, code)
            if assignment.id not in row.assessed:
                row.assessed.append(assignment.id)
    for module in course.planned:
        for code in module.ksbs:
            _row(rows, code).planned.append(module.id)
    return list(rows.values())


def _row(rows: dict[tuple[str, str], Coverage], code: str) -> Coverage:
    standard, found = statement(code)
    return rows.setdefault((standard.ref, found.code), Coverage(standard, found))
