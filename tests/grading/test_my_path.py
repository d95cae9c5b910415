"""The ten tasks scored on the spot from the answers in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.model import load_course
from grading.my_path import LEFT, NOT_YET, RIGHT, my_path, results_of


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from synthetic_data.council import CouncilSpec, simulate
    from synthetic_data.write import write

    write(simulate(CouncilSpec.for_learner("path.tester")), tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ACADEMY_DATA", raising=False)
    return tmp_path


@pytest.mark.usefixtures("workspace")
def test_right_wrong_and_left_are_told_apart() -> None:
    diagnostic = load_course().diagnostic
    assert diagnostic is not None
    names = {"tenth_day": "D", "rate": "A", "fostered": 0, "picture": ...}
    results = results_of(diagnostic, names)
    assert results["working_days"] == RIGHT
    assert results["rate"] == results["children"] == NOT_YET
    assert results["chart"] == results["join"] == LEFT
    assert list(results) == [task.key for task in diagnostic.tasks]


@pytest.mark.usefixtures("workspace")
def test_the_path_is_shown_with_its_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    globals()["tenth_day"] = "B"
    try:
        my_path("analyst")
    finally:
        del globals()["tenth_day"]
    said = capsys.readouterr().out
    assert "0 of 10 tasks right" in said
    assert "not right yet: Working days" in said
    assert "Your path as an analyst" in said
    assert "on the path of an analyst" in said
    assert not [line for line in said.splitlines() if line.endswith(": ")], "nothing is listed that is empty"


@pytest.mark.usefixtures("workspace")
def test_with_no_answer_yet_no_empty_list_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    my_path("new starter")
    said = capsys.readouterr().out
    assert said.startswith("0 of 10 tasks right. Your path as a new starter")


def test_an_unknown_role_and_a_missing_folder_are_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    my_path("wizard")
    assert 'There is no role "wizard"' in capsys.readouterr().out
