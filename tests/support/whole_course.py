"""The course's notebooks, run once by nbval beside a simulated council, for the tests of notebooks and of the site."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import nbformat
from running import Run, run_notebooks

from curriculum.builder.notebook import part_notebook
from curriculum.model import load_course


class WholeCourse:
    """A learner's workspace in `folder`, and what came of notebooks run in it: a module is run when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.course = folder, load_course()
        self._ran: dict[tuple[str, bool], dict[str, Run]] = {}

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
        module = part[:3]
        if (module, solved) not in self._ran:
            parts = [each for each in self.course.parts if each.startswith(module)]
            notebooks = {each: part_notebook(self.course, self.course.part(each), solved=solved) for each in parts}
            self._ran[module, solved] = self.run_all(notebooks, "solved" if solved else "unsolved")
        return self._ran[module, solved][part]

    def run_all(self, notebooks: Mapping[str, str], kind: str) -> dict[str, Run]:
        """Run notebooks, given by name, in a folder beside `data/` as a module's is."""
        folder = self.data.parent / "m00_under_test"
        folder.mkdir(exist_ok=True)
        paths = {name: folder / f"{name}-{kind}.ipynb" for name in notebooks}
        for name, path in paths.items():
            path.write_text(notebooks[name], encoding="utf-8")
        found = run_notebooks(list(paths.values()))
        return {name: found[path.name] for name, path in paths.items()}

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
