"""Every notebook runs from top to bottom: with nothing filled in, and solved. Run one with `-k m01-l03`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from running import Run, run_notebooks, run_script, text_of
from whole_course import WholeCourse

from curriculum.builder.notebook import quiz_notebook
from curriculum.model import load_course
from synthetic_data.errors import PlainError

try:
    COURSE = load_course()
    PARTS = tuple(COURSE.parts)
except PlainError:  # tests/curriculum says so
    PARTS = ()

MOST_LINES = 30


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
def test_nothing_filled_in_runs_to_the_end(part: str, whole_course: WholeCourse) -> None:
    found = whole_course.run(part, solved=False)
    looks_right(found, part)
    said = found.texts("check(")
    assert len(said) == len(COURSE.part(part).exercises)
    for source, text in said.items():
        assert text.startswith("Not attempted yet"), f"{part}, {source} says {text!r} to a stub"


@pytest.mark.parametrize("part", PARTS)
def test_solved_runs_to_the_end_and_every_check_is_content(part: str, whole_course: WholeCourse) -> None:
    found = whole_course.run(part, solved=True)
    looks_right(found, part)
    wanted = "Recorded." if part[4] == "a" else "Yes."
    said = found.texts("check(")
    assert len(said) == len(COURSE.part(part).exercises)
    for source, text in said.items():
        assert text.startswith(wanted), f"{part}, {source} says {text!r} to the exemplar"


def test_every_quiz_runs_to_the_end(whole_course: WholeCourse) -> None:
    quizzes = {module.id: quiz_notebook(module.quiz, module.id) for module in COURSE.written if module.quiz}
    for name, found in whole_course.run_all(quizzes, "quiz").items():
        looks_right(found, f"{name} quiz")
        said = found.texts("check(").values()
        assert said and all(text.startswith("Not attempted yet") for text in said), f"{name} quiz says {set(said)}"


def test_a_malformed_notebook_fails_by_itself_and_says_so(tmp_path: Path) -> None:
    broken, sound = tmp_path / "broken.ipynb", tmp_path / "sound.ipynb"
    broken.write_text('{"cells": [', encoding="utf-8")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), sound)
    found = run_notebooks([broken, sound])
    assert not found["broken.ipynb"].passed
    assert "does not appear to be JSON" in found["broken.ipynb"].said
    assert found["sound.ipynb"].passed, found["sound.ipynb"].said


def test_one_failing_cell_fails_its_notebook_alone(tmp_path: Path) -> None:
    for name, source in {"failing": "1 / 0", "sound": "print('all is well')"}.items():
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), tmp_path / f"{name}.ipynb"
        )
    found = run_notebooks([tmp_path / "failing.ipynb", tmp_path / "sound.ipynb"])
    assert not found["failing.ipynb"].passed
    assert "ZeroDivisionError" in found["failing.ipynb"].said
    assert found["sound.ipynb"].texts("print")


def test_a_notebook_knows_nothing_of_the_one_before(tmp_path: Path) -> None:
    """Their kernels are copies of one process: what a notebook changes, modules too, is gone with it."""
    source = "import pandas as pd\nprint(getattr(pd, 'seen', 'nobody was here'))\npd.seen = 'somebody was here'"
    for name in ("first", "second"):
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), tmp_path / f"{name}.ipynb"
        )
    for run in run_notebooks([tmp_path / "first.ipynb", tmp_path / "second.ipynb"]).values():
        assert run.texts("import") == {source: "nobody was here\n"}


def test_a_notebook_that_asks_for_the_network_fails(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell("import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)")
    ]
    nbformat.write(notebook, tmp_path / "online.ipynb")
    found = run_notebooks([tmp_path / "online.ipynb"])["online.ipynb"]
    assert not found.passed
    assert "no lesson uses the network" in found.said


@pytest.mark.prove
@pytest.mark.parametrize("part", PARTS)
def test_a_source_also_runs_as_a_script(part: str, whole_course: WholeCourse) -> None:
    found = run_script(COURSE.part(part).source, whole_course.data)
    assert found.passed, f"{part} does not run as a script:\n{found.said}"
