"""What stands in notebooks/ is what its source says, and holds nothing that belongs to the coach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curriculum.builder.cells import exercise_id
from curriculum.builder.course import derived_files, drift
from curriculum.builder.source import read_cells
from curriculum.model import load_course
from synthetic_data.errors import PlainError

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

try:
    COURSE = load_course()
    ASSIGNMENTS = tuple(assignment.id for assignment in COURSE.assignments)
except PlainError:  # tests/curriculum says so
    ASSIGNMENTS = ()


def learners_texts() -> Iterator[tuple[str, str]]:
    """Everything a learner is given: as built now, and as it stands in notebooks/."""
    yield from derived_files(COURSE).items()
    for path in sorted(NOTEBOOKS.rglob("*")):
        if path.is_file():
            yield f"notebooks/{path.relative_to(NOTEBOOKS).as_posix()}", path.read_text(encoding="utf-8")


def plain_lines(text: str) -> set[str]:
    """The lines of a text or of a notebook's cells, without spaces at their ends."""
    if '"nbformat"' in text:
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    return {line.strip() for line in text.splitlines()}


def test_notebooks_are_what_their_source_says() -> None:
    found = [f"{each.path} is {each.state}" for each in drift(COURSE, NOTEBOOKS)]
    assert not found, "run academy build and commit notebooks/:\n" + "\n".join(found)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_canary_is_where_a_learner_can_read_it(assignment: str) -> None:
    canaries = [COURSE.exercise(name).canary for name in COURSE.assignment(assignment).exercise_ids]
    for path, text in learners_texts():
        assert "coach-only" not in text, f"{path} holds a canary"
        assert not any(canary in text for canary in canaries), f"{path} holds a canary"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_line_of_an_assignments_solution_is_where_a_learner_can_read_it(assignment: str) -> None:
    part = COURSE.assignment(assignment)
    cells = read_cells(part.source)
    shown = {
        line.strip() for cell in cells if cell.role not in ("exercise", "solution") for line in cell.text.splitlines()
    }
    secret = {
        line.strip(): exercise_id(part, cell)
        for cell in cells
        if cell.role in ("exercise", "solution")
        for line in cell.text.splitlines()
        if len(line.strip()) > 25 and line.strip() not in shown
    }
    taught = {
        line.strip() for lesson in COURSE.lessons for line in lesson.source.read_text(encoding="utf-8").splitlines()
    }
    assert secret, f"{assignment} has no solution to look for"
    for path, text in learners_texts():
        found = (plain_lines(text) & set(secret)) - taught
        assert not found, f"{path} holds a line of the solution: {found}"


def test_public_cards_are_all_there_is_of_an_assignments_exercises() -> None:
    cards = json.loads((NOTEBOOKS / "cards.json").read_text(encoding="utf-8"))
    assert [card["id"] for card in cards] == [name for part in COURSE.assignments for name in part.exercise_ids]
