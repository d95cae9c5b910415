"""A pytest plugin beside nbval: writes, for each notebook, what its cells showed and what went wrong, for the tests."""

import json
import os
from pathlib import Path

_kept = {}


def _of(notebook):
    return _kept.setdefault(Path(notebook).name, {"shown": [], "said": ""})


def pytest_collectreport(report):
    """A notebook that cannot be read."""
    if report.failed:
        _of(report.nodeid)["said"] += str(report.longrepr)


def pytest_runtest_teardown(item):
    """Keep the outputs of one cell, right after it ran."""
    if hasattr(item, "cell_num"):
        _of(item.path)["shown"].append({"source": item.cell.source, "outputs": list(item.test_outputs or [])})


def pytest_runtest_logreport(report):
    """A cell that failed."""
    if report.failed:
        _of(report.nodeid.split("::")[0])["said"] += str(report.longrepr)


def pytest_sessionfinish():
    """Write them where the test that started this run will look."""
    Path(os.environ["KEPT_OUTPUTS"]).write_text(json.dumps(_kept), encoding="utf-8")
