"""A pytest plugin beside nbval: writes what each cell of the notebook showed, for the tests to look at."""

import json
import os
from pathlib import Path

_shown = []


def pytest_runtest_teardown(item):
    """Keep the outputs of one cell, right after it ran."""
    if hasattr(item, "cell_num"):
        _shown.append({"source": item.cell.source, "outputs": list(item.test_outputs or [])})


def pytest_sessionfinish():
    """Write them where the test that started this run will look."""
    Path(os.environ["KEPT_OUTPUTS"]).write_text(json.dumps(_shown), encoding="utf-8")
