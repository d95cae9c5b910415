"""What becomes of each source cell: who sees it, under which id, with which metadata for marking."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from curriculum.builder.source import Cell
from curriculum.parts import Assignment, Part
from synthetic_data.errors import PlainError

SCHEMA_VERSION = 3
IMPORTS_CHECK = re.compile(r"^from academy import .*\bcheck\b", re.MULTILINE)


@dataclass
class Built:
    """One cell of a notebook to be written. `key` makes its id; `where` names the source in an error."""

    kind: str
    text: str
    key: str
    where: str
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


def cell_id(part_id: str, key: str) -> str:
    """A cell's id: the same for the same lesson and key, wherever the cell stands."""
    return hashlib.sha256(f"{part_id}/{key}".encode()).hexdigest()[:8]


def built_cells(part: Part, cells: list[Cell], solved: bool) -> list[Built]:
    """The cells of a part's notebook, learner's version or solved, check cells included, before prose is filled in.

    Raises PlainError when an exercise lacks its stub, is not listed, or is listed and does not stand in the source.
    """
    _check_exercises(part, cells)
    built: list[Built] = []
    for cell, key in zip(cells, _keys(cells), strict=True):
        built.extend(_of_cell(part, cell, key, solved, has_stub=_has_stub(cells, cell)))
    _check_ids(part, built)
    return built


def _of_cell(part: Part, cell: Cell, key: str, solved: bool, has_stub: bool) -> Iterator[Built]:
    tags = [tag for tag in (cell.role, "optional" if cell.optional else "") if tag]
    if cell.role in ("exercise", "stub"):
        owner = _owner_of_stub(part, cell)
        if solved == (cell.role == "exercise"):
            yield _coach(part, cell, key) if owner == "coach" else _answer(part, cell, key)
        if cell.role == "exercise":
            yield _check(part, cell, key)
    elif cell.role == "coach":
        if solved or not has_stub:
            yield _coach(part, cell, key)
    elif cell.role != "solution" or solved:
        yield Built(cell.kind, cell.text, key, cell.where, tags)


def _owner_of_stub(part: Part, cell: Cell) -> str:
    return "exercise" if exercise_id(part, cell) in part.exercise_ids else "coach"


def exercise_id(part: Part, cell: Cell) -> str:
    """The id of the exercise or coach task a keyed cell belongs to."""
    return f"{part.id}-{cell.key}"


def _answer(part: Part, cell: Cell, key: str) -> Built:
    metadata: dict[str, Any] = {"deletable": False}
    if isinstance(part, Assignment):
        metadata["nbgrader"] = _nbgrader(f"{exercise_id(part, cell)}-answer", grade=False, solution=True, locked=False)
    return Built(cell.kind, cell.text, key, cell.where, ["exercise"], metadata)


def _check(part: Part, cell: Cell, key: str) -> Built:
    name = exercise_id(part, cell)
    metadata: dict[str, Any] = {"deletable": False, "editable": False}
    if isinstance(part, Assignment):
        points = part.load(name).points
        metadata["nbgrader"] = _nbgrader(name, grade=True, solution=False, locked=True, kind="code", points=points)
    return Built("code", f'check("{name}")', f"{key}/check", cell.where, ["check"], metadata)


def _coach(part: Part, cell: Cell, key: str) -> Built:
    metadata: dict[str, Any] = {"deletable": False}
    if isinstance(part, Assignment):
        task = part.rubric.task(cell.key)
        name = exercise_id(part, cell)
        metadata["nbgrader"] = _nbgrader(
            name, grade=True, solution=True, locked=False, kind=cell.kind, points=task.points
        )
    return Built(cell.kind, cell.text, key, cell.where, ["coach"], metadata)


def _nbgrader(
    grade_id: str, *, grade: bool, solution: bool, locked: bool, kind: str = "", points: int | None = None
) -> dict[str, Any]:
    """nbgrader's metadata, schema 3; points and cell type belong to graded cells only."""
    metadata: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if grade:
        metadata |= {"points": points, "cell_type": kind}
    return metadata


def _keys(cells: list[Cell]) -> list[str]:
    """Each cell's key: its own, or the nearest heading and a count under it.

    Cells only the solved version has are counted apart, so that adding one moves no id of the learner's notebook.
    """
    keys, heading, counts = [], "", dict[str, int]()
    for cell in cells:
        own = cell.headings
        heading = slug(own[0][1]) if own else heading
        if cell.key:
            keys.append(cell.key)
        else:
            under = f"{heading}/solution" if cell.role == "solution" else heading
            counts[under] = counts.get(under, 0) + 1
            keys.append(f"{under}/{counts[under]}")
        heading = slug(own[-1][1]) if own else heading
    return keys


def slug(text: str) -> str:
    """A heading as part of a key: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _has_stub(cells: list[Cell], cell: Cell) -> bool:
    return any(other.role == "stub" and other.key == cell.key for other in cells)


def _check_exercises(part: Part, cells: list[Cell]) -> None:
    found: dict[str, Cell] = {}
    can_check = False
    keys = [cell.key for cell in cells if cell.role == "coach"]
    for before, cell in zip([None, *cells], cells, strict=False):
        can_check |= cell.kind == "code" and bool(IMPORTS_CHECK.search(cell.text))
        if cell.role == "stub" and cell.key not in keys:
            _check_stub(part, cell, cells)
        if cell.role != "exercise":
            continue
        name = exercise_id(part, cell)
        if name not in part.exercise_ids:
            raise PlainError(f'{cell.where}: {part.id} lists no exercise "{cell.key}"; add it to its exercises.')
        if name in found:
            raise PlainError(f'{cell.where}: the key "{cell.key}" already stands at {found[name].where}.')
        if not can_check:
            raise PlainError(f"{cell.where}: put a cell with `from academy import check` before the first exercise.")
        if before is None or before.role != "stub" or before.key != cell.key:
            raise PlainError(f'{cell.where}: put the stub of "{cell.key}" directly before its exemplar.')
        found[name] = cell
    for name in part.exercise_ids:
        if name not in found:
            raise PlainError(f"{part.folder}: the exercise {name} is listed but has no cell tagged exercise.")


def _check_stub(part: Part, stub: Cell, cells: list[Cell]) -> None:
    if not any(cell.role == "exercise" and cell.key == stub.key for cell in cells):
        raise PlainError(f'{stub.where}: the stub "{stub.key}" has no exemplar after it.')


def _check_ids(part: Part, built: list[Built]) -> None:
    seen: dict[str, Built] = {}
    for cell in built:
        name = cell_id(part.id, cell.key)
        if name in seen:
            both = f"{seen[name].where} and {cell.where}"
            raise PlainError(f"Two cells have the same id: {both}; change a heading, or give one of them a key.")
        seen[name] = cell
