"""Lessons worked through for the site: what their cells show, and what is said when one stops."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from curriculum.model import load_course
from curriculum.site.worked import worked_lessons
from synthetic_data.errors import PlainError


def test_a_lesson_is_worked_through_on_the_readers_council(tmp_path: Path) -> None:
    course, told = load_course(), list[str]()
    lesson = course.written[0].lessons[0]
    found = worked_lessons(course, [lesson], tmp_path / "workspace", told=lambda each: told.append(each.id))
    assert told == [lesson.id]
    cells = [cell for cell in found[lesson.id].cells if cell.cell_type == "code"]
    assert any("Yes." in str(cell.outputs) for cell in cells if cell.source.startswith("check("))
    assert not any("execution" in cell.metadata for cell in cells), "when it ran would differ each time"


def test_a_lesson_that_stops_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [nbformat.v4.new_code_cell("1 / 0")]
    broken = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    monkeypatch.setattr("curriculum.site.worked.part_notebook", lambda *_, **__: broken)
    monkeypatch.setattr("curriculum.site.worked.make_workspace", lambda folder, *_: folder.mkdir())
    course = load_course()
    lesson = course.written[0].lessons[0]
    with pytest.raises(PlainError, match=f"{lesson.id} stops with ZeroDivisionError"):
        worked_lessons(course, [lesson], tmp_path / "workspace")
