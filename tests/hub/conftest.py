"""One hub for all tests of this folder that need one: it takes a while to start, so it is started once."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import demo
from hub.demo import Demo

# test helpers beside this file are imported by name
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def hub() -> Iterator[Demo]:
    """A running demo with three learners and a coach, and two servers already starting."""
    # A short name: kernels' sockets must fit.
    folder = Path(tempfile.mkdtemp(prefix="cda-")) / "hub"
    started = demo.start(folder, learners=3, port=0, say=lambda _: None, at_once=2)
    try:
        yield started
    finally:
        demo.stop(folder)
        shutil.rmtree(folder.parent)


@pytest.fixture(scope="session")
def database() -> Iterator[int]:
    """The port of a PostgreSQL server that the tests of this folder share."""
    from postgresql import running_server

    with running_server() as port:
        yield port
