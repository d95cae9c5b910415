"""What every test shares: in CI a skipped test is a failure, because CI installs whatever a test may need."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A busy machine draws examples slowly; how fast it is says nothing about the code. `make test` tries the same examples
# each time, so that it says the same thing to everyone; `make prove` tries new ones.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("academy", derandomize=True, **UNTIMED)
settings.register_profile("prove", derandomize=False, **UNTIMED)
settings.load_profile("academy")

sys.path.insert(0, str(Path(__file__).parent / "support"))  # what tests of several packages share

NEEDS = {
    "needs_browser": "chromium",
    "needs_bubblewrap": "bwrap",
    "needs_postgresql": "psql",
    "needs_proxy": "configurable-http-proxy",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first, and skip, by name, the tests whose system package is missing."""
    from sharing import in_order

    places = {nodeid: place for place, nodeid in enumerate(in_order(item.nodeid for item in items))}
    items.sort(key=lambda item: places[item.nodeid])
    for item in items:
        for marker, program in NEEDS.items():
            if item.get_closest_marker(marker) and not _is_here(program):
                item.add_marker(
                    pytest.mark.skip(reason=f"{program} is not installed: install the package to run this test")
                )


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what will be there to the end: walking through it is a tenth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def pytest_sessionfinish() -> None:
    """Let the collector have it at the end, or DuckDB complains of what is still there."""
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share tests among processes as support/sharing.py says."""
    from sharing import ByUnit

    return ByUnit(config, log)


def _is_here(program: str) -> bool:
    if program == "configurable-http-proxy":
        from hub.proxy import find_proxy  # on the PATH, or installed by the hub itself

        return find_proxy() is not None
    return shutil.which(program) is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI, name each skipped test and fail the run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("CI") == "true" and skipped:
        terminalreporter.section("skipped tests fail CI")
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[-1] if report.longrepr else ''}")
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED  # type: ignore[attr-defined]


@pytest.fixture
def browser() -> Iterator[Any]:
    """Headless Chromium with axe: see support/accessibility.py. Mark the test needs_browser."""
    from accessibility import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def whole_course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The course's notebooks, run when asked for: see support/whole_course.py."""
    from whole_course import WholeCourse

    asked = [item.callspec.params.get("part") for item in request.session.items if hasattr(item, "callspec")]
    return WholeCourse(tmp_path_factory.mktemp("workspace"), only=[part for part in asked if part])
