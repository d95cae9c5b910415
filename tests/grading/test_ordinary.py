"""Ordinary nbgrader assignments: same sandbox, tests in cells, partial credit, and marks that are called weaker."""

import json

import nbformat
import pytest

from grading.batch import open_batch, run_batch
from grading.course_folder import CourseFolder
from grading.feedback import write_feedback
from grading.marks import read_table
from grading.report import write_report
from grading.runner.walls import best_wall
from synthetic_data.errors import PlainError

TESTS = {
    "passes": ("assert total == 3", 2),
    "prints a warning": ("import sys\nprint('careful', file=sys.stderr)\nassert total == 3", 1),
    "partial": ("0.5 if total == 3 else 0.0", 2),
    "above its points": ("99", 1),
    "nan": ("float('nan')", 1),
    "fails": ("assert total == 4, 'total should be 4'", 2),
}


def source():
    cells = [nbformat.v4.new_code_cell("total = ...")]
    cells[0].metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": "total",
        "grade": False,
        "solution": True,
        "locked": False,
        "task": False,
    }
    for name, (test, points) in TESTS.items():
        cell = nbformat.v4.new_code_cell(test)
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "grade_id": name,
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "points": points,
            "cell_type": "code",
        }
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    home = tmp_path_factory.mktemp("ordinary")
    course = CourseFolder.at(home / "course")
    (course.root / "source" / "budget").mkdir(parents=True)
    (course.root / "source" / "budget" / "figures.csv").write_text("1\n2\n")
    nbformat.write(source(), course.root / "source" / "budget" / "budget.ipynb")
    for learner, answer in (
        ("amina", "total = sum(int(line) for line in open('data/figures.csv'))"),
        ("ben", "raise ValueError"),
        ("cyril", "get_ipython().showtraceback = lambda *_, **__: None"),
        ("dora", "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.showtraceback = None"),
        ("evan", "get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)"),
    ):
        notebook = source()
        notebook.cells[0].source = answer
        notebook.cells[1].source = "pass  # the test was taken out"
        folder = home / "submissions" / learner / "budget"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "budget.ipynb")
    batch = open_batch(course, "budget", home / "submissions")
    list(run_batch(batch, batch.tasks(best_wall()), workers=1))
    return course


def scores(course, learner):
    return {row["exercise"]: row["score"] for row in read_table(course.marks) if row["learner"] == learner}


def test_tests_in_cells_give_marks_partial_credit_and_no_more_than_their_points(graded):
    assert scores(graded, "amina") == {
        "passes": "2",
        "prints a warning": "1",
        "partial": "0.5",
        "above its points": "1",
        "nan": "1",
        "fails": "0",
    }


@pytest.mark.parametrize("learner", ["ben", "cyril", "dora", "evan"])
def test_a_test_that_raises_gives_nothing_although_it_was_taken_out_or_its_error_is_not_shown(graded, learner):
    assert {scores(graded, learner)[name] for name in ("passes", "prints a warning", "fails")} == {"0"}


def test_the_pages_say_that_such_marks_are_weaker_and_why(graded):
    page = write_feedback(graded, "budget")[0]
    for text in (page.read_text(encoding="utf-8"), write_report(graded, "budget").read_text(encoding="utf-8")):
        assert "weaker" in text
    assert "total should be 4" in page.read_text(encoding="utf-8")


def test_formgrader_finds_the_marks(graded):
    from grading.gradebook import open_gradebook

    with open_gradebook(graded) as book:
        assert book.find_submission("budget", "amina").score == 5.5
    assert json.loads((graded.autograded("amina", "budget") / "assignment.ipynb").read_text())["cells"]


def test_an_assignment_that_is_nowhere_is_said(graded, tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(PlainError, match="There is no assignment"):
        open_batch(graded, "nothing", tmp_path)
