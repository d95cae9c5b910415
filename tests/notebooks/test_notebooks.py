"""Every notebook runs from top to bottom: with nothing filled in, and solved. Run one with `-k m01-l03`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import Run, run_notebook, run_script, text_of

from curriculum.builder.notebook import part_notebook, quiz_notebook
from curriculum.model import load_course
from synthetic_data.errors import PlainError

try:
    COURSE = load_course()
    PARTS, QUIZZES = tuple(COURSE.parts), tuple(module.id for module in COURSE.written if module.quiz)
except PlainError:  # tests/curriculum says so
    PARTS, QUIZZES = (), ()

MOST_LINES = 30


def run(workspace: Path, name: str, notebook: str) -> Run:
    folder = workspace / "m00_under_test"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(notebook, encoding="utf-8")
    return run_notebook(path)


def looks_right(found: Run, name: str) -> None:
    """What holds for any run: no error, no chart without words, nothing on standard error, nothing too long to read."""
    assert found.passed, f"{name} does not run to the end:\n{found.said}"
    for source, output in found.outputs():
        assert output.get("name") != "stderr", f"{name}, cell {source!r} warns: {text_of(output)}"
        assert words_of(output), f"{name}, cell {source!r} shows a chart without words: use figure(chart, alt=...)"
        lines = len(text_of(output).splitlines())
        assert lines <= MOST_LINES, f"{name}, cell {source!r} shows {lines} lines; keep to {MOST_LINES}"


def words_of(output: dict[str, Any]) -> bool:
    """Whether a chart has words; True for anything that is not a chart."""
    if not any(kind.startswith("image/") for kind in output.get("data", {})):
        return True
    return bool(output.get("metadata", {}).get("image/png", {}).get("alt"))


@pytest.mark.parametrize("part", PARTS)
def test_nothing_filled_in_runs_to_the_end(part: str, workspace: Path) -> None:
    found = run(workspace, f"{part}-unsolved", part_notebook(COURSE, COURSE.part(part)))
    looks_right(found, part)
    said = found.texts("check(")
    assert len(said) == len(COURSE.part(part).exercises)
    for source, text in said.items():
        assert text.startswith("Not attempted yet"), f"{part}, {source} says {text!r} to a stub"


@pytest.mark.parametrize("part", PARTS)
def test_solved_runs_to_the_end_and_every_check_is_content(part: str, workspace: Path) -> None:
    found = run(workspace, f"{part}-solved", part_notebook(COURSE, COURSE.part(part), solved=True))
    looks_right(found, part)
    wanted = "Recorded." if part[4] == "a" else "Yes."
    said = found.texts("check(")
    assert len(said) == len(COURSE.part(part).exercises)
    for source, text in said.items():
        assert text.startswith(wanted), f"{part}, {source} says {text!r} to the exemplar"


@pytest.mark.parametrize("module", QUIZZES)
def test_a_quiz_runs_to_the_end(module: str, workspace: Path) -> None:
    quiz = COURSE.module_of(module).quiz
    assert quiz is not None
    found = run(workspace, f"{module}-quiz", quiz_notebook(quiz, module))
    looks_right(found, f"{module} quiz")
    assert all(text.startswith("Not attempted yet") for text in found.texts("check(").values())


def test_a_malformed_notebook_fails_by_itself_and_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text('{"cells": [', encoding="utf-8")
    found = run_notebook(broken)
    assert not found.passed
    assert found.said.startswith("broken.ipynb is not a notebook")


def test_a_notebook_that_asks_for_the_network_fails(tmp_path: Path) -> None:
    import nbformat

    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell("import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)")
    ]
    nbformat.write(notebook, tmp_path / "online.ipynb")
    found = run_notebook(tmp_path / "online.ipynb")
    assert not found.passed
    assert "no lesson uses the network" in found.said


@pytest.mark.parametrize("part", PARTS)
def test_a_source_also_runs_as_a_script(part: str, workspace: Path) -> None:
    found = run_script(COURSE.part(part).source, workspace / "data")
    assert found.passed, f"{part} does not run as a script:\n{found.said}"
