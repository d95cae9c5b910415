"""Every notebook runs from top to bottom: with nothing filled in, and solved. Run one with `-k m01-l03`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import nbformat
import pytest
from running import Run, run_notebooks, run_script, text_of
from whole_course import WholeCourse

from curriculum.model import load_course
from synthetic_data.errors import PlainError

try:
    COURSE = load_course()
    PARTS = tuple(COURSE.parts)
    QUIZZES = tuple(module.id for module in COURSE.written if module.quiz)
except PlainError:  # tests/curriculum says so
    PARTS = QUIZZES = ()

MOST_LINES = 30
LEAVES_A_MARK = "import pandas as pd\nprint(getattr(pd, 'seen', 'nobody was here'))\npd.seen = 'somebody was here'"


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


@pytest.mark.parametrize("module", QUIZZES)
def test_a_quiz_runs_to_the_end(module: str, whole_course: WholeCourse) -> None:
    found = whole_course.quiz(module)
    looks_right(found, f"{module} quiz")
    said = found.texts("check(").values()
    assert said and all(text.startswith("Not attempted yet") for text in said), f"{module} quiz says {set(said)}"


class TestOddNotebooksSideBySide:
    """What one of them does is its own affair."""

    SOURCES: ClassVar = {
        "sound": "print('all is well')",
        "failing": "1 / 0",
        "first": LEAVES_A_MARK,
        "second": LEAVES_A_MARK,
        "online": "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)",
    }

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
        folder = tmp_path_factory.mktemp("odd")
        broken = folder / "broken.ipynb"
        broken.write_text('{"cells": [', encoding="utf-8")
        paths = {"broken": broken} | {name: folder / f"{name}.ipynb" for name in cls.SOURCES}
        for name, source in cls.SOURCES.items():
            nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), paths[name])
        runs = run_notebooks(list(paths.values()))
        return {name: runs[path.name] for name, path in paths.items()}

    def test_a_malformed_notebook_fails_by_itself_and_says_so(self, found: dict[str, Run]) -> None:
        assert not found["broken"].passed
        assert "does not appear to be JSON" in found["broken"].said

    def test_one_failing_cell_fails_its_notebook_alone(self, found: dict[str, Run]) -> None:
        assert not found["failing"].passed
        assert "ZeroDivisionError" in found["failing"].said
        assert found["sound"].passed, found["sound"].said
        assert found["sound"].texts("print") == {self.SOURCES["sound"]: "all is well\n"}

    def test_a_notebook_knows_nothing_of_the_one_before(self, found: dict[str, Run]) -> None:
        """Their kernels are copies of one process: what a notebook changes, modules too, is gone with it."""
        for name in ("first", "second"):
            assert found[name].texts("import") == {self.SOURCES[name]: "nobody was here\n"}

    def test_a_notebook_that_asks_for_the_network_fails(self, found: dict[str, Run]) -> None:
        assert not found["online"].passed
        assert "no lesson uses the network" in found["online"].said


@pytest.mark.prove
@pytest.mark.parametrize("part", PARTS)
def test_a_source_also_runs_as_a_script(part: str, whole_course: WholeCourse) -> None:
    found = run_script(COURSE.part(part).source, whole_course.data)
    assert found.passed, f"{part} does not run as a script:\n{found.said}"
