"""One hub for all tests of this folder that need one: it takes a while to start, so it is started once."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from hub import demo
from hub.demo import Demo

# test helpers beside this file are imported by name
sys.path.insert(0, str(Path(__file__).parent))


LAST_LINES = 60
_running: list[Demo] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails on the shared hub says what hub and formgrader said last: the hub is thrown away at the end."""
    report = yield
    if report.failed and "hub" in getattr(item, "fixturenames", ()):
        for log in (path for demo in _running for path in sorted(demo.folder.glob("*.log"))):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            report.sections.append((f"the end of {log.name}", "\n".join(lines[-LAST_LINES:])))
    return report


@pytest.fixture(scope="session")
def hub() -> Iterator[Demo]:
    """A running demo with three learners and a coach, and two servers already starting."""
    # A short name: kernels' sockets must fit.
    folder = Path(tempfile.mkdtemp(prefix="cda-")) / "hub"
    started = demo.start(folder, learners=3, port=0, say=lambda _: None, at_once=2)
    _running.append(started)
    try:
        yield started
    finally:
        _running.clear()
        demo.stop(folder)
        shutil.rmtree(folder.parent)


@pytest.fixture(scope="session")
def database() -> Iterator[int]:
    """The port of a PostgreSQL server that the tests of this folder share."""
    from postgresql import running_server

    with running_server() as port:
        yield port
