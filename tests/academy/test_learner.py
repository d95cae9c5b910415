"""What surrounds a learner's first lesson when `academy start` opens JupyterLab."""

from __future__ import annotations

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
