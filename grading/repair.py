"""Putting a learner's notebook right before it is run: each cell known by what it is for, not by where it stands.

A cell is recognised by its marking metadata, else by its cell id, else (a check cell) by the text `check("...")`. Cells
that belong to us are put back as they were released; the learner's own cells stay in the learner's order.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]
Cards = Sequence[Mapping[str, Any]]

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_CHECK_CALL = re.compile(r"""\bcheck\(\s*["']([a-z0-9-]{1,100})["']\s*\)""")


@dataclass(frozen=True)
class Repaired:
    """A notebook to run and what had to be put right, one plain sentence each."""

    notebook: Notebook
    notes: list[str]


def exercises_found(cells: Sequence[Cell], release: Notebook, cards: Cards) -> set[str]:
    """The marking ids of this assignment that `cells` show in any of the three ways."""
    known = _Known(release, cards)
    return {name for cell in cells for name in [known.name_of(cell), *known.checks_in(cell)] if name}


def repair(cells: Sequence[Cell], release: Notebook, cards: Cards) -> Repaired:
    """Return the notebook to run: the learner's cells with ours restored, no outputs, no metadata but ours.

    * A check cell has its released text, whatever was done to it; a deleted one is put back after its answer.
    * An answer cell turned into text is code again. Of copies, untouched ones go; all others run, so the last counts.
    * Of several check cells for one exercise the last counts; of several written answers the last one filled in.
    * A deleted answer or written part is put back empty, so that every part of the assignment is there.
    """
    known = _Known(release, cards)
    notes: list[str] = []
    placed = [(known.name_of(cell), cell) for cell in cells]
    _recognise_answers(placed, known)
    placed = _without_copies(placed, known, notes)
    kept: list[Cell] = []
    for name, cell in placed:
        kept.append(known.restored(name, cell, notes) if name else _plain(cell))
    _put_back_missing(kept, known, notes)
    _give_ids(kept)
    metadata = {**copy.deepcopy(KERNEL), "academy": release.get("metadata", {}).get("academy", {})}
    return Repaired({"cells": kept, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, notes)


class _Known:
    """The released cells by marking id and by cell id."""

    def __init__(self, release: Notebook, cards: Cards) -> None:
        self.cells: dict[str, Cell] = {}
        for cell in release["cells"]:
            name = marking(cell).get("grade_id")
            if name:
                self.cells[name] = {**cell, "source": source_of(cell)}
        self.by_id = {cell["id"]: name for name, cell in self.cells.items() if cell.get("id")}
        self.answers = {card["id"]: card["answer"] for card in cards}

    def name_of(self, cell: Cell) -> str | None:
        """The marking id of a learner's cell, or None for a cell of their own."""
        name = marking(cell).get("grade_id")
        if isinstance(name, str) and name in self.cells:
            return name
        if cell.get("id") in self.by_id:
            return self.by_id[cell["id"]]
        lines = [line for line in cell["source"].splitlines() if line.strip() and not line.lstrip().startswith("#")]
        mentioned = self.checks_in(cell)
        return mentioned[0] if len(lines) == 1 and len(mentioned) == 1 else None

    def checks_in(self, cell: Cell) -> list[str]:
        """The exercises that a cell's text checks."""
        if cell["cell_type"] != "code":
            return []
        return [name for name in _CHECK_CALL.findall(cell["source"]) if name in self.cells]

    def is_ours(self, name: str) -> bool:
        """Whether the cell's text is ours: a check, a test or a locked cell, in which learners write nothing."""
        facts = marking(self.cells[name])
        return not facts.get("solution") and bool(facts.get("grade") or facts.get("locked"))

    def is_coach_marked(self, name: str) -> bool:
        """Whether a person marks the cell."""
        facts = marking(self.cells[name])
        return bool(facts.get("grade") and facts.get("solution"))

    def untouched(self, name: str, cell: Cell) -> bool:
        """Whether the cell is as it was released."""
        return cell["source"].strip() in ("", self.cells[name]["source"].strip())

    def restored(self, name: str, cell: Cell, notes: list[str]) -> Cell:
        """The learner's cell with our type and metadata, and our text where the text is ours."""
        ours = self.cells[name]
        if self.is_ours(name) and cell["source"].strip() != ours["source"].strip():
            notes.append(f"The check cell {name} had been changed and was put back as it was released.")
        elif cell["cell_type"] != ours["cell_type"]:
            notes.append(f"The cell {name} had become {cell['cell_type']} and was made {ours['cell_type']} again.")
        return self.as_released(name, None if self.is_ours(name) else cell["source"])

    def as_released(self, name: str, source: str | None = None) -> Cell:
        """The released cell, with `source` in place of its own text when given."""
        ours = self.cells[name]
        tags = ours.get("metadata", {}).get("tags", [])
        made = _new_cell(ours["cell_type"], ours["source"] if source is None else source, ours.get("id", ""))
        made["metadata"] = {"nbgrader": copy.deepcopy(marking(ours))} | ({"tags": list(tags)} if tags else {})
        return made


def marking(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell's nbgrader metadata, or nothing."""
    metadata = cell.get("metadata")
    facts = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return facts if isinstance(facts, dict) else {}


def source_of(cell: Mapping[str, Any]) -> str:
    """A cell's text, whichever of the two ways it is stored."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


Placed = list[tuple[str | None, Cell]]


def _recognise_answers(placed: Placed, known: _Known) -> None:
    """Where no cell is marked as the answer cell, the last of the learner's own that gives the answer's name is it."""
    named = {name for name, _ in placed}
    for exercise, answer in known.answers.items():
        name = f"{exercise}-answer"
        if name in named or name not in known.cells:
            continue
        giving = [number for number, (own, cell) in enumerate(placed) if own is None and gives(cell, answer)]
        if giving:
            placed[giving[-1]] = (name, placed[giving[-1]][1])


def _without_copies(placed: Placed, known: _Known, notes: list[str]) -> Placed:
    dropped: set[int] = set()
    for name in known.cells:
        places = [number for number, (found, _) in enumerate(placed) if found == name]
        if len(places) < 2:
            continue
        if known.is_ours(name):
            gone = places[:-1]
            notes.append(f"The check cell {name} is there {len(places)} times; the last one counts.")
        else:
            filled = [number for number in places if not known.untouched(name, placed[number][1])]
            standing = filled or places[-1:]
            if known.is_coach_marked(name):
                standing = standing[-1:]
            gone = [number for number in places if number not in standing]
            if len(filled) > 1:
                notes.append(f"The cell {name} is there {len(filled)} times; the last one counts.")
            # Earlier copies still run, as the learner's own cells: later cells may lean on what they define.
            for number in standing[:-1]:
                placed[number] = (None, placed[number][1])
        dropped.update(gone)
    return [pair for number, pair in enumerate(placed) if number not in dropped]


def _put_back_missing(kept: list[Cell], known: _Known, notes: list[str]) -> None:
    present = {marking(cell).get("grade_id") for cell in kept}
    for name in known.cells:
        if name in present:
            continue
        if known.is_ours(name):
            kept.insert(_place_of_check(name, kept, known), known.as_released(name))
            notes.append(f"The check cell {name} had been deleted and was put back.")
        else:
            # Empty, not as released: the blank of a deleted answer would wipe out an answer written elsewhere.
            kept.append(known.as_released(name, ""))
            notes.append(f"The cell {name} had been deleted; anything written elsewhere in the notebook still counts.")


def _place_of_check(name: str, kept: Sequence[Cell], known: _Known) -> int:
    """Where a deleted check belongs: after the last cell that gives its answer, checks it, or was its answer cell."""
    answer = known.answers.get(name, "")
    for belongs in (
        lambda cell: marking(cell).get("grade_id") == f"{name}-answer" and cell["source"].strip(),
        lambda cell: bool(answer) and gives(cell, answer),
        lambda cell: name in _CHECK_CALL.findall(cell["source"]),
    ):
        places = [number for number, cell in enumerate(kept) if belongs(cell)]
        if places:
            return places[-1] + 1
    return len(kept)


def gives(cell: Cell, answer: str) -> bool:
    """Whether a code cell seems to define or assign `answer` at the start of a line. Its code is looked at, not run."""
    return cell["cell_type"] == "code" and bool(
        re.search(rf"^(?:(?:def|class)\s+{answer}\b|{answer}\s*(?::[^=\n]+)?=(?!=))", cell["source"], re.MULTILINE)
    )


def _plain(cell: Cell) -> Cell:
    return _new_cell(cell["cell_type"], cell["source"], cell.get("id", ""))


def _new_cell(kind: str, source: str, identity: str) -> Cell:
    made: Cell = {"cell_type": kind, "id": identity, "metadata": {}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _give_ids(cells: list[Cell]) -> None:
    """Every cell an id of its own; the released cells keep theirs."""
    taken = {cell["id"] for cell in cells if marking(cell) and cell["id"]}
    for number, cell in enumerate(cells):
        if marking(cell) and cell["id"]:
            continue
        if not cell["id"] or cell["id"] in taken:
            cell["id"] = hashlib.sha256(f"{number}/{cell['source']}".encode()).hexdigest()[:12]
        taken.add(cell["id"])
