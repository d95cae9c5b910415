"""What a learner shares of their hours: figures that come back as they were, and no name of a task or a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from scipy import stats

from academy.main import academy
from grading.course_folder import CourseFolder
from grading.hours import Estimate, add_line, half_width, ledger_of, mean_of, sum_of
from grading.shared_hours import CLASSES, folder_of, read_shared, together


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / ".academy").mkdir(parents=True)
    (folder / ".academy" / "workspace.json").write_text(json.dumps({"learner": "amina.khan"}))
    add_line(folder, "tasks", "Error list for Oakfield", "12", "60")
    for before in (180, 200, 160):
        add_line(folder, "runs", "Error list for Oakfield", "2027-01-11", str(before), "40", "Alan Rees")
    add_line(folder, "runs", "Error list for Oakfield", "2027-01-12", "50", "90", "")
    add_line(folder, "runs", "Board pack", "2027-01-12", "50", "10", "")
    add_line(folder, "diary", "2027-01-11", "start", "churn", "300")
    return folder


def test_figures_come_back_and_names_stay_at_home(workspace: Path, tmp_path: Path) -> None:
    course = CourseFolder.at(tmp_path / "course")
    folder_of(course).mkdir(parents=True)
    file = folder_of(course) / "amina.khan.csv"
    ended = CliRunner().invoke(academy, ["hours", str(workspace), "--share", str(file)])
    assert ended.exit_code == 0, ended.output
    assert not any(word in file.read_text() for word in ("Oakfield", "Board", "Alan", "Rees"))
    lines, ledger = read_shared(course), ledger_of(workspace)
    confirmed = next(line for line in lines if line.confirmed)
    saving = next(each for each in ledger.savings if each.confirmed)
    assert saving.hours is not None and confirmed.figure is not None
    assert confirmed.figure.value == pytest.approx(saving.hours.value, abs=0.01)
    assert confirmed.figure.high == pytest.approx(saving.hours.high, abs=0.01)
    found = together(lines)
    assert [each.evidence for each in found.hours] == [CLASSES[0], CLASSES[2]]
    assert found.hours[1].costing == 1 and found.hours[1].lost == pytest.approx((12 * -40 - 60) / 60)
    assert found.unknown == 1  # nobody said how often the board pack is made
    assert [(each.phase, each.share.value) for each in found.churn] == [("start", 100)]
    assert found.change is None


def test_a_sum_has_the_interval_of_its_parts() -> None:
    first, second = [10.0, 12.0, 14.0], [3.0, 1.0, 4.0, 2.0]
    found = sum_of([(mean_of(first), 3), (mean_of(second), 4)])
    known = stats.ttest_ind(first, [-each for each in second], equal_var=False).confidence_interval(0.95)
    assert found.value == pytest.approx(14.5)
    assert (found.low, found.high) == pytest.approx((known.low, known.high))


def test_a_sum_with_a_part_that_was_measured_once_has_no_interval() -> None:
    assert sum_of([(Estimate(3, 2, 4), 3), (Estimate(5), 1)]) == Estimate(8)
    assert half_width(Estimate(5)) is None
