"""Notebooks run by nbval in a process of their own: a kernel each, no network, what they showed handed back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OFFLINE = Path(__file__).parents[1] / "notebooks" / "offline"
SECONDS = 300  # far above a lesson's minute: an end to what hangs, not a measurement
PLUGINS = ("-p", "nbval.plugin", "-p", "kept_outputs", "-p", "warm_kernels", "-p", "no:cacheprovider")
START = "import sys, pytest; sys.exit(pytest.console_main())"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Run:
    """What came of a notebook: whether every cell ran, what nbval said, and each code cell's source and outputs."""

    passed: bool
    said: str
    shown: list[dict[str, Any]] = field(default_factory=list)

    def texts(self, starting: str) -> dict[str, str]:
        """The plain text shown by each cell whose source begins with `starting`."""
        cells = [cell for cell in self.shown if cell["source"].startswith(starting)]
        return {cell["source"]: "\n".join(map(text_of, cell["outputs"])) for cell in cells}

    def outputs(self) -> list[tuple[str, dict[str, Any]]]:
        """(first line of the source, output) of everything shown."""
        return [
            (cell["source"].splitlines()[0], out) for cell in self.shown for out in cell["outputs"] if cell["source"]
        ]


def text_of(output: dict[str, Any]) -> str:
    """An output as plain text."""
    return str(output["text"]) if "text" in output else str(output.get("data", {}).get("text/plain", ""))


def run_notebooks(notebooks: Sequence[Path]) -> dict[str, Run]:
    """Run notebooks of one folder with nbval, lax, each with a kernel of its own; what came of them, by file name.

    One process for all of them: starting pytest and nbval costs as much as a short lesson. A file that is not a
    notebook, or a cell that fails, is a failed run of that notebook alone.
    """
    folder, names = notebooks[0].parent, [path.name for path in notebooks]
    kept = folder / f"{notebooks[0].stem}.outputs.json"
    kept.unlink(missing_ok=True)
    command = [sys.executable, "-c", START, *PLUGINS, "--nbval-lax", "-q", "--nbval-current-env"]
    command += ["--continue-on-collection-errors"]
    command += ["-c", os.devnull, "--rootdir", str(folder), *names]
    ended = subprocess.run(
        command,
        cwd=folder,
        env=_environment(kept),
        capture_output=True,
        text=True,
        timeout=SECONDS * len(names),
        check=False,
    )
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    silent = {"shown": [], "said": COLOURS.sub("", ended.stdout[-6000:] + ended.stderr[-2000:])}
    return {name: _run_of(found.get(name, silent)) for name in names}


def _run_of(kept: dict[str, Any]) -> Run:
    return Run(not kept["said"], COLOURS.sub("", kept["said"])[-6000:], kept["shown"])


def run_script(source: Path, data: Path) -> Run:
    """Run a lesson's source as a script on the data folder `data`, without a network."""
    clean = _environment(data / "none.json") | {"ACADEMY_DATA": str(data), "MPLBACKEND": "agg"}
    command = [sys.executable, str(source)]
    found = subprocess.run(command, cwd=data, env=clean, capture_output=True, text=True, timeout=SECONDS, check=False)
    return Run(found.returncode == 0, found.stderr[-2000:])


def _environment(kept: Path) -> dict[str, str]:
    """The environment a learner's kernel has, without this test run's own settings, and without a network."""
    left_out = ("PYTEST_", "ACADEMY_", "COV_", "NBGRADER_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return clean | {
        "PYTHONPATH": str(OFFLINE),
        "KEPT_OUTPUTS": str(kept),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the plugins of this test run are of no use in there, and slow
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "HOME": str(kept.parent),
    }
