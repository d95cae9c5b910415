"""A learner's workspace, freshly made: notebooks are built into it and run beside its data."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # running.py is shared by the tests here


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data/` of a simulated council, as `academy start` makes it."""
    from curriculum.model import load_course
    from synthetic_data.council import CouncilSpec, simulate
    from synthetic_data.write import write

    folder, course = tmp_path_factory.mktemp("workspace"), load_course()
    council = simulate(CouncilSpec.for_learner("notebooks.tester"))
    write(council, folder / "data", returns=course.learner_returns(), formats=course.learner_formats())
    return folder
