"""The data a notebook finds when it is marked: its learner's own files, as many as it needs and never fewer."""

import json

import pytest

from curriculum.model import load_course
from grading import ours
from grading.grade_one import paper_of
from grading.learner_data import files_named_by, write_learner_data
from grading.questions import learner_council
from grading.repair import repair
from grading.submission import cells_of
from synthetic_data.write import write

INPUTS = ("ssda903.episodes", "ssda903.header")
READ = (
    'import pandas as pd\nfrom academy import data_folder\nread = pd.read_csv(data_folder() / "ssda903" / "2025-26" / '
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Every file of a learner's workspace, by its path."""
    course, folder = load_course(), tmp_path_factory.mktemp("workspace") / "data"
    write(learner_council("zoe"), folder, returns=course.learner_returns(), formats=course.learner_formats())
    return contents(folder)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "source": text, "metadata": {}} for text in cells]}


def written(folder, *cells):
    write_learner_data(learner_council("zoe"), folder / "data", INPUTS, files_named_by(notebook(*cells)))
    return contents(folder / "data")


def is_data(path):
    return path.endswith(".csv") and "dictionary" not in path


def test_only_what_is_asked_about_is_written_and_it_is_as_in_the_workspace(workspace, tmp_path):
    found = written(tmp_path, READ + '"episodes.csv")')
    tables = {path for path in found if is_data(path)}
    assert {path.rpartition("/")[2] for path in tables} == {"episodes.csv", "header.csv"}
    assert "ssda903/2024-25/episodes.csv" in tables
    assert all(found[path] == workspace[path] for path in tables)


def test_a_table_that_the_notebook_names_is_there_too(workspace, tmp_path):
    found = written(tmp_path, READ + '("reviews" + ".csv"))')
    assert found["ssda903/2025-26/reviews.csv"] == workspace["ssda903/2025-26/reviews.csv"]


@pytest.mark.parametrize("line", ["list(data.rglob('*.csv'))", "for file in data.iterdir(): ...", "os.walk(data)"])
def test_a_notebook_that_goes_through_folders_finds_everything(workspace, tmp_path, line):
    assert written(tmp_path, line) == workspace


def test_words_that_only_look_like_going_through_folders_change_nothing():
    assert files_named_by(notebook("global total\ntotal = 3 * 4", "moonwalk = 2 ** 3")) is not None


def test_a_notebook_that_looked_for_a_file_in_vain_is_run_again_with_everything(tmp_path):
    course = tmp_path / "course"
    (course / ".academy").mkdir(parents=True)
    paper = paper_of("m01-a01", str(course))
    hidden = {"cell_type": "code", "id": "hidden", "source": READ + '("rev" + "iews.csv"))', "metadata": {}}
    cells, _ = cells_of(json.dumps({"cells": [*paper.release["cells"], hidden]}).encode())
    _, out = ours.run_rows(paper, "zoe", repair(cells, paper.release, paper.cards).notebook, b"{}", tmp_path, None)
    cells = json.loads((out / "run.json").read_text(encoding="utf-8"))["cells"]
    assert cells[-1]["state"] == "ok", cells[-1]
    assert out.parent.name == "whole"
