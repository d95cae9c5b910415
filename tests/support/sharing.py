"""How the tests are shared among processes: what stands on the same expensive thing goes to the same one.

A hub, the site, or the councils and rehearsals of a module are made once a process, when first asked for. pytest-xdist
has a mark for this (`xdist_group`), but its 3.8 writes the group into a name that pytest 9.2 no longer reads, so that
everything was made in every process; and a whole file is what belongs together nearly everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadScopeScheduling

APART = ("tests/grading/attacks/",)
"""Each of these starts processes of its own, a second or so each: they go last, where there is a gap."""
FIRST = (
    "tests/hub/",
    "tests/curriculum/site/",
    "tests/curriculum/test_exercises.py",
    "tests/grading/test_batch.py",
    "tests/notebooks/test_notebooks.py",
)
"""Long files: begun last, one of them would keep one process busy while the others wait."""
SAME = {
    "tests/hub/test_in_a_browser.py": "tests/hub/test_demo.py",
    "tests/hub/test_gradebook_on_postgresql.py": "tests/hub/test_postgresql.py",
    "tests/notebooks/test_notebooks.py::test_solved": "tests/curriculum/site/test_site.py",
}
"""Tests that stand on what another file has made: one hub, one database server, the worked lessons of the site."""
EXERCISES = ("tests/curriculum/test_exercises.py", "tests/curriculum/test_mutations.py")
MODULE = re.compile(r"\[(m\d\d)-")
"""Tests of one exercise: those of a module share its councils and its rehearsals."""


def unit_of(nodeid: str) -> str:
    """The name of the unit of work that a test belongs to: its file, its module of the course there, or itself."""
    file = nodeid.split("::")[0]
    for start, unit in SAME.items():
        if nodeid.startswith(start):
            return unit
    if nodeid.startswith(APART):
        return nodeid
    module = MODULE.search(nodeid) if file in EXERCISES else None
    return f"exercises of {module[1]}" if module else file


def in_order(nodeids: Iterable[str]) -> list[str]:
    """Long files first, what stands apart last, everything else as it was collected."""

    def place(nodeid: str) -> int:
        starts = [number for number, start in enumerate(FIRST) if nodeid.startswith(start)]
        return starts[0] if starts else len(FIRST) + nodeid.startswith(APART)

    return sorted(nodeids, key=place)


class ByUnit(LoadScopeScheduling):
    """Hands each process whole units of work, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False  # it would put single, long tests last
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
