"""nbgrader's own test notebooks, handed in: every one gets a verdict, and the marks are those that nbgrader gives."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from grading import ordinary
from grading.batch import open_batch, run_batch
from grading.course_folder import CourseFolder
from grading.results import read_results
from grading.runner.limits import Limits
from grading.runner.run import run
from grading.runner.walls import best_wall

PUBLISHED = Path(str(files("nbgrader"))) / "tests"
SOURCE = PUBLISHED / "apps" / "files" / "submitted-unchanged.ipynb"
STATUSES = {"marked", "blank", "error", "timeout", "unreadable", "needs_coach"}
SHORT = Limits(cell_seconds=3, notebook_seconds=20)

pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason="this nbgrader came without its test notebooks")


def learner_of(path):
    return "-".join(path.relative_to(PUBLISHED).with_suffix("").parts).lower().replace("_", "-")[-60:].strip("-.")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What each published notebook earned as a hand-in to the assignment most of them belong to."""
    home = tmp_path_factory.mktemp("published")
    course = CourseFolder.at(home / "course")
    (course.root / "source" / "ps1").mkdir(parents=True)
    shutil.copy(SOURCE, course.root / "source" / "ps1")
    for path in sorted(PUBLISHED.rglob("*.ipynb")):
        folder = home / "sent" / learner_of(path) / "ps1"
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
    patch = pytest.MonkeyPatch()
    patch.setattr(ordinary, "run", lambda into, out, wall: run(into, out, SHORT, wall))
    batch = open_batch(course, "ps1", home / "sent")
    list(run_batch(batch, batch.tasks(best_wall()), workers=1))
    patch.undo()
    return {result.learner: result for result in read_results(course.results("ps1"))}


def test_every_published_notebook_gets_a_verdict_and_a_reason(results):
    assert len(results) == len(list(PUBLISHED.rglob("*.ipynb")))
    for learner, result in results.items():
        assert result.state in {"ok", "unreadable"}, (learner, result.facts.get("fault"))
        assert {row.exercise for row in result.rows} == {"foo", "bar"}
        assert all(row.status in STATUSES and row.message for row in result.rows), learner


@pytest.mark.parametrize(
    ("name", "foo", "bar"),
    [
        ("submitted-unchanged", 1, 0),
        ("submitted-changed", 1, 1),
        ("submitted-grade-cell-changed", 1, 0),
        ("submitted-locked-cell-changed", 1, 0),
        ("submitted-cheat-attempt", 1, 0),
        ("submitted-cheat-attempt-alternative", 1, 0),
    ],
)
def test_the_marks_are_those_that_nbgrader_gives(results, name, foo, bar):
    rows = {row.exercise: row.score for row in results[f"apps-files-{name}"].rows}
    assert rows == {"foo": foo, "bar": bar}
