"""The course's notebooks, run once by nbval beside a simulated council, for the tests of notebooks and of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

import nbformat
from running import Run, run_notebooks

from curriculum.builder.notebook import part_notebook, quiz_notebook
from curriculum.model import load_course


class WholeCourse:
    """A learner's workspace in `folder`, and what came of notebooks run in it: all of a kind when one is asked for.

    When tests ask for no more than the parts in `only`, no others are run.
    """

    def __init__(self, folder: Path, only: Collection[str] = ()) -> None:
        self.folder, self.course = folder, load_course()
        self._only, self._ran = set(only), dict[tuple[str, str], Run]()

    @cached_property
    def data(self) -> Path:
        """`data/` of a simulated council, as `academy start` makes it."""
        from synthetic_data.council import CouncilSpec, simulate
        from synthetic_data.write import write

        council = simulate(CouncilSpec.for_learner("notebooks.tester"))
        returns, formats = self.course.learner_returns(), self.course.learner_formats()
        write(council, self.folder / "data", returns=returns, formats=formats)
        return self.folder / "data"

    def run(self, part: str, solved: bool) -> Run:
        """What came of a part's notebook, with nothing filled in or with the exemplars."""
        return self._run(part, "solved" if solved else "unsolved", self.course.parts, self._only)

    def quiz(self, module: str) -> Run:
        """What came of a module's quiz, with nothing filled in."""
        return self._run(module, "quiz", [each.id for each in self.course.written if each.quiz], ())

    def _run(self, name: str, kind: str, all_names: Iterable[str], only: Collection[str]) -> Run:
        if (name, kind) not in self._ran:
            folder = self.data.parent / "m00_under_test"
            folder.mkdir(exist_ok=True)
            names = [each for each in all_names if name not in only or each in only]
            paths = {each: folder / f"{each}-{kind}.ipynb" for each in names}
            for each, path in paths.items():
                path.write_text(self._notebook(each, kind), encoding="utf-8")
            found = run_notebooks(list(paths.values()))
            self._ran |= {(each, kind): found[path.name] for each, path in paths.items()}
        return self._ran[name, kind]

    def _notebook(self, name: str, kind: str) -> str:
        if kind != "quiz":
            return part_notebook(self.course, self.course.part(name), solved=kind == "solved")
        quiz = self.course.module_of(name).quiz
        assert quiz is not None
        return quiz_notebook(quiz, name)

    def worked(self, lesson: str) -> nbformat.NotebookNode:
        """A lesson's solved notebook with what its cells showed. Raises AssertionError when it did not run."""
        found = self.run(lesson, solved=True)
        assert found.passed, f"{lesson} does not run to the end:\n{found.said}"
        notebook = nbformat.reads(part_notebook(self.course, self.course.part(lesson), solved=True), as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for cell, shown in zip(cells, found.shown, strict=True):
            assert cell.source == shown["source"]
            cell.outputs = [nbformat.from_dict(output) for output in shown["outputs"]]
        return notebook
