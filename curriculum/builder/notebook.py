"""A whole notebook: the author's cells, the two the builder writes itself, and the facts every notebook carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from curriculum.builder.cells import Built, built_cells, cell_id
from curriculum.builder.pages import about, closing, lesson_facts
from curriculum.builder.source import read_cells
from curriculum.model import Course, Part
from curriculum.parts import Lesson
from curriculum.quiz import Quiz
from synthetic_data.errors import PlainError

BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
OWN_FIGURE = "*your own figure*"


def part_notebook(course: Course, part: Part, solved: bool = False, figures: Mapping[str, str] | None = None) -> str:
    """The notebook of a lesson or assignment as the text of an .ipynb file: no outputs, the same bytes every time.

    `figures` are texts for variables of the lesson that prose quotes with {{ name }}, for a site built on one council;
    without them, as for learners, prose says "your own figure".
    """
    cells = built_cells(part, read_cells(part.source), solved)
    if not cells or cells[0].kind != "markdown":
        raise PlainError(f"{part.folder}: begin with a Markdown cell that holds the title.")
    names = _names_made(cells)
    for cell in cells:
        if cell.kind == "markdown":
            cell.text = _filled(cell, lesson_facts(part) | dict(figures or {}), names)
    cells.insert(1, Built("markdown", about(course, part), "about", part.folder))
    if isinstance(part, Lesson):
        cells.append(Built("markdown", closing(course, part), "closing", part.folder))
    return _as_text(part.id, part.version, cells)


def quiz_notebook(quiz: Quiz, module_title: str) -> str:
    """The notebook of a module's quiz: for each item the question, an answer cell and a check."""
    opening = (
        f"# Quiz: {module_title}\n\nPut a letter between quotes in place of the three dots, run the cell, then run the "
        "check below it. The quiz is for you: it earns no marks, and you will meet the same questions again in one "
        "week and in four."
    )
    setup = Built("code", "from academy import check, hint, solution", "setup", "quiz")
    cells = [Built("markdown", opening, "opening", "quiz"), setup]
    for number, (name, exercise) in enumerate(quiz.items.items(), start=1):
        options = "\n".join(f"- **{letter}** {text}" for letter, text in exercise.options.items())
        key = name[len(quiz.id) + 1 :]
        question = f"## Question {number}\n\n{quiz.questions[name]}\n\n{options}"
        cells.append(Built("markdown", question, f"{key}/question", "quiz"))
        cells.append(Built("code", f"{exercise.answer} = ...", key, "quiz", ["exercise"], {"deletable": False}))
        locked = {"deletable": False, "editable": False}
        cells.append(Built("code", f'check("{name}")', f"{key}/check", "quiz", ["check"], locked))
    return _as_text(quiz.id, "1", cells)


def _filled(cell: Built, facts: dict[str, str], names: set[str]) -> str:
    """Prose with its blanks filled: keys of lesson.toml by their text, variables of the lesson by words for them."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in facts:
            return facts[name]
        if name in names:
            return OWN_FIGURE
        known = ", ".join(facts)
        raise PlainError(
            f"{cell.where}: nothing called {name} can be filled in; use {known}, or a variable of the lesson."
        )

    return BLANK.sub(fill, cell.text)


def _names_made(cells: list[Built]) -> set[str]:
    return {
        match for cell in cells if cell.kind == "code" for match in re.findall(r"^(\w+)\s*=", cell.text, re.MULTILINE)
    }


def _as_text(part_id: str, version: str, cells: list[Built]) -> str:
    notebook = {
        "cells": [_as_cell(part_id, cell) for cell in cells],
        "metadata": {
            "academy": {"id": part_id, "version": version, "language": "en-GB"},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _as_cell(part_id: str, cell: Built) -> dict[str, Any]:
    metadata = dict(cell.metadata) | ({"tags": cell.tags} if cell.tags else {})
    written: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": cell_id(part_id, cell.key),
        "metadata": metadata,
        "source": cell.text.splitlines(keepends=True),
    }
    return written | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})
