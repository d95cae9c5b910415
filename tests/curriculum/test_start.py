"""A learner's workspace: made once, brought up to date without touching their work, never mixed with another's."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from curriculum.start import RECORD, built_notebooks, make_workspace
from synthetic_data.errors import PlainError


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learner") / "my-course"
    make_workspace(folder, "amina.khan", built_notebooks())
    return folder


def test_it_holds_every_built_notebook_and_the_learners_own_council(workspace: Path) -> None:
    names = {path.relative_to(built_notebooks()) for path in built_notebooks().rglob("*.ipynb")}
    assert names <= {path.relative_to(workspace) for path in workspace.rglob("*.ipynb")}
    manifest = json.loads((workspace / "data/manifest.json").read_text(encoding="utf-8"))
    record = json.loads((workspace / RECORD).read_text(encoding="utf-8"))
    assert record["learner"] == "amina.khan"
    assert record["council"] == manifest["council"]


def test_the_first_page_is_a_notebook_that_names_the_council_and_links_every_lesson(workspace: Path) -> None:
    page = nbformat.read(workspace / "start_here.ipynb", as_version=4)
    nbformat.validate(page)
    text = "\n".join(cell.source for cell in page.cells)
    council = json.loads((workspace / RECORD).read_text(encoding="utf-8"))["council"]["name"]
    assert council in text
    for lesson in (workspace / "m01_first_notebook").glob("l*.ipynb"):
        assert f"(m01_first_notebook/{lesson.name})" in text


def test_no_data_file_is_an_answer_key(workspace: Path) -> None:
    assert not [path for path in workspace.rglob("*") if path.name in {"faults.csv", "rows.csv"}]


def test_made_again_it_keeps_what_the_learner_wrote(workspace: Path) -> None:
    mine = workspace / "m01_first_notebook" / "l01_first_run.ipynb"
    written = mine.read_text(encoding="utf-8") + " "
    mine.write_text(written, encoding="utf-8")
    missing = workspace / "m01_first_notebook" / "l02_select_filter_group.ipynb"
    missing.unlink()
    again = make_workspace(workspace, "amina.khan", built_notebooks())
    assert mine.read_text(encoding="utf-8") == written
    assert again.added == ("m01_first_notebook/l02_select_filter_group.ipynb",)


@pytest.mark.parametrize("learner", ["", "Amina", "a b", "../etc", "-a", "x" * 65, "é"])
def test_a_malformed_id_is_refused_and_nothing_is_made(tmp_path: Path, learner: str) -> None:
    with pytest.raises(PlainError, match="is not a learner id"):
        make_workspace(tmp_path / "new", learner, built_notebooks())
    assert not (tmp_path / "new").exists()


def test_another_learners_workspace_is_refused(workspace: Path) -> None:
    with pytest.raises(PlainError, match=r"is the workspace of amina\.khan"):
        make_workspace(workspace, "ben.price", built_notebooks())


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PlainError, match="already holds other files"):
        make_workspace(tmp_path, "amina.khan", built_notebooks())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(PlainError, match="is a file, not a folder"):
        make_workspace(tmp_path / "file", "amina.khan", built_notebooks())


def test_data_of_another_version_is_refused_with_the_way_out(workspace: Path) -> None:
    path = workspace / "data" / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(json.dumps(json.loads(text) | {"version": "0"}), encoding="utf-8")
    try:
        with pytest.raises(PlainError, match="make a new workspace"):
            make_workspace(workspace, "amina.khan", built_notebooks())
    finally:
        path.write_text(text, encoding="utf-8")
