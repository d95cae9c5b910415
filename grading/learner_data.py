"""The data folder that a notebook finds when it is marked: made again from the learner's id, as much as it reads.

A workspace holds every file of the course, and making all of them for every hand-in would take longer than the marking.
So a table is left out when the exercises do not ask about it and the notebook nowhere names it. A notebook that goes
through folders gets everything, and so does one that looked for a file in vain (`looked_in_vain`): it is run again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curriculum.model import load_course
from synthetic_data.council import Council
from synthetic_data.views import LazyTables, view_named
from synthetic_data.write import write

if TYPE_CHECKING:
    import polars as pl

# Ways to come upon a file without naming its table: folders gone through, patterns, and the files that list the files.
_GOES_THROUGH = re.compile(
    r"\b[ir]?glob1?\b|listdir|iterdir|scandir|\bwalk\b|\*\.|\*\*/|manifest\.json|data-dictionary|DATA-CARD"
)
_IN_VAIN = re.compile(rb"FileNotFoundError|No such file|No files found|NotADirectoryError")


def files_named_by(notebook: Mapping[str, Any]) -> str | None:
    """The text in which a notebook can name files: its code. None when it goes through folders and may meet any."""
    code = "\n".join(str(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    return None if _GOES_THROUGH.search(code) else code


def write_learner_data(council: Council, folder: Path, inputs: Iterable[str], names: str | None) -> None:
    """Write the learner's files that `inputs` ("ssda903.episodes") ask about or `names` names; all when it is None.

    Bytes and names are those of the learner's own workspace.
    """
    course = load_course()
    returns, formats = course.learner_returns(), course.learner_formats()
    if names is None:
        write(council, folder, returns=returns, formats=formats)
        return
    asked = {name.partition("@")[0] for name in inputs}
    needed = [name for name in returns if name in names or any(each.startswith(f"{name}.") for each in asked)]
    known = {form for name in needed for form in view_named(name).writers}
    if not known.intersection(formats):
        needed, known = list(returns), set(formats)
    part = _PartOf(council, lambda dotted: dotted in asked or dotted.partition(".")[2] in names, formats)
    write(part, folder, returns=needed, formats=[form for form in formats if form in known])


def looked_in_vain(captured: Path) -> bool:
    """Whether anything in a run's capture folder says that a file was not there."""
    return any(_IN_VAIN.search(path.read_bytes()) for path in captured.glob("*.json"))


class _PartOf(Council):
    """A council as a writer of files sees it, with only some tables of the returns that are cut table by table."""

    def __init__(self, council: Council, keep: Callable[[str], bool], formats: Collection[str]) -> None:
        self.__dict__.update(council.__dict__)
        self._whole, self._keep, self._formats = council, keep, formats

    def view_tables(self, name: str, year: str | None = None) -> Mapping[str, pl.DataFrame]:
        tables = self._whole.view_tables(name, year)
        if not isinstance(tables, LazyTables) or set(view_named(name).writers) & set(self._formats) != {"csv"}:
            return tables
        return {table: tables[table] for table in tables if self._keep(f"{name}.{table}")}

    def forget_view(self, name: str, year: str) -> None:
        """Nothing is given back: the questions are put on the same tables."""
