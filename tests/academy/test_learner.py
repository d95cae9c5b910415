"""What surrounds a learner's first lesson when `academy start` opens JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_config_path
from jupyterlab_server.config import get_page_config

from academy.learner import quiet_lab


def test_lab_asks_a_learner_about_no_news_and_shows_no_tools_of_a_coach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in quiet_lab(tmp_path).items():
        monkeypatch.setenv(name, value)
    off = get_page_config([f"{folder}/labconfig" for folder in jupyter_config_path()])["disabledExtensions"]
    assert {"@jupyterlab/apputils-extension:announcements", "@jupyter/nbgrader"} <= set(off)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no way to become another program")
def test_lab_takes_the_commands_place_so_that_it_can_clear_up_after_itself(tmp_path: Path) -> None:
    """Ctrl-C once killed Lab a quarter of a second later, its questions unasked and its files left behind."""
    lab = "import os, sys; print(os.getpid(), os.environ['LAB'], flush=True); sys.exit(7)"
    program = f"import sys; from academy.learner import become; become([sys.executable, '-c', {lab!r}], {{'LAB': 'x'}})"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as command:
        said = command.communicate()[0]
    assert said.split() == [str(command.pid), "x"]
    assert command.returncode == 7
