from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from academy import course as command
from curriculum import model


@pytest.fixture
def here(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command works on the sample course, and writes below a folder of the test's own."""
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "NOTEBOOKS", tmp_path / "notebooks")
    course = model.load_course(sample)
    monkeypatch.setattr(model, "load_course", lambda: course)
    return tmp_path


def test_build_says_what_changed_and_what_the_lint_found(here: Path) -> None:
    found = CliRunner().invoke(command.build, [])
    assert found.exit_code == 0
    assert "notebooks/m01_sample/l01_counting.ipynb" in found.output
    assert "9 cells; keep between 20 and 35" in found.output
    assert (here / "docs/ksb-coverage.md").is_file()


def test_check_writes_nothing_names_what_drifted_and_exits_1(here: Path) -> None:
    found = CliRunner().invoke(command.build, ["--check"])
    assert found.exit_code == 1
    assert "missing: notebooks/m01_sample/quiz.ipynb" in found.output
    assert not (here / "notebooks").exists()


def test_check_after_build_exits_0(here: Path) -> None:
    CliRunner().invoke(command.build, [])
    found = CliRunner().invoke(command.build, ["--check"])
    assert (found.exit_code, found.output) == (0, "Every notebook is what its source says.\n")


def test_solved_writes_only_where_it_is_told(here: Path) -> None:
    found = CliRunner().invoke(command.build, ["--solved", str(here / "solved")])
    assert found.exit_code == 0
    assert (here / "solved/m01_sample/assignment.ipynb").is_file()
    assert not (here / "notebooks").exists()
